"""People in the audit log: each under a secret of their own, which can be destroyed."""

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from catalogue.audit_record import SALT_BYTES, WORLD, commitment
from catalogue.audit_tables import PEOPLE


def commitments(connection: Connection, names: Collection[str], now: datetime) -> dict[str, str]:
    """Give what stands for each person in the log; who is new gets a secret.

    Args:
        connection: in a transaction that holds the log's turn.
        names: subjects; the world stands for itself.
        now: the time.
    """
    written = {name: name.replace("\x00", "\ufffd") for name in names}  # as every database holds it
    wanted = {name for name in written.values() if name != WORLD}
    known = connection.execute(select(PEOPLE.c.name, PEOPLE.c.commitment).where(PEOPLE.c.name.in_(wanted)))
    found = {row.name: row.commitment for row in known}
    rows = [_new_person(name, now) for name in sorted(wanted - set(found))]
    if rows:
        connection.execute(insert(PEOPLE), rows)
    standing = {WORLD: WORLD, **found, **{str(row["name"]): str(row["commitment"]) for row in rows}}
    return standing | {name: standing[kept] for name, kept in written.items()}


def names_by_commitment(connection: Connection) -> Mapping[str, str]:
    """Give the people who are not erased, by what stands for them."""
    found = connection.execute(select(PEOPLE.c.commitment, PEOPLE.c.name))
    return {row.commitment: row.name for row in found}


def forget(connection: Connection, name: str) -> str | None:
    """Destroy a person's secret and give what stood for them; None where the log does not know them."""
    found = connection.execute(select(PEOPLE.c.commitment).where(PEOPLE.c.name == name)).scalar()
    connection.execute(delete(PEOPLE).where(PEOPLE.c.name == name))
    return found


def _new_person(name: str, now: datetime) -> dict[str, object]:
    salt = secrets.token_bytes(SALT_BYTES)
    return {"commitment": commitment(name, salt), "name": name, "salt": salt.hex(), "made_at": now}
