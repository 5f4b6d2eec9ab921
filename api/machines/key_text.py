"""The form of a key: `ogk_live_ID_SECRETCHECK`; its check digits tell a mistyped key before anybody is asked.

Only letters and digits: a key is chosen whole by a double click, and a scanner for leaked secrets finds it by its prefix.
Keys of the first form, `ogk_PREFIX_SECRET`, have no check digits and go on working.
"""

import re
import secrets
import string
import zlib
from dataclasses import dataclass
from enum import StrEnum

from api.machines.errors import MistypedKeyError

SCHEME = "ogk"
ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
ID_LENGTH, SECRET_LENGTH, CHECK_LENGTH = 8, 43, 6
"""43 signs of 62 are 256 bits; six hold any CRC32."""
ANY_KEY = re.compile(r"ogk_(?:(?:live|test)_[0-9A-Za-z]{8}_[0-9A-Za-z]{8,}|[0-9a-f]{12}_[0-9A-Za-z-]{8,})")
"""A key of either form wherever it stands in a text, also one that is cut short or mistyped."""

_NEW = re.compile(r"ogk_(live|test)_([0-9A-Za-z]{8})_([0-9A-Za-z]{43})([0-9A-Za-z]{6})")
_FIRST = re.compile(r"ogk_([0-9a-f]{12})_([0-9A-Za-z-]+)")


class Kind(StrEnum):
    """What a key opens: what its organisation may, or examples only."""

    LIVE = "live"
    SANDBOX = "sandbox"


_PREFIXES = {Kind.LIVE: "live", Kind.SANDBOX: "test"}
_KINDS = {prefix: kind for kind, prefix in _PREFIXES.items()}


@dataclass(frozen=True, slots=True)
class KeyText:
    """A key taken apart.

    Args:
        id: what it is known by; no secret.
        secret: what proves that who sends it holds it.
        kind: None for a key of the first form, whose row says it.
    """

    id: str
    secret: str
    kind: Kind | None

    def __repr__(self) -> str:
        """Show the id only: the rest must stand in no log."""
        return f"KeyText({self.id})"


def new_key(kind: Kind) -> tuple[KeyText, str]:
    """Make a key, and give it taken apart and as it is shown."""
    made = KeyText(random_text(ID_LENGTH), random_text(SECRET_LENGTH), kind)
    text = f"{SCHEME}_{_PREFIXES[kind]}_{made.id}_{made.secret}"
    return made, text + check_digits(text)


def read_key(text: str) -> KeyText | None:
    """Take a key apart; None for what is no key at all.

    Raises:
        MistypedKeyError: it looks like a key, and its check digits are not those of the rest.
    """
    if new := _NEW.fullmatch(text):
        prefix, key_id, secret, check = new.groups()
        if check_digits(text[:-CHECK_LENGTH]) != check:
            raise MistypedKeyError
        return KeyText(key_id, secret, _KINDS[prefix])
    first = _FIRST.fullmatch(text)
    if first is None and text.startswith(tuple(f"{SCHEME}_{prefix}_" for prefix in _KINDS)):
        raise MistypedKeyError
    return KeyText(first[1], first[2], None) if first else None


def check_digits(text: str) -> str:
    """Give the CRC32 of a text in six signs of base 62."""
    number, digits = zlib.crc32(text.encode()), ""
    for _ in range(CHECK_LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits


def random_text(length: int) -> str:
    """Give letters and digits that nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
