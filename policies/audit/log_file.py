"""An exported log: a text file that is checked without us and without a database.

The first line says which log it is, how many records it has and which keys sign it; then comes a line for each
checkpoint, the smallest first, and a line for each record. Every line is canonical JSON, so that no byte of the file can be
changed without a trace. A record whose time is over has lost its text and keeps its leaf.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeGuard

from catalogue.canonical_json import Plain, canonical_json
from policies.audit.errors import AuditProofError, LogFileError
from policies.audit.keys import VerifierKey
from policies.audit.notes import Note, read_note
from policies.audit.tree import HASH_BYTES

FORMAT = "ogledalo-audit/1"
LONGEST_LINE = 1_000_000


@dataclass(frozen=True, slots=True)
class LogRecord:
    """One record of an exported log.

    Args:
        seq: its number, from 0.
        leaf: its hash in the tree.
        text: the record as canonical JSON; None where its time is over.
    """

    seq: int
    leaf: bytes
    text: str | None


@dataclass(frozen=True, slots=True)
class LogHead:
    """What an exported log says of itself.

    Args:
        origin: the log's name.
        size: number of records in the file.
        keys: public keys, older ones too.
        checkpoints: how many follow.
    """

    origin: str
    size: int
    keys: tuple[VerifierKey, ...]
    checkpoints: int


def written_log(head: LogHead, checkpoints: Iterable[Note], records: Iterable[LogRecord]) -> Iterator[str]:
    """Write a log, a line at a time."""
    yield _line(
        {
            "format": FORMAT,
            "origin": head.origin,
            "size": head.size,
            "keys": [key.text() for key in head.keys],
            "checkpoints": head.checkpoints,
        }
    )
    for note in checkpoints:
        yield _line({"checkpoint": note.written()})
    for record in records:
        yield _line(
            {"seq": record.seq, "leaf": base64.b64encode(record.leaf).decode(), "record": record.text}
        )


def read_head(line: str) -> LogHead:
    """Read the first line.

    Raises:
        LogFileError: it is not the first line of an exported log.
    """
    told = _object(line, 1, {"format", "origin", "size", "keys", "checkpoints"})
    if told["format"] != FORMAT:
        raise LogFileError(1, str(told["format"]), f"format {FORMAT}")
    origin, size, keys, count = told["origin"], told["size"], told["keys"], told["checkpoints"]
    if not isinstance(origin, str) or not _is_count(size) or not _is_count(count) or not _are_texts(keys):
        raise LogFileError(1, line.strip()[:200], "origin, size, keys and number of checkpoints")
    try:
        return LogHead(origin, size, tuple(map(VerifierKey.read, keys)), count)
    except AuditProofError as error:
        raise LogFileError(1, str(error), "public keys") from None


def read_checkpoint_line(line: str, number: int) -> Note:
    """Read the line of a checkpoint; its signatures are not yet checked.

    Raises:
        LogFileError: it is none.
    """
    told = _object(line, number, {"checkpoint"})["checkpoint"]
    if not isinstance(told, str):
        raise LogFileError(number, str(told), "the text of a checkpoint")
    try:
        return read_note(told)
    except AuditProofError as error:
        raise LogFileError(number, str(error), "a signed checkpoint") from None


def read_record_line(line: str, number: int) -> LogRecord:
    """Read the line of a record; whether its leaf is right is not yet checked.

    Raises:
        LogFileError: it is none.
    """
    told = _object(line, number, {"seq", "leaf", "record"})
    seq, leaf, text = told["seq"], _hash(told["leaf"]), told["record"]
    if not _is_count(seq) or leaf is None or not (text is None or isinstance(text, str)):
        raise LogFileError(number, line.strip()[:200], "seq, leaf and record")
    return LogRecord(seq, leaf, text)


def _line(value: dict[str, Plain]) -> str:
    return canonical_json(value) + "\n"


def _object(line: str, number: int, names: set[str]) -> dict[str, object]:
    """Read a line in its one spelling."""
    if len(line) > LONGEST_LINE:
        raise LogFileError(number, f"{len(line)} characters", f"at most {LONGEST_LINE}")
    try:
        told = json.loads(line)
        again = _line(told) if isinstance(told, dict) else ""
    except (ValueError, RecursionError):
        again = ""
    if not again or again != line or set(told) != names:
        raise LogFileError(
            number, line.strip()[:200], f"canonical JSON with {', '.join(sorted(names))}, and a newline"
        )
    return dict(told)


def _hash(value: object) -> bytes | None:
    try:
        found = base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except (binascii.Error, ValueError):
        return None
    return found if len(found) == HASH_BYTES and base64.b64encode(found).decode() == value else None


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _are_texts(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
