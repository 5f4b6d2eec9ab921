"""Bands of emission factors by energy carrier, and the registered factors of states' grids.

Sources: IPCC 2006 guidelines, stationary and mobile combustion, default factors per net calorific value (the middle of
each band is the CO2 default; the edges hold the oxidation, methane and nitrous oxide that inventories count besides).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from schemas.emission_factors import factors


@dataclass(frozen=True, slots=True)
class Band:
    """What a carrier's factor may be, in t CO2e per MWh of net calorific value.

    Args:
        usual: the IPCC default, None where there is none (grids, district heat).
        gross: net over gross calorific value, 1 where they are the same.
    """

    low: Decimal
    high: Decimal
    usual: Decimal | None = None
    gross: Decimal = Decimal(1)


def _fuel(low: str, usual: str, high: str, gross: str) -> Band:
    return Band(Decimal(low), Decimal(high), Decimal(usual), Decimal(gross))


_GAS = _fuel("0.198", "0.20196", "0.206", "0.90")
_GAS_OIL = _fuel("0.258", "0.26676", "0.275", "0.95")
_GREEN = Band(Decimal(0), Decimal("0.05"))

BANDS: Mapping[str, Band] = {
    "NG": _GAS,
    "LNG": _GAS,
    "LFO": _GAS_OIL,
    "DIESEL": _GAS_OIL,
    "PETROL": _fuel("0.244", "0.24948", "0.254", "0.95"),
    "LPG": _fuel("0.222", "0.22716", "0.232", "0.92"),
    "COAL": _fuel("0.330", "0.3636", "0.400", "0.95"),
    "ELEC": Band(Decimal(0), Decimal("1.2")),
    "DH": Band(Decimal(0), Decimal("0.6")),
    "FIREWOOD": _GREEN,
    "BIOMASS": _GREEN,
    "BIOGAS": _GREEN,
    "BIODIESEL": _GREEN,
    "SOLAR": _GREEN,
    "GEOTH": _GREEN,
}
WITHOUT_CO2 = frozenset({"FIREWOOD", "BIOMASS", "BIOGAS", "BIODIESEL", "SOLAR", "GEOTH"})
"""Carriers whose CO2 counts as zero unless a city says otherwise."""

OF_GRIDS = frozenset({"ELEC", "DH"})
FUELS = frozenset({"NG", "LNG", "LFO", "DIESEL", "PETROL", "LPG", "COAL"})

UPSTREAM = Decimal("1.09"), Decimal("1.22")
"""A life-cycle factor over the default: about 14 to 17 % for fuels."""

LIFE_CYCLE_BAND = Decimal("1.03"), Decimal("1.35")
WOOD_CO2 = Decimal("0.35"), Decimal("0.45")
"""Biogenic CO2 of wood: 112 kg per GJ, 0.403 t per MWh."""

BESIDES_CO2: Mapping[str, Decimal] = {
    "NG": Decimal("0.0006"),
    "LNG": Decimal("0.0006"),
    "LFO": Decimal("0.0016"),
    "DIESEL": Decimal("0.0042"),
    "PETROL": Decimal("0.0102"),
    "LPG": Decimal("0.0060"),
    "COAL": Decimal("0.0317"),
    "FIREWOOD": Decimal("0.0341"),
    "BIOMASS": Decimal("0.0341"),
}
"""Methane and nitrous oxide by IPCC defaults with AR5, at most: what a factor of CO2 alone may lack of CO2e."""

GRID_NEAR = Decimal("0.30")


@cache
def grid_factors() -> Mapping[tuple[str, int], tuple[Decimal, str]]:
    """Give the emission factors of states' grids by state and year: t per MWh, and who says so.

    They stand in ``ref_emission_factors.csv``: electricity, basis ``NAT``; their source begins with who says so.
    """
    return {
        (one.place, int(one.year)): (one.t_per_mwh, one.source.partition(",")[0])
        for one in factors("ELEC", basis="NAT")
        if one.year
    }
