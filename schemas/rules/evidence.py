"""What the rules across rows look at: the rows asked about, and what else stands around them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from schemas.basis import Basis
from schemas.observations import Observation
from schemas.places import Place, ancestors, shipped_places
from schemas.rules.copied_energy import Copied
from schemas.rules.inventories import ACTUAL, Inventory, inventories

Bases = Mapping[str, Basis]
FACTOR = ".EF"
"""How the codes of indicators end that are emission factors: EN.EL.EF, EN.DH.EF."""


@dataclass(frozen=True)
class Evidence:
    """The rows of one asking.

    Args:
        observations: the rows asked about; only they are found fault with.
        bases: those that the rows name, by id.
        context: other rows that stand: of peers, of the places around, of other sources. They are compared with.
        places: all places, by code.
        today: the day of asking, None where staleness is not asked about.
        accrual: months between two periods that a source promises, by source.
    """

    observations: Sequence[Observation]
    bases: Bases
    context: Sequence[Observation] = ()
    places: Mapping[str, Place] = field(default_factory=shipped_places)
    today: date | None = None
    accrual: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def tables(self) -> list[Inventory]:
        """The inventories of the rows asked about, of observed values and of targets."""
        return inventories(self.observations)

    @cached_property
    def observed(self) -> list[Inventory]:
        """The inventories of observed values."""
        return [one for one in self.tables if one.value_type == ACTUAL]

    @cached_property
    def everything(self) -> list[Observation]:
        """The rows asked about, and those around them."""
        return [*self.observations, *self.context]

    def apart(self) -> Iterator["Evidence"]:
        """Give the evidence of each place asked about by itself: what most rules look at, and all that is held at once."""
        return (self.at(place) for place in sorted(self._rows_of_places))

    def at(self, place: str) -> "Evidence":
        """Give the evidence of one place by itself."""
        rows, around = self._rows_of_places.get(place, []), self._context_of_places.get(place, [])
        return replace(self, observations=rows, context=around)

    @cached_property
    def _rows_of_places(self) -> Mapping[str, list[Observation]]:
        return _by_place(self.observations)

    @cached_property
    def _context_of_places(self) -> Mapping[str, list[Observation]]:
        return _by_place(self.context)

    @cached_property
    def _by_place_and_period(self) -> Mapping[tuple[str, str], list[Inventory]]:
        found: dict[tuple[str, str], list[Inventory]] = {}
        for one in inventories(self.context):
            if one.value_type == ACTUAL:
                found.setdefault((one.place, one.period), []).append(one)
        for one in self.observed:
            found.setdefault((one.place, one.period), []).insert(0, one)
        return found

    @cached_property
    def factor_rows(self) -> Mapping[tuple[str, str], list[Observation]]:
        """The rows that state emission factors, by place and period."""
        found: dict[tuple[str, str], list[Observation]] = {}
        for row in self.observations:
            if row.key.indicator.endswith(FACTOR):
                found.setdefault((row.key.place, row.key.period), []).append(row)
        return found

    def beside(self, inventory: Inventory) -> list[Inventory]:
        """Give the place's inventories of the period: its own first, then those of its source, then the rest."""
        same = self._by_place_and_period.get((inventory.place, inventory.period), [])
        if len(same) == 1:
            return same
        return sorted(same, key=lambda other: (other is not inventory, other.source != inventory.source))

    @cached_property
    def copied(self) -> dict[Inventory, list[Copied]]:
        """What was found of energy printed as emissions, by inventory; `copied_in` fills it."""
        return {}

    @cached_property
    def speakers(self) -> dict[tuple[str, str], tuple[Basis, Observation]]:
        """Each basis with the cell that speaks for it, by place and basis; the rules on statements fill it."""
        return {}

    def basis(self, observation: Observation) -> Basis | None:
        """Give the basis of a row, None where none is given."""
        return self.bases.get(observation.key.basis)

    def document(self, observation: Observation) -> str:
        """Name the document that a row stands in: its basis's, else its source."""
        return self._documents.get(observation.key.basis) or observation.key.source

    @cached_property
    def _documents(self) -> Mapping[str, str]:
        return {name: basis.source_document or basis.title for name, basis in self.bases.items()}

    def state(self, place: str) -> str:
        """Give the code of the state that a place lies in, the place itself if it is one; empty where unknown."""
        chain = (place, *ancestors(place, self.places))
        return next(
            (code for code in chain if code in self.places and self.places[code].kind == "COUNTRY"), ""
        )


def _by_place(rows: Sequence[Observation]) -> Mapping[str, list[Observation]]:
    found: dict[str, list[Observation]] = {}
    for row in rows:
        found.setdefault(row.key.place, []).append(row)
    return found
