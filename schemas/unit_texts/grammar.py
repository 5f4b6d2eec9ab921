"""Find the measure that begins at a token: a unit, a share, a count, things in the plural."""

from collections.abc import Sequence
from dataclasses import replace

from schemas.unit_texts.amounts import gas_at, unit_at
from schemas.unit_texts.denominators import Denominators, denominators
from schemas.unit_texts.found import Found, multiplied
from schemas.unit_texts.gases import GREENHOUSE
from schemas.unit_texts.measures import Measure, Option, amount
from schemas.unit_texts.multipliers import multiplier
from schemas.unit_texts.rest import SHARE, Rest
from schemas.unit_texts.things import MOST_WORDS, is_many
from schemas.unit_texts.tokens import GAS, Token, said

FULL_WORD = 4
"""Letters from which on a unit's name is a word of its own."""

THINGS_TOO = frozenset({"point", "points"})

COUNT = amount("NR")
NEVER_COUNTED = frozenset({"SCORE", "YES_NO", "INX", "CLASS", "TEXT"})
STOPS_THINGS = frozenset({"of", "doubt", "and", "share", "count", "number", GAS})
"""Kinds of words that no plain name of a thing holds."""


def measure_at(row: Sequence[Token], at: int, *, free: bool, things: bool = False) -> Found | None:
    """Read the measure that begins at a token, or None where none does.

    Args:
        row: the tokens.
        at: where to look.
        free: a unit is expected here: at the beginning, in brackets, behind "in". Elsewhere a single letter is none.
        things: what is only named in the plural is counted.
    """
    if at >= len(row):
        return None
    many = multiplier(row, at)
    core = (
        _core(row, many.end, free=free or many.count > 1 or bool(many.doubt))
        if many
        else _core(row, at, free=free)
    )
    if core is None:
        return _many_things(row, at) or (_things(row, at) if things else None) if free else None
    if many:
        core = multiplied(core, many.count, many.other, many.doubt)
    return _whole(row, core)


def _many_things(row: Sequence[Token], at: int) -> Found | None:
    """Read "million passengers": a multiplier before what can be counted."""
    many = multiplier(row, at)
    if many is None or many.count == 1 or many.end >= len(row):
        return None
    ahead = row[many.end : many.end + 3]
    if not any(one.means.keys() & {"countable", "habitant"} for one in ahead):
        return None
    core = multiplied(Found(Measure((Option(COUNT),)), many.end), many.count, many.other, many.doubt)
    return _whole(row, core)


def _things(row: Sequence[Token], at: int) -> Found | None:
    """Read "charging stations per 1,000 residents": things in the plural are counted."""
    for index in range(at, min(at + MOST_WORDS, len(row))):
        if is_many(row[index]) and _ends_things(row, index + 1, row[index]):
            return _whole(row, Found(Measure((Option(COUNT),)), at))
        if (
            not (row[index].word[:1].isalpha() or row[index].text == "-")
            or row[index].means.keys() & STOPS_THINGS
        ):
            return None
    return None


def _ends_things(row: Sequence[Token], at: int, thing: Token) -> bool:
    if at >= len(row):
        return True
    follows = row[at]
    if denominators(row, at, Denominators(at)) is not None or follows.text in "([":
        return True
    return "countable" in thing.means and ("preposition" in follows.means or follows.word.endswith("ed"))


def _core(row: Sequence[Token], at: int, *, free: bool) -> Found | None:
    if at >= len(row):
        return None
    token = row[at]
    if token.means.get(GAS, "") in GREENHOUSE:
        return gas_at(row, at, free=free)
    if token.symbol is not None or "unit" in token.means:
        return unit_at(row, at) if free or _is_firm(row, at) else None
    if "share" in token.means:
        return _share(row, at) if free or _is_firm(row, at) else None
    if "count" in token.means:
        return _count(row, at, free=free)
    return None


def _is_firm(row: Sequence[Token], at: int) -> bool:
    """Say whether a token is a unit or share even amid other words."""
    token = row[at]
    ahead = row[at + 1] if at + 1 < len(row) else None
    last = ahead is None or ahead.text in ")]"
    if token.symbol is None and "weak" in token.means:
        return _is_firm_word(token, ahead)
    if (
        token.symbol is None
        and len(token.word) >= FULL_WORD
        and token.word.isalpha()
        and "unit" in token.means
    ):
        return last or _goes_on_as_unit(row, at + 1)
    return len(token.text) > 1 or token.text in "%‰€£"


def _is_firm_word(token: Token, ahead: Token | None) -> bool:
    """Take "quality score" and "MWh or t CO2", but no letter or short word that only may be a unit."""
    if ahead is not None and GAS in ahead.means:
        return True
    closes = ahead is None or ahead.text in "()[]" or "in" in ahead.means
    return closes and "unit" in token.means and len(token.word) >= FULL_WORD and token.word not in THINGS_TOO


def _goes_on_as_unit(row: Sequence[Token], at: int) -> bool:
    """Say whether a unit in full letters amid other words is one: not in "last mile initiative"."""
    return (
        row[at].text in "([/,;"
        or bool(row[at].means.keys() & {"of", "per", "and", "adverb", GAS})
        or row[at - 1].word.endswith("s")
    )


def _share(row: Sequence[Token], at: int) -> Found:
    token = row[at]
    stated = token.text == "%" or token.word.startswith(
        ("percent", "per cent", "pct", "odst", "posto", "proz", "pour", "proc", "pros")
    )
    beside = () if stated else (Option(amount("FRACTION"), "units.why.fraction"),)
    end = at + 1
    while end < len(row) and row[end].text == "%":
        end, beside = end + 1, ()
    core = Found(Measure((Option(SHARE),), beside=beside), end)
    return _share_in(row, core) if end < len(row) and "in" in row[end].means else core


def _share_in(row: Sequence[Token], core: Found) -> Found:
    """Read "% in kWh": a share, told of what is counted in kWh; beside it who writes so may mean the kWh."""
    inner = measure_at(row, core.end + 1, free=True)
    if inner is None or inner.end < len(row):
        return core
    if inner.measure.options[0].amount == SHARE:
        return Found(replace(core.measure, beside=()), len(row))
    beside = tuple(replace(one, why="units.why.several") for one in inner.measure.options)
    return Found(replace(core.measure, of=said(row[core.end + 1 :]), beside=beside), len(row))


def _count(row: Sequence[Token], at: int, *, free: bool) -> Found | None:
    follows = at + 1
    while follows < len(row) and (row[follows].text in ".:)" or "of" in row[follows].means):
        follows += 1
    named = follows > at + 1 or follows == len(row)
    if not (free or ("firm" in row[at].means and named) or (follows == len(row) and len(row[at].word) > 3)):
        return None
    inner = measure_at(row, follows, free=False) or _full_word(row, follows)
    if inner is not None and not _is_never_counted(inner.measure):
        return inner
    return Found(Measure((Option(COUNT),)), at + 1)


def _full_word(row: Sequence[Token], at: int) -> Found | None:
    """Read "number of days": a unit in full letters behind "number of"."""
    if at < len(row) and "unit" in row[at].means and len(row[at].word) > 2:
        found = _whole(row, unit_at(row, at))
        if row[at].word in ("meters", "points"):
            options = (*found.measure.options, Option(COUNT))
            return Found(
                replace(found.measure, options=tuple(replace(one, why="units.why.thing") for one in options)),
                found.end,
            )
        return found
    return None


def _is_never_counted(measure: Measure) -> bool:
    return measure.options[0].amount.name in NEVER_COUNTED


def _whole(row: Sequence[Token], core: Found) -> Found:
    return Rest(row, core, _begins).read()


def _begins(row: Sequence[Token], at: int, free: bool) -> bool:
    return measure_at(row, at, free=free) is not None
