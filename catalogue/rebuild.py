"""Rebuild: the rows of the observations made anew from the release archives, release by release, with their history."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from catalogue.archive import read_archive, says_example
from catalogue.models import Dataset, ObservationRow, Release
from catalogue.object_store import ObjectStore
from catalogue.releases import ReleaseDraft, close_slot, replace_rows
from catalogue.withdrawal import remove_rows


def rebuild(session: Session, store: ObjectStore) -> int:
    """Replay all releases in the order of their recording within the caller's transaction, and give the rows made.

    What was closed, retired and withdrawn is so again, at the times at which it was.

    Raises:
        SnapshotNotFoundError, SnapshotDamagedError: an archive is missing or was changed; nothing is replaced.
    """
    session.execute(delete(ObservationRow))
    examples = set(session.exec(select(Dataset.id).where(col(Dataset.example))))
    published = select(Release).where(col(Release.recorded_from).is_not(None)).order_by(col(Release.number))
    releases = session.exec(published).all()
    ended: dict[str, datetime | None] = {}
    rows = 0
    for release in releases:
        if release.recorded_from is None:
            continue
        retired = ended.get(release.slot)
        if retired is not None and retired < release.recorded_from:
            close_slot(session, release.slot, retired)
        draft = _draft(release, store, examples)
        replace_rows(session, draft, release.id, release.recorded_from)
        ended[release.slot] = release.recorded_to
        rows += len(draft.observations)
    for slot, time in ended.items():
        if time is not None:
            close_slot(session, slot, time)
    _withdraw(session, releases)
    return rows


def _draft(release: Release, store: ObjectStore, examples: set[str]) -> ReleaseDraft:
    content = store.get(release.archive_sha256)
    return ReleaseDraft(
        slot=release.slot,
        dataset=release.dataset,
        source=release.source,
        mapping=release.mapping,
        observations=tuple(read_archive(content)),
        snapshots=tuple(release.snapshots),
        example=says_example(content) or release.dataset in examples,
    )


def _withdraw(session: Session, releases: Sequence[Release]) -> None:
    """Take the withdrawn releases' rows out again, in the order in which they were withdrawn."""
    times = {(one.withdrawn_at, one.id, one.slot) for one in releases if one.withdrawn_at is not None}
    for time, release, slot in sorted(times):
        remove_rows(session, release, slot, time)
