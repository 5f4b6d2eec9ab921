"""Merging: two datasets that look like one become one, if the owner of the one that stands says so.

The other dataset becomes a second record of the first and is gone as a dataset; its own source goes on telling of it.
Nothing of the first changes.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from catalogue import epochs
from catalogue.change_tables import CatalogueRecord, MergeProposal
from catalogue.changes import is_public, note_change
from catalogue.identity_errors import MergeRefusedError, ProposalNotFoundError
from catalogue.models import Dataset, Release
from catalogue.scope import Scope

OPEN, ACCEPTED, DECLINED = "open", "accepted", "declined"


def open_proposals(
    session: Session, within: Scope, owners: Collection[str] | None
) -> list[tuple[MergeProposal, Dataset, Dataset]]:
    """Give the proposals that wait for a decision, each with its two datasets.

    Args:
        session: where they are.
        within: the caller's scope of discovery: both datasets must be in it.
        owners: whose datasets stand; None for everybody's.
    """
    first, other = aliased(Dataset), aliased(Dataset)
    visible = select(col(Dataset.id)).where(within.datasets, col(Dataset.gone_at).is_(None))
    wanted = and_(
        col(MergeProposal.state) == OPEN,
        col(MergeProposal.dataset).in_(visible),
        col(MergeProposal.other).in_(visible),
    )
    statement = (
        select(MergeProposal, first, other)
        .join(first, col(first.id) == col(MergeProposal.dataset))
        .join(other, col(other.id) == col(MergeProposal.other))
        .where(wanted)
        .order_by(col(MergeProposal.number))
    )
    rows = [(proposal, one, two) for proposal, one, two in session.exec(statement)]
    return rows if owners is None else [row for row in rows if row[1].publisher in owners]


def find_proposal(
    session: Session, number: int, within: Scope, owners: Collection[str] | None
) -> tuple[MergeProposal, Dataset, Dataset]:
    """Give one proposal that waits for a decision.

    Raises:
        ProposalNotFoundError: there is none, it is decided, or it is none to these owners.
    """
    found = [row for row in open_proposals(session, within, owners) if row[0].number == number]
    if not found:
        raise ProposalNotFoundError(str(number))
    return found[0]


def decline(session: Session, proposal: MergeProposal, now: datetime) -> None:
    """Leave two datasets apart for good, within the caller's transaction."""
    proposal.state, proposal.decided_at = DECLINED, now
    session.add(proposal)


def accept(session: Session, proposal: MergeProposal, now: datetime) -> None:
    """Make a dataset a record of another, within the caller's transaction, which is a publication.

    Raises:
        MergeRefusedError: the other has figures of its own, or not everybody may know of both.
    """
    dataset = session.get_one(Dataset, proposal.dataset)
    other = session.get_one(Dataset, proposal.other)
    _require_mergeable(session, dataset, other)
    rows = select(CatalogueRecord).where(col(CatalogueRecord.dataset) == other.id)
    for record in session.exec(rows).all():
        record.dataset = dataset.id
        session.add(record)
    note_change(session, other.id, "deleted", now, source=other.source, details={"merged_into": dataset.id})
    note_change(session, dataset.id, "updated", now, source=other.source)
    other.gone_at = now
    proposal.state, proposal.decided_at = ACCEPTED, now
    session.add_all((other, proposal))
    epochs.advance(session, epochs.CATALOGUE)


def _require_mergeable(session: Session, dataset: Dataset, other: Dataset) -> None:
    standing = (col(Release.dataset) == other.id, col(Release.state) == "current")
    if session.exec(select(Release.number).where(*standing)).first() is not None:
        raise MergeRefusedError(dataset.id, other.id, "figures", "a record without figures of its own")
    for one in (dataset, other):
        if not is_public(session, one):
            raise MergeRefusedError(
                dataset.id,
                other.id,
                f"{one.id} is not open to everybody",
                "two datasets that everybody may see",
            )
