"""Rules about why there is a number or none: status, notation key, and where the figure is included."""

from collections.abc import Iterator, Mapping
from functools import cache

from schemas.codes import codelist
from schemas.observations import Observation
from schemas.validation.ledger import Ledger, Objection, printed
from schemas.validation.wording import label

INCLUDED_ELSEWHERE = "K"
INCLUDES_OTHERS = "W"


@cache
def _statuses(column: str) -> frozenset[str]:
    return frozenset(code.code for code in codelist("obs_status") if code.columns[column] == "y")


@cache
def _status_of_key() -> Mapping[str, str]:
    return {code.code: code.columns["obs_status"] for code in codelist("notation_key")}


def status_and_value(ledger: Ledger) -> Iterator[Objection]:
    """H2: a status of a missing value has no number, and every other status has one."""
    with_number, with_none = _statuses("with_numeric"), _statuses("with_missing")
    known = with_number | with_none
    for row in ledger.observations:
        if row.notation_key:
            yield from _notation_key(row)
        elif row.obs_status in known:
            allowed = with_none if row.value is None else with_number
            if row.obs_status not in allowed:
                yield _incoherent(row)


def _incoherent(row: Observation) -> Objection:
    said = {"status": row.obs_status, "label": label("obs_status", row.obs_status)}
    found = f"{printed(row) or '—'} obs_status {row.obs_status}"
    return Objection(row, found, "no_number" if row.value is not None else "number", said)


def _notation_key(row: Observation) -> Iterator[Objection]:
    wanted = _status_of_key().get(row.notation_key)
    if wanted is None:
        return  # the shape has objected to it already
    said = {"key": row.notation_key, "label": label("notation_key", row.notation_key), "status": wanted}
    if row.value is not None:
        yield Objection(row, f"{printed(row)} notation_key {row.notation_key}", "key_without_number", said)
    elif row.obs_status != wanted:
        yield Objection(row, f"{row.notation_key} obs_status {row.obs_status}", "status_of_key", said)


def told_where_included(ledger: Ledger) -> Iterator[Objection]:
    """H7: what is included elsewhere says where."""
    for row in ledger.observations:
        if row.obs_status == INCLUDED_ELSEWHERE and not row.included_in:
            yield Objection(row, printed(row) or INCLUDED_ELSEWHERE, "included_in", {})


def included_somewhere(ledger: Ledger) -> Iterator[Objection]:
    """H7: the sector that is said to include a figure is marked as including it (status W)."""
    pointing = [
        row for row in ledger.observations if row.obs_status == INCLUDED_ELSEWHERE and row.included_in
    ]
    wanted = {(*_table(row), row.included_in) for row in pointing}
    if not wanted:
        return
    targets = {(*_table(row), row.key.sector): row for row in ledger.observations if row.value is not None}
    for place in sorted(wanted & targets.keys()):
        row = targets[place]
        if row.obs_status != INCLUDES_OTHERS:
            cells = tuple(
                other.source_cell for other in pointing if (*_table(other), other.included_in) == place
            )
            found = f"{printed(row)} obs_status {row.obs_status}"
            yield Objection(row, found, "includes", {"cells": ", ".join(filter(None, cells)) or "—"}, cells)


def _table(row: Observation) -> tuple[str, str, str, str, str, str]:
    key = row.key
    return key.indicator, key.place, key.period, key.scope, key.source, key.basis
