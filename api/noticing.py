"""Noticing: everything that organisations must act on, gathered from what stands now."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from catalogue.models import Dataset, Organisation
from catalogue.notices import About, Notice, day, finding_notices, in_order
from connectors.notices import source_notices
from connectors.notices_expected import overdue_notices
from connectors.registered import registered
from policies.tables import AccessRequest, Agreement
from schemas.languages import Text
from schemas.messages import Message

ANSWERED_FOR = timedelta(days=30)
"""How long it is told that a request was answered."""

ENDS_WITHIN = timedelta(days=30)
"""How long before its end an agreement is told of."""


def standing_notices(session: Session, now: datetime, organisation: str = "") -> list[Notice]:
    """Give the notices that stand, of one organisation or of all that the node knows."""
    known = _names(session)
    wanted = {organisation} & known.keys() if organisation else known.keys()
    return in_order(one for one in _every(session, known, now) if one.organisation in wanted)


def _every(session: Session, names: Mapping[str, Text], now: datetime) -> Iterator[Notice]:
    sources = registered(session)
    yield from source_notices(session, sources, now)
    yield from overdue_notices(session, sources, now)
    yield from finding_notices(session)
    yield from _requests(session, names, now)
    yield from _answers(session, now)
    yield from _ending(session, names, now)


def _names(session: Session) -> Mapping[str, Text]:
    rows = session.exec(select(Organisation.id, Organisation.name))
    return {id_: Text.of(name) if name else Text.of(id_) for id_, name in rows}


def _requests(session: Session, names: Mapping[str, Text], now: datetime) -> Iterator[Notice]:
    """Give the requests that wait for their answer, for the owners; who asks is told as an organisation."""
    rows = select(AccessRequest, Dataset.title).join(
        Dataset, col(Dataset.id) == col(AccessRequest.dataset), isouter=True
    )
    for row, title in session.exec(rows.where(col(AccessRequest.state).in_(("open", "proposed")))):
        state = "late" if row.state == "open" and row.answer_by <= now else row.state
        values: dict[str, object] = {
            "dataset": Text.of(title) if title else row.dataset, "request": row.id, "by": day(row.answer_by),
            "asker": names.get(row.organisation, row.organisation), "state": Message(f"notice.state.{state}"),
        }  # fmt: skip
        about = About(dataset=row.dataset, request=row.id)
        path = f"/api/v1/admin/access-requests/{row.id}"
        yield Notice(
            "access-request", row.owner, row.id, about, row.recorded_at, row.recorded_at, path, values
        )


def _answers(session: Session, now: datetime) -> Iterator[Notice]:
    """Give the answers of the last weeks, for the askers; the dataset by its id, which they know since they asked."""
    answered = (
        col(AccessRequest.state).in_(("granted", "refused")),
        col(AccessRequest.answered_at) > now - ANSWERED_FOR,
    )
    for row in session.exec(select(AccessRequest).where(*answered)):
        on = row.answered_at or now
        values: dict[str, object] = {
            "dataset": row.dataset, "request": row.id, "on": day(on), "state": Message(f"notice.state.{row.state}"),
        }  # fmt: skip
        about = About(dataset=row.dataset, request=row.id)
        path = f"/api/v1/access-requests/{row.id}"
        yield Notice("access-answer", row.organisation, row.id, about, on, on, path, values)


def _ending(session: Session, names: Mapping[str, Text], now: datetime) -> Iterator[Notice]:
    """Give the agreements that are about to end and that none follows, for both parties."""
    alive = select(Agreement).where(col(Agreement.ended_at).is_(None), col(Agreement.valid_from) <= now)
    rows = list(session.exec(alive.order_by(col(Agreement.id))))
    for row in rows:
        ends = row.valid_to
        if ends is None or not now < ends <= now + ENDS_WITHIN or any(_follows(one, row) for one in rows):
            continue
        values: dict[str, object] = {
            "dataset": row.dataset, "agreement": row.id, "ends": day(ends),
            "assigner": names.get(row.assigner, row.assigner), "assignee": names.get(row.assignee, row.assignee),
        }  # fmt: skip
        since, about = ends - ENDS_WITHIN, About(dataset=row.dataset, agreement=row.id)
        for party in sorted({row.assigner, row.assignee}):
            path = f"/api/v1/agreements/{row.id}"
            yield Notice("agreement-ending", party, row.id, about, since, since, path, values)


def _follows(one: Agreement, ending: Agreement) -> bool:
    """Say whether an agreement lets the same party go on when another ends."""
    if one.id == ending.id or (one.dataset, one.assignee) != (ending.dataset, ending.assignee):
        return False
    covers = set(ending.purposes) <= set(one.purposes) or not one.purposes
    return covers and (
        one.valid_to is None or (ending.valid_to is not None and one.valid_to > ending.valid_to)
    )
