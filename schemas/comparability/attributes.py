"""Dimensions that compare one attribute of the two bases.

Unknown never counts as the same, whatever the other side says: it is a caveat, and where a known difference
would block, the unknown blocks too. So no verdict improves by leaving a statement out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache, lru_cache
from types import MappingProxyType

from schemas.comparability.dimension_table import Row
from schemas.comparability.factors import most_change
from schemas.comparability.holders import inventory_holder, lift, of_place
from schemas.comparability.outcome import Step
from schemas.comparability.pair import Compare, Pair, Said, largest, reason, stated
from schemas.comparability.reasons import Level, Lift, Reason
from schemas.comparability.side import Side
from schemas.comparability.wording import in_turn, listed, name, percent
from schemas.messages import Message
from schemas.places import Place

NORM: Mapping[str, str] = {
    "gas_group": "CO2E", "gwp_set": "AR5", "ef_basis": "STD_GHG", "ets": "INCL", "waste": "GENERATED",
    "elec_method": "LOC_CONS", "calorific": "NCV", "climate_correction": "NONE", "accounting": "CCC",
    "industry_energy": "I", "biogenic": "ZERO",
}  # fmt: skip
"""What the Mission's profile wants of each attribute: the side that is off it is asked to recalculate."""

TERRITORIAL, CONSUMPTION, RESIDENTS = "TERR", "CONS", "RES"
NOTHING_YET: Mapping[str, object] = MappingProxyType({})
"""Values of a message that are looked up when it is said."""

OUTSIDE = "NONE"
"""Waste that an inventory leaves out."""

CARBON_ONLY = frozenset({"CO2_FOS"})


def attribute(row: Row) -> Compare:
    """Make the comparison of one attribute: a difference and silence have the levels of the table."""
    (named,) = row.attributes

    def compare(pair: Pair) -> Reason | None:
        if pair.silent(named):
            return unstated(pair, named, row.unknown, dimension=row.name)
        codes = frozenset(pair.codes(named))
        if len(codes) == 1 or any(codes <= same for same in row.alike):
            return None
        return _of_dimension(different(pair, named, row.differs), row.name)

    return compare


def convertible(row: Row) -> Compare:
    """Make the comparison of an attribute that is converted where the rows allow it."""
    (named,) = row.attributes
    as_stated = attribute(row)

    def compare(pair: Pair) -> Reason | None:
        found = as_stated(pair)
        if found is None or pair.silent(named):
            return found
        return converted(pair, row.name, _off(pair, named, row.alike)) or found

    return compare


def _off(pair: Pair, named: str, alike: Iterable[frozenset[str]]) -> tuple[Side, ...]:
    """Give the sides that are not on the profile's basis in an attribute; none where it asks for none."""
    wanted = pair.asked.wants(named)
    fits = frozenset({wanted}).union(*(same for same in alike if wanted in same))
    codes = zip(pair.sides, pair.codes(named), strict=True)
    return tuple(side for side, code in codes if code not in fits) if wanted else ()


def converted(pair: Pair, name_of_step: str, off: Sequence[Side]) -> Reason | None:
    """Say what a conversion changed, where it was made for every side that needed it.

    Args:
        pair: the two sides.
        name_of_step: of the conversion, which is also the dimension's.
        off: the sides that needed it.
    """
    steps = [(side, side.outcome.taken(name_of_step)) for side in off]
    taken = [(side, made) for side, made in steps if made is not None]
    open_ones = any(name_of_step in side.outcome.unbounded for side in off)
    if not taken or len(taken) < len(steps) or open_ones:
        return None
    said = in_turn(tuple(_said(side, made) for side, made in taken))
    bounded = [(side, made) for side, made in taken if made.width]
    if not bounded:
        return reason(name_of_step, Level.CONVERTIBLE, said, largest(made.delta for _, made in taken))
    lifts = tuple(of_place("apart", side.place, _what(name_of_step)) for side, _ in bounded)
    return reason(
        name_of_step, Level.BOUNDED, said, largest(max(made.below, made.above) for _, made in bounded), lifts
    )


def _said(side: Side, made: Step) -> Message:
    return Message("compare.converted", {"place": name(side.place), "said": made.message})


@cache
def _what(name_of_step: str) -> Message:
    return Message(f"compare.apart.{name_of_step}")


def step(row: Row) -> Compare:
    """Make the comparison of what only a conversion tells: either side's step is the reason."""

    def compare(pair: Pair) -> Reason | None:
        return converted(pair, row.name, [side for side in pair.sides if side.outcome.taken(row.name)])

    return compare


def _of_dimension(found: Reason, name_of_dimension: str) -> Reason:
    return found if found.dimension == name_of_dimension else replace(found, dimension=name_of_dimension)


def different(pair: Pair, named: str, level: Level, tonnes: Decimal | None = None) -> Reason:
    """Say that the two sides state different things."""
    said = Said(f"compare.{named}.differs", NOTHING_YET, pair, named)
    return reason(named, level, said, tonnes, _recalculation(pair, named))


def unstated(
    pair: Pair, named: str, level: Level, tonnes: Decimal | None = None, dimension: str = ""
) -> Reason:
    """Say who does not state an attribute, and what the other one states."""
    places = tuple(side.place for side in pair.silent(named))
    message, lifts = _not_stated(places, named)
    return reason(dimension or named, level, message, tonnes, lifts)


@lru_cache(maxsize=10_000)
def _not_stated(places: tuple[Place, ...], named: str) -> tuple[Message, tuple[Lift, ...]]:
    """Say it once for all pairs of the same places."""
    what = Message(f"compare.what.{named}")
    said = Message("compare.unstated", {"what": what, "places": listed(tuple(map(name, places)))})
    return said, tuple(of_place("statement", place, what) for place in places)


def _recalculation(pair: Pair, named: str) -> tuple[Lift, ...]:
    """Ask the side that is off the norm for figures as the other side makes them."""
    one, other = pair.codes(named)
    side, wanted = (pair.other, one) if one == NORM.get(named) else (pair.one, other)
    return _made_anew(side.place, named, wanted)


def recalculation(side: Side, named: str, wanted: str) -> Lift:
    """Ask a side for figures made in another way."""
    return _made_anew(side.place, named, wanted)[0]


@cache
def _made_anew(place: Place, named: str, wanted: str) -> tuple[Lift, ...]:
    values = {"place": name(place), "what": Message(f"compare.what.{named}"), "wanted": stated(named, wanted)}
    return (lift("recalculation", inventory_holder(place), **values),)


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
    """Compare the warming potentials: converted by gas, else bounded by the gas that changes most.

    The side that is off the norm is the one to be converted; where both are, the larger change counts.
    """
    if pair.silent("gwp_set"):
        return unstated(pair, "gwp_set", Level.CAVEAT)
    if len(set(pair.codes("gwp_set"))) == 1:
        return None
    off = _off(pair, "gwp_set", ())
    made = converted(pair, "gwp_set", off)
    return made or _as_stated(pair)


def _as_stated(pair: Pair) -> Reason:
    """Bound the difference where nothing was converted: by the change from one set to the other."""
    one, other = pair.codes("gwp_set")
    wanted = pair.asked.wants("gwp_set") or NORM["gwp_set"]
    changes = [
        (side, most_change(own, other_set))
        for side, own, other_set in ((pair.one, one, other), (pair.other, other, one))
        if own != wanted
    ]
    shares = [share for _, share in changes if share is not None]
    if len(shares) < len(changes):
        return different(pair, "gwp_set", Level.CAVEAT)
    values = ((side.outcome.value, share) for side, share in changes)
    tonnes = largest(value * share for value, share in values if value is not None and share is not None)
    said = Message("compare.gwp_set.bounded", {**pair.said("gwp_set"), "share": percent(max(shares))})
    lifts = tuple(of_place("gases", side.place) for side, _ in changes)
    return reason("gwp_set", Level.BOUNDED, said, tonnes, lifts)


def waste(pair: Pair) -> Reason | None:
    """Compare how waste is counted; where one side leaves it out, the coverage says so, if cells are told."""
    if pair.silent("waste"):
        return unstated(pair, "waste", Level.CAVEAT, _waste_tonnes(pair))
    codes = set(pair.codes("waste"))
    if len(codes) == 1 or (OUTSIDE in codes and "III" in pair.one.held.keys() ^ pair.other.held.keys()):
        return None
    return different(pair, "waste", Level.CAVEAT, _waste_tonnes(pair))


def _waste_tonnes(pair: Pair) -> Decimal | None:
    figures = (side.blocks.get(frozenset({"III"})) for side in pair.sides)
    return largest(figure.value for figure in figures if figure is not None)
