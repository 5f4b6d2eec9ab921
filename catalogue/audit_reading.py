"""Reading the audit log: what is on record, with the people's names as far as they are not erased."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from catalogue.audit_people import names_by_commitment
from catalogue.audit_record import PERSON
from catalogue.audit_tables import RECORDS
from catalogue.audit_tree import AT_ONCE

Entry = Mapping[str, Any]  # an entry's JSON, with number and time

_SHOWN = len(PERSON) + 12
"""How much is shown of what stands for a person whose name is erased."""


@dataclass(frozen=True, slots=True)
class RecordsAsked:
    """Which records are asked for, the newest first.

    Args:
        owners: organisations whose data or staff they concern; None for all.
        act: e.g. ``read``; empty for all.
        target: dataset or other thing; empty for all.
        permitted: the decision; None for both.
        since: not before this time.
        until: before this time.
        before: number before which to go on; None from the newest.
        limit: at most so many.
    """

    owners: Collection[str] | None = None
    act: str = ""
    target: str = ""
    permitted: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    limit: int = 100


def entries(connection: Connection) -> Iterator[Entry]:
    """Give all entries in the order of the log."""
    names = names_by_commitment(connection)
    start = 0
    while True:
        query = select(RECORDS).where(RECORDS.c.seq >= start).order_by(RECORDS.c.seq).limit(AT_ONCE)
        rows = connection.execute(query).all()
        yield from (_entry(row, names) for row in rows)
        if len(rows) < AT_ONCE:
            return
        start = rows[-1].seq + 1


def records_asked(connection: Connection, asked: RecordsAsked) -> list[Entry]:
    """Give the entries that are asked for; those whose text is removed are not among them."""
    names = names_by_commitment(connection)
    query = select(RECORDS).where(RECORDS.c.record.is_not(None)).order_by(RECORDS.c.seq.desc())
    rows = connection.execute(_narrowed(query, asked).limit(asked.limit))
    return [_entry(row, names) for row in rows]


def record_of(connection: Connection, seq: int, owners: Collection[str] | None) -> tuple[Entry, str] | None:
    """Give an entry and its text, where it concerns one of the organisations and is not removed.

    Args:
        connection: to the log's database.
        seq: its number.
        owners: organisations; None for all.
    """
    query = select(RECORDS).where(RECORDS.c.seq == seq, RECORDS.c.record.is_not(None))
    if owners is not None:
        query = query.where(RECORDS.c.owner.in_(owners))
    row = connection.execute(query).first()
    return None if row is None else (_entry(row, names_by_commitment(connection)), row.record)


def _narrowed(query: Select[Any], asked: RecordsAsked) -> Select[Any]:  # a select of the table's columns
    columns = RECORDS.c
    if asked.owners is not None:
        query = query.where(columns.owner.in_(asked.owners))
    for column, wanted in (
        (columns.act, asked.act or None),
        (columns.target, asked.target or None),
        (columns.permitted, asked.permitted),
    ):
        query = query if wanted is None else query.where(column == wanted)
    if asked.since is not None:
        query = query.where(columns.recorded_at >= asked.since)
    if asked.until is not None:
        query = query.where(columns.recorded_at < asked.until)
    return query if asked.before is None else query.where(columns.seq < asked.before)


def _entry(row: Row[Any], names: Mapping[str, str]) -> Entry:  # a row of the records
    told = json.loads(row.record) if row.record is not None else {}
    rules = told.get("rules", [])
    return {
        "number": row.seq,
        "recorded_at": row.recorded_at,
        "removed": row.record is None,
        "kind": row.kind,
        "subject": _name(told.get("actor", ""), names),
        "actor": told.get("actor", ""),
        "organisation": told.get("organisation", ""),
        "owner": row.owner,
        "client": told.get("client", ""),
        "act": row.act,
        "target": "@".join(part for part in (_name(told.get("person", ""), names), row.target) if part),
        "purpose": told.get("purpose", ""),
        "permitted": row.permitted,
        "rule": rules[0] if rules else "",
        "rules": rules,
        "epoch": told.get("epoch"),
        "filter": told.get("filter", ""),
        "rows": told.get("rows", ""),
        "request": told.get("request", ""),
    }


def _name(standing: str, names: Mapping[str, str]) -> str:
    """Give a person's name, or the beginning of what stands for them where it is erased."""
    return names.get(standing, standing[:_SHOWN])
