"""Holders: who has the data that would lift a reason."""

from collections.abc import Mapping
from functools import cache

from schemas.comparability.reasons import Lift
from schemas.comparability.wording import name, words
from schemas.messages import Message
from schemas.places import Place

_COUNTRIES_WITH_NAMED_BODIES = ("SI", "HR")


def country(place: Place) -> str:
    """Give the state a place lies in; the European Union is its own."""
    return "EU" if place.level == "eu" else place.code[:2]


@cache
def inventory_holder(place: Place) -> Message:
    """Say who made a place's inventory."""
    if place.level == "local":
        return Message("compare.holder.city", {"place": name(place)})
    return _body("inventory", place)


@cache
def statistics_holder(place: Place) -> Message:
    """Say which statistics office counts a place's inhabitants."""
    return _body("statistics", place)


@cache
def electricity_holder(place: Place) -> Message:
    """Say who publishes electricity factors for a place's grid."""
    return _body("electricity", place)


@cache
def weather_holder(place: Place) -> Message:
    """Say who measures the degree days of a place."""
    return _body("weather", place)


@cache
def heating_holder(place: Place) -> Message:
    """Say who knows what heats a place's buildings."""
    return Message("compare.holder.heating", {"place": name(place)})


def area_named(code: str, places: Mapping[str, Place]) -> Message:
    """Name an area, by its code where it is not known."""
    return name(places[code]) if code in places else words(code)


@cache
def waste_holder(place: Place) -> Message:
    """Say who knows where a place's waste goes."""
    return Message("compare.holder.waste", {"place": name(place)})


def lift(need: str, holder: Message, **values: object) -> Lift:
    """Say that some data, which somebody holds, would lift a reason."""
    return Lift(Message(f"compare.need.{need}", values), holder)


@cache
def of_place(need: str, place: Place, what: Message | None = None) -> Lift:
    """Say that some data of a place, which whoever made its inventory holds, would lift a reason.

    Args:
        need: which data: ``compare.need.`` and this word is the message.
        place: whose data.
        what: what the message calls them, if it names them.
    """
    values: dict[str, object] = {"place": name(place)}
    return lift(need, inventory_holder(place), **(values if what is None else values | {"what": what}))


def _body(kind: str, place: Place) -> Message:
    code = country(place)
    named = code if code in (*_COUNTRIES_WITH_NAMED_BODIES, "EU") else "any"
    return Message(f"compare.holder.{kind}.{named}", {"place": name(place)})
