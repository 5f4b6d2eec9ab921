"""The part of a comparison's page that says what would make the places comparable, with the letters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from api.comparing import answered_within
from api.lifting import letters_of, lifts_of, parameters
from api.pages.comparison_reading import view_of
from api.pages.comparison_view import ComparisonView
from api.pages.held import known_places
from api.pages.visit import Visit
from schemas.comparability.question import Question
from schemas.comparability.wording import quantity
from schemas.indicators import indicator
from schemas.lifting.answer import Lifting, Lifts, Smallest
from schemas.lifting.lifts import MOST_PLACES
from schemas.lifting.serialise import sentence


@dataclass(frozen=True, slots=True)
class Missing:
    """A piece of missing data as it is shown.

    Args:
        rank: 1 for what moves most.
        needs: what it is.
        holder: who has it.
        kind: what that is.
        moves: the tonnes with their unit, empty where nobody can say.
        dimensions: names of the dimensions that it lifts.
        letters: addresses by language, none where nobody is written to.
    """

    rank: int
    needs: str
    holder: str
    kind: str
    moves: str
    dimensions: Sequence[str]
    letters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MissingSet:
    """The fewest data that give some places a better verdict."""

    places: str
    verdict: str
    ranks: Sequence[int]


@dataclass(frozen=True, slots=True)
class LiftingView:
    """What would make the places comparable.

    Args:
        sentence: what it takes.
        data: in their rank.
        sets: of all places, then of pairs.
        remaining: what no data lift.
        call: the address of the API's answer.
        too_many: the most places there may be, where there are more.
    """

    sentence: str = ""
    data: Sequence[Missing] = ()
    sets: Sequence[MissingSet] = ()
    remaining: Sequence[str] = ()
    call: str = ""
    too_many: int = 0


def ask_and_lift(visit: Visit, question: Question) -> tuple[ComparisonView, LiftingView]:
    """Compare, through the reader's door, and say what would make the places comparable.

    Raises:
        SchemaError: the question cannot be put; says which part and what is nearest.
    """
    comparison, evidence = answered_within(visit.door, question)
    places = known_places(visit.session, question.places)
    unit = indicator(question.indicator).unit or "NR"
    view = view_of(comparison.to_dict(visit.lang), unit, places, visit.lang)
    if len(comparison.question.places) > MOST_PLACES:
        return view, LiftingView(too_many=MOST_PLACES)
    return view, _view(visit, lifts_of(comparison, evidence))


def _view(visit: Visit, found: Lifts) -> LiftingView:
    asked = urlencode({**parameters(found.comparison.question), "lang": visit.lang}, doseq=True)
    said = (one.reason.message.in_(visit.lang) for one in found.remaining)
    return LiftingView(
        sentence(found).in_(visit.lang),
        [_missing(visit, found, one) for one in found.ranked],
        [_set(visit, found, one) for one in (*found.smallest, *found.of_pairs)],
        tuple(dict.fromkeys(said)),
        f"/api/v1/compare/lifts?{asked}",
    )


def _missing(visit: Visit, found: Lifts, one: Lifting) -> Missing:
    unit = found.comparison.sides[0].asked.measure.base_unit
    datum = one.datum
    return Missing(
        one.rank,
        datum.needs.in_(visit.lang),
        datum.holder.name.in_(visit.lang),
        visit.writer.message(f"lifting.kind.{datum.holder.kind}"),
        "" if one.tonnes is None else quantity(one.tonnes, unit).in_(visit.lang),
        tuple(dict.fromkeys(visit.writer.word("dimension", lifted.dimension) for lifted in one.lifts)),
        letters_of(found.comparison.question, datum.id) if datum.holder.writes else {},
    )


def _set(visit: Visit, found: Lifts, one: Smallest) -> MissingSet:
    names = {side.place.code: side.place.name.in_(visit.lang) for side in found.comparison.sides}
    ranks = {each.datum.id: each.rank for each in found.ranked}
    return MissingSet(
        " – ".join(names[code] for code in one.places),
        visit.writer.message(f"lifting.verdict.{one.after}"),
        [ranks[name] for name in one.ids],
    )
