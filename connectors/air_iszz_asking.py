"""What ISZZ is asked for: whole years, months or days of a station and pollutant, so that no answer is cut.

A year of days and a month of hours each come in one answer; a year of hours is put together of its months. Where an answer
has as many rows as the service gives at most, it is asked for again in halves, as long as no period of the mapping is torn.
"""

import calendar
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from connectors.air_errors import AirKeyError, IszzCutError, IszzNothingError
from connectors.air_iszz import COMPONENTS, MOST_ROWS, Question, read_rows, request_for
from connectors.air_means import Aggregate, period_start
from connectors.air_options import IszzOptions
from connectors.definitions import SelectDefinition
from connectors.fetching import Fetch, Fetched

STATION, COMPONENT = "station", "component"
DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
MOST_YEARS = 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a mapping selects: stations and pollutants by ISZZ's numbers, from the first day to the last."""

    stations: tuple[str, ...]
    components: tuple[str, ...]
    first: date
    last: date


def wanted_of(select: SelectDefinition, stations: Mapping[str, str], year: int) -> Wanted:
    """Read what a mapping selects.

    Args:
        stations: ISZZ's number of a station by other codes of it.
        year: this one; from the beginning of the year before to its end unless the mapping says otherwise.

    Raises:
        AirKeyError: it cannot be asked for.
    """
    for name in select.key.keys() - {STATION, COMPONENT}:
        raise AirKeyError(name, where="select.key", wanted=f"{STATION}, {COMPONENT}")
    numbers, components = station_numbers(select, stations), component_numbers(select)
    for name, told, wanted in (
        (STATION, numbers, "155, RH0101 ..."),
        (COMPONENT, components, ", ".join(COMPONENTS)),
    ):
        if not told:
            raise AirKeyError(f"{name} = []", where=f"select.key.{name}", wanted=wanted)
        for number in told:
            if not (number.isascii() and number.isdigit()):
                raise AirKeyError(number, where=f"select.key.{name}", wanted=wanted)
    first = _day(select.since, "since", last=False) or date(year - 1, 1, 1)
    last = _day(select.until, "until", last=True) or date(year, 12, 31)
    if last < first or last.year - first.year > MOST_YEARS:
        raise AirKeyError(
            f"{first} - {last}", where="select.since", wanted=f"since <= until, <= {MOST_YEARS} a"
        )
    return Wanted(numbers, components, first, last)


def station_numbers(select: SelectDefinition, stations: Mapping[str, str]) -> tuple[str, ...]:
    """Give ISZZ's numbers of the stations that a mapping selects."""
    return tuple(dict.fromkeys(stations.get(code, code) for code in select.key.get(STATION, [])))


def component_numbers(select: SelectDefinition) -> tuple[str, ...]:
    """Give ISZZ's numbers of the pollutants that a mapping selects."""
    names = select.key.get(COMPONENT, [])
    return tuple(dict.fromkeys(COMPONENTS.get(name.lower(), name) for name in names))


def _day(text: str, name: str, *, last: bool) -> date | None:
    """Read a year, month or day as its first or last day."""
    if not text:
        return None
    read = DATE.fullmatch(text)
    try:
        if read is None:
            raise ValueError(text)
        year, month = int(read[1]), int(read[2] or (12 if last else 1))
        return date(year, month, int(read[3] or (calendar.monthrange(year, month)[1] if last else 1)))
    except ValueError:
        raise AirKeyError(text, where=f"select.{name}", wanted="2025, 2025-07, 2025-07-14") from None


def documents(fetch: Fetch, root: str, wanted: Wanted, options: IszzOptions) -> list[Fetched]:
    """Fetch what is wanted; an answer without a row is left out where there is another with some.

    Raises:
        IszzNothingError: not one row in any answer.
        IszzCutError: an answer may be cut, and cannot be asked for in less.
        ConnectorError: the service refuses, fails or says something else.
    """
    found: list[Fetched] = []
    for question in questions(wanted, options):
        found += [answer for answer, rows in _answers(fetch, root, question, options) if rows]
    if not found:
        words = f"station {', '.join(wanted.stations)}; component {', '.join(wanted.components)}; type {options.type}"
        raise IszzNothingError(words, url=root)
    return found


def questions(wanted: Wanted, options: IszzOptions) -> Iterator[Question]:
    """Ask for years of days or months of hours, whole where means of them are made."""
    per: Aggregate = "year" if options.daily else "month"
    first, last = wanted.first, wanted.last
    if options.aggregate in ("month", "year"):
        first, last = period_start(first, options.aggregate), _end(last, options.aggregate)
    for station in wanted.stations:
        for component in wanted.components:
            begun = first
            while begun <= last:
                end = min(_end(begun, per), last)
                yield Question(station, component, begun, end)
                begun = end + timedelta(days=1)


def _end(day: date, per: Aggregate) -> date:
    """Give the last day of the year or month that a day is in."""
    if per == "year":
        return date(day.year, 12, 31)
    return day.replace(day=calendar.monthrange(day.year, day.month)[1]) if per == "month" else day


def _answers(
    fetch: Fetch, root: str, question: Question, options: IszzOptions
) -> Iterator[tuple[Fetched, int]]:
    """Fetch an answer, or its halves and theirs, with the number of rows of each."""
    waiting = deque([question])
    while waiting:
        one = waiting.popleft()
        answer = fetch(request_for(root, one, options))
        rows = len(read_rows(answer))
        if rows < MOST_ROWS:
            yield answer, rows
            continue
        halves = _halves(one, options.aggregate or "day")
        if not halves:
            raise IszzCutError(str(rows), url=answer.url, rows=MOST_ROWS)
        waiting.extendleft(reversed(halves))


def _halves(question: Question, per: Aggregate) -> list[Question]:
    """Part a question between two days, months or years; nothing where it is of one."""
    starts = [question.first]
    while (begun := _end(starts[-1], per) + timedelta(days=1)) <= question.last:
        starts.append(begun)
    if len(starts) < 2:
        return []
    middle = starts[len(starts) // 2]
    return [replace(question, last=middle - timedelta(days=1)), replace(question, first=middle)]
