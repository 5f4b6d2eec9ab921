"""S11, S13 and S15: what an inventory says of its gases, factors and land use, beside what its figures do."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache

from schemas.basis import UNKNOWN, Basis
from schemas.codes import codelist
from schemas.observations import Observation
from schemas.rules.activity import applies_more_gases
from schemas.rules.equations import equations
from schemas.rules.evidence import Evidence
from schemas.rules.inventories import ACTUAL, CELLS, LAND, TOTALS, Inventory, amount
from schemas.rules.stated_factors import stated_factors
from schemas.rules.suspicions import Suspicion
from schemas.units import plain
from schemas.validation.wording import label, number

_GAP = r"[\s_.\-‐-―]*"
_EQUIVALENT = rf"{_GAP}\(?(?:e\b|eq|ekv|äq|equiv)"
BARE_CO2 = re.compile(rf"C[O0][2₂](?!{_EQUIVALENT})", re.IGNORECASE)
EQUIVALENTS = re.compile(rf"C[O0][2₂]{_EQUIVALENT}", re.IGNORECASE)
ONLY_CO2 = frozenset({"CO2_FOS", "CO2_BIO"})
MASS = "mass_co2e"


def gases_stated(evidence: Evidence) -> Iterator[Suspicion]:
    """S11: figures in CO2 equivalents say with which warming potentials they were made."""
    labelled = {one.cell.key.basis for one in labels_agree(evidence) if one.kind == "label"}
    for basis, cell in _first_cells(evidence).values():
        told = basis.gwp_set != UNKNOWN or basis.gas_group in ONLY_CO2 or basis.id in labelled
        if not told:
            gases = label("gas_group", basis.gas_group)
            yield Suspicion("S11", cell, "", {"gases": gases, "basis": basis.id}, (), "info")


def labels_agree(evidence: Evidence) -> Iterator[Suspicion]:
    """S13: the label, the declared gases and the factors speak of the same: CO2, or all gases as its equivalents."""
    bare_rows, equivalent_rows = _said(evidence, BARE_CO2), _said(evidence, EQUIVALENTS)
    for basis, cell in _first_cells(evidence).values():
        equivalents = basis.gas_group not in (UNKNOWN, *ONLY_CO2)
        bare = bare_rows.get(cell.key.basis)
        if bare is not None and basis.gas_group not in ONLY_CO2:
            values = {"unit": bare.raw_unit, "gases": label("gas_group", basis.gas_group)}
            yield Suspicion("S13", bare, "label", values, ())
        elif basis.gas_group in ONLY_CO2 and (row := equivalent_rows.get(cell.key.basis)) is not None:
            values = {"unit": row.raw_unit, "gases": label("gas_group", basis.gas_group)}
            yield Suspicion("S13", row, "label", values, ())
        elif equivalents and _counts_co2_only(evidence, basis, cell):
            values = {"gases": label("gas_group", basis.gas_group), "factors": label("ef_basis", "STD_CO2")}
            yield Suspicion("S13", cell, "factors", values, (), "info")


def _first_cells(evidence: Evidence) -> Mapping[tuple[str, str], tuple[Basis, Observation]]:
    """Give each basis with the cell that speaks for it: the greatest total, else its greatest cell."""
    found = evidence.speakers
    if found:
        return found
    weights: dict[tuple[str, str], _Weight] = {}
    for row in evidence.observations:
        key = row.key
        if row.value is None or key.basis not in evidence.bases or not _in_equivalents(row):
            continue
        where, weight = (key.place, key.basis), _weight(row)
        if where not in found or weight > weights[where]:
            found[where], weights[where] = (evidence.bases[key.basis], row), weight
    return found


_Weight = tuple[bool, bool, str, Decimal]


def _weight(row: Observation) -> _Weight:
    observed = row.key.value_type == ACTUAL
    return observed, row.key.indicator in TOTALS, row.key.period, abs(row.value or Decimal(0))


def _in_equivalents(row: Observation) -> bool:
    return _are_equivalents(row.key.indicator, row.key.gas, row.key.unit)


@cache
def _are_equivalents(indicator: str, gas: str, unit: str) -> bool:
    return indicator.startswith("GHG.") and gas not in ONLY_CO2 and unit in _units_of_mass()


@cache
def _units_of_mass() -> frozenset[str]:
    return frozenset(code.code for code in codelist("unit") if code.columns["dimension"].startswith(MASS))


def _said(evidence: Evidence, form: re.Pattern[str]) -> Mapping[str, Observation]:
    """Give the row of each basis that weighs most among those whose unit, as printed, has a form."""
    having = cache(lambda text: form.search(text) is not None)
    found: dict[str, list[Observation]] = {}
    for row in evidence.observations:
        if row.raw_unit and having(row.raw_unit) and _in_equivalents(row):
            found.setdefault(row.key.basis, []).append(row)
    return {basis: max(rows, key=_weight) for basis, rows in found.items()}


def _counts_co2_only(evidence: Evidence, basis: Basis, cell: Observation) -> bool:
    """Say whether the factors are of CO2 alone: as the basis says, or as every stated factor says that it applies."""
    if basis.ef_basis != UNKNOWN:
        return basis.ef_basis == "STD_CO2"
    there = evidence.at(cell.key.place)
    for inventory in there.observed:
        if inventory.basis == basis.id:
            factors = stated_factors(there, inventory)
            stated = [one for one in factors.values() if one.row is not None]
            if stated:
                return (
                    all(one.co2_only for one in stated) and applies_more_gases(inventory, factors) is not True
                )
    return False


def land_use_stated(evidence: Evidence) -> Iterator[Suspicion]:
    """S15: a net total has land use among its rows, and a gross one has not."""
    told: set[tuple[str, str]] = set()
    for inventory in evidence.observed:
        basis = evidence.bases.get(inventory.basis)
        where = inventory.place, inventory.basis
        if basis is None or where in told:
            continue
        suspicion = _land(inventory, basis)
        if suspicion is not None:
            told.add(where)
            yield suspicion


def _land(inventory: Inventory, basis: Basis) -> Suspicion | None:
    sectors = {spot.sector for spot, cell in inventory.of(CELLS) if amount(cell) is not None}
    land = {"V", "V.2"} & sectors or {spot.indicator for spot, _ in inventory.of(LAND)}
    total = max(
        (cell for _, cell in inventory.of(*TOTALS) if cell.key.sector == "_T" and amount(cell) is not None),
        key=lambda row: (row.key.scope == "_T", abs(row.value or 0)),
        default=None,
    )
    if total is None or len({sector.partition(".")[0] for sector in sectors}) < 2:
        return None
    if basis.lulucf == "NET" and not land:
        return Suspicion("S15", total, "lacks", {}, ())
    if basis.lulucf == "EX":
        return _counted(inventory)
    return None


def _counted(inventory: Inventory) -> Suspicion | None:
    """Find a total that is called gross and closes only with land use."""
    for equation in equations(inventory):
        land = [part for part in equation.parts if part.key.sector == "V.2"]
        number_of = sum((amount(part) or Decimal(0) for part in land), Decimal(0))
        if equation.kind == "sectors" and equation.closes and land and abs(number_of) > equation.allowance:
            values = {"land": number(plain(number_of))}
            return Suspicion("S15", equation.total, "counted", values, tuple(land))
    return None
