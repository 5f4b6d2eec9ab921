"""The words of units: what each may mean, in the languages of the Mission's cities.

Most words mean one thing; ``a`` may be a year, an article or "and". What it means here is decided by where it stands.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from schemas.unit_texts.gases import SIGNS
from schemas.unit_texts.normal import folded

WORDS = Path(__file__).parent / "words.toml"

Meanings = Mapping[str, str]
"""Kind of word (``unit``, ``time``, ``of`` ...) and what it means there (``MWH``, ``year`` ...)."""

PIECES = re.compile(
    rf"(?P<gas>[{''.join(sorted(SIGNS))}])"
    r"|(?P<number>10\^\d+|1[eE]\d{1,2}(?!\w)|\d{1,3}(?:[ .,']\d{3})+(?!\d)|\d+(?:[.,]\d+)?)"
    r"|(?P<word>°?[^\W\d_]+(?:\d+(?:[.,]\d+(?=\W|$))?)?)"
    r"|(?P<inverse>(?<=[^\W_])-[123](?!\w))"
    r"|(?P<sign>\S)"
)
_ENERGIES = {"WH": "wh", "KWH": "kwh", "MWH": "mwh", "GWH": "gwh", "TWH": "twh"}
_SORTS = {
    "e": "electricity",
    "el": "electricity",
    "elec": "electricity",
    "th": "heat",
    "t": "heat",
    "heat": "heat",
}
SORT = "sort"
"""What a unit's ending says it is a quantity of: MWhth is heat."""


def pieces(text: str) -> tuple[str, ...]:
    """Cut a phrase of the lexicon into the words by which it is looked up."""
    return tuple(folded(found[0]) for found in PIECES.finditer(text) if found[0] not in JOINTS)


JOINTS = frozenset("-.·'_")
"""Signs between the words of one term: vehicle-km, p.p., kW·h."""


@cache
def lexicon() -> Mapping[tuple[str, ...], Meanings]:
    """Give what each word or term may mean."""
    known: dict[tuple[str, ...], dict[str, str]] = {}
    for words, kind, meaning in _entries():
        known.setdefault(words, {}).setdefault(kind, meaning)
    return known


@cache
def longest_term() -> int:
    """Give the number of words of the longest term."""
    return max(len(words) for words in lexicon())


def _entries() -> Iterator[tuple[tuple[str, ...], str, str]]:
    tables = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    for kind, meanings in tables.items():
        for meaning, listed in meanings.items():
            for term in listed.split(","):
                yield pieces(term.strip()), kind, meaning
    for code, word in _ENERGIES.items():
        for ending, sort in _SORTS.items():
            yield (word + ending,), "unit", code
            yield (word + ending,), SORT, sort
