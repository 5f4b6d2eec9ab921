"""Rebuild: the rows of the observations made anew from the release archives, release by release."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from catalogue.archive import read_archive
from catalogue.models import Dataset, ObservationRow, Release
from catalogue.object_store import ObjectStore
from catalogue.releases import ReleaseDraft, close_slot, replace_rows


def rebuild(session: Session, store: ObjectStore) -> int:
    """Replay all releases in the order of their recording within the caller's transaction, and give the rows made.

    Raises:
        SnapshotNotFoundError, SnapshotDamagedError: an archive is missing or was changed; nothing is replaced.
    """
    session.execute(delete(ObservationRow))
    examples = set(session.exec(select(Dataset.id).where(col(Dataset.example))))
    ordered = select(Release).where(col(Release.recorded_from).is_not(None)).order_by(col(Release.number))
    rows = 0
    for release in session.exec(ordered).all():
        observations = tuple(read_archive(store.get(release.archive_sha256)))
        draft = ReleaseDraft(
            slot=release.slot,
            dataset=release.dataset,
            source=release.source,
            mapping=release.mapping,
            observations=observations,
            snapshots=tuple(release.snapshots),
            example=release.dataset in examples,
        )
        if release.recorded_from is not None:
            replace_rows(session, draft, release.id, release.recorded_from)
        rows += len(observations)
    for slot, ended in _retired(session).items():
        close_slot(session, slot, ended)
    return rows


def _retired(session: Session) -> dict[str, datetime]:
    """Give the slots that no release stands in, with the time when the last one ended."""
    releases = session.exec(select(Release).order_by(col(Release.number))).all()
    standing = {release.slot for release in releases if release.state == "current"}
    return {
        one.slot: one.recorded_to
        for one in releases
        if one.slot not in standing and one.recorded_to is not None
    }
