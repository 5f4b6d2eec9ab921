"""Verification of an exported log: every record, every root, every signature, and what was kept of it earlier.

It needs the file alone. What a record's text and its leaf say against each other is found to the record; a leaf that was
changed with its text is found to the stretch between two checkpoints, for nobody can sign the wrong root.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from policies.audit.checkpoints import Checkpoint, checkpoint_of
from policies.audit.errors import AuditProofError, LogFileError
from policies.audit.keys import ED25519, VerifierKey
from policies.audit.log_file import LogHead, LogRecord, read_checkpoint_line, read_head, read_record_line
from policies.audit.notes import Note, holds
from policies.audit.tree import CompactRange, leaf_hash
from schemas.messages import Message

MOST_FAULTS = 100
"""Faults that a report lists; a log that has more is wrong enough."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold.

    Args:
        said: what was found and expected.
        seq: number of the record, where it is about one.
    """

    said: Message
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class LogReport:
    """What was found in an exported log.

    Args:
        origin: the log's name.
        size: records read.
        root: of the tree over them.
        removed: records whose text is gone, with their leaf kept.
        checkpoints: how many were checked.
        trusted: whether the newest checkpoint is signed by a key that the reader brought.
        faults: what does not hold; nothing where all does.
    """

    origin: str
    size: int
    root: bytes
    removed: int
    checkpoints: int
    trusted: bool
    faults: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        """Whether the whole log holds."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class _Due:
    """A root that the tree must have at a size, and whose word that is."""

    checkpoint: Checkpoint
    kept: bool


@dataclass(slots=True)
class _Reading:
    """How far the records were read."""

    due: dict[int, list[_Due]]
    tree: CompactRange = field(default_factory=CompactRange)
    confirmed: int = 0
    removed: int = 0
    faults: list[Fault] = field(default_factory=list)


def verify_log(
    lines: Iterable[str], trusted: Sequence[VerifierKey] = (), kept: Sequence[Note] = ()
) -> LogReport:
    """Check an exported log.

    Args:
        lines: of the file, each with its newline.
        trusted: public keys that the reader knows from elsewhere; without any, those in the file are taken, and the
            report says so.
        kept: checkpoints that the reader kept earlier: the log must go on from them.

    Raises:
        LogFileError: the file is no exported log from its first line on.
    """
    left = iter(lines)
    head = read_head(next(left, ""))
    reading = _Reading({0: []})
    notes = _read_notes(left, head, reading)
    signed = _check_notes(head, notes, trusted, reading)
    _check_kept(head, kept, (*trusted, *head.keys), reading)
    _check_roots(reading)
    _read_records(left, head, reading)
    _check_end(head, signed, reading)
    newest = notes[-1] if notes else None
    return LogReport(
        head.origin,
        reading.tree.size,
        reading.tree.root,
        reading.removed,
        len(notes),
        newest is not None and any(newest.signed_by(key) for key in _of_log(head, trusted)),
        tuple(reading.faults[:MOST_FAULTS]),
    )


def _read_notes(lines: Iterator[str], head: LogHead, reading: _Reading) -> list[Note]:
    notes = []
    try:
        for number, line in enumerate(islice(lines, head.checkpoints), 2):
            notes.append(read_checkpoint_line(line, number))
    except LogFileError as error:
        reading.faults.append(_unreadable(error))
    if len(notes) != head.checkpoints:
        reading.faults.append(_fault("checkpoints_missing", found=len(notes), expected=head.checkpoints))
    return notes


def _check_notes(
    head: LogHead, notes: Sequence[Note], trusted: Sequence[VerifierKey], reading: _Reading
) -> list[Checkpoint]:
    """Check who signed the checkpoints, and note which root is due at which size."""
    found: list[Checkpoint] = []
    for at, note in enumerate(notes):
        checkpoint = _read_checkpoint(note, reading)
        if checkpoint is None:
            continue
        newest = at == len(notes) - 1
        keys = (*trusted, *head.keys)
        wanted = _of_log(head, trusted if newest and trusted else keys)
        reading.faults.extend(_note_faults(head, note, checkpoint, keys, wanted))
        if found and checkpoint.size <= found[-1].size:
            reading.faults.append(
                _fault("checkpoint_order", found=checkpoint.size, expected=found[-1].size + 1)
            )
        found.append(checkpoint)
        reading.due.setdefault(checkpoint.size, []).append(_Due(checkpoint, kept=False))
    return found


def _read_checkpoint(note: Note, reading: _Reading) -> Checkpoint | None:
    try:
        return checkpoint_of(note)
    except AuditProofError as error:
        reading.faults.append(_fault("unreadable_note", found=str(error)))
        return None


def _note_faults(
    head: LogHead,
    note: Note,
    checkpoint: Checkpoint,
    keys: Sequence[VerifierKey],
    wanted: Sequence[VerifierKey],
) -> Iterator[Fault]:
    if checkpoint.origin != head.origin:
        yield _fault("origin", found=checkpoint.origin, expected=head.origin)
    if not any(note.signed_by(key) for key in wanted):
        yield _fault("unsigned", size=checkpoint.size, expected=_names(wanted))
    for one in note.signatures:
        if not any(holds(one, note.text, key) for key in keys):
            yield _fault("signature", size=checkpoint.size, found=f"{one.name}+{one.id}")


def _check_kept(head: LogHead, kept: Sequence[Note], keys: Sequence[VerifierKey], reading: _Reading) -> None:
    """Check the reader's own checkpoints: signed by the log, and no larger than what is in the file."""
    for note in kept:
        checkpoint = _read_checkpoint(note, reading)
        if checkpoint is None:
            continue
        wanted = _of_log(head, keys)
        if checkpoint.origin != head.origin:
            reading.faults.append(_fault("origin", found=head.origin, expected=checkpoint.origin))
        if not any(note.signed_by(key) for key in wanted):
            reading.faults.append(_fault("unsigned", size=checkpoint.size, expected=_names(wanted)))
        if checkpoint.size > head.size:
            reading.faults.append(_fault("shorter", found=head.size, expected=checkpoint.size))
        reading.due.setdefault(checkpoint.size, []).append(_Due(checkpoint, kept=True))


def _read_records(lines: Iterator[str], head: LogHead, reading: _Reading) -> None:
    for number, line in enumerate(lines, 2 + head.checkpoints):
        try:
            record = read_record_line(line, number)
        except LogFileError as error:
            reading.faults.append(_unreadable(error, reading.tree.size))
            return
        _check_record(record, reading)
        reading.tree = reading.tree.extended((record.leaf,))
        _check_roots(reading)


def _check_record(record: LogRecord, reading: _Reading) -> None:
    seq = reading.tree.size
    said = {record.seq}
    if record.text is None:
        reading.removed += 1
    elif leaf_hash(record.text.encode()) != record.leaf:
        reading.faults.append(_fault("record", seq, found=record.text[:300]))
    else:
        said.add(_seq_said(record.text))
    other = next((one for one in said if one != seq), seq)
    if other != seq:
        reading.faults.append(_fault("sequence", seq, found=other, expected=seq))


def _seq_said(text: str) -> int:
    """Give the number that a record says it has; -1 where it says none."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return -1
    seq = told.get("seq") if isinstance(told, dict) else None
    return seq if isinstance(seq, int) and not isinstance(seq, bool) else -1


def _check_roots(reading: _Reading) -> None:
    """Hold the tree so far against what was signed of it; after the first wrong root all later ones are wrong."""
    due = reading.due.pop(reading.tree.size, None)
    if due is None:
        return
    for one in due:
        if one.checkpoint.root != reading.tree.root:
            key = "kept_root" if one.kept else "root"
            reading.faults.append(
                _fault(key, size=reading.tree.size, first=reading.confirmed, last=reading.tree.size - 1)
            )
    reading.confirmed = reading.tree.size


def _check_end(head: LogHead, signed: Sequence[Checkpoint], reading: _Reading) -> None:
    size = reading.tree.size
    if size != head.size:
        reading.faults.append(_fault("size", found=size, expected=head.size))
    newest = signed[-1].size if signed else 0
    if newest != head.size or not signed:
        reading.faults.append(_fault("tail", newest=newest, size=head.size))


def _of_log(head: LogHead, keys: Iterable[VerifierKey]) -> list[VerifierKey]:
    """Give the keys with which the log itself may sign: not those of witnesses."""
    return [key for key in keys if key.name == head.origin and key.kind == ED25519]


def _names(keys: Sequence[VerifierKey]) -> str:
    return ", ".join(f"{key.name}+{key.id}" for key in keys) or "-"


def _unreadable(error: LogFileError, seq: int | None = None) -> Fault:
    return _fault("line", seq, line=error.line, found=error.found, expected=error.expected)


def _fault(key: str, seq: int | None = None, **values: object) -> Fault:
    return Fault(Message(f"audit.fault.{key}", {"seq": seq, **values} if seq is not None else values), seq)
