"""Lineage: what became of an area's code when classifications changed, and which codes mean one and the same area.

Sources: Regulation (EC) 1059/2003, annex I, in its versions NUTS 2016, 2021 and 2024; GURS register of spatial units
(dates and areas of Slovenia's municipalities). What was not checked against them says so (`Step.verified`).
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from schemas.codes import CODELISTS
from schemas.places import Place, former_places, shipped_places

Kind = Literal["same", "renamed", "split", "merged", "moved"]
KINDS: tuple[Kind, ...] = ("same", "renamed", "split", "merged", "moved")
ONE_AREA = frozenset({"same", "renamed"})

NUTS_VERSIONS: Mapping[str, tuple[int, int | None]] = {
    "NUTS2016": (2018, 2020),
    "NUTS2021": (2021, 2023),
    "NUTS2024": (2024, None),
}
"""Versions of NUTS with the first and last year in which each is in force."""

MUNICIPALITY = "MUN"


@dataclass(frozen=True, slots=True)
class Step:
    """What became of a code from one version to the next, e.g. ``HR041`` of NUTS2016 is ``HR050`` of NUTS2021.

    Args:
        kind: ``same``, ``renamed`` (one area, new code), ``split``, ``merged`` or ``moved``.
        share: how much of the old area is in the new one; None where it is not known. `note` says a share of what.
        date: first day of the new version, ISO 8601; empty where both stand beside one another.
    """

    from_code: str
    from_version: str
    to_code: str
    to_version: str
    kind: Kind
    share: Decimal | None
    date: str
    verified: bool
    source: str
    note: str


@cache
def steps() -> tuple[Step, ...]:
    """Give all steps, oldest first for each code."""
    with (CODELISTS / "lineage.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(_step(row) for row in csv.DictReader(lines))


def _step(row: dict[str, str]) -> Step:
    return Step(
        row["from_code"], row["from_version"], row["to_code"], row["to_version"],
        next(kind for kind in KINDS if kind == row["kind"]), Decimal(row["share"]) if row["share"] else None,
        row["date"], row["verified"] == "yes", row["source"], row["note"],
    )  # fmt: skip


def successors(code: str, version: str = "") -> tuple[Step, ...]:
    """Give what a code became in the next version.

    Args:
        code: e.g. ``HR04``.
        version: in which it stands, e.g. ``NUTS2016``; all of them where none is given.
    """
    return tuple(
        step
        for step in steps()
        if step.date and step.from_code == code and version in ("", step.from_version)
    )


def predecessors(code: str, version: str = "") -> tuple[Step, ...]:
    """Give what a code was in the version before."""
    return tuple(
        step for step in steps() if step.date and step.to_code == code and version in ("", step.to_version)
    )


def successors_in_force(code: str) -> tuple[str, ...]:
    """Give the codes in force that hold the area of a code, itself where it still is."""
    if code in shipped_places():
        return (code,)
    found = (one for step in successors(code) for one in successors_in_force(step.to_code))
    return tuple(dict.fromkeys(found))


@cache
def codes_of_area(code: str) -> frozenset[str]:
    """Give all codes that mean exactly the area of a code, itself among them."""
    found, more = {code}, {code}
    while more:
        more = set(_beside(more)) - found
        found |= more
    return frozenset(found)


def _beside(codes: Iterable[str]) -> Iterator[str]:
    wanted = set(codes)
    for step in steps():
        if step.kind in ONE_AREA and step.share == 1:
            if step.from_code in wanted:
                yield step.to_code
            if step.to_code in wanted:
                yield step.from_code


def codes_in_time(code: str) -> frozenset[str]:
    """Give the codes that an area has had as the same kind of place, itself among them: ``HR041`` and ``HR050``."""
    every = {**former_places(), **shipped_places()}
    kinds = {every[one].kind for one in (code,) if one in every}
    return frozenset(
        {code, *(one for one in codes_of_area(code) if one in every and every[one].kind in kinds)}
    )


def same_area(code_a: str, code_b: str) -> bool:
    """Say whether two codes mean one and the same area as far as we know: ``HR041``, ``HR050`` and ``HR_01333`` do."""
    return code_b in codes_of_area(code_a)


def known_at(code: str, year: int, places: Mapping[str, Place] | None = None) -> bool:
    """Say whether figures of a year may stand under a code.

    A code that is no longer in force serves the years up to its end. A new code of an old area serves all years:
    statistics offices publish whole series anew under it. A municipality serves the years since it was founded.

    Args:
        code: of the place.
        year: that the figures are about.
        places: places in force; the shipped ones where none are given.
    """
    return place_at(code, year, places) is not None


def place_at(code: str, year: int, places: Mapping[str, Place] | None = None) -> Place | None:
    """Give the place that a code names in a year; None where it names none, see `known_at`."""
    place = (shipped_places() if places is None else places).get(code) or former_places().get(code)
    if place is None or (place.valid_to and year > int(place.valid_to[:4])):
        return None
    if place.kind == MUNICIPALITY and place.valid_from and year < int(place.valid_from[:4]):
        return None
    return place
