"""Signed notes (C2SP signed-note): a text of some lines, an empty line, and a line for each signature."""

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from policies.audit.errors import NoteError, SignatureError
from policies.audit.keys import COSIGNATURE, NAME, SignerKey, VerifierKey

_LINE = re.compile(r"— (\S+) (\S+)")
_UNFIT = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")
_TIME_BYTES = 8
_SIGNATURE_BYTES = 64
LONGEST = 1_000_000
MOST_SIGNATURES = 100


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line.

    Args:
        name: of the key.
        id: of the key, eight hexadecimal digits.
        value: what follows the id: the signature, for a cosignature its time before it.
    """

    name: str
    id: str
    value: bytes

    def line(self) -> str:
        """Write the line."""
        return f"— {self.name} {base64.b64encode(bytes.fromhex(self.id) + self.value).decode()}"


@dataclass(frozen=True, slots=True)
class Note:
    """A text with its signatures.

    Args:
        text: lines, each ended by a newline.
        signatures: in the order of the note.
    """

    text: str
    signatures: tuple[Signature, ...]

    def written(self) -> str:
        """Write the note."""
        return self.text + "\n" + "".join(f"{one.line()}\n" for one in self.signatures)

    def signed_by(self, key: VerifierKey) -> bool:
        """Say whether a key's signature is among them and holds."""
        return any(holds(one, self.text, key) for one in self.signatures)


def holds(signature: Signature, text: str, key: VerifierKey) -> bool:
    """Say whether a signature of a text is a key's."""
    if (signature.name, signature.id) != (key.name, key.id):
        return False
    if key.kind != COSIGNATURE:
        return key.holds(signature.value, text.encode())
    time, value = signature.value[:_TIME_BYTES], signature.value[_TIME_BYTES:]
    return key.holds(value, _cosigned(text, int.from_bytes(time, "big")))


def sign(text: str, key: SignerKey) -> Signature:
    """Sign a text as its author."""
    return Signature(key.name, key.verifier().id, key.sign(text.encode()))


def cosign(text: str, key: SignerKey, seconds: int) -> Signature:
    """Sign a checkpoint as its witness: it was seen, and goes on from those seen before.

    Args:
        text: the checkpoint's text.
        key: the witness's.
        seconds: Unix time at which it was seen.
    """
    value = seconds.to_bytes(_TIME_BYTES, "big") + key.sign(_cosigned(text, seconds))
    return Signature(key.name, key.verifier(COSIGNATURE).id, value)


def cosigned_at(signature: Signature) -> int:
    """Give the Unix time of a cosignature."""
    return int.from_bytes(signature.value[:_TIME_BYTES], "big")


def read_note(written: str) -> Note:
    """Read a signed note; the signatures are not yet checked.

    Raises:
        NoteError: it has not the form of one.
    """
    text, mark, signed = written.rpartition("\n\n")
    if not mark or len(written) > LONGEST or _UNFIT.search(written):
        raise NoteError(written[:80], "lines of text, an empty line, and signature lines")
    lines = signed.split("\n")
    if lines.pop() != "" or not 0 < len(lines) <= MOST_SIGNATURES:
        raise NoteError(signed[-80:], f"1 to {MOST_SIGNATURES} signature lines, each ended by a newline")
    return Note(f"{text}\n", tuple(map(read_signature, lines)))


def read_signature(line: str) -> Signature:
    """Read a signature line.

    Raises:
        NoteError: it has not the form of one.
    """
    found = _LINE.fullmatch(line)
    try:
        value = base64.b64decode(found[2], validate=True) if found else b""
    except (binascii.Error, ValueError):
        value = b""
    if found is None or not NAME.fullmatch(found[1]) or len(value) < 4 + _SIGNATURE_BYTES:
        raise NoteError(line, "a signature line: — NAME BASE64")
    signature = Signature(found[1], value[:4].hex(), value[4:])
    if signature.line() != line:
        raise NoteError(line, "base64 in its one spelling")
    return signature


def require_signed(note: Note, keys: Iterable[VerifierKey]) -> VerifierKey:
    """Demand that one of the keys has signed a note, and give that key.

    Raises:
        SignatureError: none has, or a signature in its name does not hold.
    """
    wanted = tuple(keys)
    found = next((key for key in wanted if note.signed_by(key)), None)
    if found is None:
        raise SignatureError(_names(wanted), ", ".join(f"{one.name}+{one.id}" for one in note.signatures))
    return found


def _names(keys: Sequence[VerifierKey]) -> str:
    return ", ".join(f"{key.name}+{key.id}" for key in keys) or "nobody: no key was given"


def _cosigned(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
