"""Places as people write them: by code, by name in any language, in a case of a declension."""

import difflib
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from connectors.proposal.vocabulary import Match, fold
from schemas.languages import LANGUAGES
from schemas.places import Place

ENDINGS = (
    "a",
    "u",
    "ju",
    "om",
    "em",
    "i",
    "e",
    "o",
    "ov",
    "ev",
    "skega",
    "ska",
    "sko",
    "ski",
    "ske",
    "skog",
    "skoj",
    "skoga",
)
"""Endings of the names of towns in Slovenian and Croatian: Kranja, Velenju, Zagrebom, Ljubljane."""

TYPES = re.compile(
    r"\b(?:mestna obcina|obcina|gradska opcina|opcina|grad|city municipality of|municipality of|city of|mo)\b"
)


class PlaceNames:
    """The names of the places that a node knows.

    Args:
        places: by code.
    """

    def __init__(self, places: Mapping[str, Place]) -> None:
        self.places = places
        self._by_name: dict[str, list[str]] = {}
        for code, place in places.items():
            for name in () if place.valid_to else _names(place):  # a name is of the area as it is today
                codes = self._by_name.setdefault(name, [])
                if code not in codes:
                    codes.append(code)
        self._long_names = [(name, codes) for name, codes in self._by_name.items() if " " in name]
        self._ranked = lru_cache(maxsize=10_000)(self._match)

    def match(self, text: str) -> Match | None:
        """Say which place a cell names: by its code, or by a name that stands for one place only."""
        return self._ranked(text.strip())

    def _match(self, text: str) -> Match | None:
        if text in self.places:
            return Match(text, True, (text,))
        said = (fold(text), _bare(text), *(fold(part) for part in text.split("/") if "/" in text))
        codes = list(dict.fromkeys(code for name in said[:2] for code in self._by_name.get(name, ())))
        codes = codes or next((self._by_name[name] for name in said if name in self._by_name), [])
        if not codes:
            near = self.nearest(text)
            return Match("", False, near) if near else None
        ranked = tuple(sorted(codes, key=lambda code: self.places[code].level != "local"))
        local = [code for code in ranked if self.places[code].level == "local"]
        return Match(ranked[0], len(codes) == 1 or len(local) == 1, ranked)

    def nearest(self, text: str) -> tuple[str, ...]:
        """Give the places whose names are spelled most like a text."""
        near = difflib.get_close_matches(fold(text), self._by_name, n=3, cutoff=0.6)
        return tuple(dict.fromkeys(code for name in near for code in self._by_name[name]))

    def prefix(self, texts: Iterable[str]) -> str:
        """Give what all texts lack to be codes of places, e.g. ``SI_`` before ``052``; empty where nothing does it."""
        told = [text.strip() for text in texts]
        if not told or not all(text.isdigit() for text in told):
            return ""
        starts = {code[: code.index("_") + 1] for code in self.places if re.fullmatch(r"[A-Z]{2}_\d+", code)}
        fitting = [start for start in sorted(starts) if all(start + text in self.places for text in told)]
        return fitting[0] if len(fitting) == 1 else ""

    def within(self, text: str) -> tuple[str, ...]:
        """Give the municipalities, else the other places, that a text names, the longest name first."""
        tokens = fold(text).split()
        found: list[str] = []
        for length in (4, 3, 2, 1):
            for start in range(len(tokens) - length + 1):
                part = tokens[start : start + length]
                if None in part:
                    continue
                codes = self._named(" ".join(str(token) for token in part))
                if codes:
                    found += [code for code in codes if code not in found]
                    tokens[start : start + length] = [None] * length  # type: ignore[list-item]  # a taken word
        local = [code for code in found if self.places[code].level == "local"]
        return tuple(local or found)

    def _named(self, phrase: str) -> list[str]:
        if len(phrase) < 3:
            return []
        exact = [*self._by_name.get(phrase, ()), *self._by_name.get(_bare(phrase), ())]
        if exact:
            return list(dict.fromkeys(exact))
        if " " in phrase:
            return next((codes for name, codes in self._long_names if _is_case_of(phrase, name)), [])
        stems = {phrase[: -len(ending)] for ending in ENDINGS if phrase.endswith(ending)}
        for stem in sorted(stems, key=len, reverse=True):
            for name in (stem, stem + "a", stem + "e", stem + "o"):
                if len(stem) >= 4 and name in self._by_name:
                    return self._by_name[name]
        return []


def _is_case_of(phrase: str, name: str) -> bool:
    """Say whether each word of a phrase is a word of a name in some case: ``kranjske gore`` of ``kranjska gora``."""
    said, named = phrase.split(), name.split()
    pairs = zip(said, named, strict=False)
    return len(said) == len(named) and all(
        one[: max(3, len(other) - 2)] == other[: max(3, len(other) - 2)] and abs(len(one) - len(other)) <= 3
        for one, other in pairs
    )


def _names(place: Place) -> set[str]:
    """Give what a place is called: its name with and without what kind of place it is, and a state's three letters."""
    said = [place.name.in_(lang) for lang in LANGUAGES]
    state = place.same_as.rpartition("/")[2] if place.level == "national" else ""
    return {fold(name) for name in (*said, state) if name} | ({_bare(name) for name in said} - {""})


def _bare(name: str) -> str:
    return " ".join(TYPES.sub(" ", fold(name)).split())
