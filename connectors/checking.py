"""Records are checked by the shapes before they are staged: one by one, or many at once by several processes."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing import get_context
from typing import Protocol

from catalogue.drafts import DatasetDraft
from catalogue.models import Organisation
from catalogue.record_check import check_record
from schemas.findings import Finding
from schemas.places import Place

CHUNK = 25
"""Records that go to a process at once: some 0.4 s of its work."""

WORTH_IT = 100
"""Fewer records are checked here: a process that has to start needs 2 s before it knows the shapes."""

Findings = tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a record is written with before it is checked: who publishes, which places there are, and the time."""

    organisations: Mapping[str, Organisation]
    places: Mapping[str, Place]
    now: datetime


class Check(Protocol):
    """A way of checking records."""

    def __call__(self, drafts: Sequence[DatasetDraft], around: Surroundings) -> list[Findings]:
        """Give what the shapes find in each record."""
        ...


def check_here(drafts: Sequence[DatasetDraft], around: Surroundings) -> list[Findings]:
    """Check records one by one."""
    return [check_record(draft, around.organisations, around.places, around.now) for draft in drafts]


@dataclass
class CheckPool:
    """Checks many records by several processes, each of which reads the shapes once; few are checked here.

    Args:
        processes: how many.
        begun: how many records were handed in until now.
    """

    processes: int
    begun: int = 0
    _pool: ProcessPoolExecutor | None = field(default=None, repr=False)

    def __call__(self, drafts: Sequence[DatasetDraft], around: Surroundings) -> list[Findings]:
        """Give what the shapes find in each record."""
        self.begun += len(drafts)
        if self.processes < 2 or (self._pool is None and self.begun < WORTH_IT):
            return check_here(drafts, around)
        if self._pool is None:
            # a process that is forked would take over locks and connections of this one's threads
            self._pool = ProcessPoolExecutor(self.processes, mp_context=get_context("spawn"))
        chunks = [drafts[start : start + CHUNK] for start in range(0, len(drafts), CHUNK)]
        asked = [self._pool.submit(check_here, chunk, _needed(chunk, around)) for chunk in chunks]
        return [found for one in asked for found in one.result()]

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _needed(drafts: Sequence[DatasetDraft], around: Surroundings) -> Surroundings:
    """Give only the organisations that some records name, with those they stand under, free of any session."""
    wanted = {draft.publisher for draft in drafts}
    found: dict[str, Organisation] = {}
    while wanted:
        name = wanted.pop()
        row = around.organisations.get(name)
        if row is not None and name not in found:
            found[name] = Organisation(**row.model_dump())
            wanted.add(row.parent)
    return Surroundings(found, around.places, around.now)
