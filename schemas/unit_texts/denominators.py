"""Read what a unit is divided by: inhabitants, an area, a thing, a time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from schemas.unit_texts.gases import CO2, CO2E
from schemas.unit_texts.measures import Amount, amount, of_gas, people, times
from schemas.unit_texts.multipliers import whole_number
from schemas.unit_texts.tokens import GAS, INVERSE, NUMBER, Token, said

_TIMES = {"day": "DAY", "hour": "HOUR", "week": "WEEK", "month": "MONTH"}
_POWERS = {"m2": "M2", "m3": "M3", "km2": "KM2"}
MOST_WORDS = 3
"""Words before the thing in "per municipal building"."""


@dataclass(frozen=True, slots=True)
class Denominators:
    """What an amount is divided by, and where the text goes on.

    Args:
        end: where the text goes on.
        per: units and people; a time other than the year the last.
        words: the counted thing.
        time: year, month, week, day or hour.
        doubt: why it is undecided.
    """

    end: int
    per: tuple[Amount, ...] = ()
    words: str = ""
    time: str = ""
    doubt: str = ""


def denominators(row: Sequence[Token], at: int, known: Denominators) -> Denominators | None:
    """Read one more denominator at a token, or None where none stands there."""
    token = row[at]
    if "adverb" in token.means and (
        ("qualifier" not in token.means and at == known.end)
        or at + 1 == len(row)
        or token.word.startswith(("per ", "p a", "each", "every", "na ", "in "))
    ):
        return timed(known, token.means["adverb"], at + 1)
    if token.text == "·" and at == known.end and at + 2 < len(row) and INVERSE in row[at + 2].means:
        return _inverse(row, at + 1, known)
    if at + 1 < len(row) and INVERSE in row[at + 1].means:
        return _inverse(row, at, known)
    if known.per and at == known.end and _is_adjacent_time(row, at):
        return timed(known, row[at + (row[at].text in "·.-")].means["time"], at + 1 + (row[at].text in "·.-"))
    if (
        known.per
        and at == known.end
        and "and" in token.means
        and at + 1 < len(row)
        and "time" in row[at + 1].means
    ):
        return timed(known, row[at + 1].means["time"], at + 2)
    if "a_head" in token.means and at == known.end:
        return _added(known, people(1), at + 1)
    if "per" not in token.means:
        return None
    return _behind_per(row, at, known)


def _inverse(row: Sequence[Token], at: int, known: Denominators) -> Denominators | None:
    """Read m-2, yr-1 and MWh-1."""
    token, power = row[at], row[at + 1].text.lstrip("-")
    if power == "1" and "time" in token.means:
        return timed(known, token.means["time"], at + 2)
    if power == "1" and "habitant" in token.means:
        return _added(known, people(1), at + 2)
    name = _POWERS.get(token.word + power, "") if power != "1" else token.means.get("unit", "")
    return _added(known, amount(name), at + 2) if name else None


def _is_adjacent_time(row: Sequence[Token], at: int) -> bool:
    if row[at].text in "·.-":
        at += 1
    return (
        at < len(row)
        and "time" in row[at].means
        and (len(row[at].word) <= 4 or row[at].text != row[at - 1].text)
    )


def _behind_per(row: Sequence[Token], at: int, known: Denominators) -> Denominators | None:
    behind = at + 1 + _is_abbreviated(row, at)
    opened = behind < len(row) and row[behind].text in "(["
    start = behind + opened
    found = _one(row, start, known, slash=row[at].text == "/")
    while found is not None and opened and found.end < len(row) and row[found.end].text not in ")]":
        step = found.end + (row[found.end].text in "·.*x-/,")
        more = _one(row, step, found, slash=True)
        if more is None:
            break
        found = more
    if found is not None and opened and found.end < len(row) and row[found.end].text in ")]":
        found = replace(found, end=found.end + 1)
    return found


def _is_abbreviated(row: Sequence[Token], at: int) -> bool:
    """Say whether a dot stands right behind a word that divides, as in "pr. indbygger"."""
    follows = row[at + 1] if at + 1 < len(row) else None
    return follows is not None and follows.text == "." and row[at].word.isalpha() and not follows.spaced


def _one(row: Sequence[Token], at: int, known: Denominators, *, slash: bool) -> Denominators | None:
    at = _past_determiners(row, at)
    count, after = _counted(row, at)
    after = _past_of(row, after) if count > 1 else after
    if after >= len(row):
        return _bare_number(known, count, after)
    token = row[after]
    if "time" in token.means and count == 1 and not _is_unit_in_full(token):
        return timed(known, token.means["time"], after + 1)
    if "habitant" in token.means:
        return _added(known, people(count), after + 1)
    unit = _unit(row, after, slash=slash)
    if unit is not None:
        return _added(known, times(count, unit[0]), unit[1])
    thing = _thing(row, after)
    if thing is not None and count == 1:
        added = _added(known, amount("NR"), thing)
        return replace(added, words=_thing_words(row[after:thing]))
    return _bare_number(known, count, after) if count >= 1000 else None


def _is_unit_in_full(token: Token) -> bool:
    return "time" not in token.means


def _past_determiners(row: Sequence[Token], at: int) -> int:
    while (
        at + 1 < len(row) and "determiner" in row[at].means and len(row[at].word) + len(row[at + 1].word) > 2
    ):
        if "time" in row[at].means and row[at].word not in ("a", "an"):
            break
        at += 1
    return at


def _past_of(row: Sequence[Token], at: int) -> int:
    return at + 1 if at < len(row) and row[at].word in ("of", "de", "d") else at


def _counted(row: Sequence[Token], at: int) -> tuple[int, int]:
    count = 1
    while at < len(row):
        token = row[at]
        number = whole_number(token.text) if NUMBER in token.means else 0
        many = int(token.means.get("multiplier", 0)) or (1000 if token.word == "k" and count > 1 else 0)
        if not (number or many):
            break
        count, at = count * (number or many), at + 1
        at += at < len(row) and row[at].text == "." and bool(many)
    return count, at


def _bare_number(known: Denominators, count: int, end: int) -> Denominators | None:
    """Take "per 100,000" as of inhabitants, undecided."""
    if count < 1000:
        return None
    return replace(_added(known, people(count), end), doubt="units.why.inhabitants")


def _unit(row: Sequence[Token], at: int, *, slash: bool) -> tuple[Amount, int] | None:
    token = row[at]
    if "share" in token.means or ("unit" not in token.means and token.symbol is None):
        return None
    if token.symbol is not None and (token.symbol.why or len(token.symbol.units) > 1):
        return None
    name = token.symbol.units[0] if token.symbol else token.means["unit"]
    if name in ("SCORE", "YES_NO", "INX"):
        return None
    if not slash and len(token.word) < 2 and token.word not in ("t", "l", "m", "€"):
        return None
    one, end = amount(name), at + 1
    if one.dimension == "mass" and end < len(row) and row[end].means.get(GAS) in (CO2E, CO2):
        return of_gas(one, row[end].means[GAS]), end + 1
    return one, end


def _thing(row: Sequence[Token], at: int) -> int | None:
    """Give where a counted thing ends: "household", "municipal building", "total number of cars"."""
    for index in range(at, min(at + MOST_WORDS, len(row))):
        token = row[index]
        if "countable" in token.means:
            return index + 1
        if token.means.keys() & {"unit", "gas", "number", "and"} or not token.word[:1].isalpha():
            return None
        if "count" not in token.means and "of" not in token.means and "per" in token.means:
            return None
    return None


def _thing_words(found: Sequence[Token]) -> str:
    start = 0
    while start < len(found) - 1 and found[start].means.keys() & {"count", "of", "qualifier"}:
        start += 1
    return said(found[start:])


def timed(known: Denominators, time: str, end: int) -> Denominators:
    """Add how often; a year is dropped from the unit, as periods are years."""
    if known.time and known.time != time:
        return replace(known, end=end, doubt="units.why.several")
    per = known.per
    if time in _TIMES and not known.time:
        per = (*per, amount(_TIMES[time]))
    return replace(known, end=end, per=per, time=time)


def _added(known: Denominators, one: Amount, end: int) -> Denominators:
    timed = bool(known.per) and known.per[-1].name in _TIMES.values() and known.time != ""
    per = (*known.per[:-1], one, known.per[-1]) if timed else (*known.per, one)
    return replace(known, end=end, per=per)
