"""Granting: an agreement is given effect by the owner's policy "granted on request" for its dataset.

There is one such policy for a dataset and owner, with a permission for each agreement that lives. A dataset that no policy
governs so far keeps what its source declares: the rules of its template are written into the policy first.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import simplejson
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select, update

from catalogue import epochs
from catalogue.canonical_json import canonical_json
from policies.activated import policy_of, rebased
from policies.agreements import ENDED, EXPIRED, on_agreement, state_of
from policies.decision import Target
from policies.golden import failing
from policies.in_force import InForce
from policies.marking import mark_governed
from policies.odrl.policy import Policy, Rule
from policies.odrl.profile import PROFILE
from policies.odrl.writing import write_jsonld
from policies.publishing_errors import GoldenRequestsError
from policies.tables import Agreement, PolicyRow, PolicyVersion
from policies.template_rules import template_rules
from schemas.languages import LANGUAGES
from schemas.messages import say

TEMPLATE = "on-request"
ACTIVE, RETIRED = "active", "retired"


@dataclass(frozen=True, slots=True)
class Officers:
    """Who gave effect to an agreement.

    Args:
        author: who granted the request.
        reviewer: who confirmed it; the same where one person may do both.
        sole_officer: whether one person did both although two should.
        note: why, or what else is to be on record.
    """

    author: str
    reviewer: str
    sole_officer: bool = False
    note: str = ""


def give_effect(
    session: Session, agreement: Agreement, target: Target, in_force: InForce, by: Officers, now: datetime
) -> PolicyVersion:
    """Put a version of the owner's policy in force that honours an agreement, beside those that it honoured already.

    Args:
        session: a unit of work in which nobody else grants for this owner.
        agreement: what was agreed.
        target: its dataset, with what its source declares.
        in_force: what is in force.
        by: who did it.
        now: from when.

    Raises:
        GoldenRequestsError: a request that a policy promises to answer would be answered otherwise.
    """
    row = _policy_row(session, agreement, by, now)
    standing = _standing(session, row.id, now)
    iri = in_force.names.iri("policy", row.id)
    kept = tuple(_kept(session, standing, target, in_force, iri, now))
    policy = Policy(iri, "Set", (*kept, on_agreement(agreement, iri, in_force.names)), (PROFILE,), "prohibit")
    failures = failing(session, in_force.names, row.id, policy, now)
    if failures:
        raise GoldenRequestsError(failures)
    made = _version(session, row.id, policy, by, now)
    if standing is not None:
        made.active_to = standing.active_to
        standing.active_to, standing.state = now, RETIRED
        session.add(standing)
    session.add(made)
    session.flush()
    for name in (epochs.RULES, epochs.POLICY, epochs.CATALOGUE):
        epochs.advance(session, name)
    mark_governed(session, now)
    return made


def _policy_row(session: Session, agreement: Agreement, by: Officers, now: datetime) -> PolicyRow:
    """Give the owner's policy of this kind for the dataset; make it where there is none."""
    kind = f"{TEMPLATE}/{agreement.dataset}"
    theirs = select(PolicyRow).where(
        col(PolicyRow.owner) == agreement.assigner, col(PolicyRow.template) == kind
    )
    found = session.exec(theirs.order_by(col(PolicyRow.id))).first()
    if found is not None:  # whoever drafts or activates it waits for us, and we for them
        session.exec(update(PolicyRow).where(col(PolicyRow.id) == found.id).values(id=found.id))
        return found
    title: dict[str, str] = {
        lang: say("access.policy_title", lang, dataset=agreement.dataset) for lang in LANGUAGES
    }
    made = PolicyRow(
        id=f"{TEMPLATE}-{secrets.token_hex(6)}", owner=agreement.assigner, title=title, template=kind,
        created_by=by.author, created_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def _standing(session: Session, policy: str, now: datetime) -> PolicyVersion | None:
    """Give the version of a policy that is in force."""
    open_end: ColumnElement[bool] = or_(
        col(PolicyVersion.active_to).is_(None), col(PolicyVersion.active_to) > now
    )
    those = select(PolicyVersion).where(
        col(PolicyVersion.policy) == policy, col(PolicyVersion.active_from) <= now, open_end
    )
    return session.exec(those.order_by(col(PolicyVersion.version).desc())).first()


def _kept(
    session: Session,
    standing: PolicyVersion | None,
    target: Target,
    in_force: InForce,
    iri: str,
    now: datetime,
) -> Iterator[Rule]:
    """Give the rules that stay: those of the version before, but for agreements that are over, or the template's."""
    if standing is None:
        if not in_force.governs(target.dataset, target.owner):
            yield from template_rules(target, iri, in_force.names)
        return
    start = f"{iri}#agreement-"
    text = simplejson.dumps(standing.document, sort_keys=True)
    for rule in policy_of(rebased(text, in_force.names)).rules:
        agreement = (
            session.get(Agreement, rule.iri.removeprefix(start)) if rule.iri.startswith(start) else None
        )
        if agreement is None or state_of(agreement, now) not in (EXPIRED, ENDED):
            yield rule


def _version(session: Session, policy_id: str, policy: Policy, by: Officers, now: datetime) -> PolicyVersion:
    highest = select(func.max(PolicyVersion.version)).where(col(PolicyVersion.policy) == policy_id)
    number = (session.exec(highest).one() or 0) + 1
    document = json.loads(write_jsonld(policy))
    return PolicyVersion(
        policy=policy_id, version=number, state=ACTIVE, document=document,
        sha256=hashlib.sha256(canonical_json(document).encode()).hexdigest(), note=by.note, author=by.author, recorded_at=now,
        submitted_by=by.author, submitted_at=now, reviewer=by.reviewer, reviewed_at=now, sole_officer=by.sole_officer,
        activated_by=by.reviewer, active_from=now,
    )  # fmt: skip
