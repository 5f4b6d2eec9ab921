"""Rehearsing at the door: what is to be tried out, for whom, on which requests of the past; stored to be shown again."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from api.door import Door
from api.past_clients import clients_of
from api.people.acts import COMMAND_LINE
from api.representations.times import rfc3339
from catalogue import epochs
from catalogue.audit import AuditEntry, record_act
from policies.activated import policy_of
from policies.decision import Role
from policies.golden import failing_after
from policies.in_force import InForce
from policies.lifecycle_drafts import from_document, media_type_of, sha256_of
from policies.lifecycle_holdings import owners_names
from policies.loading import load_in_force
from policies.odrl.findings import LintFinding
from policies.odrl.policy import Policy
from policies.rehearsal.changes import Change, base_of
from policies.rehearsal.errors import NothingToRehearseError, NotRehearsedError, RehearsalError
from policies.rehearsal.logged import LoggedRequest, logged_requests, organisations_in
from policies.rehearsal.personas import Persona, check_personas, standard_personas
from policies.rehearsal.rehearsing import Past, rehearse
from policies.rehearsal.report import report_of
from policies.tables import GoldenRequest, PolicyRow, PolicyVersion, SimulationRow
from schemas.languages import Lang
from schemas.messages import say

Json = dict[str, Any]  # an answer's object

ANY_ROLE = tuple(Role)
BEFORE_ACTIVE = ("draft", "review", "approved")
NEW = "new-policy"
"""Begins the name of a policy that has none yet."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be rehearsed.

    Args:
        policy: id of a policy; empty for a new one.
        document: JSON-LD, or a text; None for the policy's own draft.
        owner: of a new one.
        retire: whether the policy would be retired.
        personas: for whom; the usual ones where none are named.
        days: of how many days past requests are judged again.
        at: the time at which everything is judged.
    """

    policy: str
    document: Mapping[str, Any] | str | None
    owner: str
    retire: bool
    personas: tuple[Persona, ...] | None
    days: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A change with where it was taken from."""

    change: Change
    sha256: str
    findings: tuple[LintFinding, ...] = ()


def policy_row(door: Door, policy_id: str, roles: tuple[Role, ...] = ANY_ROLE) -> PolicyRow:
    """Give a policy of an organisation on which the caller holds a role.

    Raises:
        NotRehearsedError: there is none, or it is somebody else's: the same answer.
        RoleMissingError: the caller holds another role there.
    """
    row = door.session.get(PolicyRow, policy_id)
    if row is None or not may_see(door, row.owner):
        raise NotRehearsedError("policy", policy_id)
    if not door.everything:
        door.require_role(row.owner, roles)
    return row


def may_see(door: Door, owner: str) -> bool:
    """Say whether a caller may see what an organisation tries out: who runs the node, or holds a role on it."""
    return door.everything or door.subject.has_role(owner, ANY_ROLE)


def simulate(door: Door, asked: Asked) -> SimulationRow:
    """Rehearse a change, and keep what was found.

    Raises:
        NotRehearsedError: no such policy, or somebody else's.
        NothingToRehearseError: it has no draft, or is not in force.
        PersonaError: a persona belongs to what there is not.
        PolicyDocumentError: the document cannot be read.
    """
    before = _in_force(door, asked.at)
    found = _change(door, asked, before)
    owners = before.parties.with_departments(frozenset({found.change.owner}))
    past = _past(door, owners, asked.days)
    personas = asked.personas
    if personas is None:
        personas = standard_personas(door.session, before, owners, organisations_in(past.logged))
    check_personas(door.session, personas)
    rehearsal = rehearse(door.session, before, found.change, personas, past, asked.at)
    promised = list(door.session.exec(select(GoldenRequest).order_by(col(GoldenRequest.id))))
    failures = failing_after(door.session, found.change, before, promised, asked.at)
    report = report_of(rehearsal) | {
        "at": rfc3339(asked.at),
        "base": base_of(before, asked.at),
        "judged_now": asked.at == door.now,
        "golden": [one.as_json() for one in failures],
        "findings": [_finding(one) for one in found.findings],
    }
    return _kept(door, found, report)


def _in_force(door: Door, at: datetime) -> InForce:
    if at == door.now:
        return door.in_force
    return load_in_force(door.session, door.in_force.names, at, door.in_force.epoch)


def _change(door: Door, asked: Asked, before: InForce) -> Rehearsed:
    """Give what is to change, of the three things that can be asked for."""
    if asked.document is not None and not asked.policy:
        if not asked.owner:
            raise RehearsalError("owner", "", "the organisation that the document is of")
        if not door.everything:
            door.require_role(asked.owner, ANY_ROLE)
        return _of_document(door, asked.document, f"{NEW}-{secrets.token_hex(4)}", asked.owner)
    if not asked.policy:
        raise RehearsalError("policy", "", "one of policy, document with owner, or retire")
    row = policy_row(door, asked.policy)
    if asked.owner and asked.owner != row.owner:
        raise NotRehearsedError("policy", asked.policy)
    if asked.retire:
        return _retired(row, before)
    if asked.document is not None:
        return _of_document(door, asked.document, row.id, row.owner)
    return _drafted(door, row)


def _retired(row: PolicyRow, before: InForce) -> Rehearsed:
    if all(one.id != row.id for one in before.listed):
        raise NothingToRehearseError(row.id, "a policy that is in force, to be retired")
    return Rehearsed(Change(row.id, row.owner, None), "")


def _of_document(door: Door, document: Mapping[str, Any] | str, policy: str, owner: str) -> Rehearsed:
    text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    media_type = media_type_of(_looks_like(document), document)
    there = owners_names(door.session, door.in_force.names, owner, door.in_force.parties)
    draft = from_document(text, media_type, policy, there)
    return Rehearsed(Change(policy, owner, draft.policy), draft.sha256, draft.findings)


def _looks_like(document: Mapping[str, Any] | str) -> str:
    """Give the format of a document that does not say it: an object or list is JSON-LD, everything else Turtle."""
    if not isinstance(document, str) or document.lstrip()[:1] in ("{", "["):
        return "application/ld+json"
    return "text/turtle"


def _drafted(door: Door, row: PolicyRow) -> Rehearsed:
    """Give the newest version that is not in force yet."""
    query = (
        select(PolicyVersion)
        .where(col(PolicyVersion.policy) == row.id, col(PolicyVersion.state).in_(BEFORE_ACTIVE))
        .order_by(col(PolicyVersion.version).desc())
    )
    version = door.session.exec(query).first()
    if version is None:
        raise NothingToRehearseError(row.id, "a policy with a draft, or a document beside it")
    policy: Policy = policy_of(json.dumps(version.document, sort_keys=True))
    return Rehearsed(
        Change(row.id, row.owner, policy, version.version), version.sha256 or sha256_of(version.document)
    )


def _past(door: Door, owners: frozenset[str], days: int) -> Past:
    since = door.now - timedelta(days=days)
    logged: Mapping[LoggedRequest, int] = {}
    if days:
        door.audit.flush_or_tell()
        with door.audit.engine.connect() as connection:
            logged = logged_requests(connection, owners, since)
    return Past(days, since, logged, clients_of(door.session))


def _finding(one: LintFinding) -> Json:
    return {
        "code": one.code, "severity": one.severity, "pointer": one.written.pointer, "line": one.written.line or None,
        "found": one.found, "words": {lang: one.sentence(lang) for lang in ("en", "sl", "hr")},
    }  # fmt: skip


def _kept(door: Door, found: Rehearsed, report: Json) -> SimulationRow:
    new = found.change.policy.startswith(NEW)
    rule = COMMAND_LINE if door.everything else "role/any"
    row = SimulationRow(
        id=secrets.token_hex(8), policy="" if new else found.change.policy, sha256=found.sha256,
        epoch=door.in_force.epoch, report=report | ({"policy": None} if new else {}), recorded_by=door.subject.id,
        recorded_at=door.now,
    )  # fmt: skip
    door.session.commit()  # what was read may be old by now: SQLite lets nobody write on the ground of it
    door.session.add(row)
    act = AuditEntry(
        door.subject.id, "policy.simulate", row.id, permitted=True, rule=rule, request=door.request,
        owner=found.change.owner, client=door.subject.client, epoch=row.epoch,
    )  # fmt: skip
    record_act(door.session, act, door.now)
    return row


def find_simulation(door: Door, simulation_id: str) -> SimulationRow:
    """Give a rehearsal that was kept.

    Raises:
        NotRehearsedError: there is none, or it is somebody else's: the same answer.
    """
    row = door.session.get(SimulationRow, simulation_id)
    if row is None or not may_see(door, str(row.report.get("owner", ""))):
        raise NotRehearsedError("simulation", simulation_id)
    return row


def list_simulations(door: Door, policy_id: str) -> Sequence[SimulationRow]:
    """Give the rehearsals of a policy, the newest first."""
    query = select(SimulationRow).where(col(SimulationRow.policy) == policy_id)
    return door.session.exec(
        query.order_by(col(SimulationRow.recorded_at).desc(), col(SimulationRow.id))
    ).all()


def is_stale(door: Door, row: SimulationRow) -> bool:
    """Say whether something else is in force by now than what a rehearsal began with."""
    epoch = epochs.epochs(door.session).get(epochs.RULES, 0)
    if row.epoch != epoch:
        return True
    return bool(row.report["judged_now"]) and row.report["base"] != base_of(door.in_force, door.now)


def simulation_told(door: Door, row: SimulationRow, lang: Lang) -> Json:
    """Tell a rehearsal in a language."""
    stale = is_stale(door, row)
    report = {name: value for name, value in row.report.items() if name not in ("base", "judged_now")}
    words = [*([say("rehearsal.stale", lang)] if stale else []), *report["words"][lang]]
    findings = [{**one, "words": one["words"][lang]} for one in report["findings"]]
    return {
        "id": row.id,
        "document_sha256": row.sha256 or None,
        "base_epoch": row.epoch,
        "recorded_at": rfc3339(row.recorded_at),
        "stale": stale,
        **report,
        "findings": findings,
        "words": words,
    }
