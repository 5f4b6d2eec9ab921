"""A plan: the exported JSON, checked, and kept as it came: what we do not know of it is never lost."""

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from schemas.nzc.errors import Fault, PlanError

VERSION = 2
FIRST_YEAR, LAST_YEAR = 1990, 2100
QUOTED = 60
DEEPEST = 60
"""How deep a plan's JSON may be nested: an exported plan is five deep."""

LARGEST_VALUE = Decimal("1e18")
FINEST_VALUE = -30
"""Sizes between which every figure of a city lies: the number is a slip else, and none to calculate with."""
Json = dict[str, Any]  # a plan's JSON, numbers as int or Decimal


@dataclass(frozen=True, slots=True)
class Entry:
    """A measure as the plan holds it.

    Args:
        position: in the plan's list.
        uuid: the identifier of its template, in small letters (RFC 9562: either case is the same).
        notes: the city's internal notes.
        values: what the city entered, by year; None for an empty data point.
    """

    position: int
    uuid: str
    notes: str
    values: Mapping[int, Decimal | None]

    @property
    def entered(self) -> dict[int, Decimal]:
        """Give the values that are there."""
        return {year: value for year, value in self.values.items() if value is not None}


@dataclass(frozen=True)
class Plan:
    """A checked plan: the JSON as it came, its baseline year and its measures."""

    content: Json
    baseline_year: int
    entries: tuple[Entry, ...]

    def copy(self) -> Json:
        """Give the JSON to change."""
        return copy.deepcopy(self.content)


def read_plan(content: object) -> Plan:
    """Check a plan.

    Args:
        content: the parsed JSON, numbers as int or Decimal.

    Raises:
        PlanError: it is no plan of version 2; every fault is named with its place.
    """
    faults = list(_faults(content))
    if faults or not isinstance(content, dict):
        raise PlanError(faults)
    entries = tuple(_entry(number, one) for number, one in enumerate(content["measures"]))
    return Plan(content, int(content["baselineYear"]), entries)


def _faults(content: object) -> Iterator[Fault]:
    if not isinstance(content, dict):
        yield Fault("", _quoted(content), "an object: an exported plan")
        return
    if _is_deeper(content, DEEPEST):
        yield Fault("", f"JSON nested more than {DEEPEST} deep", "an exported plan, as it came")
        return
    if content.get("version") != VERSION:
        yield Fault(
            "/version",
            _quoted(content.get("version")),
            f"{VERSION}: export the plan again as version {VERSION}",
        )
    if not _is_year(content.get("baselineYear")):
        yield Fault("/baselineYear", _quoted(content.get("baselineYear")), _YEARS)
    measures = content.get("measures")
    if not isinstance(measures, list):
        yield Fault("/measures", _quoted(measures), "a list of measures")
        return
    seen: dict[str, int] = {}
    for number, one in enumerate(measures):
        yield from _measure_faults(f"/measures/{number}", one, seen, number)


_YEARS = f"a year between {FIRST_YEAR} and {LAST_YEAR}"
_SIZES = f"a number of at most {LARGEST_VALUE:f} with at most {-FINEST_VALUE} decimals"


def _measure_faults(at: str, one: object, seen: dict[str, int], number: int) -> Iterator[Fault]:
    if not isinstance(one, dict):
        yield Fault(at, _quoted(one), "an object: a measure")
        return
    template = one.get("measureTemplate")
    uuid = template.get("uuid") if isinstance(template, dict) else None
    if not isinstance(uuid, str) or not uuid:
        yield Fault(f"{at}/measureTemplate/uuid", _quoted(uuid), "the identifier of the measure's template")
    elif seen.setdefault(uuid.lower(), number) != number:
        yield Fault(
            f"{at}/measureTemplate/uuid",
            _quoted(uuid),
            f"one measure each; it stands at /measures/{seen[uuid.lower()]} too",
        )
    notes = one.get("internalNotes", "")
    if notes is not None and not isinstance(notes, str):
        yield Fault(f"{at}/internalNotes", _quoted(notes), "a text")
    yield from _point_faults(f"{at}/dataPoints", one.get("dataPoints", []))


def _point_faults(at: str, points: object) -> Iterator[Fault]:
    if not isinstance(points, list):
        yield Fault(at, _quoted(points), "a list of data points")
        return
    years: set[int] = set()
    for number, point in enumerate(points):
        here = f"{at}/{number}"
        if not isinstance(point, dict):
            yield Fault(here, _quoted(point), 'an object: {"value": ..., "year": ...}')
            continue
        year, value = point.get("year"), point.get("value")
        if not _is_year(year):
            yield Fault(f"{here}/year", _quoted(year), _YEARS)
        elif int(str(year)) in years:
            yield Fault(f"{here}/year", _quoted(year), "each year once")
        else:
            years.add(int(str(year)))
        if value is not None and not _is_number(value):
            yield Fault(f"{here}/value", _quoted(value), "a number or null")
        elif value is not None and not _is_sized(Decimal(value)):
            yield Fault(f"{here}/value", _quoted(value), _SIZES)


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    return not isinstance(value, Decimal) or value.is_finite()


def _is_sized(value: Decimal) -> bool:
    exponent = value.as_tuple().exponent
    return abs(value) <= LARGEST_VALUE and isinstance(exponent, int) and exponent >= FINEST_VALUE


def _is_deeper(content: object, most: int) -> bool:
    """Say whether JSON is nested deeper than so many levels."""
    level: list[object] = [content]
    for _ in range(most):
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return False
    return True


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _is_year(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and FIRST_YEAR <= value <= LAST_YEAR


def _quoted(value: object) -> str:
    if value is None:
        return "nothing"
    text = str(value) if isinstance(value, Decimal) else repr(value)
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"


def _entry(position: int, one: Json) -> Entry:
    values = {int(point["year"]): _decimal(point.get("value")) for point in one.get("dataPoints", [])}
    return Entry(position, one["measureTemplate"]["uuid"].lower(), one.get("internalNotes") or "", values)


def _decimal(value: int | Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(value)
