"""Checkpoints (C2SP tlog-checkpoint): what a log was at one size, signed, so that it cannot be rewritten unseen."""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass

from policies.audit.errors import NoteError
from policies.audit.keys import SignerKey, VerifierKey
from policies.audit.notes import Note, read_note, require_signed, sign
from policies.audit.tree import HASH_BYTES

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log at a size.

    Args:
        origin: the log's name.
        size: number of records.
        root: of the tree over them.
        extensions: further lines, which we read and never write.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """Write what is signed."""
        root = base64.b64encode(self.root).decode()
        return "".join(f"{line}\n" for line in (self.origin, str(self.size), root, *self.extensions))


def signed_checkpoint(checkpoint: Checkpoint, key: SignerKey) -> Note:
    """Sign a checkpoint as the log."""
    text = checkpoint.text()
    return Note(text, (sign(text, key),))


def checkpoint_of(note: Note) -> Checkpoint:
    """Read the checkpoint in a note; the signatures are not yet checked.

    Raises:
        NoteError: the text is no checkpoint's.
    """
    lines = note.text.split("\n")[:-1]
    origin, size, root = (lines + [""] * 3)[:3]
    value, extensions = _root(root), lines[3:]
    if not origin or not _SIZE.fullmatch(size) or len(value) != HASH_BYTES:
        raise NoteError(note.text[:120], "the log's name, its size and its root, a line each")
    checkpoint = Checkpoint(origin, int(size), value, tuple(extensions))
    if checkpoint.text() != note.text:
        raise NoteError(note.text[:120], "each value in its one spelling")
    return checkpoint


def read_checkpoint(written: str, keys: Iterable[VerifierKey]) -> Checkpoint:
    """Read a checkpoint that one of the keys has signed.

    Raises:
        NoteError: the text is no checkpoint.
        SignatureError: none of the keys has signed it.
    """
    note = read_note(written)
    checkpoint = checkpoint_of(note)
    require_signed(note, keys)
    return checkpoint


def _root(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
