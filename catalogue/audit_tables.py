"""Tables of the audit log.

They are made where the log is opened, not by the catalogue's migrations: on SQLite they have a file of their own. A
record's text can be removed when its time is over; its leaf, the stored levels of the tree and the checkpoints stay.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table, Text

from catalogue.columns import UtcTime

METADATA = MetaData()

RECORDS = Table(
    "audit_record",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("outbox", String, unique=True, nullable=True),
    Column("recorded_at", UtcTime, nullable=False),
    Column("kind", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("act", String, nullable=False),
    Column("target", String, nullable=False),
    Column("permitted", Boolean, nullable=False),
    Column("leaf", String, nullable=False),
    Column("record", Text, nullable=True),
    Index("ix_audit_record_kind", "kind", "recorded_at"),
    Index("ix_audit_record_owner", "owner", "seq"),
)
"""Records in the order of the log; what stands beside the text is for searching, and is emptied with it."""

PEOPLE = Table(
    "audit_person",
    METADATA,
    Column("commitment", String, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("salt", String, nullable=False),
    Column("made_at", UtcTime, nullable=False),
)
"""The secrets with which people stand in the log; to delete a row is to erase the person."""

NODES = Table(
    "audit_node",
    METADATA,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", String, nullable=False),
)
"""Each eighth level of the tree above the leaves."""

CHECKPOINTS = Table(
    "audit_checkpoint",
    METADATA,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("note", Text, nullable=False),
    Column("signed_at", UtcTime, nullable=False),
)

COSIGNATURES = Table(
    "audit_cosignature",
    METADATA,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("key", String, primary_key=True),
    Column("line", Text, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
)
"""What other nodes signed beside a checkpoint of ours, with their public key."""
