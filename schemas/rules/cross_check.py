"""The cross-check: all soft rules over a set of observations, as located findings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from schemas.basis import Basis
from schemas.findings import Finding
from schemas.messages import Message
from schemas.observations import Observation
from schemas.rules.factors import Copied, OddFactor, copied_cells, odd_factors
from schemas.rules.inventories import ENERGY, Inventory, amount, inventories
from schemas.rules.sums import Mismatch, mismatches
from schemas.units import plain
from schemas.validation.ledger import location_of, printed
from schemas.validation.wording import equation, label, number

Bases = Mapping[str, Basis]
MILLIONTH = Decimal("0.000001")


def cross_check(observations: Sequence[Observation], bases: Bases) -> list[Finding]:
    """Hold the cells of each inventory beside one another.

    Args:
        bases: those that the observations name, by id; they tell the document's name.

    Returns:
        S6 (energy printed as emissions), S1 (impossible emission factors) and S2 (sums that do not close), all
        warnings, by place, period, source and basis.
    """
    found: list[Finding] = []
    sorted_in = inventories(observations)
    for inventory in sorted_in:
        beside = _beside(inventory, sorted_in)
        copied = list(copied_cells(inventory, beside))
        suspicions = [
            *map(_copied, copied),
            *map(_odd_factor, odd_factors(inventory, beside, copied)),
            *(_mismatch(mismatch, copied) for mismatch in mismatches(inventory)),
        ]
        found.extend(suspicion.finding(bases) for suspicion in suspicions)
    return found


def _beside(inventory: Inventory, others: Sequence[Inventory]) -> list[Inventory]:
    """Give the place's inventories of the period: its own first, then those of its source, then the rest."""
    same = [other for other in others if (other.place, other.period) == (inventory.place, inventory.period)]
    return sorted(same, key=lambda other: (other is not inventory, other.source != inventory.source))


@dataclass(frozen=True)
class _Suspicion:
    """A finding before it is located: the messages' key and values, and the cells that were compared."""

    rule: str
    cell: Observation
    key: str
    values: Mapping[str, object]
    involves: Sequence[Observation]

    def finding(self, bases: Bases) -> Finding:
        return Finding(
            rule=self.rule,
            severity="warning",
            where=location_of(self.cell, bases),
            found=printed(self.cell),
            expected=Message(f"rules.{self.key}.expected", self.values),
            mend=Message(f"rules.{self.key}.mend", self.values),
            subject=self.cell.key.canonical(),
            place=self.cell.key.place,
            involves=tuple(dict.fromkeys(cell.source_cell for cell in self.involves if cell.source_cell)),
        )


def _copied(found: Copied) -> _Suspicion:
    values = {
        "sector": label("sector", found.cell.key.sector),
        "sum": equation(found.energy.numbers),
        "cells": _names(found.energy.cells),
        "also": _also(found.repeated),
    }
    return _Suspicion("S6", found.cell, "S6", values, (*found.repeated, *found.energy.cells))


def _also(repeated: tuple[Observation, ...]) -> Message | str:
    return Message("rules.S6.also", {"cells": _names(repeated)}) if repeated else ""


def _odd_factor(found: OddFactor) -> _Suspicion:
    values = {
        "sector": label("sector", found.cell.key.sector),
        "carrier": label("carrier", found.cell.key.carrier),
        "factor": number(plain(found.factor.quantize(MILLIONTH))),
        "emissions": number(amount(found.cell) or Decimal(0)),
        "energy": number(found.energy.total),
        "cells": _names(found.energy.cells),
    }
    return _Suspicion("S1", found.cell, f"S1.{found.kind}", values, found.energy.cells)


def _mismatch(found: Mismatch, copied: Sequence[Copied]) -> _Suspicion:
    values = {
        "sum": equation(found.numbers),
        "printed": number(found.printed),
        "difference": number(abs(found.difference)),
        "unit": _unit(found),
        "cells": _names(found.parts),
        "where": _where(found),
        "closes": _closes(found, copied),
    }
    involves = (*found.parts, *(mismatch.total for mismatch in found.elsewhere))
    return _Suspicion("S2", found.total, f"S2.{found.kind}", values, involves)


def _unit(found: Mismatch) -> str:
    return "MWh" if found.total.key.indicator == ENERGY else "t"


def _where(found: Mismatch) -> Message | str:
    """Say in which scopes the difference stands, where they are printed apart."""
    if not found.elsewhere:
        return ""
    scopes = [label("scope", other.total.key.scope) for other in found.elsewhere]
    joined: Message | str = scopes[0]
    for scope in scopes[1:]:
        joined = Message("rules.S2.and", {"one": joined, "other": scope})
    return Message("rules.S2.where", {"scopes": joined})


def _closes(found: Mismatch, copied: Sequence[Copied]) -> Message | str:
    """Say which number would make the sum close, where S6 suspects one of the cells."""
    for suspect in copied:
        for cell in (suspect.cell, *suspect.repeated):
            value = (amount(cell) or Decimal(0)) - found.difference
            if value >= 0 and any(cell is part for part in found.parts):
                said = {"cell": _names((cell,)), "value": number(value), "unit": _unit(found)}
                return Message("rules.S2.closes", said)
    return ""


def _names(cells: Sequence[Observation]) -> str:
    """Name cells, or what they are where the source has no cells."""
    return ", ".join(cell.source_cell or f"{cell.key.indicator} {cell.key.sector}" for cell in cells)
