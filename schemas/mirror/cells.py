"""Cells: sectors that only one of two totals counts, where both sources print them one by one."""

from collections.abc import Mapping

from schemas.comparability.wording import enumerated, words
from schemas.messages import Message
from schemas.mirror.fact import CELLS, LAND_CELL, UNDIVIDED, WITHOUT_LAND
from schemas.mirror.naming import label
from schemas.mirror.part import Side, Way, minus, summed
from schemas.mirror.scopes import tolerance
from schemas.mirror.series import Entry

TOP: Mapping[str, str] = {
    "I": "I",
    "II": "II",
    "III": "III",
    "IV": "IV",
    "V": "V",
    "V.1_V.3": "V",
    "VI": "VI",
}
"""Sectors that add up to a total without land use, and the cell that each is."""


def cells(way: Way) -> Way:
    """Take out the sectors that only one of the totals counts; nothing where a total is not the sum of its rows."""
    both = (way.said.facet.definition, way.reference.facet.definition)
    if both != (WITHOUT_LAND, WITHOUT_LAND):
        return way
    said, reference = _closing(way.said), _closing(way.reference)
    if not said or not reference:
        return way
    return _reference_only(_said_only(way, said, reference), said, reference)


def _said_only(way: Way, said: Mapping[str, Entry], reference: Mapping[str, Entry]) -> Way:
    only = {cell: said[cell] for cell in said if cell not in reference and said[cell].value}
    if not only:
        return way
    taken = summed(entry.value for entry in only.values())
    moved = way.said.moved(minus(way.said.value, taken))
    return way.said_moved(moved, "scope", _message(way.said, only), (entry.id for entry in only.values()))


def _reference_only(way: Way, said: Mapping[str, Entry], reference: Mapping[str, Entry]) -> Way:
    only = {cell: reference[cell] for cell in reference if cell not in said and reference[cell].value}
    if not only:
        return way
    taken = summed(entry.value for entry in only.values())
    moved = way.reference.moved(minus(way.reference.value, taken))
    ids = (entry.id for entry in only.values())
    return way.reference_moved(moved, "scope", _message(way.reference, only), ids)


def _message(side: Side, only: Mapping[str, Entry]) -> Message:
    values = {"of": words(side.name), "cells": enumerated(tuple(label("sector", cell) for cell in only))}
    return Message("mirror.part.scope.cells", values)


def _closing(side: Side) -> dict[str, Entry]:
    """Give the top sectors that add up to a side's figure; none where they do not."""
    found: dict[str, Entry] = {}
    for entry in sorted(side.series.cells, key=lambda one: (one.key.sector, one.id)):
        cell = TOP.get(entry.key.sector)
        if cell is not None and entry.key.sector != LAND_CELL and _is_of(entry, side):
            found.setdefault(cell, entry)
    missed = abs(minus(summed(entry.value for entry in found.values()), side.value))
    return found if found and missed <= tolerance(side.value) else {}


def _is_of(entry: Entry, side: Side) -> bool:
    here, there = entry.facet, side.facet
    same = (here.period, here.scope, here.gas, here.gwp) == (there.period, there.scope, there.gas, there.gwp)
    plain = entry.kin.indicator == CELLS and entry.key.mode in UNDIVIDED
    return same and plain and entry.unit == side.entry.unit
