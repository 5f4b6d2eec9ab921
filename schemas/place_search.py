"""Search for places: which ones a text may mean that is no code of a place, so that a refusal can name them.

A town is not its municipality, and a name may stand for several areas: what is found here is proposed to a person,
never taken. Besides codes and names, people write municipalities by the number of their statistical office alone
(``052``) and by UN/LOCODE (``SI KRJ``, UNECE 2023-2, of the town of the municipality's name).
"""

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from schemas.codes import CODELISTS
from schemas.places import Place, former_places, shipped_places
from schemas.spelling import folded, nearest, spellings

KINDS = re.compile(
    r"\b(?:mestna obcina|obcina|gradska opcina|opcina|grad|mesto|zupanija|statisticna regija|regija"
    r"|city municipality of|municipality of|city of|county of|mo)\b"
)
"""Words that say what kind of place a name is of, folded."""

ORDER = ("local", "regional", "national", "eu")


def nearest_places(text: str, places: Mapping[str, Place], most: int = 3) -> tuple[str, ...]:
    """Give the codes of the places that a text may mean, municipalities before regions of the same name.

    Args:
        places: those that may be meant, by code.
    """
    return _nearest(text, _named(places), most)


@lru_cache(maxsize=2000)
def near_place_codes(text: str, codes: frozenset[str]) -> tuple[str, ...]:
    """Give the codes that a text may mean, where the codes alone are known; names are those that ship with us."""
    shipped = {**former_places(), **shipped_places()}
    named = _named({code: shipped[code] for code in codes & shipped.keys()})
    return _nearest(text, {**named, **{code: spellings((code,)) for code in codes - shipped.keys()}}, 3)


def _nearest(text: str, named: Mapping[str, frozenset[str]], most: int) -> tuple[str, ...]:
    said = folded(text)
    return nearest(text, named, most, also=(_bare(said), _unpadded(said)))


def _named(places: Mapping[str, Place]) -> dict[str, frozenset[str]]:
    """Give what each place is called: municipalities first, and codes in force before former ones."""
    ranked = sorted(
        places.values(), key=lambda place: (ORDER.index(place.level), bool(place.valid_to), place.code)
    )
    return {place.code: frozenset(_names(place)) for place in ranked}


def _names(place: Place) -> Iterator[str]:
    yield folded(place.code)
    state_code, _, number = folded(place.code).partition(" ")
    if number.isdigit():
        short = number.lstrip("0")
        yield from (number, short, f"{state_code} {short}", f"{state_code}{number}", f"{state_code}{short}")
    state = place.same_as.rpartition("/")[2] if place.level == "national" else ""
    for name in {*place.name.as_dict().values(), state} - {""}:
        yield folded(name)
        yield from spellings([_bare(folded(part)) for part in name.split("/")])
    for locode in _locodes().get(place.code, ()):
        yield folded(locode)
        yield folded(locode.replace(" ", ""))


def _bare(name: str) -> str:
    return " ".join(KINDS.sub(" ", name).split())


def _unpadded(name: str) -> str:
    """Give a name without the noughts before its numbers: ``si 52`` for ``si 052``."""
    return " ".join(word.lstrip("0") if word.isdigit() else word for word in name.split())


@cache
def _locodes() -> Mapping[str, tuple[str, ...]]:
    """Give the UN/LOCODEs of towns by the municipality of their name."""
    found: dict[str, tuple[str, ...]] = {}
    with (CODELISTS / "locodes.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found[row["place"]] = (*found.get(row["place"], ()), row["locode"])
    return found
