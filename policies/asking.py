"""Asking for access: a request of an organisation to a dataset's owner, and the steps until it is answered."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select, update

from policies.asking_errors import AccessRequestNotFoundError, AccessRequestStateError
from policies.purposes import Purpose, purpose_iri, purposes
from policies.tables import AccessRequest
from policies.terms import Terms
from schemas.errors import UnknownCodeError
from schemas.spelling import folded, nearest

OPEN, PROPOSED, GRANTED, REFUSED, WITHDRAWN = "open", "proposed", "granted", "refused", "withdrawn"
OVERDUE = "overdue"
"""What waits for an answer for longer than it should; told by the time and stored nowhere."""

WAITING = (OPEN, PROPOSED)
STATES = (OPEN, PROPOSED, GRANTED, REFUSED, WITHDRAWN, OVERDUE)
TERMS = "accepted_terms"
"""Where the terms that were accepted are kept until there is an agreement."""


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """What is asked.

    Args:
        terms: those that were accepted, of the dataset and its owner.
        organisation: that asks.
        asked_by: who asks for it.
        contact: whom the owner can turn to.
        purposes: IRIs of what for.
        message: to the owner.
        answer_by: until when the owner is to answer.
    """

    terms: Terms
    organisation: str
    asked_by: str
    contact: str
    purposes: tuple[str, ...]
    message: str
    answer_by: datetime


def purposes_named(words: Sequence[str]) -> tuple[str, ...]:
    """Give the purposes that codes or IRIs mean, each once and in order.

    Raises:
        UnknownCodeError: a word is neither a code of ours nor an IRI; the nearest codes are named.
    """
    found = []
    for word in words:
        iri = purpose_iri(word)
        if iri not in purposes() and "://" not in iri:
            called = {one.code: _called(one) for one in purposes().values()}
            raise UnknownCodeError("purpose", word, nearest(word, called) or tuple(called))
        found.append(iri)
    return tuple(sorted(set(found)))


def _called(purpose: Purpose) -> tuple[str, ...]:
    """Give what people may call a purpose, folded."""
    return tuple(folded(one) for one in (purpose.code, *purpose.label.as_dict().values()))


def ask(session: Session, draft: RequestDraft, now: datetime) -> tuple[AccessRequest, bool]:
    """Record a request, or give the one that waits for an answer already; whether it is new is told, too.

    Args:
        session: a unit of work in which nobody else asks for this organisation.
        draft: what is asked.
        now: when.
    """
    waiting = select(AccessRequest).where(
        col(AccessRequest.dataset) == draft.terms.dataset,
        col(AccessRequest.organisation) == draft.organisation,
        col(AccessRequest.state).in_(WAITING),
    )
    for row in session.exec(waiting):
        if tuple(row.purposes) == draft.purposes and row.owner == draft.terms.owner:
            return row, False
    made = AccessRequest(
        id=secrets.token_hex(8), dataset=draft.terms.dataset, owner=draft.terms.owner,
        organisation=draft.organisation, asked_by=draft.asked_by, contact=draft.contact,
        purposes=list(draft.purposes), message=draft.message, terms_sha256=draft.terms.sha256,
        recorded_at=now, answer_by=draft.answer_by, answer={TERMS: draft.terms.stored},
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made, True


def find_request(session: Session, request_id: str) -> AccessRequest:
    """Give a request.

    Raises:
        AccessRequestNotFoundError: there is none.
    """
    row = session.get(AccessRequest, request_id, populate_existing=True)
    if row is None:
        raise AccessRequestNotFoundError(request_id)
    return row


def is_overdue(row: AccessRequest, now: datetime) -> bool:
    """Say whether a request waits for longer than it should."""
    return row.state in WAITING and now > row.answer_by


@dataclass(frozen=True, slots=True)
class RequestPage:
    """Which requests are wanted.

    Args:
        owners: of datasets of these organisations; None for any.
        askers: of these organisations; None for any.
        state: only those in it; empty for all.
        dataset: only those for it; empty for all.
        cursor: id of the last one of the page before; empty for the first page.
        limit: how many at most.
    """

    owners: Collection[str] | None = None
    askers: Collection[str] | None = None
    state: str = ""
    dataset: str = ""
    cursor: str = ""
    limit: int = 100


def requests(session: Session, page: RequestPage, now: datetime) -> list[AccessRequest]:
    """Give requests, the newest first."""
    conditions: list[ColumnElement[bool]] = []
    for column, allowed in ((AccessRequest.owner, page.owners), (AccessRequest.organisation, page.askers)):
        if allowed is not None:
            conditions.append(col(column).in_(sorted(allowed)))
    if page.dataset:
        conditions.append(col(AccessRequest.dataset) == page.dataset)
    if page.state:
        conditions.append(_in_state(page.state, now, to_askers=page.askers is not None))
    last = session.get(AccessRequest, page.cursor) if page.cursor else None
    if last is not None:
        conditions.append(_after(last))
    newest = (col(AccessRequest.recorded_at).desc(), col(AccessRequest.id))
    return list(session.exec(select(AccessRequest).where(*conditions).order_by(*newest).limit(page.limit)))


def _after(last: AccessRequest) -> ColumnElement[bool]:
    same = and_(col(AccessRequest.recorded_at) == last.recorded_at, col(AccessRequest.id) > last.id)
    return or_(col(AccessRequest.recorded_at) < last.recorded_at, same)


def _in_state(state: str, now: datetime, *, to_askers: bool) -> ColumnElement[bool]:
    """Give the condition of a state; what the owner's people propose among themselves is open to who asks."""
    if to_askers and state in WAITING:
        return col(AccessRequest.state).in_(WAITING if state == OPEN else ())
    if state == OVERDUE:
        return and_(col(AccessRequest.state).in_(WAITING), col(AccessRequest.answer_by) < now)
    return col(AccessRequest.state) == state


def move(session: Session, row: AccessRequest, allowed: Collection[str], **changes: Any) -> AccessRequest:
    """Take a request a step further, and give it as it stands then; of two who try at once one does.

    Args:
        session: the unit of work.
        row: the request.
        allowed: the states in which the step can be taken.
        changes: columns and what they become.

    Raises:
        AccessRequestStateError: it stands otherwise.
    """
    step = update(AccessRequest).where(
        col(AccessRequest.id) == row.id, col(AccessRequest.state).in_(sorted(allowed))
    )
    done = session.exec(step.values(**changes).execution_options(synchronize_session=False))
    standing = find_request(session, row.id)
    if not done.rowcount:
        raise AccessRequestStateError(row.id, standing.state, sorted(allowed))
    return standing
