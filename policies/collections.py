"""Collections of an owner's datasets, which policies can name: what belongs to one, from when until when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from catalogue import epochs
from policies.in_force import OWNERS_ALL
from policies.marking import mark_governed
from policies.memberships import checked_times, end, overlap
from policies.network_errors import (
    GroupExistsError,
    GroupNotFoundError,
    MembershipNotFoundError,
    MembershipTimeError,
)
from policies.tables import AssetCollection, AssetMembership

KIND = "collection"


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """That a dataset belongs to a collection.

    Args:
        dataset: its id; that it is the owner's was checked.
        collection: id of the collection.
        valid_from: the first moment; None for always.
        valid_to: the first moment at which it is over; None for open.
        recorded_by: who says so.
    """

    dataset: str
    collection: str
    valid_from: datetime | None
    valid_to: datetime | None
    recorded_by: str


def add_collection(session: Session, collection: AssetCollection) -> AssetCollection:
    """Register a collection.

    Raises:
        GroupExistsError: the id is taken, or begins as those do that stand for all that an owner has.
    """
    if collection.id.startswith(OWNERS_ALL) or session.get(AssetCollection, collection.id) is not None:
        raise GroupExistsError(KIND, collection.id)
    session.add(collection)
    session.flush()
    epochs.advance(session, epochs.RULES)
    return collection


def collections(session: Session, owners: Collection[str]) -> list[AssetCollection]:
    """Give the collections of some organisations, by id."""
    theirs = select(AssetCollection).where(col(AssetCollection.owner).in_(sorted(owners)))
    return list(session.exec(theirs.order_by(col(AssetCollection.id))))


def find_collection(session: Session, collection_id: str, owners: Collection[str]) -> AssetCollection:
    """Give a collection of some organisations.

    Raises:
        GroupNotFoundError: there is none, or it is somebody else's: the same answer.
    """
    row = session.get(AssetCollection, collection_id)
    if row is None or row.owner not in owners:
        raise GroupNotFoundError(KIND, collection_id)
    return row


def items(session: Session, collection_id: str) -> list[AssetMembership]:
    """Give what belongs to a collection or did, in the order in which it was recorded."""
    those = select(AssetMembership).where(col(AssetMembership.collection) == collection_id)
    return list(session.exec(those.order_by(col(AssetMembership.number))))


def add_item(session: Session, draft: ItemDraft, now: datetime) -> AssetMembership:
    """Record that a dataset belongs to a collection.

    Raises:
        MembershipTimeError: it ends before it begins, or overlaps one that is on record.
    """
    checked_times(draft.valid_from, draft.valid_to)
    for row in items(session, draft.collection):
        times = (row.valid_from, row.valid_to)
        if row.dataset == draft.dataset and overlap(times, (draft.valid_from, draft.valid_to)):
            found = draft.valid_from.isoformat() if draft.valid_from else "always"
            raise MembershipTimeError("valid_from", found, f"outside membership {row.number}")
    made = AssetMembership(
        dataset=draft.dataset, collection=draft.collection, valid_from=draft.valid_from, valid_to=draft.valid_to,
        recorded_by=draft.recorded_by, recorded_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    _changed(session, now)
    return made


def end_item(
    session: Session, collection_id: str, number: int, at: datetime, now: datetime
) -> AssetMembership:
    """Let a dataset leave a collection at a time.

    Raises:
        MembershipNotFoundError: the collection has none of that number.
        MembershipTimeError: the time is past, or it is over by then.
    """
    row = session.get(AssetMembership, number)
    if row is None or row.collection != collection_id:
        raise MembershipNotFoundError(f"{collection_id}/{number}")
    end(row, at, now)
    session.add(row)
    session.flush()
    _changed(session, now)
    return row


def _changed(session: Session, now: datetime) -> None:
    """Tell every process: what governs a dataset may be another policy now."""
    for name in (epochs.RULES, epochs.POLICY, epochs.CATALOGUE):
        epochs.advance(session, name)
    mark_governed(session, now)
