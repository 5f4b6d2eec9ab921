"""What is stored of the log's tree: leaves, each eighth level above them, checkpoints, and what others signed of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from catalogue.audit_tables import CHECKPOINTS, COSIGNATURES, NODES, RECORDS

AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as it is stored.

    Args:
        seq: its number, from 0.
        leaf: its hash.
        text: canonical JSON; None where its time is over.
    """

    seq: int
    leaf: bytes
    text: str | None


def stored_hashes(connection: Connection, level: int, start: int, end: int) -> Sequence[bytes]:
    """Give hashes of a stored level, from one position up to before another, as far as there are any.

    Args:
        connection: to the log's database.
        level: 0 for the leaves, 1 for the eighth level above them, and so on.
        start: first position.
        end: position after the last.
    """
    if level == 0:
        column, place, query = RECORDS.c.leaf, RECORDS.c.seq, select(RECORDS.c.leaf)
    else:
        column, place = NODES.c.hash, NODES.c.position
        query = select(column).where(NODES.c.level == level)
    found = connection.execute(query.where(place >= start, place < end).order_by(place))
    return [bytes.fromhex(value) for value in found.scalars()]


def put_nodes(connection: Connection, nodes: Iterable[tuple[int, int, bytes]]) -> None:
    """Store hashes above the leaves: their stored level, position and value."""
    rows = [{"level": level, "position": position, "hash": value.hex()} for level, position, value in nodes]
    if rows:
        connection.execute(insert(NODES), rows)


def put_checkpoint(connection: Connection, size: int, note: str, now: datetime) -> None:
    """Store the signed checkpoint of a size."""
    connection.execute(insert(CHECKPOINTS).values(size=size, note=note, signed_at=now))


def newest_checkpoint(connection: Connection) -> tuple[int, str, datetime] | None:
    """Give size, note and time of the newest checkpoint; None where there is none."""
    row = connection.execute(select(CHECKPOINTS).order_by(CHECKPOINTS.c.size.desc()).limit(1)).first()
    return (
        None if row is None else (row.size, _with_cosignatures(connection, row.size, row.note), row.signed_at)
    )


def checkpoint_at(connection: Connection, size: int) -> str | None:
    """Give the checkpoint of a size; None where none was signed at it."""
    note = connection.execute(select(CHECKPOINTS.c.note).where(CHECKPOINTS.c.size == size)).scalar()
    return None if note is None else _with_cosignatures(connection, size, note)


def checkpoint_sizes(connection: Connection) -> list[int]:
    """Give the sizes at which a checkpoint was signed, the smallest first."""
    return list(connection.execute(select(CHECKPOINTS.c.size).order_by(CHECKPOINTS.c.size)).scalars())


def put_cosignature(connection: Connection, size: int, key: str, line: str, now: datetime) -> bool:
    """Store what a witness signed beside a checkpoint; say whether it is new.

    Args:
        connection: to the log's database.
        size: of the checkpoint.
        key: the witness's public key.
        line: the signature's line.
        now: the time.
    """
    held = select(func.count()).where(COSIGNATURES.c.size == size, COSIGNATURES.c.key == key)
    if connection.execute(held).scalar():
        return False
    connection.execute(insert(COSIGNATURES).values(size=size, key=key, line=line, recorded_at=now))
    return True


def witness_keys(connection: Connection) -> list[str]:
    """Give the public keys of those who signed a checkpoint of ours."""
    return sorted(connection.execute(select(COSIGNATURES.c.key).distinct()).scalars())


def stored_records(connection: Connection, end: int) -> Iterator[StoredRecord]:
    """Give the records from the first up to before one, a thousand at a time."""
    for start in range(0, end, AT_ONCE):
        query = select(RECORDS.c.seq, RECORDS.c.leaf, RECORDS.c.record).order_by(RECORDS.c.seq)
        rows = connection.execute(
            query.where(RECORDS.c.seq >= start, RECORDS.c.seq < min(start + AT_ONCE, end))
        )
        yield from (StoredRecord(row.seq, bytes.fromhex(row.leaf), row.record) for row in rows)


def _with_cosignatures(connection: Connection, size: int, note: str) -> str:
    lines = connection.execute(
        select(COSIGNATURES.c.line).where(COSIGNATURES.c.size == size).order_by(COSIGNATURES.c.key)
    ).scalars()
    return note + "".join(f"{line}\n" for line in lines)
