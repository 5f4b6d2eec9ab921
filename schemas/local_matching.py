"""Proposals: which of our indicators a local one may be near to, by its words and its unit.

Words in English, Slovenian and Croatian stand in ``schemas/codelists/indicator_words.csv``: beginnings that must all occur,
or whole words where a ``$`` ends them.
What is proposed is never taken over by itself, and never as exact: somebody of the place decides.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from schemas.codes import CODELISTS
from schemas.indicators import Indicator, indicators
from schemas.local_indicators import LocalIndicator, Relation
from schemas.messages import Message
from schemas.units import unit

MOST_MATCHES = 5
LEAST = 3
IN_NAME, IN_TEXT, SAME_QUANTITY, NUMERATOR_ONLY, OTHER_QUANTITY, NAMED_SECTOR = 4, 1, 3, 1, -1, 1

CONFUSED: Mapping[str, tuple[str, ...]] = {
    "WA.REC": ("WA.SEP",), "WA.SEP": ("WA.REC",), "AQ.PM10": ("AQ.PM10.EXC",), "MO.EV.SHARE": ("MO.PT.CLEAN",),
    "GHG.REDPCT": ("GHG.TOT", "GHG.GAP"), "WA.GEN": ("WA.LAND",), "EN.RES.SHARE": ("EN.DH.RES",), "GHG.TOT": ("GHG.NET",),
}  # fmt: skip
"""Indicators that plans often take for one another: a city calls separate collection recycling."""

_CHANGE = re.compile(
    r"\b(reduc|decreas|increas|declin|saving|growth|rate of decline|zmanjs|povec|prihran|smanj|usted)"
)
_STATES_CHANGE = frozenset({"GHG.REDPCT", "GHG.GAP"})
_SECTORS: Mapping[str, tuple[str, ...]] = {
    "GHG.STAT": ("building", "stationary", "stavb", "zgrad"), "GHG.TRAN": ("transport", "promet"),
    "GHG.WAST": ("waste", "odpad", "otpad"), "GHG.IPPU": ("ippu",), "GHG.AFOL": ("afolu", "agricult"),
    "GHG.GRID": ("grid",),
}  # fmt: skip
_WORD = re.compile(r"[a-z0-9.]*[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate.

    Args:
        indicator: code of ours.
        relation: the most that may be said of it without asking: ``closeMatch`` or ``relatedMatch``.
        score: how much speaks for it; only good for putting candidates in order.
        transform: the conversion of units, empty where none is needed or none is known.
        reasons: what speaks for it, and against.
    """

    indicator: str
    relation: Relation
    score: int
    transform: Mapping[str, object]
    reasons: tuple[Message, ...]


def propose(local: LocalIndicator) -> tuple[Match, ...]:
    """Give the indicators of ours that a local one may be near to, the likeliest first; empty where nothing speaks."""
    read = _Read.of(local)
    found = sorted((match for one in indicators().values() for match in _candidate(read, one)), key=_turn)
    return tuple(_behind(found[0], match) for match in found[:MOST_MATCHES])


def _behind(first: Match, match: Match) -> Match:
    """Call only the likeliest close: public lighting is near EN.PUBLIGHT, and of final energy it is a part."""
    return match if match is first else replace(match, relation="relatedMatch")


def _turn(match: Match) -> tuple[int, int, str]:
    """Put the likeliest first; of two as likely, the one that says more: a part before the total."""
    return -match.score, len(indicators()[match.indicator].additive), match.indicator


@dataclass(frozen=True, slots=True)
class _Read:
    """A local indicator's words and unit, read once."""

    name: frozenset[str]
    text: frozenset[str]
    sectors: str
    unit: str
    written_unit: str
    change: bool

    @classmethod
    def of(cls, local: LocalIndicator) -> "_Read":
        name = " ".join(local.name.as_dict().values())
        text = f"{name} {local.definition} {local.unit} {local.stated.get('Calculation', '')}"
        sectors = " ".join(value for heading, value in local.stated.items() if "sector" in heading.casefold())
        change = bool(_CHANGE.search(_folded(f"{name} {local.unit} {local.definition[:120]}")))
        named = _words(f"{name} {local.unit}")
        return cls(named, _words(text), _folded(sectors), local.unit_code, local.unit, change)


def _candidate(read: _Read, one: Indicator) -> Iterator[Match]:
    """Give the candidate that an indicator makes, if enough speaks for it."""
    score, reasons = _word_reasons(read, one)
    if not score:
        return
    same = _same_quantity(read.unit, one.unit)
    changed = read.change and one.code not in _STATES_CHANGE
    for points, reason in _other_reasons(read, one, same=same, changed=changed):
        score += points
        reasons.append(reason)
    if score < LEAST:
        return
    near: Relation = "closeMatch" if same and not changed else "relatedMatch"
    transform = {"kind": "unit", "from": read.unit, "to": one.unit} if same and read.unit != one.unit else {}
    yield Match(one.code, near, score, transform, tuple(reasons))


def _word_reasons(read: _Read, one: Indicator) -> tuple[int, list[Message]]:
    """Give what its words speak for an indicator: the best of its sets of beginnings."""
    best, shown = 0, ""
    for stems in _stems().get(one.code, ()):
        if all(_begins(stem, read.name) for stem in stems):
            score = IN_NAME * len(stems)
        elif all(_begins(stem, read.text) for stem in stems):
            score = IN_TEXT * len(stems) + sum(_begins(stem, read.name) for stem in stems)
        else:
            continue
        if score > best:
            best, shown = score, " ".join(stems).replace("$", "")
    return best, [Message("local.match.words", {"words": shown})] if best else []


def _other_reasons(
    read: _Read, one: Indicator, *, same: bool | None, changed: bool
) -> Iterator[tuple[int, Message]]:
    units = {"found": read.written_unit, "wanted": one.unit}
    if same is None:
        yield 0, Message("local.match.unit_unknown", units)
    elif same:
        yield SAME_QUANTITY, Message("local.match.unit", units)
    elif _dimension(one.unit).startswith(f"{_dimension(read.unit)}/"):
        yield NUMERATOR_ONLY, Message("local.match.numerator", units)
    else:
        yield OTHER_QUANTITY, Message("local.match.other_quantity", units)
    if any(word in read.sectors for word in _SECTORS.get(one.code, ())):
        yield NAMED_SECTOR, Message("local.match.sector")
    if changed:
        yield OTHER_QUANTITY, Message("local.match.change")
    for other in CONFUSED.get(one.code, ()):
        yield 0, Message("local.match.confused", {"other": other})


def _same_quantity(found: str, wanted: str) -> bool | None:
    if not found:
        return None
    return _dimension(found) == _dimension(wanted)


def _dimension(code: str) -> str:
    return unit(code).columns["dimension"]


@cache
def _stems() -> Mapping[str, tuple[Sequence[str], ...]]:
    table: dict[str, list[Sequence[str]]] = {}
    with (CODELISTS / "indicator_words.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            table.setdefault(row["indicator"], []).append(row["words"].split())
    return {code: tuple(sets) for code, sets in table.items()}


def _begins(stem: str, words: frozenset[str]) -> bool:
    if stem.endswith("$"):
        return stem[:-1] in words
    return any(word.startswith(stem) for word in words)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).replace("đ", "d")


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(_folded(text)))
