"""S8: a cell that should hold something and does not: whole sectors outside a total, an empty cell amid its row."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from schemas.messages import Message
from schemas.observations import Observation
from schemas.rules.equations import Equation, equations
from schemas.rules.evidence import Evidence
from schemas.rules.inventories import CELLS, DASHES, TOTALS, Inventory, Spot, adds_nothing, amount
from schemas.rules.sectors import below
from schemas.rules.suspicions import Suspicion, names
from schemas.units import plain
from schemas.validation.wording import label, number

TOP = ("I", "II", "III", "IV", "V")
UNEXPLAINED = frozenset({"O"})
"""Missing, and nothing says why; a notation key would."""

DECLARED = frozenset({"M", "K", "L", "Q"})


def expected_cells_told(evidence: Evidence) -> Iterator[Suspicion]:
    """S8: a total counts every sector, and no cell that its table counts on is empty."""
    for inventory in evidence.observed:
        yield from _sectors_outside(inventory)
        yield from _empty_sectors(inventory)
        yield from _empty_totals(inventory)


def _sectors_outside(inventory: Inventory) -> Iterator[Suspicion]:
    """Find a total that closes without whole sectors about which nothing is said."""
    told = {top for top in TOP if _is_told(inventory, top)}
    absent = [top for top in TOP if top not in told]
    if not absent or not {"I", "II"} <= told:
        return
    closing = [one for one in equations(inventory) if one.kind == "sectors" and one.closes]
    totals = [one for one in closing if one.total.key.indicator in TOTALS and one.total.key.sector == "_T"]
    if totals:
        first = min(totals, key=lambda one: (one.total.key.scope != "_T", one.total.key.carrier != "_T"))
        cells = [one for one in totals if one is not first]
        values = {"sectors": _list(absent), "counted": _list(sorted(told, key=TOP.index))}
        yield Suspicion("S8", first.total, "sectors", values, (*first.parts, *(one.total for one in cells)))


def _is_told(inventory: Inventory, top: str) -> bool:
    """Say whether anything is said of a sector: a number, or a notation key."""
    return any(
        amount(cell) is not None or cell.obs_status in DECLARED or cell.obs_status in UNEXPLAINED
        for code in (top, *below(top))
        for cell in inventory.of_sector(CELLS, code)
    )


def _empty_sectors(inventory: Inventory) -> Iterator[Suspicion]:
    """Find a sector that is in the table and holds nothing at all, not even a notation key."""
    if not inventory.of_sector("GHG.TOT", "_T") and not inventory.of_sector("GHG.NET", "_T"):
        return
    for top in TOP:
        cells = [cell for code in (top, *below(top)) for cell in inventory.of_sector(CELLS, code)]
        empty = [cell for cell in cells if cell.value is None and cell.obs_status in UNEXPLAINED]
        if cells and len(empty) == len(cells):
            yield Suspicion("S8", empty[0], "sector", {"sector": label("sector", top)}, tuple(empty[1:]))


def _empty_totals(inventory: Inventory) -> Iterator[Suspicion]:
    """Find a total or an only part that is empty although the rest of its sum is told."""
    found: set[int] = set()
    for spot, cell in inventory.of(CELLS, *TOTALS, "EN.FEC"):
        if amount(cell) is None and cell.obs_status in UNEXPLAINED and id(cell) not in found:
            parts = _column_of_carrier(inventory, spot) or _row_of_scopes(inventory, spot)
            total = sum((amount(part) or Decimal(0) for part in parts), Decimal(0))
            if total:
                found.add(id(cell))
                values = {
                    "cells": names(parts),
                    "total": number(plain(total)),
                    "unit": "MWh" if spot.indicator == "EN.FEC" else "t",
                }
                yield Suspicion("S8", cell, "total", values, tuple(parts))
    yield from _holes(inventory, found)


def _column_of_carrier(inventory: Inventory, spot: Spot) -> list[Observation]:
    """Give the sectors that a carrier's total adds up, all of them told."""
    if spot.sector != "_T":
        return []
    indicator = CELLS if spot.indicator in TOTALS else spot.indicator
    parts = [
        cell
        for at, cell in inventory.of(indicator)
        if (at.scope, at.carrier) == (spot.scope, spot.carrier) and at.sector != "_T"
    ]
    tops = [part for part in parts if not any(part.key.sector.startswith(f"{p.key.sector}.") for p in parts)]
    return (
        tops if len(tops) > 1 and all(amount(part) is not None or adds_nothing(part) for part in tops) else []
    )


def _row_of_scopes(inventory: Inventory, spot: Spot) -> list[Observation]:
    """Give the scopes that a row's total adds up."""
    if spot.scope != "_T":
        return []
    parts = [inventory.cells.get(spot._replace(scope=scope)) for scope in ("S1", "S2", "S3")]
    return [part for part in parts if part is not None] if all(part is not None for part in parts) else []


def _holes(inventory: Inventory, found: set[int]) -> Iterator[Suspicion]:
    """Find an empty cell that a sum needs: the rest falls short of the printed total by more than rounding."""
    sums = [one for one in equations(inventory) if not one.closes and one.difference < 0 and one.printed > 0]
    for equation in sums:
        empty = [cell for cell in equation.parts if _is_hole(cell)]
        if len(empty) == 1 and id(empty[0]) not in found:
            found.add(id(empty[0]))
            yield _hole(equation, empty[0])


def _is_hole(cell: Observation) -> bool:
    dashed = cell.raw_value.strip() in DASHES
    return amount(cell) is None and cell.obs_status in UNEXPLAINED and not dashed


def _hole(equation: Equation, cell: Observation) -> Suspicion:
    values = {
        "cell": names((equation.total,)),
        "lacks": number(plain(-equation.difference)),
        "unit": "MWh" if equation.total.key.indicator == "EN.FEC" else "t",
    }
    return Suspicion("S8", cell, "hole", values, (equation.total,), right=-equation.difference)


def _list(sectors: Sequence[str]) -> Message:
    joined = label("sector", sectors[0])
    for sector in sectors[1:]:
        joined = Message("across.list", {"one": joined, "other": label("sector", sector)})
    return joined
