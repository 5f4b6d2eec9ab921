"""Figures of many answers, put together by month or year: of each station, pollutant and time the newest one counts.

The order of the answers alone decides, never the order in which they are put together. What an answer is silent about stays
as an earlier one said it. Of a figure that changed, the newest one with another value stands beside it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from connectors.air_errors import AirChangedError
from connectors.air_hours import Span
from connectors.air_means import Aggregate, period_start
from connectors.air_measured import MEAN, Measured, Measurements, Remark, about, may_hold, of_days_too
from connectors.composed import Composed, Line, Part, read_composed, written
from connectors.errors import JsonShapeError
from connectors.where import Where

Age = Any  # whatever orders the answers of one collection: their number, or a time and a name
Key = tuple[str, str, Span]
TEXTS: Mapping[str, str] = {
    "station": "station", "code": "station_code", "name": "station_name", "latitude": "latitude",
    "longitude": "longitude", "component": "component", "text": "value", "unit": "unit", "status": "status",
    "comment": "comment",
}  # fmt: skip
"""How a figure's fields are called in a document."""

VALUE = ("text", "unit", "status")


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer said: the figure as it stands there."""

    age: Age
    part: Part
    figure: Measured

    @property
    def value(self) -> tuple[Decimal | None, Decimal | None, Decimal | None, str]:
        """What two figures share that are the same."""
        return (self.figure.number, self.figure.lower, self.figure.upper, self.figure.unit)


@dataclass(frozen=True, slots=True)
class Collection:
    """The figures of one mapping out of many answers.

    Args:
        keep: the mapping's condition on rows; figures of which it cannot hold are left out.
        zone: whose calendar parts them.
        per: of what a document is, ``month`` or ``year``.
    """

    keep: Where | None
    zone: ZoneInfo
    per: Aggregate
    _said: dict[Key, tuple[Said, Said | None]] = field(default_factory=dict)
    _wanted: dict[tuple[str, str], bool] = field(default_factory=dict)

    def add(self, figures: Iterable[Measured], part: Part, age: Age) -> None:
        """Take in what an answer holds."""
        for figure in figures:
            if figure.statistic == MEAN and self._concerns(figure):
                self._take(Said(age, part, figure))

    def add_composed(self, content: bytes, age: Callable[[Part], Age]) -> None:
        """Take in what was put together before.

        Raises:
            NotJsonError, JsonShapeError: it is no such document.
        """
        document = read_composed(content)
        for number, line in enumerate(document.lines, start=2):
            figure, former = _figure(line, number), line.get("was")
            for told, one in ((line, figure), (former, figure and _former(figure, former))):
                if told is not None and one is not None:
                    part = document.parts[told["part"]]
                    self._take(Said(age(part), part, replace(one, ref=told["cell"])))

    def documents(self) -> Iterator[tuple[str, bytes]]:
        """Give the document of each month or year, in their order."""
        found: dict[str, list[Key]] = {}
        for key in sorted(self._said, key=lambda key: (key[0], key[1], key[2])):
            found.setdefault(self._period(key[2]), []).append(key)
        for period in sorted(found):
            yield period, written(self._document(period, [self._said[key] for key in found[period]]))

    def _concerns(self, figure: Measured) -> bool:
        known = (figure.station, figure.component)
        if known not in self._wanted:
            told = {"station": figure.station, "component": figure.component}
            self._wanted[known] = may_hold(self.keep, told)
        return self._wanted[known]

    def _take(self, one: Said) -> None:
        key = (one.figure.station, one.figure.component, one.figure.span)
        if key not in self._said:
            self._said[key] = (one, None)
            return
        newest, other = self._said[key]
        if one.age > newest.age:
            self._said[key] = (one, newest if newest.value != one.value else other)
        elif one.value != newest.value and (other is None or one.age > other.age):
            self._said[key] = (newest, one)

    def _period(self, span: Span) -> str:
        first: date = period_start(span.start.astimezone(self.zone).date(), self.per)
        return first.isoformat()[: 4 if self.per == "year" else 7]

    def _document(self, period: str, told: Sequence[tuple[Said, Said | None]]) -> Composed:
        said = (one for pair in told for one in pair if one is not None)
        ages = {one.part: one.age for one in said}
        parts = sorted(ages, key=lambda part: ages[part])
        numbers = {part: number for number, part in enumerate(parts)}
        return Composed(period, tuple(parts), tuple(_line(*pair, numbers) for pair in told))


def _line(newest: Said, other: Said | None, numbers: Mapping[Part, int]) -> Line:
    figure = newest.figure
    texts = {told: getattr(figure, name) for name, told in TEXTS.items()}
    times = {"from": figure.span.start.isoformat(), "to": figure.span.end.isoformat()}
    line = {"part": numbers[newest.part], "cell": figure.ref, **texts, **times, **_bounds(figure)}
    if other is not None:
        words = {TEXTS[name]: getattr(other.figure, name) for name in VALUE}
        was = {
            "part": numbers[other.part],
            "cell": other.figure.ref,
            **_filled(words),
            **_bounds(other.figure),
        }
        line["was"] = was
    return _filled(line)


def _bounds(figure: Measured) -> dict[str, str]:
    told = {"lower": figure.lower, "upper": figure.upper}
    return {name: str(bound) for name, bound in told.items() if bound is not None}


def _filled(line: Line) -> dict[str, Any]:
    return {name: value for name, value in line.items() if value != ""}


def _figure(line: Line, number: int) -> Measured:
    """Read a line as a figure that stands in the document.

    Raises:
        JsonShapeError: it is none.
    """
    where = f"line[{number}]"
    try:
        span = Span(datetime.fromisoformat(line["from"]), datetime.fromisoformat(line["to"]))
        texts = {name: line.get(told, "") for name, told in TEXTS.items()}
        lower, upper = _bound(line, "lower"), _bound(line, "upper")
        return Measured(statistic=MEAN, span=span, ref=where, lower=lower, upper=upper, **texts)
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise JsonShapeError(repr(line)[:80], where=where, wanted=str(error)) from None


def _former(figure: Measured, was: Line | None) -> Measured | None:
    """Give the figure with the value that an earlier answer said."""
    if was is None:
        return None
    texts = {name: was.get(TEXTS[name], "") for name in VALUE}
    return replace(figure, lower=_bound(was, "lower"), upper=_bound(was, "upper"), **texts)


def _bound(line: Line, name: str) -> Decimal | None:
    return Decimal(line[name]) if name in line else None


def read_collected(content: bytes) -> Measurements:
    """Read a document's figures, each where it stands in the document, and tell which changed.

    Raises:
        NotJsonError, JsonShapeError: it is no such document.
    """
    figures: list[Measured] = []
    changed: dict[tuple[str, str], list[tuple[Measured, Measured]]] = {}
    for number, line in enumerate(read_composed(content).lines, start=2):
        figure = _figure(line, number)
        figures.append(figure)
        former = _former(figure, line.get("was"))
        if former is not None:
            changed.setdefault((figure.station, figure.component), []).append((former, figure))
    return Measurements(tuple(figures), tuple(_changed(pairs) for pairs in changed.values()))


def _changed(pairs: Sequence[tuple[Measured, Measured]]) -> Remark:
    former, figure = pairs[0]
    words = f"{_shown(former)} -> {_shown(figure)} (n = {len(pairs)})"
    return Remark(AirChangedError(words, where=figure.ref), "info", of_days_too(about(figure)))


def _shown(figure: Measured) -> str:
    return f"<{figure.upper}" if figure.below_detection else figure.text or figure.status
