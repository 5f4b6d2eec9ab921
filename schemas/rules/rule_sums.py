"""S2: a printed sum that does not close, said with its arithmetic."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from schemas.messages import Message
from schemas.observations import Observation
from schemas.rules.copied_energy import Copied
from schemas.rules.equations import Equation
from schemas.rules.evidence import Evidence
from schemas.rules.inventories import ENERGY, amount
from schemas.rules.printing import other_reading
from schemas.rules.rule_copies import copied_in
from schemas.rules.slips import said, slips
from schemas.rules.sums import BrokenSum, broken_sums
from schemas.rules.suspicions import Suspicion, names
from schemas.units import plain
from schemas.validation.wording import equation, label, number

HUNDREDTH = Decimal("0.01")
EXACT = Decimal("0.02")


def sums_close(evidence: Evidence) -> Iterator[Suspicion]:
    """S2: the sums over scopes, sectors, carriers and parts close but for rounding."""
    for inventory in evidence.tables:
        broken = list(broken_sums(inventory))
        copied = copied_in(evidence, inventory) if broken and inventory.value_type == "ACT" else []
        for one in broken:
            yield (
                _blamed(one, one.cell, one.right)
                if one.cell and one.right is not None
                else _open(one, copied)
            )


def _blamed(found: BrokenSum, cell: Observation, right: Decimal) -> Suspicion:
    """Say which number in a cell would close all the sums that it stands in."""
    parts = [part for one in found.open for part in (one.total, *one.parts) if part is not cell]
    values: dict[str, object] = {
        "right": number(plain(right)),
        "unit": _unit(found.open[0]),
        "sums": _sums(found.open),
    }
    if (other := other_reading(cell)) is not None and _near(other, right, EXACT):
        values["mark"] = cell.raw_value.strip()
        return Suspicion("S14", cell, "sum", values, tuple(parts), right=right)
    written = amount(cell) or Decimal(0)
    slip = slips(written / right, EXACT, EXACT) if right and written else []
    values["slip"] = Message("across.looks_like", {"slip": said(slip)}) if slip else ""
    return Suspicion("S2", cell, "cell", values, tuple(parts), right=right)


def _near(value: Decimal, right: Decimal, share: Decimal) -> bool:
    return abs(value - right) <= max(abs(right) * share, Decimal(1))


def _sums(open_sums: Sequence[Equation]) -> Message:
    """List the sums with what they add up to and what is printed."""
    told = [
        Message(
            "across.sum",
            {
                "cell": names((one.total,)),
                "added": number(plain(one.added)),
                "printed": number(one.printed),
                "unit": _unit(one),
            },
        )
        for one in open_sums
    ]
    joined = told[0]
    for one in told[1:]:
        joined = Message("across.list", {"one": joined, "other": one})
    return joined


def _open(found: BrokenSum, copied: Sequence[Copied]) -> Suspicion:
    first, *elsewhere = found.open
    values = {
        "sum": equation(first.numbers),
        "printed": number(first.printed),
        "difference": number(abs(first.difference)),
        "unit": _unit(first),
        "cells": names(first.parts),
        "where": _where(elsewhere),
        "closes": _closes(first, copied),
    }
    involves = (*first.parts, *(one.total for one in elsewhere))
    return Suspicion("S2", first.total, first.kind, values, involves)


def _unit(found: Equation) -> str:
    return "MWh" if found.total.key.indicator == ENERGY else "t"


def _where(elsewhere: Sequence[Equation]) -> Message | str:
    """Say in which scopes the difference stands, where they are printed apart."""
    if not elsewhere:
        return ""
    scopes = [label("scope", other.total.key.scope) for other in elsewhere]
    joined: Message | str = scopes[0]
    for scope in scopes[1:]:
        joined = Message("rules.S2.and", {"one": joined, "other": scope})
    return Message("rules.S2.where", {"scopes": joined})


def _closes(found: Equation, copied: Sequence[Copied]) -> Message | str:
    """Say which number would make the sum close, where S6 suspects one of the cells."""
    for suspect in copied:
        for cell in (suspect.cell, *suspect.repeated):
            value = (amount(cell) or Decimal(0)) - found.difference
            if value >= 0 and any(cell is part for part in found.parts):
                told = {"cell": names((cell,)), "value": number(value), "unit": _unit(found)}
                return Message("rules.S2.closes", told)
    return ""
