"""Right operands: what a literal of RDF is, by its xsd type; nothing is rounded and nothing guessed."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from policies.odrl.policy import Duration, Iri, Span, Value
from policies.odrl.vocabulary import PREFIXES, XSD, expand

ZONE = r"(?P<zone>Z|[+-]\d{2}:\d{2})?"
DATE_TIME = re.compile(rf"(\d{{4}}-\d{{2}}-\d{{2}}T)(\d{{2}})(:\d{{2}}:\d{{2}})(?:\.(\d+))?{ZONE}", re.ASCII)
DAY = re.compile(rf"(\d{{4}}-\d{{2}}-\d{{2}}){ZONE}", re.ASCII)
MONTH = re.compile(rf"(\d{{4}})-(\d{{2}}){ZONE}", re.ASCII)
YEAR = re.compile(rf"(\d{{4}}){ZONE}", re.ASCII)
DURATION = re.compile(
    r"(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:(T)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?",
    re.ASCII,
)
DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
DOUBLE = re.compile(rf"{DECIMAL.pattern}(?:[eE][+-]?\d{{1,3}})?", re.ASCII)
INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
ABSOLUTE = re.compile(r"(?:https?://|urn:)[^\s<>\"{}|\\^`]+", re.IGNORECASE)
MOST_DIGITS = 400
MICROSECONDS = 6
LAST_HOUR = 24

UNTYPED = ("dateTime", "date", "gYearMonth", "duration", "integer", "decimal", "boolean")
"""Types that a text without one is tried as, where the left operand takes them; a year could be a number."""

INTEGERS: Mapping[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "int": (-(2**31), 2**31 - 1),
    "long": (-(2**63), 2**63 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-(2**7), 2**7 - 1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
}
"""The types of whole numbers, with their least and greatest."""


def read_value(text: str, datatype: str) -> Value:
    """Read a literal.

    Args:
        text: its lexical form.
        datatype: IRI of its type.

    Raises:
        ValueError: the text is none of the type, or we know no such type.
    """
    name = datatype.removeprefix(XSD)
    if name in INTEGERS:
        return _integer(text.strip(), *INTEGERS[name])
    reader = READERS.get(name)
    if reader is None:
        raise ValueError(datatype)
    try:
        return reader(text if name == "string" else text.strip())
    except OverflowError as error:
        raise ValueError(text) from error


def untyped_value(text: str, types: Collection[str]) -> tuple[Value, str]:
    """Give what a text without a type is for a left operand, and the IRI of the type that it was read as.

    Args:
        text: as it stands there.
        types: what the left operand's values may be, in our profile's words.
    """
    if "iri" in types and absolute(text):
        return Iri(absolute(text)), ""
    for kind in (one for one in UNTYPED if one in types):
        try:
            return read_value(text, f"{XSD}{kind}"), f"{XSD}{kind}"
        except ValueError:
            continue
    return text, ""


def has_zone(value_text: str) -> bool:
    """Say whether a time says in which zone it is."""
    match = DATE_TIME.fullmatch(value_text.strip())
    return match is None or match["zone"] is not None


def absolute(text: str) -> str:
    """Give the IRI that a text is, or the one that a prefix of ours makes of it; empty if it is none."""
    if ABSOLUTE.fullmatch(text):
        return text
    prefix, _, local = text.partition(":")
    return expand(text) if prefix in PREFIXES and local and not re.search(r"\s", local) else ""


def _matched(form: re.Pattern[str], text: str) -> re.Match[str]:
    match = form.fullmatch(text)
    if match is None or len(text) > MOST_DIGITS:
        raise ValueError(text)
    return match


def _integer(text: str, least: int | None, most: int | None) -> Decimal:
    number = int(_matched(INTEGER, text)[0])
    if (least is not None and number < least) or (most is not None and number > most):
        raise ValueError(text)
    return Decimal(number)


def _decimal(text: str) -> Decimal:
    return Decimal(_matched(DECIMAL, text)[0])


def _double(text: str) -> Decimal:
    return Decimal(_matched(DOUBLE, text)[0])


def _boolean(text: str) -> bool:
    if text not in ("true", "false", "1", "0"):
        raise ValueError(text)
    return text in ("true", "1")


def _date_time(text: str) -> datetime:
    match = _matched(DATE_TIME, text)
    day, hour, rest, fraction, zone = match.groups()
    if fraction and fraction[MICROSECONDS:].strip("0"):
        raise ValueError(text)
    next_day = int(hour) == LAST_HOUR and rest == ":00:00" and not (fraction or "").strip("0")
    whole = datetime.fromisoformat(f"{day}{'00' if next_day else hour}{rest}")
    exact = whole.replace(microsecond=int((fraction or "")[:MICROSECONDS].ljust(MICROSECONDS, "0")))
    return _in_utc(exact, zone) + timedelta(days=int(next_day))


def _in_utc(local: datetime, zone: str | None) -> datetime:
    """Give a local time in UTC; without a zone it is taken as UTC."""
    if zone is None or zone == "Z":
        return local.replace(tzinfo=UTC)
    hours, minutes = int(zone[1:3]), int(zone[4:6])
    offset = timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)
    if minutes > 59 or abs(offset) > timedelta(hours=14):
        raise ValueError(zone)
    return local.replace(tzinfo=timezone(offset)).astimezone(UTC)


def _span(first: date, after: date, zone: str | None) -> Span:
    start, end = (datetime(one.year, one.month, one.day) for one in (first, after))  # noqa: DTZ001  the zone follows
    return Span(_in_utc(start, zone), _in_utc(end, zone))


def _day(text: str) -> Span:
    day, zone = _matched(DAY, text).groups()
    first = date.fromisoformat(day)
    return _span(first, first + timedelta(days=1), zone)


def _month(text: str) -> Span:
    year, month, zone = _matched(MONTH, text).groups()
    first = date(int(year), int(month), 1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return _span(first, after, zone)


def _year(text: str) -> Span:
    year, zone = _matched(YEAR, text).groups()
    return _span(date(int(year), 1, 1), date(int(year) + 1, 1, 1), zone)


def _duration(text: str) -> Duration:
    match = _matched(DURATION, text)
    sign, years, months, days, in_day, hours, minutes, seconds = match.groups()
    if not any((years, months, days, hours, minutes, seconds)) or (in_day and text.endswith("T")):
        raise ValueError(text)
    whole = int(days or 0) * 86_400 + int(hours or 0) * 3_600 + int(minutes or 0) * 60
    length = Duration(int(years or 0) * 12 + int(months or 0), whole + Decimal(seconds or 0))
    return Duration(-length.months, -length.seconds) if sign else length


def _text(text: str) -> str:
    return text


READERS: Mapping[str, Callable[[str], Value]] = {
    "string": _text,
    "normalizedString": _text,
    "token": _text,
    "language": _text,
    "anyURI": Iri,
    "boolean": _boolean,
    "decimal": _decimal,
    "double": _double,
    "float": _double,
    "dateTime": _date_time,
    "dateTimeStamp": _date_time,
    "date": _day,
    "gYear": _year,
    "gYearMonth": _month,
    "duration": _duration,
    "dayTimeDuration": _duration,
    "yearMonthDuration": _duration,
}
"""How each type is read."""
