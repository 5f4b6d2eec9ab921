"""Dimensions of emission factors: electricity from the grid, and fuels."""

from dataclasses import replace
from decimal import Decimal

from schemas.comparability.attributes import converted, different, recalculation, unstated
from schemas.comparability.conversion_factors import MEASURED, complete_gases, replace_fuel_factors
from schemas.comparability.conversions import would_change
from schemas.comparability.figures import Figure
from schemas.comparability.holders import country, electricity_holder, lift, of_place
from schemas.comparability.pair import Pair, largest, reason
from schemas.comparability.reasons import Level, Reason
from schemas.comparability.side import Side
from schemas.comparability.wording import in_turn, name, number, quantity
from schemas.messages import Message

CLOSE = Decimal("0.05")
"""Share by which factors of one grid and year may differ by rounding and still be the same."""


def elec_factor(pair: Pair) -> Reason | None:
    """Compare the electricity factor: one grid has one a year; between grids only the method counts."""
    if pair.asked.measure.group != "GHG":
        return _method(pair)  # a factor itself, or a share: only how it was reckoned counts
    if not all(side.buys_electricity for side in pair.sides):
        return None
    if pair.asked.common_factors and not any("elec_factor" in side.outcome.unbounded for side in pair.sides):
        return converted(
            pair, "elec_factor", [side for side in pair.sides if side.outcome.taken("elec_factor")]
        )
    if pair.silent("elec_factor"):
        return unstated(pair, "elec_factor", Level.CAVEAT)
    if _one_grid(pair) and not _close(pair):
        return _two_factors(pair)
    return _method(pair)


def _method(pair: Pair) -> Reason | None:
    """Compare how the factor of electricity was reckoned: by place, or by contracts."""
    if pair.silent("elec_method"):
        return unstated(pair, "elec_method", Level.CAVEAT, dimension="elec_factor")
    one, other = pair.codes("elec_method")
    if one == other:
        return None
    found = different(pair, "elec_method", Level.CAVEAT)
    return Reason("elec_factor", found.level, found.message, found.tonnes, found.lifted_by)


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


def heat_scope(pair: Pair) -> Reason | None:
    """Say what heat of networks was filed under scope 1, where the two scopes do not count alike."""
    found = [(side, heat) for side in pair.sides if (heat := side.misfiled) is not None]
    if not found:
        return None
    unit = pair.asked.measure.base_unit
    said = in_turn(tuple(_misfiled(side, heat, unit) for side, heat in found))
    bounded = [side for side, heat in found if heat.more]
    what = Message("compare.apart.heat_scope")
    lifts = tuple(of_place("apart", side.place, what) for side in bounded)
    tonnes = largest(heat.value + heat.more for _, heat in found)
    return reason("heat_scope", Level.BOUNDED if bounded else Level.CONVERTIBLE, said, tonnes, lifts)


def _misfiled(side: Side, heat: Figure, unit: str) -> Message:
    kind = "bounded" if heat.more else "exact"
    values = {"tonnes": quantity(heat.value, unit), "most": quantity(heat.value + heat.more, unit)}
    said = Message(f"compare.step.heat_scope.{kind}", values)
    return Message("compare.converted", {"place": name(side.place), "said": said})


def ef_basis(pair: Pair) -> Reason | None:
    """Compare what the fuel factors hold; what a side's add is reckoned from the energy of its fuels."""
    one, other = pair.codes("ef_basis")
    silent = pair.silent("ef_basis")
    if one == other and not silent:
        return None
    if pair.asked.common_factors and not silent:
        made = _with_common_factors(pair)
        if made is not None:
            return made
    above = [side for side in pair.sides if (side.energy.fuel_excess or 0) > 0]
    found = unstated(pair, "ef_basis", Level.CAVEAT) if silent else different(pair, "ef_basis", Level.CAVEAT)
    if not above:
        return found if silent else _bounded(pair, found)
    said = in_turn((found.message, *(_above_combustion(side) for side in above)))
    tonnes = largest(side.energy.fuel_excess for side in above)
    lifts = tuple(recalculation(side, "ef_basis", "STD_GHG") for side in above)
    return reason("ef_basis", Level.CAVEAT if silent else Level.BOUNDED, said, tonnes, lifts)


def _with_common_factors(pair: Pair) -> Reason | None:
    """Say what common factors changed, where they could be used for both sides."""
    told = {name for side in pair.sides for name in side.outcome.unbounded}
    off = [side for side in pair.sides if side.outcome.taken("ef_basis")]
    measured = any(side.basis.ef_basis == MEASURED for side in pair.sides)
    return (
        None if told & {"ef_basis", "gas_group"} or measured or not off else converted(pair, "ef_basis", off)
    )


def _bounded(pair: Pair, found: Reason) -> Reason:
    """Bound a difference by what other factors would make of the figures, where that can be said."""
    changes = [
        change
        for side in pair.sides
        for convert in (replace_fuel_factors, complete_gases)
        if (change := would_change(side, convert)) is not None
    ]
    if not changes or any(change.unbounded for change in changes):
        return found
    tonnes = largest(
        max(abs(change.delta - change.below), abs(change.delta + change.above)) for change in changes
    )
    return replace(found, level=Level.BOUNDED, tonnes=tonnes)


def _above_combustion(side: Side) -> Message:
    excess = quantity(side.energy.fuel_excess or Decimal(0), side.asked.measure.base_unit)
    return Message("compare.ef_basis.weighed", {"place": name(side.place), "tonnes": excess})
