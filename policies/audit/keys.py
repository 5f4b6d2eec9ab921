"""Keys of signed notes (C2SP signed-note): Ed25519, written as one line of text with a name and a key id."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from policies.audit.errors import KeyTextError

ED25519 = 0x01
COSIGNATURE = 0x04
KINDS = (ED25519, COSIGNATURE)
"""Algorithms: of the log's own signature, and of a witness's with its time (C2SP tlog-cosignature)."""

NAME = re.compile(r"[^\s+]+")
_PRIVATE = "PRIVATE+KEY+"
_VERIFIER_FORM = "NAME+ID+KEY, as `ogledalo audit keys` prints it"
_SIGNER_FORM = "PRIVATE+KEY+NAME+ID+KEY, as the node wrote it"


def key_id(name: str, kind: int, public: bytes) -> str:
    """Give the eight hexadecimal digits by which a signature names its key."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key, under the name of who signs with it.

    Args:
        name: e.g. ``node.example/audit``; no space and no plus sign.
        public: 32 bytes.
        kind: `ED25519` or `COSIGNATURE`.
    """

    name: str
    public: bytes
    kind: int = ED25519

    @property
    def id(self) -> str:
        """The key's id."""
        return key_id(self.name, self.kind, self.public)

    def text(self) -> str:
        """Write the key."""
        return f"{self.name}+{self.id}+{_base64(bytes([self.kind]) + self.public)}"

    @classmethod
    def read(cls, text: str) -> "VerifierKey":
        """Read a key.

        Raises:
            KeyTextError: no key of this form, or its id is another's.
        """
        name, kind, public = _parts(text, _VERIFIER_FORM)
        key = cls(name, public, kind)
        if kind not in KINDS or key.text() != text:
            raise KeyTextError(text, _VERIFIER_FORM)
        return key

    def holds(self, signature: bytes, message: bytes) -> bool:
        """Say whether this key made a signature of a message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class SignerKey:
    """A private key; never shown.

    Args:
        name: of who signs.
        seed: 32 random bytes.
    """

    name: str
    seed: bytes = field(repr=False)

    def verifier(self, kind: int = ED25519) -> VerifierKey:
        """Give the public key, for the log's own signatures or for cosignatures."""
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        return VerifierKey(self.name, public, kind)

    def sign(self, message: bytes) -> bytes:
        """Sign."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)

    def text(self) -> str:
        """Write the key for its file."""
        return f"{_PRIVATE}{self.name}+{self.verifier().id}+{_base64(bytes([ED25519]) + self.seed)}"

    @classmethod
    def read(cls, text: str) -> "SignerKey":
        """Read a key from its file; the error does not repeat it.

        Raises:
            KeyTextError: no key of this form, or its id is another's.
        """
        try:
            name, _, seed = _parts(text.removeprefix(_PRIVATE), _SIGNER_FORM)
        except KeyTextError:
            raise KeyTextError("the file's text", _SIGNER_FORM) from None
        key = cls(name, seed)
        if key.text() != text:
            raise KeyTextError("the file's text", _SIGNER_FORM)
        return key


def new_signer(name: str, seed: bytes) -> SignerKey:
    """Make a key of 32 random bytes.

    Raises:
        KeyTextError: a name that a note cannot carry.
    """
    if not NAME.fullmatch(name):
        raise KeyTextError(name, "a name without spaces and plus signs")
    return SignerKey(name, seed)


def _parts(text: str, expected: str) -> tuple[str, int, bytes]:
    name, _, rest = text.partition("+")
    _, _, encoded = rest.partition("+")
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not NAME.fullmatch(name) or len(key) != 33:
        raise KeyTextError(text, expected)
    return name, key[0], key[1:]


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()
