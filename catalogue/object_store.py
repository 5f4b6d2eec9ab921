"""The object store: snapshots and release archives, named by the SHA-256 of their bytes."""

import hashlib
import os
from pathlib import Path

from catalogue.errors import SnapshotDamagedError, SnapshotNotFoundError


def sha256_of(content: bytes) -> str:
    """Give the name of bytes: their SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


class ObjectStore:
    """A folder of files named by their hash; written once, never changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Give where bytes stand or would stand."""
        return self.folder / sha256[:2] / sha256

    def put(self, content: bytes) -> str:
        """Keep bytes and give their name; the same bytes are kept once, and whole or not at all."""
        name = sha256_of(content)
        target = self.path(name)
        if target.exists() and target.stat().st_size == len(content):
            return name
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(f".{os.getpid()}.part")
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
        return name

    def get(self, sha256: str) -> bytes:
        """Give bytes back after checking that they still have their name.

        Raises:
            SnapshotNotFoundError: they are not stored.
            SnapshotDamagedError: they were changed.
        """
        target = self.path(sha256)
        if not target.is_file():
            raise SnapshotNotFoundError(sha256)
        content = target.read_bytes()
        found = sha256_of(content)
        if found != sha256:
            raise SnapshotDamagedError(sha256, found)
        return content

    def __contains__(self, sha256: str) -> bool:
        return self.path(sha256).is_file()
