"""The gases: which are counted, and whether figures added up gas by gas hold what they are said to hold."""

from collections.abc import Sequence
from dataclasses import replace

from schemas.comparability.attributes import CARBON_ONLY, different, unstated
from schemas.comparability.conversion_factors import OF_FUELS, complete_gases
from schemas.comparability.conversions import would_change
from schemas.comparability.factors import FUEL_GASES
from schemas.comparability.figures import Row
from schemas.comparability.holders import of_place
from schemas.comparability.measures import CELLS_OF_GHG
from schemas.comparability.pair import Pair, largest, reason
from schemas.comparability.reasons import Level, Reason
from schemas.comparability.rows import ALL_GASES, MEMO_GASES
from schemas.comparability.side import Side, once_a_side
from schemas.comparability.wording import in_turn, labels, name
from schemas.messages import Message


def gas_group(pair: Pair) -> Reason | None:
    """Compare the gases counted; what carbon dioxide alone lacks is bounded where all of it is of fuels."""
    if pair.silent("gas_group"):
        return unstated(pair, "gas_group", Level.CAVEAT)
    short_of = [side for side in pair.sides if gases_missing(side)]
    if short_of:
        return _without_some_gases(short_of)
    if len(set(pair.codes("gas_group"))) == 1:
        return None
    found = different(pair, "gas_group", Level.CAVEAT)
    short = [side for side in pair.sides if side.basis.gas_group in CARBON_ONLY]
    lacking = [would_change(side, complete_gases) for side in short]
    known = [change for change in lacking if change is not None and not change.unbounded]
    tonnes = largest(max(abs(change.delta), change.above) for change in known)
    of_fuels = all(side.cells <= OF_FUELS or pair.asked.measure.sector in OF_FUELS for side in short)
    bounded = bool(short) and len(known) == len(short) and of_fuels and len(short) < 2
    return replace(found, level=Level.BOUNDED if bounded else Level.CAVEAT, tonnes=tonnes)


def _without_some_gases(sides: Sequence[Side]) -> Reason:
    """Say whose figure is added up from rows by gas that lack a gas it is said to hold."""
    said = tuple(
        Message(
            "compare.gas_group.missing",
            {"place": name(side.place), "gases": labels("gas", gases_missing(side))},
        )
        for side in sides
    )
    lifts = tuple(of_place("gases", side.place) for side in sides)
    return reason("gas_group", Level.CAVEAT, in_turn(said), None, lifts)


@once_a_side
def gases_missing(side: Side) -> tuple[str, ...]:
    """Give the gases of combustion that a figure added up from rows by gas should hold and does not.

    Cells of fuels hold all three; a total, and cells of waste, farming and industry together, some of each.
    """
    if side.basis.gas_group in CARBON_ONLY or (side.case is not None and side.case.head is not None):
        return ()
    told = _gases_told(side)
    whole = frozenset().union(*told.values())
    lacking = set(FUEL_GASES) - whole if whole else set()
    for sector, gases in told.items():
        lacking |= set(FUEL_GASES) - gases if sector in OF_FUELS else set()
    return tuple(gas for gas in FUEL_GASES if gas in lacking)


def _gases_told(side: Side) -> dict[str, frozenset[str]]:
    """Give the gases of combustion told of each sector whose rows are of gases alone."""
    found: dict[str, frozenset[str]] = {}
    for stored in side.used:
        key = stored.observation.key
        if (
            key.indicator in (CELLS_OF_GHG, *side.asked.measure.printed)
            and key.gas not in ALL_GASES | MEMO_GASES
        ):
            told = frozenset(FUEL_GASES) if key.gas in COMBINED else frozenset({key.gas.partition("_")[0]})
            nothing = stored.observation.value is None and Row.of(stored, None).value is None
            found[key.sector] = found.get(key.sector, frozenset()) | (frozenset() if nothing else told)
    return found


COMBINED = frozenset({"CO2E_3G"})
"""Codes that stand for several gases of combustion."""
