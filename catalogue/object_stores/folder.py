"""A folder as a shelf: a file a key, written beside its place and then moved there."""

import os
from collections.abc import Iterator
from pathlib import Path

_DRAFT = ".part"


class FolderShelf:
    """A folder on a disk of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def where(self) -> str:
        """Give the folder."""
        return str(self.folder)

    def path(self, key: str) -> Path:
        """Give where a key's bytes stand or would stand."""
        return self.folder / key

    def answers(self) -> bool:
        """Say whether the folder is there, or can be made."""
        return self.folder.is_dir() or self.folder.parent.is_dir()

    def size(self, key: str) -> int | None:
        """Give how many bytes stand there; None where none do."""
        target = self.path(key)
        try:
            return target.stat().st_size if target.is_file() else None
        except FileNotFoundError:
            return None

    def read(self, key: str) -> bytes | None:
        """Give the bytes that stand there; None where none do."""
        try:
            return self.path(key).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    def read_range(self, key: str, start: int, length: int) -> bytes | None:
        """Give at most so many bytes from a position on."""
        try:
            with self.path(key).open("rb") as file:
                file.seek(start)
                return file.read(length)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    def write(self, key: str, content: bytes) -> None:
        """Put bytes there, through a file beside it."""
        target = self.path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f"{target.name}.{os.getpid()}-{os.urandom(4).hex()}{_DRAFT}")
        try:
            with draft.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)

    def move(self, key: str, to: str) -> None:
        """Put what stands there elsewhere."""
        target = self.path(to)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            self.path(key).replace(target)
        except FileNotFoundError:
            return

    def remove(self, key: str) -> None:
        """Delete what stands there, if anything does."""
        self.path(key).unlink(missing_ok=True)

    def listing(self, under: str = "") -> Iterator[tuple[str, int]]:
        """Give the keys that begin with some parts; what is being written is left out."""
        begin = self.folder / under
        for file in sorted(begin.rglob("*")) if begin.is_dir() else ():
            if file.name.endswith(_DRAFT):
                continue
            key = file.relative_to(self.folder).as_posix()
            size = self.size(key)
            if size is not None:
                yield key, size
