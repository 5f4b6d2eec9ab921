"""S2: a printed sum that does not close, said with its arithmetic."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from schemas.messages import Message
from schemas.observations import Observation
from schemas.rules.copied_energy import Copied
from schemas.rules.equations import Equation
from schemas.rules.evidence import Evidence
from schemas.rules.inventories import ACTUAL, ENERGY, amount
from schemas.rules.printing import other_reading
from schemas.rules.rule_copies import copied_in
from schemas.rules.slips import said, slips
from schemas.rules.sums import BrokenSum, broken_sums
from schemas.rules.suspicions import Suspicion, names
from schemas.units import plain
from schemas.validation.wording import equation, label, number

HUNDREDTH = Decimal("0.01")
EXACT = Decimal("0.02")
CLOSE = Decimal("0.005")
YEARS, ALIKE = 3, Decimal(2)
"""Years in which one total is off by about the same share, at most twice as much, before that is one finding."""


def sums_close(evidence: Evidence) -> Iterator[Suspicion]:
    """S2: the sums over scopes, sectors, carriers and parts close but for rounding."""
    lasting: dict[tuple[str, ...], list[tuple[Decimal, Suspicion]]] = {}
    for inventory in evidence.tables:
        broken = list(broken_sums(inventory))
        copied = copied_in(evidence, inventory) if broken and inventory.value_type == ACTUAL else []
        alike = _off_alike(broken)
        yield from map(_totals, alike)
        told = {id(one) for group in alike for one in group}
        for one in broken:
            if id(one) in told:
                continue
            if one.cell is not None and one.right is not None:
                yield _blamed(one, one.cell, one.right)
            else:
                first = one.open[0]
                share = first.difference / first.printed if first.printed else Decimal(0)
                lasting.setdefault(_row_of(first), []).append((share, _open(one, copied)))
    for same in lasting.values():
        yield from _over_years(same)


def _row_of(found: Equation) -> tuple[str, ...]:
    key = found.total.key
    return (
        key.place, key.source, key.basis, key.indicator, key.sector, key.scope, key.carrier, key.mode, key.value_type,
        found.kind,
    )  # fmt: skip


def _over_years(found: Sequence[tuple[Decimal, Suspicion]]) -> Iterator[Suspicion]:
    """Tell a total that is off alike in year after year once: it counts what no row tells, or lacks what one does."""
    shares = sorted(share for share, _ in found)
    low, high = (min(map(abs, shares)), max(map(abs, shares)))
    lasting = len(found) >= YEARS and shares[0] * shares[-1] > 0 and high <= low * ALIKE
    if lasting:
        last = found[-1][1]
        yield last.with_also(one.cell for _, one in found[:-1])
    else:
        yield from (one for _, one in found)


def _off_alike(broken: Sequence[BrokenSum]) -> list[list[BrokenSum]]:
    """Put together the printed sums that are all off by the same slip: a row or a column of totals in another unit."""
    groups: dict[tuple[str, Decimal], list[BrokenSum]] = {}
    for one in broken:
        first = one.open[0]
        if one.cell is None or one.cell is first.total:
            found = (
                slips(first.printed / first.added, CLOSE, CLOSE) if first.added > 0 < first.printed else []
            )
            if found:
                groups.setdefault(found[0], []).append(one)
    return [group for group in groups.values() if len(group) > 1]


def _totals(group: Sequence[BrokenSum]) -> Suspicion:
    """Say of several printed sums that they are off alike."""
    sums = [equation for one in group for equation in one.open]
    first = sums[0]
    values: dict[str, object] = {
        "cells": names([one.total for one in sums]),
        "sums": _sums(sums[:1]),
        "slip": said(slips(first.printed / first.added, CLOSE, CLOSE)),
    }
    others = dict.fromkeys(id(one.total) for one in sums[1:])
    involves = tuple(one.total for one in sums[1:] if others.pop(id(one.total), 0) is None)
    return Suspicion("S2", first.total, "totals", values, (*involves, *first.parts))


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
