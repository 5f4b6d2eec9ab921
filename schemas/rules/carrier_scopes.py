"""S7: energy in a scope or sector where its kind does not belong."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from schemas.messages import Message
from schemas.observations import Observation
from schemas.rules.bands import FUELS, OF_GRIDS, WITHOUT_CO2
from schemas.rules.evidence import Evidence
from schemas.rules.inventories import CELLS, ENERGY, Inventory, amount
from schemas.rules.stated_factors import stated_factors
from schemas.rules.suspicions import Suspicion, names
from schemas.units import plain
from schemas.validation.wording import label, number

TERRITORIAL = frozenset({"TERR", "RES"})
"""Accounts in which a plant's emissions stand where the plant does: they know no scope 2."""


def carriers_in_their_place(evidence: Evidence) -> Iterator[Suspicion]:
    """S7: electricity and district heat stand in scope 2, burnt fuels not, and industry's energy not under IPPU."""
    for inventory in evidence.observed:
        basis = evidence.bases.get(inventory.basis)
        if basis is not None and basis.accounting in TERRITORIAL:
            continue
        rows = [cell for _, cell in inventory.of(ENERGY) if (amount(cell) or 0) > 0]
        rows = rows or [cell for _, cell in inventory.of(CELLS) if (amount(cell) or 0) > 0]
        yield from _wrong_scope(evidence, inventory, rows)
        yield from _under_ippu(rows)


def _wrong_scope(
    evidence: Evidence, inventory: Inventory, rows: Sequence[Observation]
) -> Iterator[Suspicion]:
    """Tell each carrier once, with all the cells in which its scope is wrong."""
    for carriers, scope, kind in ((OF_GRIDS, "S1", "grid"), (FUELS | WITHOUT_CO2, "S2", "fuel")):
        wrong = [row for row in rows if row.key.scope == scope and row.key.carrier in carriers]
        for carrier in dict.fromkeys(row.key.carrier for row in wrong):
            if carrier in ("SOLAR", "GEOTH"):
                continue
            cells = [row for row in wrong if row.key.carrier == carrier]
            values = {
                "carrier": label("carrier", carrier),
                "cells": names(cells),
                "moved": _moved(evidence, inventory, cells),
            }
            yield Suspicion("S7", cells[0], kind, values, tuple(cells[1:]))


def _moved(evidence: Evidence, inventory: Inventory, cells: Sequence[Observation]) -> Message | str:
    """Say how many tonnes change their scope, where a factor is stated or the tonnes are the cells."""
    if cells[0].key.indicator == CELLS:
        tonnes = sum((amount(cell) or Decimal(0) for cell in cells), Decimal(0))
    else:
        stated = stated_factors(evidence, inventory).get(cells[0].key.carrier)
        energy = sum((amount(cell) or Decimal(0) for cell in cells), Decimal(0))
        tonnes = energy * stated.value if stated else Decimal(0)
    return Message("across.moves", {"tonnes": number(plain(tonnes.quantize(Decimal(1))))}) if tonnes else ""


def _under_ippu(rows: Sequence[Observation]) -> Iterator[Suspicion]:
    """Tell an inventory once that files energy under industrial processes."""
    ippu = [row for row in rows if row.key.sector == "IV" or row.key.sector.startswith("IV.")]
    if ippu and ippu[0].key.indicator == CELLS:
        ippu = [row for row in ippu if row.key.carrier in FUELS | OF_GRIDS | WITHOUT_CO2]
    told = [row for row in ippu if row.key.carrier not in ("_T", "_Z", "_U")] or ippu
    told = sorted(told, key=lambda row: row.key.carrier in OF_GRIDS)
    if not told:
        return
    carriers = list(dict.fromkeys(row.key.carrier for row in told))
    said: Message | str = label("carrier", carriers[0])
    for carrier in carriers[1:]:
        said = Message("across.list", {"one": said, "other": label("carrier", carrier)})
    yield Suspicion("S7", told[0], "ippu", {"carriers": said, "cells": names(told)}, tuple(told[1:]))
