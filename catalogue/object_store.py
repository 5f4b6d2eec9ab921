"""The object store: snapshots and release archives, named by the SHA-256 of their bytes.

What nothing needs any more is first set aside, under the day on which it was: it can still be read, and is brought back
if somebody turns out to need it. So nothing is lost between two who keep and forget the same bytes at the same time.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from catalogue.errors import SnapshotDamagedError, SnapshotNotFoundError
from catalogue.object_stores.errors import StoreUnreachableError
from catalogue.object_stores.folder import FolderShelf
from catalogue.object_stores.shelf import Shelf

ASIDE = "set-aside"
_NAME = re.compile(r"[0-9a-f]{64}")


def sha256_of(content: bytes) -> str:
    """Give the name of bytes: their SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


class ObjectStore:
    """Bytes named by their hash, in a folder or in a bucket; written once, never changed."""

    def __init__(self, shelf: Shelf | Path) -> None:
        self.shelf: Shelf = FolderShelf(shelf) if isinstance(shelf, Path) else shelf

    @property
    def where(self) -> str:
        """The store's address as it may be shown."""
        return self.shelf.where

    def path(self, sha256: str) -> Path:
        """Give where bytes stand or would stand on disk.

        Raises:
            LookupError: the store is no folder.
        """
        if not isinstance(self.shelf, FolderShelf):
            raise LookupError(f"{self.where} is no folder")
        return self.shelf.path(_key(sha256))

    def put(self, content: bytes) -> str:
        """Keep bytes and give their name; the same bytes are kept once, and whole or not at all."""
        name = sha256_of(content)
        if self.shelf.size(_key(name)) != len(content):
            self.shelf.write(_key(name), content)
        return name

    def get(self, sha256: str) -> bytes:
        """Give bytes back after checking that they still have their name.

        Raises:
            SnapshotNotFoundError: they are not stored.
            SnapshotDamagedError: they were changed.
        """
        content = self.as_it_stands(sha256)
        found = sha256_of(content)
        if found != sha256:
            raise SnapshotDamagedError(sha256, found)
        return content

    def as_it_stands(self, sha256: str) -> bytes:
        """Give bytes unchecked, e.g. to keep a copy of what was damaged.

        Raises:
            SnapshotNotFoundError: they are not stored.
        """
        content = self.shelf.read(_key(sha256))
        return self._read_aside(sha256) if content is None else content

    def get_range(self, sha256: str, start: int, length: int) -> bytes:
        """Give at most `length` bytes from `start` on, which no hash can check; fewer where they end before.

        Raises:
            SnapshotNotFoundError: they are not stored.
            ValueError: the range begins or ends before its beginning.
        """
        if start < 0 or length < 0:
            raise ValueError(f"no range: {length} bytes from {start} on")
        part = self.shelf.read_range(_key(sha256), start, length)
        if part is not None:
            return part
        return self._read_aside(sha256)[start : start + length]

    def size(self, sha256: str) -> int | None:
        """Give how many bytes have a name; None where they are not stored."""
        size = self.shelf.size(_key(sha256))
        if size is None:
            return next((bytes_ for name, _, bytes_ in self.set_aside_since() if name == sha256), None)
        return size

    def __contains__(self, sha256: str) -> bool:
        return self.size(sha256) is not None

    def names(self) -> Iterator[str]:
        """Give the names of everything that is stored, what is set aside too, each once."""
        seen: set[str] = set()
        for key, _ in self.shelf.listing():
            name = _named(key)
            if name and name not in seen:
                seen.add(name)
                yield name

    def remove(self, sha256: str) -> None:
        """Delete bytes for good, if they are stored."""
        self.shelf.remove(_key(sha256))
        for name, day, _ in list(self.set_aside_since()):
            if name == sha256:
                self.shelf.remove(_aside(name, day))

    def set_aside(self, sha256: str, day: date) -> None:
        """Put bytes where they are deleted from after a while, if nobody needs them by then."""
        self.shelf.move(_key(sha256), _aside(sha256, day))

    def set_aside_since(self) -> Iterator[tuple[str, date, int]]:
        """Give what is set aside: name, day, and how many bytes."""
        for key, size in self.shelf.listing(ASIDE):
            name = _named(key)
            if name:
                yield name, date.fromisoformat(key.split("/")[1]), size

    def bring_back(self, sha256: str, day: date) -> None:
        """Put bytes that were set aside back to where they are kept."""
        self.shelf.move(_aside(sha256, day), _key(sha256))

    def drop(self, sha256: str, day: date) -> None:
        """Delete for good what was set aside on a day."""
        self.shelf.remove(_aside(sha256, day))

    def probe(self, mark: bytes) -> None:
        """Write bytes, read them, and delete them: what is wrong with the store is said now.

        Args:
            mark: bytes that nobody keeps, e.g. drawn by lot.

        Raises:
            ObjectStoreError: it cannot be used.
        """
        key = f"probe/{sha256_of(mark)}"
        self.shelf.write(key, mark)
        found = self.shelf.read(key)
        self.shelf.remove(key)
        if found != mark:
            raise StoreUnreachableError(self.where, "what was written came back otherwise")
        if self.shelf.size(key) is not None:
            raise StoreUnreachableError(self.where, "what was deleted is still there")

    def answers(self) -> bool:
        """Say whether the store can be reached now."""
        return self.shelf.answers()

    def _read_aside(self, sha256: str) -> bytes:
        for name, day, _ in self.set_aside_since():
            if name == sha256:
                content = self.shelf.read(_aside(name, day))
                # whoever brought it back meanwhile put it where it is kept
                content = self.shelf.read(_key(name)) if content is None else content
                if content is not None:
                    return content
        raise SnapshotNotFoundError(sha256)


def _named(key: str) -> str:
    """Give the name of the bytes that stand under a key; empty where no bytes of ours can."""
    *places, name = key.split("/")
    if not _NAME.fullmatch(name):
        return ""
    if places == [ASIDE, *places[1:2]]:
        return name if _is_day(places[-1]) else ""
    return name if places == [name[:2]] else ""


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _key(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


def _aside(sha256: str, day: date) -> str:
    return f"{ASIDE}/{day.isoformat()}/{sha256}"
