"""Why units that are near one another do not convert, and what leads from one to the other."""

from collections.abc import Mapping

from schemas.messages import Message
from schemas.quantities import PER

_GASES = ("mass_ch4", "mass_n2o")
_MASSES_OF_GASES = ("mass_co2e", "mass_co2", "mass_c", *_GASES)


def _pairs() -> Mapping[frozenset[str], Message]:
    return {
        frozenset({"mass_co2", "mass_co2e"}): Message("units.refused.co2e"),
        **{
            frozenset({"mass_c", other}): Message("units.refused.carbon")
            for other in ("mass_co2", "mass_co2e")
        },
        **{frozenset({gas, "mass_co2e"}): Message("units.refused.gwp") for gas in _GASES},
        **{frozenset({"mass", gas}): Message("units.refused.mass") for gas in _MASSES_OF_GASES},
        frozenset({"energy", "energy_gcv"}): Message("units.refused.calorific"),
        frozenset({"energy", "power"}): Message("units.refused.hours"),
        frozenset({"energy", "power_peak"}): Message("units.refused.hours"),
        frozenset({"power", "power_peak"}): Message("units.refused.peak"),
        frozenset({"ratio", "percentage_points"}): Message("units.refused.points"),
        frozenset({"length", "vkm"}): Message("units.refused.traffic"),
        frozenset({"length", "pkm"}): Message("units.refused.traffic"),
        frozenset({"vkm", "pkm"}): Message("units.refused.traffic"),
        frozenset({"time", "calendar"}): Message("units.refused.calendar"),
        frozenset({"count", "hab"}): Message("units.refused.inhabitants"),
    }


_REASONS = _pairs()


def reason_of_refusal(found: str, wanted: str) -> Message | None:
    """Give why one dimension does not convert into another, or None where the two have nothing in common.

    Args:
        found: a dimension of cl_unit.csv; of a quotient the first parts that differ are told.
        wanted: likewise.
    """
    parts, others = found.split(PER), wanted.split(PER)
    if len(parts) != len(others):
        divided = parts[0] == others[0]
        return Message("units.refused.divided") if divided else None
    pair = next(frozenset(pair) for pair in zip(parts, others, strict=True) if pair[0] != pair[1])
    if all(one.startswith("money") for one in pair):
        return Message("units.refused.money")
    return _REASONS.get(pair)
