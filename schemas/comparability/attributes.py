"""Dimensions that compare one attribute of the two bases.

Unknown never counts as the same, whatever the other side says: it is a caveat, and where a known difference
would block, the unknown blocks too. So no verdict improves by leaving a statement out.
"""

from collections.abc import Collection, Mapping
from decimal import Decimal

from schemas.comparability.factors import most_change
from schemas.comparability.holders import inventory_holder, lift
from schemas.comparability.pair import Amount, Compare, Pair, largest, reason
from schemas.comparability.reasons import Level, Lift, Reason
from schemas.comparability.side import Side
from schemas.comparability.wording import label, listed, name, percent
from schemas.messages import Message

NORM: Mapping[str, str] = {
    "gas_group": "CO2E", "gwp_set": "AR5", "ef_basis": "STD_GHG", "ets": "INCL", "waste": "GENERATED",
    "elec_method": "LOC_CONS", "calorific": "NCV", "climate_correction": "NONE", "accounting": "CCC",
    "industry_energy": "I",
}  # fmt: skip
"""What the Mission's profile wants of each attribute: the side that is off it is asked to recalculate."""

TERRITORIAL, CONSUMPTION, RESIDENTS = "TERR", "CONS", "RES"


def no_amount(_: Pair) -> Decimal | None:
    """Give no tonnes."""
    return None


def attribute(named: str, alike: Collection[frozenset[str]] = (), amount: Amount = no_amount) -> Compare:
    """Make the comparison of one attribute: a difference is a caveat, and so is silence.

    Args:
        named: the attribute of the basis; its code list has the same name.
        alike: sets of codes that mean the same for a comparison.
        amount: gives the tonnes it may move.
    """

    def compare(pair: Pair) -> Reason | None:
        if pair.silent(named):
            return unstated(pair, named, Level.CAVEAT, amount(pair))
        codes = frozenset(pair.codes(named))
        if len(codes) == 1 or any(codes <= same for same in alike):
            return None
        return different(pair, named, Level.CAVEAT, amount(pair))

    return compare


def different(pair: Pair, named: str, level: Level, tonnes: Decimal | None = None) -> Reason:
    """Say that the two sides state different things."""
    said = Message(f"compare.{named}.differs", pair.said(named))
    return reason(named, level, said, tonnes, (_recalculation(pair, named),))


def unstated(
    pair: Pair, named: str, level: Level, tonnes: Decimal | None = None, dimension: str = ""
) -> Reason:
    """Say who does not state an attribute, and what the other one states."""
    silent = pair.silent(named)
    what = Message(f"compare.what.{named}")
    values: dict[str, object] = {"what": what, "places": listed(tuple(name(side.place) for side in silent))}
    lifts = tuple(
        lift("statement", inventory_holder(side.place), place=name(side.place), what=what) for side in silent
    )
    return reason(dimension or named, level, Message("compare.unstated", values), tonnes, lifts)


def _recalculation(pair: Pair, named: str) -> Lift:
    """Ask the side that is off the norm for figures as the other side makes them."""
    one, other = pair.codes(named)
    side, wanted = (pair.other, one) if one == NORM.get(named) else (pair.one, other)
    return recalculation(side, named, wanted)


def recalculation(side: Side, named: str, wanted: str) -> Lift:
    """Ask a side for figures made in another way."""
    values = {
        "place": name(side.place),
        "what": Message(f"compare.what.{named}"),
        "wanted": label(named, wanted),
    }
    return lift("recalculation", inventory_holder(side.place), **values)


def accounting(pair: Pair) -> Reason | None:
    """Compare the accounting approach: an unknown one blocks, and so do territory and consumption.

    Under the territorial profile a city's scope 1 may stand beside a territorial inventory, with a caveat.
    """
    if pair.silent("accounting"):
        return unstated(pair, "accounting", Level.BLOCKER)
    codes = set(pair.codes("accounting"))
    if len(codes) == 1:
        return None
    apart = codes & {CONSUMPTION, RESIDENTS}
    territorial = TERRITORIAL in codes and pair.asked.profile.name != "CRF-TERR"
    return different(pair, "accounting", Level.BLOCKER if apart or territorial else Level.CAVEAT)


def gwp_set(pair: Pair) -> Reason | None:
    """Compare the warming potentials: without figures by gas a difference is bounded by pure methane or N2O.

    The side that is off the norm is the one to be converted; where both are, the larger change counts.
    """
    if pair.silent("gwp_set"):
        return unstated(pair, "gwp_set", Level.CAVEAT)
    one, other = pair.codes("gwp_set")
    if one == other:
        return None
    converted = [
        (side, most_change(own, wanted))
        for side, own, wanted in ((pair.one, one, other), (pair.other, other, one))
        if own != NORM["gwp_set"]
    ]
    shares = [share for _, share in converted if share is not None]
    if len(shares) < len(converted):
        return different(pair, "gwp_set", Level.CAVEAT)
    values = ((side.outcome.value, share) for side, share in converted)
    tonnes = largest(value * share for value, share in values if value is not None and share is not None)
    said = Message("compare.gwp_set.bounded", {**pair.said("gwp_set"), "share": percent(max(shares))})
    lifts = tuple(
        lift("gases", inventory_holder(side.place), place=name(side.place)) for side, _ in converted
    )
    return reason("gwp_set", Level.BOUNDED, said, tonnes, lifts)


def waste(pair: Pair) -> Reason | None:
    """Compare how waste is counted; where one side leaves it out, the coverage says so."""
    if "NONE" in pair.codes("waste") and not pair.silent("waste"):
        return None
    return attribute("waste", amount=_waste_tonnes)(pair)


def _waste_tonnes(pair: Pair) -> Decimal | None:
    figures = (side.blocks.get(frozenset({"III"})) for side in pair.sides)
    return largest(figure.value for figure in figures if figure is not None)
