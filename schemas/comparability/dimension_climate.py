"""The weather: whether heating is corrected for it, and by the same reference climate."""

from collections.abc import Iterator
from dataclasses import replace

from schemas.comparability.attributes import converted, different, recalculation, unstated
from schemas.comparability.conversion_climate import CORRECTED, NOT_CORRECTED
from schemas.comparability.holders import heating_holder, lift, weather_holder
from schemas.comparability.pair import Pair, reason
from schemas.comparability.reasons import Level, Lift, Reason
from schemas.comparability.side import Side
from schemas.comparability.weather import holds_year
from schemas.comparability.wording import in_turn, name, words
from schemas.messages import Message

STEP = "climate_correction"


def climate_correction(pair: Pair) -> Reason | None:
    """Compare the correction for the weather: made where it is asked for, else a difference is a caveat.

    What a source corrected itself is brought to a climate that nobody states: beside a figure brought to the one that
    is asked for it stays a caveat.
    """
    if pair.silent(STEP):
        return unstated(pair, STEP, Level.CAVEAT)
    off = [side for side in pair.sides if getattr(side.basis, STEP) == NOT_CORRECTED]
    codes = set(pair.codes(STEP))
    if pair.asked.wants(STEP) and off:
        return _asked_for(pair, off)
    if len(codes) == 1:
        return None
    found = different(pair, STEP, Level.CAVEAT)
    if pair.asked.measure.kind == "plain":
        return found
    return replace(found, lifted_by=tuple(one for side in off for one in _lifts(side)))


def _asked_for(pair: Pair, off: list[Side]) -> Reason | None:
    lacking = [side for side in off if STEP in side.outcome.unbounded]
    if lacking:
        said = in_turn(tuple(_cannot(side) for side in lacking))
        lifts = tuple(one for side in lacking for one in _lifts(side))
        return reason(STEP, Level.CAVEAT, said, None, lifts)
    made = converted(pair, STEP, [side for side in off if side.outcome.taken(STEP)])
    corrected = [side for side in pair.sides if getattr(side.basis, STEP) == CORRECTED]
    if not corrected:
        return made
    found = different(pair, STEP, Level.CAVEAT)
    said = found.message if made is None else in_turn((found.message, made.message))
    return replace(
        found, message=said, lifted_by=tuple(recalculation(one, STEP, NOT_CORRECTED) for one in corrected)
    )


def _cannot(side: Side) -> Message:
    values = {"place": name(side.place), "year": side.period, "reference": words(side.asked.question.climate)}
    return Message("compare.climate_correction.cannot", values)


def _lifts(side: Side) -> Iterator[Lift]:
    """Say what would bring a side's heating to a reference climate: degree days, what heats, and asking for it."""
    case, place = side.case, side.place
    wanted = side.asked.question.climate
    if (
        STEP in side.outcome.unbounded
        or case is None
        or not holds_year(case.apart.degree_days, int(side.period[:4]))
    ):
        yield lift("degree_days", weather_holder(place), place=name(place), year=side.period)
    if case is None or not case.apart.heating:
        yield lift("heating", heating_holder(place), place=name(place))
    if not wanted:
        yield lift("reference_climate", Message("compare.holder.asker"), place=name(place))
