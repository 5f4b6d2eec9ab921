"""Spelling: which codes a text may mean that is none of them, whatever its case, diacritics and punctuation."""

import difflib
import unicodedata
from collections.abc import Collection, Iterator, Mapping

CUTOFF, CUTOFF_SHORT = 0.6, 0.5
"""How alike two words are at least, and two of few letters: of ``S4`` one of two differs from ``S1``."""

SHORTEST = 4
"""Letters of a word that may stand for a longer name which holds it, and that is not short."""

_LETTERS = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "æ": "ae", "ß": "ss"})


def folded(text: str) -> str:
    """Give a text without what does not tell words apart: case, diacritics, punctuation and superfluous spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    return " ".join(
        "".join(sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign)).split()
    )


def spellings(texts: Collection[str]) -> frozenset[str]:
    """Give texts as `nearest` compares them; what is nothing but signs is left out."""
    return frozenset(folded(text) for text in texts) - {""}


def nearest(
    text: str, named: Mapping[str, Collection[str]], most: int = 3, also: Collection[str] = ()
) -> tuple[str, ...]:
    """Give the codes that a text may mean, the likeliest first; where one is called just so, no others.

    Args:
        text: as a person or a source writes it.
        named: what each code is called, folded: the code itself, its labels, other codes of the same thing.
        most: codes that are given at most.
        also: other ways of saying the text, folded.
    """
    said = dict.fromkeys([folded(text), *also])
    said.pop("", None)
    exactly = [code for code, names in named.items() if any(one in names for one in said)]
    if exactly:
        return tuple(exactly[:most])
    ranked = [code for one in said for code in (*_within(one, named), *_alike(one, named, most * 2))]
    return tuple(dict.fromkeys(ranked))[:most]


def _within(said: str, named: Mapping[str, Collection[str]]) -> list[str]:
    """Give codes with a name whose words are all in the text, or that holds all words of it, the closest first."""
    words = set(said.split())
    apart: dict[str, int] = {}
    for code, names in named.items():
        distances = [len(words ^ its) for name in names if _one_holds_other(words, its := set(name.split()))]
        if distances:
            apart[code] = min(distances)
    return sorted(apart, key=apart.__getitem__)


def _one_holds_other(one: set[str], other: set[str]) -> bool:
    fewer = one if len(one) <= len(other) else other
    return (one <= other or other <= one) and any(len(word) >= SHORTEST for word in fewer)


def _alike(said: str, named: Mapping[str, Collection[str]], most: int) -> Iterator[str]:
    by_name: dict[str, list[str]] = {}
    for code, names in named.items():
        for name in names:
            by_name.setdefault(name, []).append(code)
    cutoff = CUTOFF if len(said) >= SHORTEST else CUTOFF_SHORT
    for name in difflib.get_close_matches(said, by_name, n=most, cutoff=cutoff):
        yield from by_name[name]
