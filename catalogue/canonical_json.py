"""Canonical JSON (RFC 8785): the one spelling of a value, so that its hash is the hash of what it says.

Numbers are whole: what we hash has no others, and the spelling of fractions is where implementations differ.
"""

import json
from collections.abc import Mapping, Sequence

Plain = None | bool | int | str | Sequence["Plain"] | Mapping[str, "Plain"]
LARGEST = 2**53 - 1
"""The largest whole number that every reader of JSON keeps."""


def canonical_json(value: Plain) -> str:
    """Write a value in its canonical spelling.

    Raises:
        ValueError: a fraction, a number that readers would round, or half a character.
    """
    text = json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text.encode()  # half a surrogate pair is no text: UnicodeEncodeError is a ValueError
    return text


def _ordered(value: Plain) -> object:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int) and abs(value) <= LARGEST:
        return value
    if isinstance(value, Mapping):
        return {key: _ordered(value[key]) for key in sorted(value, key=_utf16)}
    if isinstance(value, list | tuple):
        return [_ordered(one) for one in value]
    raise ValueError(f"{value!r}: expected text, whole numbers to {LARGEST}, lists and objects")


def _utf16(key: str) -> bytes:
    """Give the order of RFC 8785, 3.2.3: by UTF-16 units, which is not that of the characters."""
    return key.encode("utf-16-be", "surrogatepass")
