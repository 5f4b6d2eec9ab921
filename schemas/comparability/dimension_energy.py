"""Dimensions of emission factors: electricity from the grid, and fuels."""

from decimal import Decimal

from schemas.comparability.attributes import different, recalculation, unstated
from schemas.comparability.holders import country, electricity_holder, lift
from schemas.comparability.pair import Pair, largest, reason
from schemas.comparability.reasons import Level, Reason
from schemas.comparability.side import Side
from schemas.comparability.wording import in_turn, name, number, quantity
from schemas.messages import Message

CLOSE = Decimal("0.05")
"""Share by which factors of one grid and year may differ by rounding and still be the same."""


def elec_factor(pair: Pair) -> Reason | None:
    """Compare the electricity factor: one grid has one a year; between grids only the method counts."""
    if not all(map(_buys_electricity, pair.sides)):
        return None
    if pair.silent("elec_factor"):
        return unstated(pair, "elec_factor", Level.CAVEAT)
    if _one_grid(pair) and not _close(pair):
        return _two_factors(pair)
    if pair.silent("elec_method"):
        return unstated(pair, "elec_method", Level.CAVEAT, dimension="elec_factor")
    one, other = pair.codes("elec_method")
    if one == other:
        return None
    found = different(pair, "elec_method", Level.CAVEAT)
    return Reason("elec_factor", found.level, found.message, found.tonnes, found.lifted_by)


def _buys_electricity(side: Side) -> bool:
    """Say whether scope 2 is in the figure."""
    return side.case is not None and any("S2" in side.scopes_of(cell) for cell in side.case.kept)


def _one_grid(pair: Pair) -> bool:
    return country(pair.one.place) == country(pair.other.place) and pair.one.period == pair.other.period


def _factors(pair: Pair) -> tuple[Decimal, Decimal]:
    return (pair.one.basis.elec_factor or Decimal(0), pair.other.basis.elec_factor or Decimal(0))


def _close(pair: Pair) -> bool:
    one, other = _factors(pair)
    return abs(one - other) <= CLOSE * max(abs(one), abs(other))


def _two_factors(pair: Pair) -> Reason:
    one, other = _factors(pair)
    tonnes = largest(
        side.energy.electricity * (one - other) for side in pair.sides if side.energy.electricity is not None
    )
    methods_known = not pair.silent("elec_method") and len(set(pair.codes("elec_method"))) == 1
    level = Level.BOUNDED if tonnes is not None and methods_known else Level.CAVEAT
    values = {
        **pair.names(),
        "a": number(one, _digits(one)),
        "b": number(other, _digits(other)),
        "year": pair.one.period,
    }
    key = "compare.elec_factor.differs"
    if tonnes is not None:
        values["tonnes"] = quantity(tonnes, pair.asked.measure.base_unit)
        key = "compare.elec_factor.weighed"
    holder = electricity_holder(pair.one.place)
    lifts = (lift("electricity_factor", holder, year=pair.one.period, **pair.names()),)
    return reason("elec_factor", level, Message(key, values), tonnes, lifts)


def _digits(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return min(4, -exponent) if isinstance(exponent, int) and exponent < 0 else 0


def ef_basis(pair: Pair) -> Reason | None:
    """Compare what the fuel factors hold; what a side's add is reckoned from the energy of its fuels."""
    one, other = pair.codes("ef_basis")
    silent = pair.silent("ef_basis")
    if one == other and not silent:
        return None
    above = [side for side in pair.sides if (side.energy.fuel_excess or 0) > 0]
    found = unstated(pair, "ef_basis", Level.CAVEAT) if silent else different(pair, "ef_basis", Level.CAVEAT)
    if not above:
        return found
    said = in_turn((found.message, *(_above_combustion(side) for side in above)))
    tonnes = largest(side.energy.fuel_excess for side in above)
    lifts = tuple(recalculation(side, "ef_basis", "STD_GHG") for side in above)
    return reason("ef_basis", Level.CAVEAT if silent else Level.BOUNDED, said, tonnes, lifts)


def _above_combustion(side: Side) -> Message:
    excess = quantity(side.energy.fuel_excess or Decimal(0), side.asked.measure.base_unit)
    return Message("compare.ef_basis.weighed", {"place": name(side.place), "tonnes": excess})
