"""Recognised callers: whose keys, tokens and sessions were verified a moment ago, so that they are counted as themselves.

What a request says of itself costs nothing to write. So a key's id is believed only of a header or cookie that was verified
as a whole; until then its requests are counted under its address, and nobody can spend what is somebody else's.
"""

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from starlette.types import Scope

from policies.decision import Subject

LASTS = timedelta(minutes=10)
MOST = 10_000
SAYING_WHO = (b"authorization", b"cookie")


@dataclass(frozen=True, slots=True)
class Recognised:
    """As whom a verified caller is counted.

    Args:
        key: id of the key, OAuth client or person.
        organisations: those it speaks for.
        until: when it must be verified anew.
    """

    key: str
    organisations: tuple[str, ...]
    until: datetime


class RecognisedCallers:
    """Remembers verified callers by a keyed hash of what they sent, for some minutes."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._secret = secrets.token_bytes(32)
        self._known: OrderedDict[bytes, Recognised] = OrderedDict()

    def mark(self, scope: Scope) -> bytes:
        """Give the mark of what a request says of who asks; empty where it says nothing."""
        said = [pair for pair in scope["headers"] if pair[0] in SAYING_WHO]
        if not said:
            return b""
        mark = blake2b(key=self._secret, digest_size=16)
        for name, value in said:
            mark.update(b"%s:%d:%s" % (name, len(value), value))
        return mark.digest()

    def find(self, mark: bytes, now: datetime) -> Recognised | None:
        """Give whom a mark was verified to be."""
        found = self._known.get(mark)
        if found is not None and found.until <= now:
            self.forget(mark)
            return None
        return found

    def remember(self, mark: bytes, subject: Subject, now: datetime) -> Recognised:
        """Remember whom a mark was verified to be."""
        key = subject.client or subject.person or subject.id
        known = Recognised(key, tuple(sorted(subject.organisations)), now + LASTS)
        self._known[mark] = known
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return known

    def forget(self, mark: bytes) -> None:
        """Forget a mark that was refused."""
        self._known.pop(mark, None)
