"""Emission factors that a city states: as rows of their own, or in its basis."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from schemas.errors import SchemaError
from schemas.observations import Observation
from schemas.rules.evidence import Evidence
from schemas.rules.inventories import Inventory
from schemas.units import convert

OF_CARRIER: Mapping[str, str] = {"EN.EL.EF": "ELEC", "EN.DH.EF": "DH"}
UNIT = "T_CO2E_MWH"
CO2_ONLY = frozenset({"CO2_FOS", "CO2"})


@dataclass(frozen=True, slots=True)
class StatedFactor:
    """A factor in t per MWh, the row that states it (None for the basis), and whether it is of CO2 alone."""

    value: Decimal
    row: Observation | None
    co2_only: bool


def stated_factors(evidence: Evidence, inventory: Inventory) -> Mapping[str, StatedFactor]:
    """Give the factors by carrier that are stated for an inventory.

    Rows count that are of its place, period and document, whatever indicator in t per MWh they have: the carrier is
    theirs, or that of ``EN.EL.EF`` and ``EN.DH.EF``.
    """
    found: dict[str, StatedFactor] = {}
    some = next(iter(inventory.cells.values()))
    basis = evidence.bases.get(inventory.basis)
    if basis is not None and basis.elec_factor is not None:
        found["ELEC"] = StatedFactor(basis.elec_factor, None, basis.ef_basis == "STD_CO2")
    for row in evidence.factor_rows.get((inventory.place, inventory.period), ()):
        carrier = carrier_of(row)
        number = factor_of(row)
        if carrier and number is not None and _speaks_of(evidence, row, some):
            found[carrier] = StatedFactor(number, row, row.key.gas in CO2_ONLY)
    return found


def carrier_of(row: Observation) -> str:
    """Tell the carrier that a factor is of; empty where it names none."""
    return (
        row.key.carrier
        if row.key.carrier not in ("_T", "_Z", "_U")
        else OF_CARRIER.get(row.key.indicator, "")
    )


def factor_of(row: Observation) -> Decimal | None:
    """Give a stated factor in t per MWh, None where there is none."""
    if row.value is None or not row.value.is_finite():
        return None
    try:
        return convert(row.value, row.key.unit, UNIT)
    except (SchemaError, KeyError):
        return None


def _speaks_of(evidence: Evidence, row: Observation, some: Observation) -> bool:
    return (
        row.key.basis == some.key.basis
        or row.key.source == some.key.source
        or evidence.document(row) == evidence.document(some)
    )
