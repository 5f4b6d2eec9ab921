"""Cursors of the log of changes: sealed, so that they tell nothing of what stands between two entries, and nobody makes one.

The same place gives the same cursor to the same callers: an answer that did not change has the tag that it had.
"""

import base64
import binascii
import json

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from api.people.sealing import key_for
from catalogue.change_reading import Mark
from catalogue.errors import CursorError
from policies.decision import Subject

PURPOSE = "cursors of changes"


def seal_mark(pepper: bytes, mark: Mark, subject: Subject) -> str:
    """Write how far somebody has read."""
    text = json.dumps([mark.position, mark.began, mark.seen, _who(subject)], separators=(",", ":"))
    sealed = AESSIV(key_for(pepper, PURPOSE)).encrypt(text.encode(), None)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def open_mark(pepper: bytes, cursor: str, subject: Subject) -> Mark:
    """Read a cursor back; whoever is another than who got it has read as far, and seen nothing.

    Raises:
        CursorError: no page of this node's log gave it.
    """
    try:
        sealed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        told = json.loads(AESSIV(key_for(pepper, PURPOSE)).decrypt(sealed, None))
    except (ValueError, binascii.Error, InvalidTag):
        raise CursorError(cursor) from None
    position, began, seen, who = told
    return Mark(position, began, seen) if who == _who(subject) else Mark(position, None, "")


def _who(subject: Subject) -> list[object]:
    """Give what decides, besides policies, what a subject may see."""
    networks = None if subject.networks is None else sorted(subject.networks)
    return [subject.id, sorted(subject.organisations), networks, subject.sandbox]
