"""Right operands as literals: the lexical form and the xsd type that read back as the same value."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from policies.odrl.errors import UnwritableValueError, expected, mend
from policies.odrl.policy import Duration, Iri, Span, Value
from policies.odrl.vocabulary import XSD

DAY = timedelta(days=1)
FARTHEST = timedelta(hours=14)
"""How far a zone is from UTC at most."""

MONTHS = 12


def lexical(value: Value) -> tuple[str, str]:
    """Give a value's lexical form and the IRI of its type.

    Raises:
        UnwritableValueError: no type of xsd holds it.
    """
    if isinstance(value, Iri):
        return value.iri, f"{XSD}anyURI"
    if isinstance(value, Span):
        return _span(value)
    if isinstance(value, bool):
        return str(value).lower(), f"{XSD}boolean"
    if isinstance(value, Decimal):
        return _number(value), f"{XSD}decimal"
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC).replace(tzinfo=None).isoformat()}Z", f"{XSD}dateTime"
    if isinstance(value, Duration):
        return _duration(value), f"{XSD}duration"
    return value, f"{XSD}string"


def _unwritable(value: object) -> UnwritableValueError:
    return UnwritableValueError(str(value), expected("writable"), mend("writable"))


def _number(value: Decimal) -> str:
    if not value.is_finite():
        raise _unwritable(value)
    return f"{value:f}"


def _duration(value: Duration) -> str:
    if value.months * value.seconds < 0:
        raise _unwritable(value)
    sign = "-" if value.months < 0 or value.seconds < 0 else ""
    months, seconds = abs(value.months), abs(value.seconds)
    days, rest = divmod(seconds, 86_400)
    parts = [f"{months}M"] if months else []
    parts += [f"{days:f}D"] if days else []
    parts += [f"T{_number(rest)}S"] if rest else []
    return f"{sign}P{''.join(parts) or 'T0S'}"


def span_type(span: Span) -> str:
    """Give the name of the xsd type of a day, month or year.

    Raises:
        UnwritableValueError: it is none of them.
    """
    return _span(span)[1].removeprefix(XSD)


def _span(span: Span) -> tuple[str, str]:
    """Give the calendar's form of a span, in the zone in which it begins at midnight and is a whole one."""
    for offset in _offsets(span.start):
        first, after = (one.astimezone(UTC).replace(tzinfo=None) + offset for one in (span.start, span.end))
        form = _calendar(first, after)
        if form:
            return form[0] + _zone(offset), f"{XSD}{form[1]}"
    raise _unwritable(span)


def _calendar(first: datetime, after: datetime) -> tuple[str, str] | None:
    months = (after.year - first.year) * 12 + after.month - first.month
    if after - first == DAY:
        return first.date().isoformat(), "date"
    if first.day != 1 or after.day != 1 or first.time() != after.time():
        return None
    if months == 1:
        return f"{first.year:04d}-{first.month:02d}", "gYearMonth"
    return (f"{first.year:04d}", "gYear") if months == MONTHS and first.month == 1 else None


def _offsets(start: datetime) -> tuple[timedelta, ...]:
    """Give the zones in which a time is midnight, as differences to UTC: near the date line there are two."""
    midnight = start.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    since = start - midnight
    whole = not since.total_seconds() % 60
    return tuple(one for one in (-since, DAY - since) if whole and abs(one) <= FARTHEST)


def _zone(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    if not minutes:
        return "Z"
    sign, minutes = "-" if minutes < 0 else "+", abs(minutes)
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}"
