"""Administering policies: who may do which step, what is looked at before it, and the entry that it leaves."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from sqlmodel import col, select

from api.door import Door
from api.models import Staff
from api.people.roles import departments
from api.policy_models import ApprovalIn, DraftIn, PolicyIn, SubmitIn
from catalogue import epochs
from catalogue.audit import AuditEntry, record_act
from policies.analysis.legal import NOT_STATED
from policies.decision import Role
from policies.engine import reason_text
from policies.lifecycle import authors, policy_in
from policies.lifecycle_drafts import Draft, from_document, from_template, media_type_of
from policies.lifecycle_holdings import OwnersNames, owners_names
from policies.lifecycle_lint import Bench, LintReport, report
from policies.odrl.findings import LintFinding
from policies.publishing import (
    Turn,
    activate,
    approve,
    create,
    find_policy,
    moment_of,
    new_policy_id,
    promised,
    put_draft,
    reject,
    retire,
    submit,
    turn_on,
    versions_of,
)
from policies.publishing_errors import (
    FourEyesError,
    LegalConfirmationError,
    PolicyRefusedError,
    PolicyTermsError,
)
from policies.roles import organisations_above
from policies.tables import PolicyRow, PolicyVersion
from schemas.languages import Text
from schemas.spelling import nearest, spellings

FourEyes: TypeAlias = Literal["not-public", "always", "never"]
WRITERS = (Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR)
APPROVERS = (Role.APPROVER, Role.ADMINISTRATOR)
READERS = (*WRITERS, Role.AUDITOR)
BY_ROLE = "role/policies"


@dataclass(frozen=True)
class Desk:
    """Where somebody works on policies.

    Args:
        door: theirs; that of whoever runs the node needs no role.
        four_eyes: when somebody else must approve.
        rule: under which acts are permitted.
    """

    door: Door
    four_eyes: FourEyes
    rule: str = BY_ROLE

    @property
    def by(self) -> str:
        """Name of whoever works here."""
        return self.door.subject.id

    def owners(self) -> frozenset[str] | None:
        """Give the organisations whose policies they may see; None for all.

        Raises:
            RoleMissingError: they hold no role anywhere.
        """
        if self.door.everything:
            return None
        mine = frozenset(place for place, role in self.door.subject.roles if role in READERS)
        if not mine:
            self.door.require_role("", READERS)
        return mine

    def require(self, owner: str, roles: tuple[Role, ...]) -> None:
        """Demand a role on an organisation.

        Raises:
            RoleMissingError: they hold none of them there.
        """
        if not self.door.everything:
            self.door.require_role(owner, roles)

    def find(self, policy_id: str) -> PolicyRow:
        """Give a policy that they may see.

        Raises:
            PolicyNotFoundError: there is none, or it is another's.
        """
        return find_policy(self.door.session, policy_id, self.owners())

    def turn(self, policy_id: str, roles: tuple[Role, ...]) -> Turn:
        """Give a policy that they may change, while nobody else does.

        Raises:
            PolicyNotFoundError: there is none, or it is another's.
            RoleMissingError: they may only look at it.
        """
        self.require(self.find(policy_id).owner, roles)
        return turn_on(self.door.session, policy_id, self.owners(), self.by, self.door.now)

    def there(self, owner: str) -> OwnersNames:
        """Give what an owner's policies may speak of."""
        return owners_names(self.door.session, self.door.shelf.names, owner)

    def report(
        self, owner: str, policy_id: str, draft: Draft | PolicyVersion, ground: str = NOT_STATED,
        at: datetime | None = None,
    ) -> LintReport:  # fmt: skip
        """Hold a draft or a version against what is in force as it stands now."""
        door = self.door
        in_force = door.shelf.in_force(door.session, door.now)
        bench = Bench(door.session, self.there(owner), in_force, at or door.now)
        policy = draft.policy if isinstance(draft, Draft) else policy_in(draft.document)
        findings: tuple[LintFinding, ...] = draft.findings if isinstance(draft, Draft) else ()
        return report(bench, policy_id, policy, findings, ground)

    def record(
        self, act: str, policy: PolicyRow, version: PolicyVersion, rules: Collection[str] = (), rule: str = ""
    ) -> None:
        """Put an act on record, in the unit of work that does it."""
        door = self.door
        epoch = epochs.epochs(door.session).get(epochs.RULES, 0)
        entry = AuditEntry(
            self.by, act, f"{policy.id}/{version.version}", permitted=True, rule=rule or self.rule,
            request=door.request, organisation=",".join(sorted(door.subject.organisations)), owner=policy.owner,
            client=door.subject.client, rules=tuple(rules), epoch=epoch,
        )  # fmt: skip
        record_act(door.session, entry, door.now)


def drafted(body: DraftIn, policy_id: str, there: OwnersNames) -> Draft:
    """Make the draft that a body says.

    Raises:
        PolicyDocumentError: its document cannot be read.
        PolicyTermsError: its terms name what is not there.
    """
    if body.document is None:
        return from_template(body.template, body.terms.terms(), policy_id, there)
    document = body.document
    text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    return from_document(text, media_type_of(body.media_type, document), policy_id, there)


def propose(desk: Desk, body: PolicyIn) -> tuple[Turn, LintReport]:
    """Make a policy with its first draft; what is wrong with it is told, and refused when it is submitted.

    Raises:
        PolicyTermsError: there is no such organisation, or a term names what is not there.
        PolicyRefusedError: its document holds words that could not be understood.
    """
    desk.require(body.owner, WRITERS)
    policy_id, there = new_policy_id(), desk.there(body.owner)
    if body.owner not in there.organisations:
        near = nearest(body.owner, {one: spellings((one,)) for one in there.organisations})
        raise PolicyTermsError("owner", body.owner, "id of an organisation", near)
    draft = drafted(body, policy_id, there)
    found = desk.report(body.owner, policy_id, draft)
    _refuse_misread(draft, found)
    title = Text.of({str(lang): text for lang, text in body.title.items()})
    turn = create(desk.door.session, policy_id, body.owner, title, draft, desk.by, desk.door.now, body.note)
    desk.record("policy.create", turn.policy, turn.versions[0])
    return turn, found


def redraft(desk: Desk, policy_id: str, body: DraftIn) -> tuple[Turn, PolicyVersion, LintReport]:
    """Write the draft of a policy, or begin a new version."""
    turn = desk.turn(policy_id, WRITERS)
    draft = drafted(body, policy_id, desk.there(turn.policy.owner))
    found = desk.report(turn.policy.owner, policy_id, draft)
    _refuse_misread(draft, found)
    row = put_draft(turn, draft, body.note)
    desk.record("policy.draft", turn.policy, row)
    return turn, row, found


def _refuse_misread(draft: Draft, found: LintReport) -> None:
    """Refuse a document whose words were not understood: what is stored would no longer show them.

    Raises:
        PolicyRefusedError: reading it, not only publishing it, found violations.
    """
    if draft.misread:
        raise PolicyRefusedError(found)


def hand_in(desk: Desk, policy_id: str, body: SubmitIn) -> tuple[Turn, PolicyVersion, LintReport]:
    """Submit the draft of a policy.

    Raises:
        PolicyRefusedError: lint refuses it.
        LegalConfirmationError: nobody confirmed that the law was looked at.
    """
    turn = desk.turn(policy_id, WRITERS)
    row = turn.wanted("submit", body.version)
    found = desk.report(turn.policy.owner, policy_id, row, body.ground)
    if found.violations:
        raise PolicyRefusedError(found)
    if found.legal_warnings and not body.confirm_legal:
        raise LegalConfirmationError(found)
    submit(turn)
    if found.legal_warnings:
        laws = {f"law/{one.code}" for one in found.legal_warnings}
        desk.record("policy.confirm-legal", turn.policy, row, sorted(laws))
    desk.record("policy.submit", turn.policy, row)
    return turn, row, found


def accept(desk: Desk, policy_id: str, body: ApprovalIn) -> tuple[Turn, PolicyVersion]:
    """Approve what was submitted.

    Raises:
        FourEyesError: whoever wrote or submitted it does, and somebody else must.
    """
    turn = desk.turn(policy_id, APPROVERS)
    row = turn.wanted("approve", body.version)
    alone = _is_own(desk, row) and _demanded(desk, desk.report(turn.policy.owner, policy_id, row))
    if alone:
        _require_sole_officer(desk, turn.policy.owner, row, body)
    note = body.reason if alone else body.note
    approve(turn, note, sole_officer=alone, version=body.version)
    act = "policy.approve-alone" if alone else "policy.approve"
    desk.record(act, turn.policy, row, rule="four-eyes/sole-officer" if alone else "")
    return turn, row


def turn_down(desk: Desk, policy_id: str, note: str, version: int | None) -> tuple[Turn, PolicyVersion]:
    """Reject what was submitted."""
    turn = desk.turn(policy_id, APPROVERS)
    row = reject(turn, note, version=version)
    desk.record("policy.reject", turn.policy, row)
    return turn, row


def bring_into_force(
    desk: Desk, policy_id: str, at: datetime | None, version: int | None
) -> tuple[Turn, PolicyVersion, tuple[PolicyVersion, ...], LintReport]:
    """Activate what was approved, from a moment on.

    Raises:
        PolicyRefusedError: lint refuses it by now.
        FourEyesError: it was approved by whoever wrote it, and by now somebody else must.
        GoldenRequestsError: it breaks a promise.
    """
    turn = desk.turn(policy_id, APPROVERS)
    moment = moment_of(at, desk.door.now)
    row = turn.wanted("activate", version)
    found = desk.report(turn.policy.owner, policy_id, row)
    if found.violations:
        raise PolicyRefusedError(found)
    reviewed_by_author = row.reviewer in (*authors(row), row.submitted_by) and not row.sole_officer
    if reviewed_by_author and _demanded(desk, found):
        raise FourEyesError("own", reason_text("policy_eyes.own"))
    promised(turn, desk.door.shelf.names, row, moment)
    row, replaced = activate(turn, moment, version=version)
    desk.record("policy.activate", turn.policy, row)
    for one in replaced:
        desk.record("policy.replace", turn.policy, one)
    return turn, row, replaced, found


def take_out_of_force(
    desk: Desk, policy_id: str, at: datetime | None
) -> tuple[Turn, tuple[PolicyVersion, ...]]:
    """Retire a policy, from a moment on."""
    turn = desk.turn(policy_id, APPROVERS)
    ended = retire(turn, moment_of(at, desk.door.now))
    for one in ended:
        desk.record("policy.retire", turn.policy, one)
    return turn, ended


def versions_at(desk: Desk, policy: PolicyRow) -> tuple[PolicyVersion, ...]:
    """Give the versions of a policy."""
    return versions_of(desk.door.session, policy.id)


def _is_own(desk: Desk, row: PolicyVersion) -> bool:
    return desk.by in (*authors(row), row.submitted_by)


def _demanded(desk: Desk, found: LintReport) -> bool:
    """Say whether somebody else must approve: unless told otherwise, wherever something is not open to everybody."""
    return desk.four_eyes == "always" or (desk.four_eyes == "not-public" and not found.public)


def _require_sole_officer(desk: Desk, owner: str, row: PolicyVersion, body: ApprovalIn) -> None:
    if not body.sole_officer:
        raise FourEyesError("own", reason_text("policy_eyes.own"))
    if not desk.door.everything and not desk.door.subject.has_role(owner, (Role.ADMINISTRATOR,)):
        raise FourEyesError("administrator", reason_text("policy_eyes.administrator", owner=owner))
    others = approvers(desk, owner) - {desk.by, row.submitted_by, *authors(row)}
    if others:
        raise FourEyesError("others", reason_text("policy_eyes.others", owner=owner, count=str(len(others))))


def approvers(desk: Desk, owner: str) -> frozenset[str]:
    """Give who may approve policies of an organisation, by a role on it or on what it stands under."""
    reaching = (owner, *organisations_above(owner, departments(desk.door.session)))
    roles = [role.value for role in APPROVERS]
    query = select(Staff.name).where(col(Staff.organisation).in_(reaching), col(Staff.role).in_(roles))
    return frozenset(desk.door.session.exec(query))
