"""A shelf: keeps bytes under keys, whole or not at all, and knows nothing of what they are."""

from collections.abc import Iterator
from typing import Protocol


class Shelf(Protocol):
    """A folder, or a bucket; a key is parts joined by slashes, e.g. ``ab/ab12...``.

    Each method raises an ObjectStoreError where the shelf cannot be reached, and an OSError where a folder cannot be used.
    """

    @property
    def where(self) -> str:
        """Give its address as it may be shown."""
        ...

    def answers(self) -> bool:
        """Say, soon and without an error, whether it can be reached now."""
        ...

    def size(self, key: str) -> int | None:
        """Give how many bytes stand there; None where none do."""
        ...

    def read(self, key: str) -> bytes | None:
        """Give the bytes that stand there; None where none do."""
        ...

    def read_range(self, key: str, start: int, length: int) -> bytes | None:
        """Give at most so many bytes from a position on; none from behind the end; None where no bytes stand there."""
        ...

    def write(self, key: str, content: bytes) -> None:
        """Put bytes there; whoever reads sees what was there before, or all of them."""
        ...

    def move(self, key: str, to: str) -> None:
        """Put what stands there elsewhere; nothing happens where nothing stands there."""
        ...

    def remove(self, key: str) -> None:
        """Delete what stands there, if anything does."""
        ...

    def listing(self, under: str = "") -> Iterator[tuple[str, int]]:
        """Give the keys that begin with some parts, and how many bytes each has."""
        ...
