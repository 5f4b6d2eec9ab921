"""The table of dimensions: which there are, what each concerns, and how gravely a difference weighs.

Table: ``schemas/codelists/dimensions.csv``. `concerns` and `where_stated` name groups of indicators: ``GHG``, ``FEC``
(final energy), ``HEAD`` (per inhabitant), ``ALL``. What an indicator's definition says must match concerns it too.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from schemas.codes import CODELISTS
from schemas.comparability.measures import FINAL_ENERGY, Measure
from schemas.comparability.reasons import Level
from schemas.comparability.scopes import LAND, WHOLE, under
from schemas.indicators import indicator
from schemas.messages import Message

Concern = Literal["always", "where_stated", "never"]
OF_ONE_SECTOR: Mapping[str, str] = {"GHG.LULUCF": LAND}
"""Indicators that are printed figures of one sector."""

ANY_OTHER = "*"
"""In `must_match`: every key that no other dimension names."""


@dataclass(frozen=True, slots=True)
class Row:
    """One dimension, e.g. 8 ``gwp_set``.

    Args:
        name: as the answer calls it.
        number: in the design's list of 31; None for our own checks beside them.
        attributes: attributes of the basis that it compares.
        concerns: groups of indicators that it always concerns.
        where_stated: groups that it concerns where either side states an attribute.
        sectors: sectors it concerns, ``_T`` for totals; empty for all.
        must_match: what an indicator's definition calls it.
        differs: level of a difference.
        unknown: level of what is not stated.
        comparison: what compares it.
        alike: sets of codes that mean the same for a comparison.
    """

    name: str
    number: int | None
    attributes: tuple[str, ...]
    concerns: frozenset[str]
    where_stated: frozenset[str]
    sectors: frozenset[str]
    must_match: frozenset[str]
    differs: Level
    unknown: Level
    comparison: str
    alike: tuple[frozenset[str], ...]

    @property
    def title(self) -> Message:
        """What it is called, for people."""
        return Message(f"compare.dimension.{self.name}")

    @property
    def explanation(self) -> Message:
        """What it compares and what lifts it, for people."""
        return Message(f"compare.explain.{self.name}")


@cache
def table() -> tuple[Row, ...]:
    """Give all dimensions, in the order in which equally grave reasons are told."""
    with (CODELISTS / "dimensions.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(_row(row) for row in csv.DictReader(lines))


def _row(row: dict[str, str]) -> Row:
    return Row(
        name=row["name"],
        number=int(row["number"]) if row["number"] else None,
        attributes=tuple(row["attributes"].split()),
        concerns=frozenset(row["concerns"].split()),
        where_stated=frozenset(row["where_stated"].split()),
        sectors=_sectors(row["sectors"].split()),
        must_match=frozenset(row["must_match"].split()),
        differs=Level[row["differs"]],
        unknown=Level[row["unknown"]],
        comparison=row["comparison"],
        alike=tuple(frozenset(codes.split()) for codes in row["alike"].split(";") if codes),
    )


def _sectors(words: Iterable[str]) -> frozenset[str]:
    """Give sectors; a star takes everything below one."""
    found: set[str] = set()
    for word in words:
        found |= under(word[:-1]) if word.endswith("*") else {word}
    return frozenset(found)


@cache
def _named() -> frozenset[str]:
    return frozenset().union(*(row.must_match for row in table())) - {ANY_OTHER}


@cache
def must_match(code: str) -> frozenset[str]:
    """Give the names of the dimensions that an indicator's definition says must match."""
    keys = frozenset(indicator(code).must_match)
    rest = {ANY_OTHER} if keys - _named() else set()
    return frozenset(row.name for row in table() if row.must_match & (keys | rest))


def concern(row: Row, measure: Measure) -> Concern:
    """Say whether a dimension concerns what is compared: always, where either side states it, or never."""
    groups = _groups(measure)
    if row.sectors and _sector(measure) not in row.sectors:
        return "never"
    if row.concerns & groups or row.name in must_match(measure.indicator):
        return "always"
    return "where_stated" if row.where_stated & groups else "never"


def _sector(measure: Measure) -> str:
    """Give the sector that a figure is of: one that is named for its sector need not say it."""
    return OF_ONE_SECTOR.get(measure.indicator, measure.sector) if measure.sector == WHOLE else measure.sector


def _groups(measure: Measure) -> frozenset[str]:
    found = {"ALL"}
    if measure.group == "GHG":
        found.add("GHG")
    if measure.rows == FINAL_ENERGY:
        found.add("FEC")
    if measure.per_head:
        found.add("HEAD")
    return frozenset(found)
