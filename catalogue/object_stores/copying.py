"""Copying a store into another: what is there already is passed by, so that a copy that was stopped goes on."""

from collections.abc import Callable
from dataclasses import dataclass

from catalogue.errors import SnapshotDamagedError
from catalogue.object_store import ObjectStore
from catalogue.object_stores.errors import StoreCopyError


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy did.

    Args:
        copied: objects that were copied now.
        there: objects that stood there already.
        size: bytes that were copied.
    """

    copied: int
    there: int
    size: int


def copy_store(
    source: ObjectStore, target: ObjectStore, progress: Callable[[str], None] = lambda name: None
) -> Copied:
    """Copy everything that is stored, each object read back where it came to.

    Args:
        source: where it stands.
        target: where it shall stand, too.
        progress: told the name of each object that was copied.

    Raises:
        StoreCopyError: objects were changed where they stood; everything else is copied.
    """
    copied = there = size = 0
    damaged: list[str] = []
    for name in source.names():
        if target.size(name) is not None and target.size(name) == source.size(name):
            there += 1
            continue
        try:
            content = source.get(name)
        except SnapshotDamagedError:
            damaged.append(name)
            continue
        target.put(content)
        target.get(name)
        copied, size = copied + 1, size + len(content)
        progress(name)
    if damaged:
        raise StoreCopyError(tuple(damaged))
    return Copied(copied, there, size)
