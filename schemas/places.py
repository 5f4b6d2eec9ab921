"""Places: areas with a code, from the European Union down to a municipality.

Codes: ``EU27_2020``, ISO 3166 for states (``SI``), NUTS as they are (``SI042``), municipalities in Eurostat's LAU form
(``SI_052``). A town is not its municipality. Names and nesting of Slovenia's 212 municipalities: GURS register of
spatial units; NUTS: Eurostat. Codes that are no longer in force stand apart (`schemas.lineage`).
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from schemas.codes import CODELISTS
from schemas.languages import Text

Level = Literal["eu", "national", "regional", "local"]
LEVELS: tuple[Level, ...] = get_args(Level)


@dataclass(frozen=True, slots=True)
class Place:
    """An area with a code, e.g. ``SI_052`` Kranj, kind ``MUN``, inside ``SI042``.

    Args:
        valid_from: first day on which the code is in force, ISO 8601; empty where it is not stated.
        valid_to: last day on which it is in force; empty where it still is.
    """

    code: str
    level: Level
    parent: str
    kind: str
    name: Text
    same_as: str = ""
    valid_from: str = ""
    valid_to: str = ""


@cache
def shipped_places() -> Mapping[str, Place]:
    """Give the places that ship with us and whose codes are in force, by code."""
    return _places("places.csv")


@cache
def former_places() -> Mapping[str, Place]:
    """Give the places whose codes are no longer in force, by code: Croatia's regions and counties of NUTS 2016."""
    return _places("places_former.csv")


def _places(name: str) -> Mapping[str, Place]:
    with (CODELISTS / name).open(encoding="utf-8", newline="") as lines:
        return {row["code"]: _place(row) for row in csv.DictReader(lines)}


def _place(row: dict[str, str]) -> Place:
    level = next(level for level in LEVELS if level == row["level"])
    name = Text(row["name_en"], row["name_sl"], row["name_hr"])
    return Place(
        row["code"],
        level,
        row["parent"],
        row["kind"],
        name,
        row["same_as"],
        row["valid_from"],
        row["valid_to"],
    )


def ancestors(code: str, places: Mapping[str, Place]) -> tuple[str, ...]:
    """Give the codes of the places that contain a place, nearest first."""
    found: list[str] = []
    while code in places and places[code].parent and places[code].parent not in found:
        code = places[code].parent
        found.append(code)
    return tuple(found)
