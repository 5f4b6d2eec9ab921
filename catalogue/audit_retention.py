"""Retention: a record's text is removed when its time is over, its leaf stays, so that every proof still holds."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, update

from catalogue.audit_record import Kind
from catalogue.audit_tables import RECORDS


def remove_texts(connection: Connection, before: Mapping[Kind, datetime]) -> dict[Kind, int]:
    """Remove the texts of records from before a time, and give how many were removed of each kind.

    Args:
        connection: in a transaction that holds the log's turn.
        before: the time for each kind.
    """
    removed = {}
    for kind, time in before.items():
        over = update(RECORDS).where(
            RECORDS.c.kind == str(kind), RECORDS.c.recorded_at < time, RECORDS.c.record.is_not(None)
        )
        emptied = over.values(record=None, outbox=None, owner="", act="", target="")
        removed[kind] = connection.execute(emptied).rowcount
    return {kind: count for kind, count in removed.items() if count}
