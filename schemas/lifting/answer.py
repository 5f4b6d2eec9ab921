"""The answer: missing data in their rank, what each lifts, the fewest that suffice, and what remains."""

from dataclasses import dataclass
from decimal import Decimal

from schemas.comparability.comparison import Comparison
from schemas.comparability.reasons import Level, Reason
from schemas.comparability.verdict import Verdict
from schemas.lifting.datum import Datum


@dataclass(frozen=True, slots=True)
class Lifted:
    """A reason that a datum lifts, alone or with others.

    Args:
        places: codes of the pair.
        dimension: of the reason.
        level: how grave it is.
        tonnes: how much it moves, None where not known.
        alone: whether the datum lifts it without others.
        stands: whether it stands now; else it would only come to light once others are supplied.
    """

    places: tuple[str, str]
    dimension: str
    level: Level
    tonnes: Decimal | None
    alone: bool
    stands: bool = True


@dataclass(frozen=True, slots=True)
class Lifting:
    """A datum in its rank.

    Args:
        datum: what is missing.
        rank: 1 for what moves most.
        lifts: the reasons that it lifts.
        verdict: of the whole comparison, if only this were supplied.
        pairs: the pairs whose verdict it would change alone, with that verdict.
    """

    datum: Datum
    rank: int
    lifts: tuple[Lifted, ...]
    verdict: Verdict
    pairs: tuple[tuple[tuple[str, str], Verdict], ...]

    @property
    def better(self) -> tuple[tuple[tuple[str, str], Verdict], ...]:
        """The pairs whose verdict it would improve alone, with that verdict."""
        return tuple((places, after) for places, after in self.pairs if after != "not_comparable")

    @property
    def tonnes(self) -> Decimal | None:
        """The most that it moves of what stands now, None where nobody can say or nothing of it does."""
        moved = (one.tonnes for one in self.lifts if one.stands and one.tonnes is not None)
        return max(moved, default=None)


@dataclass(frozen=True, slots=True)
class Smallest:
    """The fewest data that give some places a better verdict.

    Args:
        places: codes: a pair, or all.
        verdict: as it is.
        after: as it would be.
        ids: of the data; leaving any out loses the verdict.
    """

    places: tuple[str, ...]
    verdict: Verdict
    after: Verdict
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unlifted:
    """A reason that no data we can name lift."""

    places: tuple[str, str]
    reason: Reason


@dataclass(frozen=True, slots=True)
class Lifts:
    """What would make places comparable.

    Args:
        comparison: what stands now.
        ranked: the data, what moves most first.
        smallest: of all places, for each better verdict that can be reached, the nearest first.
        of_pairs: likewise of each pair.
        remaining: reasons that no data lift.
    """

    comparison: Comparison
    ranked: tuple[Lifting, ...]
    smallest: tuple[Smallest, ...]
    of_pairs: tuple[Smallest, ...]
    remaining: tuple[Unlifted, ...]

    def find(self, datum_id: str) -> Lifting | None:
        """Give a datum by its id."""
        return next((one for one in self.ranked if one.datum.id == datum_id), None)
