"""Places: areas with a code, from the European Union down to a municipality.

Codes: ``EU27_2020``, ISO 3166 for states (``SI``), NUTS 2021 as they are (``SI042``), municipalities in
Eurostat's LAU form (``SI_052``). A town is not its municipality. Names and nesting of Slovenia's 212
municipalities: GURS register of spatial units; NUTS: Eurostat.
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
    """An area with a code, e.g. ``SI_052`` Kranj, kind ``MUN``, inside ``SI042``."""

    code: str
    level: Level
    parent: str
    kind: str
    name: Text
    same_as: str = ""


@cache
def shipped_places() -> Mapping[str, Place]:
    """Give the places that ship with us, by code."""
    with (CODELISTS / "places.csv").open(encoding="utf-8", newline="") as lines:
        return {row["code"]: _place(row) for row in csv.DictReader(lines)}


def _place(row: dict[str, str]) -> Place:
    level = next(level for level in LEVELS if level == row["level"])
    name = Text(row["name_en"], row["name_sl"], row["name_hr"])
    return Place(row["code"], level, row["parent"], row["kind"], name, row["same_as"])


def ancestors(code: str, places: Mapping[str, Place]) -> tuple[str, ...]:
    """Give the codes of the places that contain a place, nearest first."""
    found: list[str] = []
    while code in places and places[code].parent and places[code].parent not in found:
        code = places[code].parent
        found.append(code)
    return tuple(found)
