"""Which rows a decision lets through, in words."""

from datetime import datetime

from policies.compiled.residual import (
    EVERY_ROW,
    NO_ROW,
    AllOf,
    AnyOf,
    Before,
    EndsBy,
    From,
    NoneOf,
    OneOf,
    RowTest,
    StartsFrom,
)
from schemas.languages import Lang
from schemas.messages import say

MOST_NAMED = 6


def rows_in_words(test: RowTest, lang: Lang) -> str:
    """Say which rows pass a test."""
    if test == EVERY_ROW:
        return say("rehearsal.rows.every", lang)
    if test == NO_ROW:
        return say("rehearsal.rows.none", lang)
    return say("rehearsal.rows.some", lang, condition=_condition(test, lang))


def _condition(test: RowTest, lang: Lang) -> str:
    if isinstance(test, AllOf | AnyOf):
        word = say("rehearsal.rows.and" if isinstance(test, AllOf) else "rehearsal.rows.or", lang)
        parts = [_condition(one, lang) for one in test.parts]
        return f"({f' {word} '.join(dict.fromkeys(parts))})" if len(parts) > 1 else "".join(parts)
    if isinstance(test, OneOf | NoneOf):
        key = "one_of" if isinstance(test, OneOf) else "none_of"
        return say(
            f"rehearsal.rows.{key}", lang, column=_column(test.column, lang), values=_values(test.values)
        )
    if isinstance(test, Before | From):
        key = "before" if isinstance(test, Before) else "from"
        return say(f"rehearsal.rows.{key}", lang, column=_column(test.column, lang), time=_time(test.moment))
    return _period(test, lang)


def _period(test: EndsBy | StartsFrom, lang: Lang) -> str:
    key = "ends_by" if isinstance(test, EndsBy) else "starts_from"
    return say(f"rehearsal.rows.{key}", lang, time=_time(test.moment))


def _column(name: str, lang: Lang) -> str:
    return say(f"rehearsal.column.{name}", lang)


def _values(several: frozenset[str]) -> str:
    named = sorted(several, key=lambda one: (len(one), one))
    more = len(named) - MOST_NAMED
    return ", ".join(named[:MOST_NAMED]) + (f" (+{more})" if more > 0 else "")


def _time(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
