"""What was done of what duties ask."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from policies.tables import DutyEvent


def performed_by(session: Session, organisations: Collection[str]) -> frozenset[tuple[str, str]]:
    """Give the actions that organisations did, by IRI, each with the dataset it was done for (empty for any)."""
    columns = select(DutyEvent.action, DutyEvent.dataset)
    rows = session.exec(columns.where(col(DutyEvent.organisation).in_(sorted(organisations))))
    return frozenset((action, dataset) for action, dataset in rows)
