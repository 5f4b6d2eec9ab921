"""Rules about why there is a number or none: status, notation key, and where the figure is included."""

from collections.abc import Mapping
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from schemas.codes import codelist
from schemas.observations import Observation
from schemas.validation.columns import nowhere
from schemas.validation.ledger import Broken, Ledger, Objection, printed
from schemas.validation.wording import label

INCLUDED_ELSEWHERE = "K"
INCLUDES_OTHERS = "W"
COLUMNS = ("obs_status", "notation_key")
TABLE = ("indicator", "place", "period", "scope", "source", "basis")
"""Cells that agree in these stand in one table, so that one sector of it may include another."""


@cache
def statuses(column: str) -> frozenset[str]:
    """Give the statuses that go with a number, or with none.

    Args:
        column: ``with_numeric`` or ``with_missing``.
    """
    return frozenset(code.code for code in codelist("obs_status") if code.columns[column] == "y")


@cache
def status_of_key() -> Mapping[str, str]:
    """Give the status that each notation key stands for."""
    return {code.code: code.columns["obs_status"] for code in codelist("notation_key")}


def status_and_value(ledger: Ledger) -> Broken:
    """H2: a status of a missing value has no number, and every other status has one."""
    table, has = ledger.table, ledger.table.present("value")
    with_number = table.where(lambda status, key: _trouble(status, key, has=True) != "", *COLUMNS)
    with_none = table.where(lambda status, key: _trouble(status, key, has=False) != "", *COLUMNS)
    rows = pc.or_(pc.and_(with_number, has), pc.and_not(with_none, has))
    return Broken(rows, lambda row: _incoherent(ledger.observation(row), has=has[row].as_py()))


def _trouble(status: str, key: str, *, has: bool) -> str:
    """Give the key of what is wrong with a status and notation key beside a number or none; empty where nothing is."""
    wanted = status_of_key().get(key)
    if key:
        if wanted is None:
            return ""  # the shape has objected to it already
        if has:
            return "key_without_number"
        return "status_of_key" if status != wanted else ""
    with_number, with_none = statuses("with_numeric"), statuses("with_missing")
    if status not in with_number | with_none or status in (with_number if has else with_none):
        return ""
    return "no_number" if has else "number"


def _incoherent(row: Observation, *, has: bool) -> Objection:
    trouble = _trouble(row.obs_status, row.notation_key, has=has)
    if row.notation_key:
        wanted = status_of_key()[row.notation_key]
        said = {"key": row.notation_key, "label": label("notation_key", row.notation_key), "status": wanted}
        stands = (
            f"{printed(row)} notation_key {row.notation_key}"
            if trouble == "key_without_number"
            else f"{row.notation_key} obs_status {row.obs_status}"
        )
        return Objection(stands, trouble, said)
    status = {"status": row.obs_status, "label": label("obs_status", row.obs_status)}
    return Objection(f"{printed(row) or '—'} obs_status {row.obs_status}", trouble, status)


def told_where_included(ledger: Ledger) -> Broken:
    """H7: what is included elsewhere says where."""
    elsewhere = ledger.table.text("obs_status").where(lambda status: status == INCLUDED_ELSEWHERE)

    def say(row: int) -> Objection:
        return Objection(printed(ledger.observation(row)) or INCLUDED_ELSEWHERE, "included_in")

    return Broken(pc.and_not(elsewhere, ledger.table.present("included_in")), say)


def included_somewhere(ledger: Ledger) -> Broken:
    """H7: the sector that is said to include a figure is marked as including it (status W)."""
    table = ledger.table
    status, inside = table.text("obs_status"), table.text("included_in")
    pointing = pc.and_(status.where(lambda code: code == INCLUDED_ELSEWHERE), inside.present)
    if not pc.any(pointing).as_py():
        return Broken(nowhere(table.rows), lambda _: Objection("", "includes"))
    sectors = {word: code for code, word in enumerate(table.text("sector").words)}
    as_sector = pa.array([sectors.get(word, -1) for word in inside.words], pa.int64()).take(inside.codes)
    tables = pc.multiply(table.keys(*TABLE).dictionary_encode().indices.cast(pa.int64()), len(sectors) + 1)
    pointed = pc.add(tables, as_sector)
    own = pc.add(tables, table.text("sector").codes)
    is_target = pc.and_(pc.is_in(own, pointed.filter(pointing)), table.present("value"))
    rows = pc.and_not(is_target, status.where(lambda code: code == INCLUDES_OTHERS))

    def say(row: int) -> Objection:
        here = pc.and_(pointing, pc.equal(pointed, own[row]))
        others = [ledger.observation(other) for other in pc.indices_nonzero(here).to_pylist()]
        cells = tuple(other.source_cell for other in others)
        observation = ledger.observation(row)
        found = f"{printed(observation)} obs_status {observation.obs_status}"
        return Objection(found, "includes", {"cells": ", ".join(filter(None, cells)) or "—"}, cells)

    return Broken(rows, say)
