"""A side: everything a comparison knows of one place."""

from dataclasses import dataclass, field

from schemas.basis import Basis
from schemas.comparability.blocks import Blocks
from schemas.comparability.closing import Gap
from schemas.comparability.energy_use import NO_ENERGY, EnergyUse
from schemas.comparability.outcome import Case, Outcome
from schemas.comparability.percapita import Inhabitants
from schemas.comparability.question import Asked
from schemas.comparability.reasons import Reason
from schemas.comparability.selection import Chosen
from schemas.findings import Finding
from schemas.observations import StoredObservation
from schemas.places import Place


@dataclass(frozen=True, slots=True)
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

    @property
    def place(self) -> Place:
        """The place."""
        return self.chosen.place

    @property
    def basis(self) -> Basis:
        """How its figures were made."""
        return self.chosen.basis

    @property
    def period(self) -> str:
        """The period of its figure, empty where it has none."""
        return "" if self.chosen.option is None else str(self.chosen.option.period)

    @property
    def failures(self) -> tuple[Reason, ...]:
        """Why there is no harmonised figure."""
        return self.answer.failures

    def scopes_of(self, cell: str) -> frozenset[str]:
        """Give the emission scopes that count of a cell."""
        return frozenset() if self.case is None else scopes_that_count(self.case, cell)


def scopes_that_count(case: Case, cell: str) -> frozenset[str]:
    """Give the emission scopes of a cell that are kept, and in the figure or said to be nothing."""
    return case.kept.get(cell, frozenset()) & (case.scopes | case.inventory.nothing_at(cell))
