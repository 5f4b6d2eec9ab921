"""A suspicion: a finding before it is located and said, with what it would explain."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from schemas.findings import Finding, Severity
from schemas.messages import Message
from schemas.observations import Observation
from schemas.rules.evidence import Bases
from schemas.validation.ledger import location_of, printed

MOST_NAMED = 12
"""Cells that a sentence names; the finding itself holds them all."""


@dataclass(frozen=True)
class Suspicion:
    """What a rule across rows suspects of a cell.

    Args:
        rule: its id, e.g. ``S2``.
        cell: the row that it is about.
        kind: which of the rule's texts; empty where it has one only.
        values: what fills the texts.
        involves: the rows it was compared with.
        right: the number that the cell should hold, in the indicator's unit, where the rule can tell.
    """

    rule: str
    cell: Observation
    kind: str
    values: Mapping[str, object] = field(default_factory=dict)
    involves: tuple[Observation, ...] = ()
    severity: Severity = "warning"
    right: Decimal | None = None

    def with_also(self, cells: Iterable[Observation]) -> "Suspicion":
        """Add rows that the same cause touches."""
        known = {id(self.cell), *(id(one) for one in self.involves)}
        return replace(self, involves=(*self.involves, *(cell for cell in cells if id(cell) not in known)))

    def finding(self, bases: Bases) -> Finding:
        """Locate it and say it."""
        key = f"rules.{self.rule}.{self.kind}" if self.kind else f"rules.{self.rule}"
        return Finding(
            rule=self.rule,
            severity=self.severity,
            where=location_of(self.cell, bases),
            found=printed(self.cell) or "—",
            expected=Message(f"{key}.expected", self.values),
            mend=Message(f"{key}.mend", self.values),
            subject=self.cell.key.canonical(),
            place=self.cell.key.place,
            involves=tuple(dict.fromkeys(cell.source_cell for cell in self.involves if cell.source_cell)),
        )


def names(cells: Sequence[Observation]) -> str:
    """Name cells, or what they are where the source has no cells."""
    named = list(dict.fromkeys(name_of(cell) for cell in cells))
    return ", ".join(named[:MOST_NAMED]) + (", …" if len(named) > MOST_NAMED else "")


def name_of(cell: Observation) -> str:
    """Name a cell, or what it is where the source has none."""
    return cell.source_cell or f"{cell.key.indicator} {cell.key.sector} {cell.key.period}"
