"""Asking ISZZ, Croatia's service of air quality, and reading what it answers.

Its oddities: an answer is cut at 1,000 rows without a word; a row has no station and no pollutant, only its address does;
204 says that a date was not understood; codes that it does not know give an empty list; hours are stamped at their end and
days at their start; -999 stands for no figure; XML may come where JSON was asked for.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from urllib.parse import parse_qs, urlencode, urlsplit
from zoneinfo import ZoneInfo

from connectors.air_errors import (
    AirKeyError,
    AirNumberError,
    AirTimeError,
    AirWindowError,
    IszzNoContentError,
)
from connectors.air_hours import HOUR, Span, day_span, is_day
from connectors.air_measured import (
    MEAN,
    MISSING,
    UNVALIDATED,
    VALIDATED,
    Measured,
    Measurements,
    Remark,
    about,
    of_days_too,
    reviewed,
)
from connectors.air_options import IszzOptions
from connectors.errors import HtmlAnswerError, JsonShapeError
from connectors.fetching import Fetched, Request, located, require_success
from connectors.json_answer import Digits, Json, as_list, as_object, quoted, read_json
from connectors.sdmx_xml import local_name, text_of, tree
from connectors.sniffing import beginning, kind_of

HOME = ZoneInfo("Europe/Zagreb")
PACE = 1.1
"""Seconds between two requests: the service takes about one a second."""

MOST_ROWS = 1000
NO_FIGURE = Decimal(-999)
FORM = "%d.%m.%Y"
COMPONENTS: Mapping[str, str] = {
    "no2": "1", "so2": "2", "co": "3", "h2s": "4", "pm10": "5", "pm2.5": "28", "o3": "31", "benzene": "32", "nox": "38",
}  # fmt: skip
"""ISZZ's number of a pollutant, as its own form lists them (rs/podatak/frm/gg)."""

NAMES = {number: name for name, number in COMPONENTS.items()}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for: a station and a pollutant by ISZZ's numbers, and local days from the first to the last."""

    station: str
    component: str
    first: date
    last: date


def request_for(root: str, question: Question, options: IszzOptions) -> Request:
    """Make the request that asks a question.

    Args:
        root: the service's address, ``https://iszz.azo.hr/iskzl``.
    """
    asked = {
        "postaja": question.station,
        "polutant": question.component,
        "tipPodatka": str(options.type),
        "vrijemeOd": question.first.strftime(FORM),
        "vrijemeDo": question.last.strftime(FORM),
    }
    address = f"{root.rstrip('/')}/rs/podatak/export/{options.format}?{urlencode(asked)}"
    return Request("GET", address, (("Accept", f"application/{options.format}"),), pace=PACE)


def question_of(url: str) -> Question:
    """Give the question that an answer's address asks.

    Raises:
        AirKeyError: it asks none.
    """
    asked = {name: values[-1] for name, values in parse_qs(urlsplit(url).query).items()}
    try:
        first, last = (
            datetime.strptime(asked[name], FORM).date()  # noqa: DTZ007  a calendar day
            for name in ("vrijemeOd", "vrijemeDo")
        )
        return Question(asked["postaja"], asked["polutant"], first, last)
    except (KeyError, ValueError):
        wanted = "postaja, polutant, vrijemeOd, vrijemeDo"
        raise AirKeyError(url, url=url, where="url", wanted=wanted) from None


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands in an answer.

    Args:
        value: the figure's text; empty where there is none.
        unit: as the service says it.
        time: the instant that it is stamped with; None where that is none, whose text is ``stamp``.
        ref: where the figure stands.
    """

    value: str
    unit: str
    time: datetime | None
    stamp: str
    ref: str


def read_rows(fetched: Fetched) -> list[Row]:
    """Read an answer's rows, JSON or XML, whatever its address says.

    Raises:
        IszzNoContentError: 204.
        HtmlAnswerError: a page for people.
        AnswerError, ServerFailureError, EmptyFileError: the service refuses, fails, or says something else.
    """
    with located(fetched):
        require_success(fetched)
        if fetched.status == 204:
            raise IszzNoContentError("HTTP 204")
        kind = kind_of(fetched.content)
        if kind == "html":
            raise HtmlAnswerError(beginning(fetched.content))
        return list(_rows_of_xml(fetched) if kind == "xml" else _rows_of_json(fetched))


def _rows_of_json(fetched: Fetched) -> Iterator[Row]:
    for number, entry in enumerate(as_list(read_json(fetched.content, fetched.url), "$")):
        where = f"$[{number}]"
        row = as_object(entry, where)
        pointer = f"/{number}"
        if isinstance(row.get("Podatak"), dict):  # the service's manual shows this form
            row, pointer = as_object(row["Podatak"], f"{where}.Podatak"), f"{pointer}/Podatak"
        for name in ("vrijednost", "vrijeme"):
            if name not in row:
                raise JsonShapeError(quoted(entry), where=where, wanted=name)
        stamp = row["vrijeme"]
        yield Row(
            _text(row["vrijednost"]),
            _text(row.get("mjernaJedinica")),
            _instant(stamp),
            _text(stamp),
            f"{pointer}/vrijednost",
        )


def _rows_of_xml(fetched: Fetched) -> Iterator[Row]:
    found = (one for one in tree(fetched.content, fetched.url).iter() if local_name(one).lower() == "podatak")
    for number, element in enumerate(found, start=1):
        texts = {local_name(child): text_of(child) for child in element}
        stamp, ref = texts.get("vrijeme", ""), f"Podatak[{number}]/vrijednost"
        yield Row(texts.get("vrijednost", ""), texts.get("mjernaJedinica", ""), _instant(stamp), stamp, ref)


def _text(value: Json) -> str:
    return "" if value is None else str(value).strip()


def _instant(value: Json) -> datetime | None:
    """Read milliseconds since 1970, or a time with an offset."""
    try:
        if isinstance(value, Digits):
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(value))
        read = datetime.fromisoformat(str(value))
    except (ValueError, OverflowError):
        return None
    return read.astimezone(UTC) if read.tzinfo is not None else None


def read_iszz(
    fetched: Fetched, options: IszzOptions, asked: Callable[[Question], Question] = lambda one: one
) -> Measurements:
    """Read an answer.

    Args:
        asked: puts a question right, where a mapping knows better than the address which station is meant.

    Raises:
        ConnectorError: there is no such answer.
    """
    question = asked(question_of(fetched.url))
    figures: list[Measured] = []
    remarks: list[Remark] = []
    outside: list[Measured] = []
    window = Span(day_span(question.first, HOME).start, day_span(question.last, HOME).end)
    for row in read_rows(fetched):
        read = _figure(row, question, options)
        if isinstance(read, Remark):
            remarks.append(read)
        elif read.span.start < window.start or read.span.end > window.end:
            outside.append(read)
        else:
            figures.append(read)
    remarks += _outside(outside, question)
    found = reviewed(Measurements(tuple(figures), tuple(remarks)))
    for remark in found.remarks:
        remark.error.at(url=fetched.url)
    return found


def _figure(row: Row, question: Question, options: IszzOptions) -> Measured | Remark:
    component = NAMES.get(question.component, question.component)
    told = {
        "station": question.station,
        "station_code": question.station,
        "component": component,
        "statistic": MEAN,
    }
    told = of_days_too(told)
    span = _span(row.time, daily=options.daily)
    if span is None:
        return Remark(AirTimeError(row.stamp, where=row.ref, zone=HOME.key), "warning", told)
    number = _number(row.value)
    if row.value and number is None:
        return Remark(AirNumberError(row.value[:60], where=row.ref), "violation", told)
    missing = number is None or number == NO_FIGURE
    return Measured(
        station=question.station, code=question.station, component=component, statistic=MEAN, span=span,
        text="" if missing else row.value, unit=row.unit, ref=row.ref,
        status=MISSING if missing else VALIDATED if options.validated else UNVALIDATED,
    )  # fmt: skip


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and (number == NO_FIGURE or number > NO_FIGURE / 2) else None


def _span(time: datetime | None, *, daily: bool) -> Span | None:
    """Give what a row's time stands for: the hour that ends then, or the day that begins then."""
    if time is None or time.microsecond or time.second or time.minute:
        return None
    if not daily:
        return Span(time - HOUR, time)
    span = day_span(time.astimezone(HOME).date(), HOME)
    return span if span.start == time and is_day(span, HOME) else None


def _outside(figures: list[Measured], question: Question) -> Iterator[Remark]:
    if figures:
        first, last = question.first.isoformat(), question.last.isoformat()
        words = f"{figures[0].span.start.isoformat(timespec='minutes')} (n = {len(figures)})"
        error = AirWindowError(words, where=figures[0].ref, first=first, last=last)
        yield Remark(error, "info", of_days_too(about(figures[0])))
