"""S1: emission factors, implied and stated, that their carrier, the city's own table or the registry contradicts."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from schemas.messages import Message
from schemas.observations import Observation
from schemas.rules.activity import Odd, odd_sectors
from schemas.rules.evidence import Evidence
from schemas.rules.grids import GridFactor, far_grid_factors
from schemas.rules.implied_factors import (
    Implied,
    by_cause,
    factors_of,
    implied_factors,
    stated_oddly,
    worst,
)
from schemas.rules.inventories import ENERGY, Inventory, amount
from schemas.rules.rule_copies import copied_in
from schemas.rules.slips import said
from schemas.rules.suspicions import Suspicion, names
from schemas.units import plain
from schemas.validation.wording import equation, label, number

MILLIONTH = Decimal("0.000001")
TENTH = Decimal("0.1")


def emission_factors(evidence: Evidence) -> Iterator[Suspicion]:
    """S1: implied and stated factors lie in their carrier's band, agree with one another and with the registry."""
    implied: dict[tuple[str, str, str], list[Implied]] = {}
    for one in stated_oddly(evidence):
        implied.setdefault(_family(one.cell), []).append(one)
    for inventory in evidence.observed:
        told = frozenset(
            id(cell) for copied in copied_in(evidence, inventory) for cell in (copied.cell, *copied.repeated)
        )
        for one in implied_factors(evidence, inventory, told):
            implied.setdefault(_family(one.cell), []).append(one)
        yield from (_sector(inventory, odd) for odd in odd_sectors(evidence, inventory, told))
    for found in implied.values():
        yield from map(_carriers, by_cause(found))
    yield from map(_grid, far_grid_factors(evidence))


def _family(cell: Observation) -> tuple[str, str, str]:
    return cell.key.place, cell.key.source, cell.key.basis


def _carriers(group: Sequence[Implied]) -> Suspicion:
    """Say what a group of factors with one cause has in common."""
    first = worst(group)
    cells = [one.cell for one in group if one is not first]
    involves = (*(first.energy.cells), *cells)
    if any(one.kind == "lca" for one in group):
        return Suspicion("S1", first.cell, "lca", {"factors": _list(group)}, involves)
    values: dict[str, object] = {
        "carrier": label("carrier", first.carrier),
        "low": _factor(first.band.low),
        "high": _factor(first.band.high),
        "why": _why(first),
        "slip": said(list(first.slip)) if first.slip else "",
    }
    return Suspicion("S1", first.cell, first.kind, values, involves)


def _why(one: Implied) -> Message:
    if not one.energy.cells:
        return Message("across.factor.stated", {"factor": _factor(one.factor)})
    values = {
        "factor": _factor(one.factor),
        "emissions": number(amount(one.cell) or Decimal(0)),
        "energy": number(one.energy.total),
        "cells": names(one.energy.cells),
    }
    return Message("across.factor.implied", values)


def _list(group: Sequence[Implied]) -> Message:
    """List each carrier's factor beside the default."""
    told = [
        Message(
            "across.factor.beside",
            {
                "carrier": label("carrier", carrier),
                "factor": _factor(one.factor),
                "usual": _factor(one.band.usual),
            },
        )
        for carrier, one in factors_of(group).items()
    ]
    joined = told[0]
    for one in told[1:]:
        joined = Message("across.list", {"one": joined, "other": one})
    return joined


def _sector(inventory: Inventory, odd: Odd) -> Suspicion:
    """Say what a sector's energy gives, and what is printed."""
    values: dict[str, object] = {
        "sector": label("sector", odd.cell.key.sector),
        "carrier": label("carrier", odd.cell.key.carrier),
        "factor": _factor(odd.number / odd.energy.total),
        "emissions": number(odd.number),
        "energy": number(odd.energy.total),
        "cells": names(odd.energy.cells),
        "low": number(_tenths(odd.low)),
        "high": number(_tenths(odd.high)),
        "off": number(_tenths(odd.off)),
        "slip": said(list(odd.slip)) if odd.slip else "",
        "sum": "",
        "twice": "",
    }
    involves = list(odd.energy.cells)
    if odd.kind == "stated":
        values["sum"] = equation([_tenths(part) for part in _products(odd)])
        values["twice"] = _twice(inventory, odd)
        carriers = dict.fromkeys(row.key.carrier for row in odd.energy.cells)
        used = [odd.stated[carrier] for carrier in carriers if carrier in odd.stated]
        involves += [stated.row for stated in used if stated.row is not None]
        if len(carriers) == 1 and used:
            values["stated"] = _factor(used[0].value)
            values["carrier"] = label("carrier", odd.energy.cells[0].key.carrier)
            return Suspicion("S1", odd.cell, "applied", values, tuple(involves))
    kind = f"sector_{odd.kind}" if odd.kind in ("slip", "copied") else odd.kind
    return Suspicion("S1", odd.cell, "copied" if kind == "sector_copied" else kind, values, tuple(involves))


def _products(odd: Odd) -> list[Decimal]:
    factors = {carrier: stated.value for carrier, stated in odd.stated.items()}
    found = [
        (amount(row) or Decimal(0)) * factors.get(row.key.carrier, Decimal(0)) for row in odd.energy.cells
    ]
    return [one for one in found if one] or [Decimal(0)]


def _twice(inventory: Inventory, odd: Odd) -> Message | str:
    """Say which other row of energy would give the difference: it may have been counted in the wrong sector."""
    difference = odd.number - sum(_products(odd), Decimal(0))
    for spot, row in inventory.of(ENERGY):
        stated = odd.stated.get(spot.carrier)
        given = (amount(row) or Decimal(0)) * (stated.value if stated else Decimal(0))
        if (
            given > 1
            and abs(abs(difference) - given) <= max(Decimal("0.05"), given / 200)
            and row not in odd.energy.cells
        ):
            return Message("across.twice", {"cell": names((row,)), "tonnes": number(_tenths(given))})
    return ""


def _grid(found: GridFactor) -> Suspicion:
    values = {
        "factor": _factor(found.factor),
        "registry": _factor(found.registry),
        "holder": found.holder,
        "state": found.state,
        "year": found.cell.key.period,
        "moved": Message("across.moved", {"tonnes": number(found.moved.quantize(Decimal(1)))})
        if found.moved
        else "",
    }
    return Suspicion("S1", found.cell, "grid", values, (), "info")


def _factor(value: Decimal | None) -> Message | str:
    return "—" if value is None else number(plain(value.quantize(MILLIONTH)))


def _tenths(value: Decimal) -> Decimal:
    """Round a product to what a reader needs: whole tonnes where they are many, else hundredths."""
    return plain(value.quantize(TENTH if abs(value) >= 1000 else TENTH / 10))
