"""A side: everything a comparison knows of one place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from schemas.basis import ATTRIBUTES, UNKNOWN, Basis
from schemas.comparability.blocks import Blocks
from schemas.comparability.closing import Gap
from schemas.comparability.energy_use import NO_ENERGY, EnergyUse
from schemas.comparability.figures import Figure, total
from schemas.comparability.outcome import Case, Outcome
from schemas.comparability.percapita import Inhabitants
from schemas.comparability.question import Asked
from schemas.comparability.reasons import Reason
from schemas.comparability.scopes import WHOLE, cells_of
from schemas.comparability.selection import Chosen
from schemas.comparability.splice import Splice
from schemas.findings import Finding
from schemas.observations import StoredObservation
from schemas.places import Place, ancestors

PLAIN_STATUS = frozenset({"A", "W"})
"""A normal value, and one that includes another category's (said by the row that points to it)."""

BREAK = "B"
"""Figures that cannot be set beside those before them."""

FREE = frozenset({"", "F"})
"""Figures that nobody holds back."""


@dataclass(frozen=True, eq=False)
class Side:
    """One place of a comparison.

    Args:
        asked: the question.
        chosen: the place and what it answers with.
        outcome: the harmonised figure before anything is divided.
        answer: the harmonised figure of the indicator asked for.
        case: its figures, None where it has none.
        people: the inhabitants that divide it.
        gap: how the printed rows miss the printed total, None where they close.
        used: the observations that the figure rests on.
        energy: energy use beside emissions, for the tonnes that factors may move.
        findings: open findings on the observations used.
        cells: the cells that the harmonised figure holds.
        blocks: the figures of those cells at the scopes that count.
        held: the cells, or the sector asked for, with their figures where they are printed one by one.
        counted: the emission scopes that count of each cell.
        spliced: the ratio over the break that its source marks, where one year is held in both ways.
    """

    asked: Asked
    chosen: Chosen
    outcome: Outcome
    answer: Outcome
    case: Case | None = None
    people: Inhabitants | None = None
    gap: Gap | None = None
    used: tuple[StoredObservation, ...] = ()
    energy: EnergyUse = NO_ENERGY
    findings: tuple[Finding, ...] = ()
    cells: frozenset[str] = frozenset()
    blocks: Blocks = field(default_factory=dict)
    held: Mapping[str, Figure | None] = field(default_factory=dict)
    counted: Mapping[str, frozenset[str]] = field(default_factory=dict)
    spliced: Splice | None = None

    @property
    def place(self) -> Place:
        """The place."""
        return self.chosen.place

    @property
    def basis(self) -> Basis:
        """How its figures were made."""
        return self.chosen.basis

    @cached_property
    def period(self) -> str:
        """The period of its figure, empty where it has none."""
        return "" if self.chosen.option is None else str(self.chosen.option.period)

    @property
    def failures(self) -> tuple[Reason, ...]:
        """Why there is no harmonised figure."""
        return self.answer.failures

    def scopes_of(self, cell: str) -> frozenset[str]:
        """Give the emission scopes that count of a cell."""
        return self.counted.get(cell, frozenset())

    @cached_property
    def misfiled(self) -> Figure | None:
        """Heat of networks filed under scope 1, of the cells in which only one of the two scopes counts."""
        of_cell = None if self.case is None else self.case.inventory.misfiled
        if of_cell is None or self.case is None:
            return None
        sector = self.asked.measure.sector
        codes = (sector,) if self.asked.measure.kind == "sector" else tuple(self.cells - {WHOLE})
        split = [code for code in codes if len(self._scopes_of(code) & {"S1", "S2"}) == 1]
        moved = [source for source, target in self.case.inventory.moves.items() if target in split]
        return total(heat for code in (*split, *moved) if (heat := of_cell(code)) is not None)

    def _scopes_of(self, code: str) -> frozenset[str]:
        """Give the scopes that count of a cell, or of the sector asked for."""
        cells = (code,) if code in self.counted else tuple(cells_of(code))
        return frozenset().union(*(self.counted.get(cell, frozenset()) for cell in cells))

    @cached_property
    def around(self) -> frozenset[str]:
        """Codes of the places that contain its place."""
        return frozenset(ancestors(self.place.code, self.asked.around))

    @cached_property
    def holds(self) -> Mapping[str, frozenset[str]]:
        """The emission scopes of each cell that it holds."""
        return {
            cell: self.scopes_of(cell) if figure is None else figure.scopes
            for cell, figure in self.held.items()
        }

    @cached_property
    def silent_on(self) -> frozenset[str]:
        """The attributes that its basis does not state."""
        return frozenset(one for one in ATTRIBUTES if getattr(self.basis, one) in (UNKNOWN, "", None))

    @cached_property
    def buys_electricity(self) -> bool:
        """Whether scope 2 is in the figure."""
        return any("S2" in scopes for scopes in self.counted.values())

    @cached_property
    def statuses(self) -> frozenset[str]:
        """Statuses of the figures used that are not plain ones, those of the inhabitants too."""
        people = () if self.people is None else (self.people.count.stored,)
        told = (stored.observation for stored in (*self.used, *people))
        return frozenset(seen.obs_status for seen in told if seen.value is not None) - PLAIN_STATUS

    @cached_property
    def held_back(self) -> tuple[str, ...]:
        """Codes of confidentiality of the figures used that are not free."""
        return tuple(sorted({stored.observation.conf_status for stored in self.used} - FREE))

    @cached_property
    def read_by(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """The versions of each dataset's mappings that read the figures used, by dataset and mapping."""
        found: dict[tuple[str, str], frozenset[str]] = {}
        for stored in self.used:
            mapping, _, version = stored.observation.mapping.partition("@")
            if version:
                key = (stored.dataset, mapping)
                found[key] = found.get(key, frozenset()) | {version}
        return found


_T = TypeVar("_T")


def once_a_side(make: Callable[[Side], _T]) -> Callable[[Side], _T]:
    """Make something of a side once, for all the pairs that it stands in."""
    known: WeakKeyDictionary[Side, _T] = WeakKeyDictionary()

    @wraps(make)
    def made(side: Side) -> _T:
        if side not in known:
            known[side] = make(side)
        return known[side]

    return made


def scopes_that_count(case: Case, cell: str) -> frozenset[str]:
    """Give the emission scopes of a cell that are kept, and in the figure or said to be nothing."""
    return case.kept.get(cell, frozenset()) & (case.scopes | case.inventory.nothing_at(cell))
