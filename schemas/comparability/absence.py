"""Absence: a place that has no figure, and who holds one."""

from schemas.comparability.holders import inventory_holder, lift, of_place, statistics_holder
from schemas.comparability.question import Asked
from schemas.comparability.reasons import Level, Reason
from schemas.comparability.selection import Chosen
from schemas.comparability.wording import label, name, words
from schemas.indicators import indicator
from schemas.messages import Message


def absence(asked: Asked, chosen: Chosen) -> Reason:
    """Say that a place has no figure, or none for the period."""
    place = chosen.place
    values: dict[str, object] = {
        "place": name(place),
        "indicator": words(indicator(asked.measure.indicator).name),
        "period": "" if chosen.wanted is None else str(chosen.wanted),
    }
    if chosen.years and chosen.wanted is not None:
        values["years"] = ", ".join(map(str, chosen.years))
        said, dimension = Message("compare.absent.period", values), "base_period"
        needs = lift("figure_of_period", inventory_holder(place), **values)
    else:
        said, dimension = Message("compare.absent.altogether", values), "scope_coverage"
        needs = lift("figure", inventory_holder(place), **values)
    return Reason(dimension, Level.BLOCKER, said, None, (needs,), (place.code,))


def no_population(chosen: Chosen) -> Reason:
    """Say that nobody tells how many inhabitants a place has."""
    place = chosen.place
    values = {"place": name(place)}
    needs = lift("population", statistics_holder(place), **values)
    said = Message("compare.population.absent", values)
    return Reason("population", Level.BLOCKER, said, None, (needs,), (place.code,))


def other_unit(chosen: Chosen, found: str) -> Reason:
    """Say that a place's figure is in a unit that measures something else."""
    place = chosen.place
    said = Message("compare.absent.unit", {"place": name(place), "unit": label("unit", found)})
    needs = of_place("same_definition", place)
    return Reason("definition", Level.BLOCKER, said, None, (needs,), (place.code,))
