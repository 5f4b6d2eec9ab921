"""Literals: texts with the language they are in, and dates with the precision they have."""

import re
from collections.abc import Hashable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from catalogue.dcat.resources import Dated, Worded, Words
from catalogue.dcat.vocabularies import LANGUAGE, LANGUAGE_TAGS
from schemas.errors import PeriodError
from schemas.languages import LANGUAGES, Text
from schemas.messages import say
from schemas.periods import Period, parse_period

_YEAR = re.compile(r"[0-9]{4}")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SAID = 1_000
"""How many messages and times are remembered: a feed says the same ones of each dataset."""

_PARTS = {"A": 1, "S": 2, "Q": 4, "M": 12}


@lru_cache(maxsize=SAID, typed=True)
def said(key: str, **values: Hashable) -> Words:
    """Give a message of ours in all languages."""
    return tuple(Worded(say(key, lang, **values), lang) for lang in LANGUAGES)


def worded(text: Text, language: str = "") -> Words:
    """Give a source's text; one that stands for every language is one text, in the source's language if it is known.

    Args:
        language: ISO 639-1 code, as the source says it.
    """
    by_language = {lang: words for lang, words in text.as_dict().items() if words.strip()}
    different = set(by_language.values())
    if len(different) == 1 and len(by_language) > 1:
        return (Worded(different.pop(), tag(language)),)
    return tuple(Worded(words, lang) for lang, words in by_language.items())


def tag(language: str) -> str:
    """Give a language's tag, empty where it is none we know."""
    return LANGUAGE_TAGS.get(LANGUAGE.code(language), "")


def dated(text: str) -> Dated | None:
    """Give a date of a source with the precision it has; None where it is no ISO 8601 date."""
    stripped = text.strip()
    if _YEAR.fullmatch(stripped):
        return Dated(stripped, "gYear")
    if _MONTH.fullmatch(stripped):
        return Dated(stripped, "gYearMonth")
    if not _DAY.match(stripped):
        return None
    try:
        if _DAY.fullmatch(stripped):
            return Dated(date.fromisoformat(stripped).isoformat(), "date")
        return Dated(datetime.fromisoformat(stripped).isoformat(), "dateTime")
    except ValueError:
        return None


@lru_cache(maxsize=SAID)
def timed(at: datetime) -> Dated:
    """Give a time of ours."""
    return Dated(at.astimezone(UTC).isoformat().replace("+00:00", "Z"), "dateTime")


def period_start(text: str) -> Dated | None:
    """Give the first day, month or year of a period, or a date as it is."""
    return dated(text) or _edge(text, last=False)


def period_end(text: str) -> Dated | None:
    """Give the last day, month or year of a period, or a date as it is."""
    return dated(text) or _edge(text, last=True)


def _edge(text: str, *, last: bool) -> Dated | None:
    try:
        period = parse_period(text)
        day = _next(period).start - timedelta(days=1) if last else period.start
    except (PeriodError, ValueError):
        return None
    return Dated(day.isoformat(), "date")


def _next(period: Period) -> Period:
    if period.part < _PARTS[period.freq]:
        return Period(period.year, period.freq, period.part + 1)
    return Period(period.year + 1, period.freq)
