"""Agreements: what an organisation accepted, from when until when; the policies in force can ask for one."""

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, or_, select, update

from catalogue import epochs
from policies.asking import TERMS
from policies.asking_errors import AccessRequestStateError, AgreementNotFoundError
from policies.names import Names
from policies.odrl.policy import (
    ODRL,
    Condition,
    Constraint,
    Duty,
    Iri,
    LogicalConstraint,
    Named,
    Policy,
    Rule,
)
from policies.odrl.profile import PROFILE
from policies.odrl.vocabulary import OG
from policies.tables import AccessRequest, Agreement

IN_FORCE, TO_COME, EXPIRED, ENDED = "in-force", "to-come", "expired", "ended"
STATES = (IN_FORCE, TO_COME, EXPIRED, ENDED)


def state_of(row: Agreement, now: datetime) -> str:
    """Say how an agreement stands at a moment."""
    if row.ended_at is not None and row.ended_at <= now:
        return ENDED
    if now < row.valid_from:
        return TO_COME
    return EXPIRED if row.valid_to is not None and row.valid_to <= now else IN_FORCE


def agree(session: Session, request: AccessRequest, valid_to: datetime | None, now: datetime) -> Agreement:
    """Make the agreement that a granted request becomes, in force from now on."""
    made = Agreement(
        id=secrets.token_hex(8), dataset=request.dataset, assigner=request.owner, assignee=request.organisation,
        purposes=list(request.purposes), terms=_terms(request.answer), terms_sha256=request.terms_sha256,
        accepted_by=request.asked_by, accepted_at=request.recorded_at, valid_from=now, valid_to=valid_to,
        request=request.id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    epochs.advance(session, epochs.RULES)
    return made


def _terms(answer: Mapping[str, Any]) -> dict[str, Any]:  # the JSON of the terms
    return dict(answer.get(TERMS) or {})


def find_agreement(session: Session, agreement_id: str) -> Agreement:
    """Give an agreement.

    Raises:
        AgreementNotFoundError: there is none.
    """
    row = session.get(Agreement, agreement_id, populate_existing=True)
    if row is None:
        raise AgreementNotFoundError(agreement_id)
    return row


def agreements(
    session: Session, *, owners: Collection[str] = (), askers: Collection[str] = ()
) -> list[Agreement]:
    """Give the agreements that organisations are a party of, the newest first.

    Args:
        session: where the table is.
        owners: those whose datasets they are about.
        askers: those that accepted them.
    """
    theirs = or_(col(Agreement.assigner).in_(sorted(owners)), col(Agreement.assignee).in_(sorted(askers)))
    newest = (col(Agreement.valid_from).desc(), col(Agreement.id))
    return list(session.exec(select(Agreement).where(theirs).order_by(*newest)))


def end(session: Session, row: Agreement, by: str, now: datetime) -> Agreement:
    """End an agreement at once: what rests on it is refused from this moment on.

    Raises:
        AccessRequestStateError: it is over already.
    """
    standing = state_of(row, now)
    lives = update(Agreement).where(col(Agreement.id) == row.id, col(Agreement.ended_at).is_(None))
    done = None
    if standing in (IN_FORCE, TO_COME):
        ended = lives.values(ended_at=now, ended_by=by).execution_options(synchronize_session=False)
        done = session.exec(ended).rowcount
    found = find_agreement(session, row.id)
    if not done:
        raise AccessRequestStateError(row.id, state_of(found, now), (IN_FORCE, TO_COME))
    epochs.advance(session, epochs.RULES)
    return found


def of_purposes(purposes: Collection[str]) -> tuple[Condition, ...]:
    """Give the condition that a purpose is one of some, or a kind of one; none where there are none."""
    each = tuple(Constraint(f"{ODRL}purpose", f"{ODRL}isA", (Iri(one),)) for one in sorted(purposes))
    if len(each) < 2:
        return each
    return (LogicalConstraint("or", each),)


def as_odrl(row: Agreement, names: Names) -> Policy:
    """Give an agreement as ODRL has it."""
    iri = names.iri("agreement", row.id)
    rule = Rule(
        f"{iri}#read",
        "permission",
        (Named(f"{ODRL}read"),),
        (Named(names.iri("dataset", row.dataset)),),
        assigners=(Named(names.iri("organisation", row.assigner)),),
        assignees=(Named(names.iri("organisation", row.assignee)),),
        conditions=(*of_purposes(row.purposes), *_times(row)),
        duties=(Duty("", (Named(f"{ODRL}attribute"),)),),
    )
    return Policy(iri, "Agreement", (rule,), (PROFILE,), "prohibit")


def _times(row: Agreement) -> tuple[Condition, ...]:
    ends = [moment for moment in (row.valid_to, row.ended_at) if moment is not None]
    begins = Constraint(f"{ODRL}dateTime", f"{ODRL}gteq", (row.valid_from,))
    return (begins, *(Constraint(f"{ODRL}dateTime", f"{ODRL}lt", (min(ends),)) for _ in ends[:1]))


def on_agreement(row: Agreement, policy: str, names: Names) -> Rule:
    """Give the rule by which a policy honours an agreement: for its party, while it is in force, for its purposes."""
    asked = Constraint(f"{OG}agreement", f"{ODRL}eq", (Iri(names.iri("agreement", row.id)),))
    return Rule(
        f"{policy}#agreement-{row.id}",
        "permission",
        (Named(f"{OG}discover"), Named(f"{ODRL}read")),
        (Named(names.iri("dataset", row.dataset)),),
        assigners=(Named(names.iri("organisation", row.assigner)),),
        assignees=(Named(names.iri("organisation", row.assignee)),),
        conditions=(asked, *of_purposes(row.purposes)),
    )
