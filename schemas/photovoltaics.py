"""Installed photovoltaic capacity: an indicator counted in kW whose definition is peak power, which people write kWp.

Elsewhere peak power (direct current of the panels) and power (alternating current of the inverter) never convert: here the
definition itself names peak power, so that kWp is kW of what it counts. That it was peak power is stated beside the figure.
"""

from decimal import Decimal

from schemas.codes import codelist
from schemas.indicators import indicator
from schemas.units import convert

CAPACITY = "EN.RES.CAP"
PEAK, PEAK_OF = "power_peak", "_P"
STATED = "peak power of photovoltaics (direct current)"


def is_peak_power(unit: str, code: str) -> bool:
    """Say whether a unit is one of peak power, and the indicator counts that.

    Args:
        unit: code of cl_unit.csv, e.g. ``MW_P``.
        code: an indicator's.
    """
    units = codelist("unit")
    return code == CAPACITY and unit in units and units[unit].columns["dimension"] == PEAK


def in_unit_of(code: str, value: Decimal, found: str) -> Decimal:
    """Convert a value into an indicator's unit.

    Args:
        code: the indicator's.
        value: in `found`.
        found: code of cl_unit.csv.

    Raises:
        UnitError: the unit does not measure what the indicator does.
    """
    wanted = indicator(code).unit
    return convert(value, found, f"{wanted}{PEAK_OF}" if is_peak_power(found, code) else wanted)
