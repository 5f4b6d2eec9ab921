"""Made-up logs: records, checkpoints and their files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from catalogue.audit_record import AuditEntry, commitment, record_leaf, record_text
from policies.audit.checkpoints import Checkpoint, signed_checkpoint
from policies.audit.keys import SignerKey, VerifierKey, new_signer
from policies.audit.log_file import LogHead, LogRecord, written_log
from policies.audit.notes import Note
from policies.audit.tree import root_of_leaves

ORIGIN = "node.example/audit"
KEY = new_signer(ORIGIN, b"\x07" * 32)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def records(count: int) -> list[LogRecord]:
    """Make records of one reader, the newest last."""
    made = []
    for seq in range(count):
        entry = AuditEntry(
            "ana", "read", f"dataset-{seq % 7}", permitted=seq % 3 > 0, rule="template/restricted#read"
        )
        text = record_text(seq, entry, NOW + timedelta(seconds=seq), commitment("ana", b"\x05" * 32))
        made.append(LogRecord(seq, record_leaf(text), text))
    return made


def checkpoint(made: Sequence[LogRecord], size: int, key: SignerKey = KEY) -> Note:
    """Sign what the log was at a size."""
    return signed_checkpoint(Checkpoint(ORIGIN, size, root_of_leaves(one.leaf for one in made[:size])), key)


def log_file(
    made: Sequence[LogRecord], notes: Sequence[Note], keys: Sequence[VerifierKey] = (KEY.verifier(),)
) -> list[str]:
    """Write a log's file, as lines."""
    return list(written_log(LogHead(ORIGIN, len(made), tuple(keys), len(notes)), notes, made))
