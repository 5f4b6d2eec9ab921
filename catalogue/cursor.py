"""Cursors: where a page ended, as an opaque text that only the search which gave it can go on from."""

import base64
import binascii
import json
from collections.abc import Sequence

from catalogue.errors import CursorError

Key = str | int


def write_cursor(search: str, keys: Sequence[Key]) -> str:
    """Write the sort keys of a page's last row.

    Args:
        search: fingerprint of what was asked; another search refuses the cursor.
        keys: the row's values in the order of the sort.
    """
    text = json.dumps([search, *keys], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(search: str, cursor: str, like: Sequence[type]) -> list[Key]:
    """Read the keys back.

    Args:
        search: fingerprint of what is asked now.
        cursor: as a page gave it.
        like: the types of the keys.

    Raises:
        CursorError: no page of this search gave it.
    """
    try:
        told = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        raise CursorError(cursor) from None
    if not isinstance(told, list) or told[:1] != [search] or [type(key) for key in told[1:]] != list(like):
        raise CursorError(cursor)
    keys: list[Key] = told[1:]
    return keys
