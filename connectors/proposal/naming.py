"""Which indicator a table is of: by the words around it, its unit and what its rows tell apart."""

from dataclasses import dataclass
from functools import cache

from connectors.proposal.decisions import Decision
from connectors.proposal.looks import has_any, named_indicator
from connectors.proposal.units_said import dimension_of
from connectors.proposal.vocabulary import Match, fold, words
from schemas.indicators import Indicator, indicators
from schemas.languages import LANGUAGES
from schemas.messages import Message
from schemas.photovoltaics import is_peak_power

EMISSIONS = ("mass_co2e",)
CARBON = ("mass_co2",)
BY_SECTOR, GROSS, NET, PER_HEAD = "GHG.SEC", "GHG.TOT", "GHG.NET", "GHG.CAP"
FINAL_ENERGY = "EN.FEC"
PLAIN_COUNT = "NR"
LEAST_LIKENESS = 0.5


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around figures.

    Args:
        texts: titles, headings, the sheet's and the file's name, the nearest first.
        unit: our code of the unit; empty where none is told.
        told: the dimensions that rows and headings tell.
    """

    texts: tuple[str, ...]
    unit: str
    told: frozenset[str]


def indicator_of(around: Surroundings) -> Decision:
    """Decide on the indicator: certain where unit, words and rows agree, else a guess or a question."""
    for text in around.texts:
        if code := named_indicator(text):
            return Decision("indicator", "certain", code, Message("proposal.why.named", {"text": text}))
    if around.unit and dimension_of(around.unit) in EMISSIONS:
        return _emissions(around)
    if not around.unit and {"sector", "scope"} & around.told:
        return _inventory(around)
    ranked = _ranked(around)
    if not ranked:
        return Decision("indicator", "ask", "", Message("proposal.ask.indicator"), _by_unit(around.unit))
    best, codes = ranked[0], tuple(code for _, code in ranked[:6])
    alone = len(ranked) == 1 or ranked[1][0] < best[0]
    fits = bool(around.unit) and _fits(best[1], around.unit)
    why = Message("proposal.why.words", {"unit": around.unit or "?"})
    if alone and fits and (best[1] != FINAL_ENERGY or {"sector", "carrier"} & around.told):
        return Decision("indicator", "certain", best[1], why, codes[1:])
    return Decision("indicator", "guess", best[1], why, codes[1:])


def _emissions(around: Surroundings) -> Decision:
    """Tell a cell of an inventory from its total: rows or headings that name sectors make cells."""
    values = {"unit": around.unit}
    if {"sector", "carrier", "scope"} & around.told:
        sure = "sector" in around.told
        why = Message("proposal.why.sectors", values)
        return Decision(
            "indicator", "certain" if sure else "guess", BY_SECTOR if sure else GROSS, why, (GROSS, NET)
        )
    why = Message("proposal.why.emissions", values)
    return Decision("indicator", "guess", GROSS, why, (NET, BY_SECTOR, "GHG.STAT", "GHG.TRAN", "GHG.LULUCF"))


def _inventory(around: Surroundings) -> Decision:
    """Tell emissions from energy where sectors are told and no unit is: by words, else a person must."""
    tokens = {token for text in around.texts for token in fold(text).split()}
    said = [code for code in (BY_SECTOR, FINAL_ENERGY) if _has_words(code, tokens)]
    if len(said) == 1:
        why = Message("proposal.why.words", {"unit": "?"})
        return Decision("indicator", "guess", said[0], why, (BY_SECTOR, FINAL_ENERGY))
    return Decision("indicator", "ask", "", Message("proposal.ask.indicator"), (BY_SECTOR, FINAL_ENERGY))


def _has_words(code: str, tokens: set[str]) -> bool:
    return all(has_any(group, tokens) for group in words()["indicator"][code])


def _ranked(around: Surroundings) -> list[tuple[int, str]]:
    tokens = {token for text in around.texts for token in fold(text).split()}
    scored = [(_score(one, tokens, around), code) for code, one in indicators().items()]
    return sorted(
        ((score, code) for score, code in scored if score > 0), key=lambda pair: (-pair[0], pair[1])
    )


def _score(one: Indicator, tokens: set[str], around: Surroundings) -> int:
    if around.unit and not _fits(one.code, around.unit):
        return 0
    known_by_unit = 0 if not around.unit and one.unit not in (PLAIN_COUNT, "PC") else 1
    groups = words()["indicator"].get(one.code, [])
    named = 2 * len(groups) + 1 if groups and all(has_any(group, tokens) for group in groups) else 0
    alike = max(_likeness(name, tokens) for name in _names(one.code))
    likeness = int(alike * 6) if alike >= LEAST_LIKENESS else 0
    if not named and not likeness:
        return 0
    return named + likeness + known_by_unit


def _likeness(name: frozenset[str], tokens: set[str]) -> float:
    """Give the share of a name's words that stand in the texts, endings aside."""
    if not name:
        return 0.0
    stems = {token[:6] for token in tokens}
    return sum(word[:6] in stems for word in name) / len(name)


@cache
def _names(code: str) -> tuple[frozenset[str], ...]:
    """Give the words of an indicator's name in each language, short ones left out."""
    name = indicators()[code].name
    return tuple(
        frozenset(word for word in fold(name.in_(lang)).split() if len(word) > 2) for lang in LANGUAGES
    )


def _fits(code: str, unit: str) -> bool:
    wanted = indicators()[code].unit
    same = unit == wanted or dimension_of(unit) == dimension_of(wanted)
    return same or is_peak_power(unit, code)


def _by_unit(unit: str) -> tuple[str, ...]:
    """Give the indicators that a unit leaves possible."""
    if not unit:
        return ()
    return tuple(code for code in indicators() if _fits(code, unit))[:8]


def named_by(text: str, unit: str) -> Match | None:
    """Say which indicator a row's label names, with the unit beside it."""
    decision = indicator_of(Surroundings((text,), unit, frozenset()))
    if decision.state == "ask":
        return Match("", False, decision.candidates) if decision.candidates else None
    return Match(decision.value, decision.state == "certain", (decision.value, *decision.candidates))
