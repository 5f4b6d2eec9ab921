"""Auditing: checkpoints signed, proofs given, the log exported, people erased, texts removed when their time is over."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Connection

from api.audit_keys import public_keys, signing_key
from api.gateway import Gateway
from catalogue.audit import AuditEntry, Kind, Waiting
from catalogue.audit_errors import AuditRecordNotFoundError, AuditSizeError
from catalogue.audit_people import forget
from catalogue.audit_reading import Entry, record_of
from catalogue.audit_record import PERSON
from catalogue.audit_retention import remove_texts
from catalogue.audit_tree import (
    checkpoint_at,
    checkpoint_sizes,
    newest_checkpoint,
    put_checkpoint,
    put_cosignature,
    put_nodes,
    stored_hashes,
    stored_records,
    witness_keys,
)
from catalogue.audit_writing import size_of, write, writing
from policies.audit.checkpoints import Checkpoint, checkpoint_of, signed_checkpoint
from policies.audit.errors import SignatureError
from policies.audit.keys import COSIGNATURE, VerifierKey
from policies.audit.log_file import LogHead, LogRecord, written_log
from policies.audit.notes import holds, read_note
from policies.audit.proofs import consistency_proof, inclusion_proof
from policies.audit.tiles import ReadHashes, new_nodes, perfect_from
from policies.audit.tree import range_at


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """That a record is in the log.

    Args:
        entry: what it tells, with the person's name while it is not erased.
        record: its text, whose hash is the leaf.
        size: of the log that it is proved to be in.
        hashes: from the leaf to the root.
        checkpoint: the signed note of that size.
    """

    entry: Entry
    record: str
    size: int
    hashes: tuple[bytes, ...]
    checkpoint: str


def seal(gateway: Gateway) -> str:
    """Sign a checkpoint of all that is on record, and give it; what committed meanwhile is taken in first."""
    gateway.audit.drain(gateway.engine)
    key = signing_key(gateway.settings)
    with writing(gateway.audit.engine) as connection:
        size, newest = size_of(connection), newest_checkpoint(connection)
        if newest is not None and newest[0] == size:
            return newest[1]
        read = _reader(connection)
        put_nodes(connection, list(new_nodes(newest[0] if newest else 0, size, read)))
        root = range_at(size, perfect_from(read)).root
        note = signed_checkpoint(Checkpoint(key.name, size, root), key).written()
        put_checkpoint(connection, size, note, gateway.clock())
    return note


def published_checkpoint(gateway: Gateway) -> str:
    """Give the newest checkpoint; a new one is signed where it is older than the setting allows."""
    rhythm = timedelta(minutes=gateway.settings.audit_checkpoint_every)
    with gateway.audit.engine.connect() as connection:
        newest = newest_checkpoint(connection)
    if newest is None or newest[2] + rhythm <= gateway.clock():
        return seal(gateway)
    return newest[1]


def checkpoint_of_size(gateway: Gateway, size: int) -> str:
    """Give the checkpoint that was signed at a size.

    Raises:
        AuditSizeError: none was; names the nearest.
    """
    with gateway.audit.engine.connect() as connection:
        return _checkpoint(connection, "size", size)


def proof_of_inclusion(
    gateway: Gateway, seq: int, size: int | None, owners: Collection[str] | None
) -> InclusionProof:
    """Prove that a record is in the log.

    Args:
        gateway: the node.
        seq: the record's number.
        size: a checkpoint's size; the newest where none is given.
        owners: organisations whose records the reader may see; None for all.

    Raises:
        AuditRecordNotFoundError: none of that number, or not for the reader, or its time is over.
        AuditSizeError: no checkpoint was signed at that size, or the record came later.
    """
    with gateway.audit.engine.connect() as connection:
        found = record_of(connection, seq, owners)
        if found is None:
            raise AuditRecordNotFoundError(seq)
        newest = newest_checkpoint(connection)
    if size is None:
        size = newest[0] if newest and newest[0] > seq else checkpoint_of(read_note(seal(gateway))).size
    with gateway.audit.engine.connect() as connection:
        note = _checkpoint(connection, "size", size)
        if seq >= size:
            raise AuditSizeError("size", size, f"more than {seq}: the record came later")
        hashes = inclusion_proof(seq, size, perfect_from(_reader(connection)))
    return InclusionProof(*found, size, hashes, note)


def proof_of_consistency(gateway: Gateway, old: int, new: int | None) -> tuple[int, int, tuple[bytes, ...]]:
    """Prove that the log at a later checkpoint goes on from an earlier size; gives both sizes and the hashes.

    Raises:
        AuditSizeError: no checkpoint was signed at the later size, or it is smaller than the earlier.
    """
    later = checkpoint_of(read_note(published_checkpoint(gateway))).size if new is None else new
    with gateway.audit.engine.connect() as connection:
        _checkpoint(connection, "to", later)
        if not 0 <= old <= later:
            raise AuditSizeError("from", old, f"0 to {later}")
        return old, later, consistency_proof(old, later, perfect_from(_reader(connection)))


def exported_log(gateway: Gateway) -> Iterator[str]:
    """Write the whole log for a file, a line at a time, with a checkpoint of all that it holds."""
    size = checkpoint_of(read_note(seal(gateway))).size
    with gateway.audit.engine.connect() as connection:
        sizes = [one for one in checkpoint_sizes(connection) if one <= size]
        witnesses = tuple(map(VerifierKey.read, witness_keys(connection)))
        keys = (*public_keys(gateway.settings), *witnesses)
        head = LogHead(signing_key(gateway.settings).name, size, keys, len(sizes))
        notes = (read_note(_checkpoint(connection, "size", one)) for one in sizes)
        records = (LogRecord(one.seq, one.leaf, one.text) for one in stored_records(connection, size))
        yield from written_log(head, notes, records)


def erase(gateway: Gateway, subject: str) -> bool:
    """Erase a person from the log: destroy the secret that they stand under; say whether the log knew them.

    The act is on record, under what stood for the person and no longer names anybody.
    """
    gateway.audit.drain(gateway.engine)
    now = gateway.clock()
    with writing(gateway.audit.engine) as connection:
        stood = forget(connection, subject)
        if stood is None:
            return False
        act = AuditEntry(
            "operator", "audit.erase", stood[: len(PERSON) + 12], permitted=True, rule="command-line"
        )
        write(connection, [Waiting(act, now)])
    gateway.audit.wipe()
    return True


def remove_expired(gateway: Gateway) -> dict[Kind, int]:
    """Remove the texts of records whose time is over, by whole days; the act is on record where there were any."""
    settings, now = gateway.settings, gateway.clock()
    today = datetime.combine(now.astimezone(UTC).date(), time(), UTC)
    before = {
        Kind.DECISION: today - timedelta(days=settings.audit_keep_decisions),
        Kind.ACT: today - timedelta(days=settings.audit_keep_acts),
    }
    seal(gateway)
    with writing(gateway.audit.engine) as connection:
        removed = remove_texts(connection, before)
        for kind, count in removed.items():
            told = f"{count} {kind} before {before[kind].date().isoformat()}"
            act = AuditEntry("operator", "audit.prune", told, permitted=True, rule="retention")
            write(connection, [Waiting(act, now)])
    if removed:
        gateway.audit.wipe()
    return removed


def take_cosignature(gateway: Gateway, written: str, witness: VerifierKey) -> bool:
    """Keep what another node signed beside a checkpoint of ours; say whether it is new.

    Args:
        gateway: the node.
        written: our checkpoint as the witness sends it back, with its signature.
        witness: its public key, known from elsewhere.

    Raises:
        SignatureError: the witness has not signed it.
        AuditSizeError: no checkpoint of ours has that size, or it says something else.
    """
    note = read_note(written)
    checkpoint = checkpoint_of(note)
    signature = next((one for one in note.signatures if holds(one, note.text, witness)), None)
    if signature is None or witness.kind != COSIGNATURE:
        raise SignatureError(witness.text(), ", ".join(f"{one.name}+{one.id}" for one in note.signatures))
    with writing(gateway.audit.engine) as connection:
        ours = read_note(_checkpoint(connection, "size", checkpoint.size))
        if ours.text != note.text:
            raise AuditSizeError("size", checkpoint.size, "our own checkpoint, word for word")
        return put_cosignature(connection, checkpoint.size, witness.text(), signature.line(), gateway.clock())


def _reader(connection: Connection) -> ReadHashes:
    return lambda level, start, end: stored_hashes(connection, level, start, end)


def _checkpoint(connection: Connection, name: str, size: int) -> str:
    note = checkpoint_at(connection, size)
    if note is None:
        sizes = checkpoint_sizes(connection)
        nearest = sorted(sizes, key=lambda one: abs(one - size))[:3]
        raise AuditSizeError(
            name,
            size,
            f"the size of a signed checkpoint: {', '.join(map(str, sorted(nearest))) or 'none yet'}",
        )
    return note
