"""Dimensions of where and when: the area, the year, and the inhabitants."""

from decimal import Decimal

from schemas.comparability.attributes import attribute, unstated
from schemas.comparability.dimension_table import Row
from schemas.comparability.holders import inventory_holder, lift, of_place, statistics_holder
from schemas.comparability.pair import Compare, Pair, reason
from schemas.comparability.percapita import per_head
from schemas.comparability.reasons import Level, Reason
from schemas.comparability.side import Side, once_a_side
from schemas.comparability.wording import in_turn, label, name, number, percent, quantity, words
from schemas.indicators import indicator
from schemas.lineage import codes_in_time, predecessors
from schemas.messages import Message

OWN_BOUNDARY = {"MUN": "MUN", "NUTS3": "NUTS3", "COUNTRY": "COUNTRY", "EU": "COUNTRY"}
"""The boundary that figures of a kind of place should have."""


REGION_OF_ONE = {"HR_01333": "HR050"}
"""Municipalities that are a NUTS 3 region by themselves: Grad Zagreb is region HR050, exactly."""


def boundary(pair: Pair) -> Reason | None:
    """Compare the areas: is a figure of another area than the place, are the places of one kind."""
    astray = [side for side in pair.sides if _astray(side)]
    if astray:
        return _of_another_area(astray)
    if pair.silent("boundary"):
        return unstated(pair, "boundary", Level.CAVEAT)
    if _one_holds_the_other(pair):
        return reason("boundary", Level.CAVEAT, Message("compare.boundary.part", pair.names()))
    one, other = pair.one.place, pair.other.place
    if one.level != other.level and not _one_area(pair):
        return reason("boundary", Level.CAVEAT, Message("compare.boundary.kind", pair.names()))
    if len(set(pair.codes("boundary"))) > 1 and not all(map(_of_its_own, pair.sides)):
        said = Message("compare.boundary.differs", pair.said("boundary"))
        return reason("boundary", Level.BLOCKER, said)
    return _renamed(pair)


def _renamed(pair: Pair) -> Reason | None:
    """Say that one area has two codes, one after the other: nothing but the code is converted."""
    one, other = pair.one.place.code, pair.other.place.code
    if one == other or other not in codes_in_time(one):
        return None
    former, later = (one, other) if pair.one.place.valid_to else (other, one)
    dates = [step.date for step in predecessors(later)]
    said = {"former": words(former), "later": words(later), "date": words(min(dates, default=""))}
    return reason("boundary", Level.CONVERTIBLE, Message("compare.boundary.renamed", said), Decimal(0))


def territory(row: Row) -> Compare:
    """Make the comparison of the areas' versions; where one area only changed its code, the boundary says it."""
    as_stated = attribute(row)

    def compare(pair: Pair) -> Reason | None:
        one, other = pair.one.place.code, pair.other.place.code
        return None if one != other and other in codes_in_time(one) else as_stated(pair)

    return compare


def _astray(side: Side) -> bool:
    stated, own = side.basis.boundary, OWN_BOUNDARY.get(side.place.kind)
    return own is not None and stated not in ("", "UNK") and not _of_its_own(side)


def _of_its_own(side: Side) -> bool:
    """Say whether a figure is stated to be of the place's own area; a city that is a region by itself has two names."""
    stated, own = side.basis.boundary, OWN_BOUNDARY.get(side.place.kind)
    return stated == own or (stated == "NUTS3" and side.place.code in REGION_OF_ONE)


def _one_area(pair: Pair) -> bool:
    """Say whether two places are one area under two names."""
    one, other = pair.one.place.code, pair.other.place.code
    return REGION_OF_ONE.get(one) == other or REGION_OF_ONE.get(other) == one or other in codes_in_time(one)


def _of_another_area(astray: list[Side]) -> Reason:
    said = tuple(
        Message(
            "compare.boundary.astray",
            {"place": name(side.place), "boundary": label("boundary", side.basis.boundary)},
        )
        for side in astray
    )
    lifts = tuple(of_place("own_area", side.place) for side in astray)
    return reason("boundary", Level.BLOCKER, in_turn(said), None, lifts)


def _one_holds_the_other(pair: Pair) -> bool:
    one, other = pair.one.place.code, pair.other.place.code
    return not _one_area(pair) and (one in pair.other.around or other in pair.one.around)


def base_period(pair: Pair) -> Reason | None:
    """Compare the years that the figures are of; for a target, the years that it is measured from."""
    if _year(pair.one) == _year(pair.other):
        return (
            _baselines(pair)
            if _MEASURED_FROM & set(indicator(pair.asked.measure.indicator).must_match)
            else None
        )
    values = {**pair.names(), "a": words(pair.one.period), "b": words(pair.other.period)}
    place = pair.one.place
    lifts = (lift("same_year", inventory_holder(place), place=name(place), period=pair.other.period),)
    return reason("base_period", Level.CAVEAT, Message("compare.base_period.differs", values), None, lifts)


_MEASURED_FROM = frozenset({"baseline_year"})


def _baselines(pair: Pair) -> Reason | None:
    if pair.silent("base_period"):
        return unstated(pair, "base_period", Level.CAVEAT)
    one, other = pair.codes("base_period")
    if one == other:
        return None
    return reason("base_period", Level.CAVEAT, Message("compare.base_period.from", pair.said("base_period")))


def reference_period(pair: Pair) -> Reason | None:
    """Compare which part of one year the figures are of: the whole year, a half, a month."""
    if pair.one.period == pair.other.period or _year(pair.one) != _year(pair.other):
        return None
    values = {**pair.names(), "a": words(pair.one.period), "b": words(pair.other.period)}
    place = pair.one.place
    lifts = (lift("same_year", inventory_holder(place), place=name(place), period=pair.other.period),)
    return reason(
        "reference_period", Level.CAVEAT, Message("compare.base_period.differs", values), None, lifts
    )


def _year(side: Side) -> str:
    return side.period[:4]


def population(pair: Pair) -> Reason | None:
    """Say whose inhabitants are not of the year of the emissions, and what that changes."""
    dated = [side for side in pair.sides if side.people is not None and not side.people.exact]
    if not dated:
        return None
    said = in_turn(tuple(_other_date(side) for side in dated))
    lifts = tuple(
        lift("population", statistics_holder(side.place), place=name(side.place), period=side.period)
        for side in dated
    )
    return reason("population", Level.CAVEAT, said, None, lifts)


@once_a_side
def _other_date(side: Side) -> Message:
    people = side.people
    assert people is not None
    values: dict[str, object] = {
        "place": name(side.place),
        "year": side.period,
        "date": str(people.count.period),
        "people": number(people.count.value, 0),
    }
    value, estimate = side.answer.value, people.estimate
    if estimate is None or value is None or side.outcome.value is None:
        return Message("compare.population.date", values)
    other = per_head(side.outcome.value, estimate)
    unit = side.asked.measure.unit
    values |= {
        "estimate": number(estimate, 0),
        "value": number(value, 4),
        "other": quantity(other, unit, 4),
        "difference": number(abs(other - value), 4),
        "share": percent(abs(other - value) / value) if value else percent(Decimal(0)),
    }
    return Message(f"compare.population.{people.way}", values)
