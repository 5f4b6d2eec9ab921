"""Policies of an organisation, for its people: drafted, looked over, submitted, approved, activated, retired, compared."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Request, Response

from api.accepting import JSON, Representation, chosen
from api.answers import json_response
from api.asking import asked_of, told
from api.deps import GatewayDep, LangDep
from api.people.deps import StaffDoorDep
from api.policies_told import diff_told, in_words, policy_told, report_told, version_told, whole_version
from api.policy_administration import (
    READERS,
    Desk,
    accept,
    bring_into_force,
    drafted,
    hand_in,
    propose,
    redraft,
    take_out_of_force,
    turn_down,
    versions_at,
)
from api.policy_models import (
    ActivationIn,
    ApprovalIn,
    DiffAsked,
    DraftIn,
    LintIn,
    PoliciesAsked,
    PolicyAsked,
    PolicyIn,
    RejectionIn,
    RetirementIn,
    SubmitIn,
)
from policies.lifecycle import policy_in, state_at
from policies.lifecycle_concerned import concerned
from policies.lifecycle_holdings import OwnersNames
from policies.odrl.writing import write_turtle
from policies.publishing import Turn, in_force_now, policies_of, version_of, versions_of_all
from policies.publishing_errors import VersionNotFoundError
from policies.tables import PolicyRow, PolicyVersion

router = APIRouter(prefix="/api/v1/admin/policies", tags=["policies"])

PRIVATE = {"cache-control": "private, no-store"}
JSON_LD = Representation("jsonld", "application/ld+json", charset=False)
TURTLE = Representation("ttl", "text/turtle")
FORMS = (JSON, JSON_LD, TURTLE)
At = datetime | Literal["now"] | None


def desk_of(gateway: GatewayDep, door: StaffDoorDep) -> Desk:
    """Give the desk of whoever asks."""
    return Desk(door, gateway.settings.four_eyes)


@router.get("", openapi_extra=told(PoliciesAsked))
def list_policies(request: Request, gateway: GatewayDep, door: StaffDoorDep) -> Response:
    """List the policies of the organisations where the caller holds a role, with the state of their versions."""
    desk, asked = desk_of(gateway, door), asked_of(PoliciesAsked, request)
    owners = desk.owners()
    if asked.owner:
        desk.require(asked.owner, READERS)
        owners = frozenset({asked.owner})
    there: dict[str, OwnersNames] = {}
    found = []
    rows = policies_of(door.session, owners)
    versions_by_policy = versions_of_all(door.session, rows)
    for row in rows:
        versions = versions_by_policy[row.id]
        names = there.get(row.owner) or there.setdefault(row.owner, desk.there(row.owner))
        if _wanted(desk, versions, names, asked):
            found.append(policy_told(row, versions, names, door.now))
    return json_response({"policies": found, "count": len(found)}, headers=PRIVATE)


def _wanted(
    desk: Desk, versions: tuple[PolicyVersion, ...], there: OwnersNames, asked: PoliciesAsked
) -> bool:
    if asked.state and not any(state_at(one, desk.door.now) == asked.state for one in versions):
        return False
    if not asked.dataset:
        return True
    shown = in_force_now(versions, desk.door.now) or versions[-1]
    about = concerned(desk.door.session, there, policy_in(shown.document), desk.door.now)
    return any(one.id == asked.dataset for one in about)


@router.post("", status_code=201)
def make_policy(body: PolicyIn, gateway: GatewayDep, door: StaffDoorDep, lang: LangDep) -> Response:
    """Make a policy of a template or a document; its first version is a draft, which changes nothing yet."""
    desk = desk_of(gateway, door)
    turn, found = propose(desk, body)
    answer = _whole(desk, turn.policy, turn.versions, turn.versions[-1])
    return json_response({**answer, "lint": report_told(found, lang)}, 201, PRIVATE)


@router.get("/{policy_id}", openapi_extra=told(PolicyAsked))
def read_policy(policy_id: str, request: Request, gateway: GatewayDep, door: StaffDoorDep) -> Response:
    """Give a policy: the version in force, else the newest, in plain words; by Accept as JSON-LD or Turtle."""
    desk = desk_of(gateway, door)
    row = desk.find(policy_id)
    versions = versions_at(desk, row)
    shown = in_force_now(versions, door.now) or versions[-1]
    return _in_form(request, shown, _whole(desk, row, versions, shown))


def _whole(
    desk: Desk, row: PolicyRow, versions: tuple[PolicyVersion, ...], shown: PolicyVersion
) -> dict[str, Any]:
    there = desk.there(row.owner)
    return {
        **policy_told(row, versions, there, desk.door.now),
        "shown": shown.version,
        "in_words": in_words(shown, there),
        "document": shown.document,
    }


def _in_form(request: Request, shown: PolicyVersion, answer: dict[str, Any]) -> Response:  # JSON
    asked = asked_of(PolicyAsked, request)
    form = chosen(FORMS, request.headers.get("accept", ""), asked.format)
    headers = PRIVATE | {"vary": "Accept", "content-type": form.content_type}
    if form is TURTLE:
        return Response(write_turtle(policy_in(shown.document)), headers=headers)
    if form is JSON_LD:
        return json_response(shown.document, headers=headers)
    return json_response(answer, headers=PRIVATE | {"vary": "Accept"})


@router.get("/{policy_id}/versions")
def list_versions(policy_id: str, gateway: GatewayDep, door: StaffDoorDep) -> Response:
    """List the versions of a policy: who did what to each, and when each was in force."""
    desk = desk_of(gateway, door)
    found = [version_told(one, door.now) for one in versions_at(desk, desk.find(policy_id))]
    return json_response({"versions": found, "count": len(found)}, headers=PRIVATE)


@router.get("/{policy_id}/versions/{number}", openapi_extra=told(PolicyAsked))
def read_version(
    policy_id: str, number: int, request: Request, gateway: GatewayDep, door: StaffDoorDep
) -> Response:
    """Give one version of a policy with its rules."""
    desk = desk_of(gateway, door)
    row = desk.find(policy_id)
    shown = version_of(versions_at(desk, row), policy_id, number)
    return _in_form(request, shown, whole_version(shown, desk.there(row.owner), door.now))


@router.get("/{policy_id}/diff", openapi_extra=told(DiffAsked))
def compare_versions(
    policy_id: str, request: Request, gateway: GatewayDep, door: StaffDoorDep, lang: LangDep
) -> Response:
    """Say what differs between two versions, in words and place by place."""
    desk, asked = desk_of(gateway, door), asked_of(DiffAsked, request)
    row = desk.find(policy_id)
    versions = versions_at(desk, row)
    after = versions[-1] if asked.after is None else version_of(versions, policy_id, asked.after)
    before = _before(versions, after, asked.before, door.now)
    return json_response(diff_told(before, after, desk.there(row.owner), lang), headers=PRIVATE)


def _before(
    versions: tuple[PolicyVersion, ...], after: PolicyVersion, asked: int | None, now: datetime
) -> PolicyVersion:
    if asked is not None:
        return version_of(versions, after.policy, asked)
    standing = in_force_now(versions, now)
    if standing is not None and standing is not after:
        return standing
    earlier = [one for one in versions if one.version < after.version]
    if not earlier:
        raise VersionNotFoundError(after.policy, f"before {after.version}")
    return earlier[-1]


@router.post("/{policy_id}/lint")
def look_over(
    policy_id: str,
    gateway: GatewayDep,
    door: StaffDoorDep,
    lang: LangDep,
    body: Annotated[LintIn | None, Body()] = None,
) -> Response:
    """Say what would keep a policy from being in force, and what to look at again; nothing is kept."""
    desk, said = desk_of(gateway, door), body or LintIn()
    row = desk.find(policy_id)
    newest = versions_at(desk, row)[-1]
    given = said.template or said.document is not None
    looked_at = drafted(said, policy_id, desk.there(row.owner)) if given else newest
    found = desk.report(row.owner, policy_id, looked_at, said.ground)
    version = None if given else newest.version
    return json_response({"version": version, **report_told(found, lang)}, headers=PRIVATE)


@router.put("/{policy_id}/draft")
def write_draft(
    policy_id: str, body: DraftIn, gateway: GatewayDep, door: StaffDoorDep, lang: LangDep
) -> Response:
    """Write the draft of a policy, or begin the next version; what was submitted never changes."""
    desk = desk_of(gateway, door)
    turn, row, found = redraft(desk, policy_id, body)
    told_of = whole_version(row, desk.there(turn.policy.owner), door.now)
    return json_response({"policy": policy_id, **told_of, "lint": report_told(found, lang)}, headers=PRIVATE)


@router.post("/{policy_id}/submit")
def submit_draft(
    policy_id: str,
    gateway: GatewayDep,
    door: StaffDoorDep,
    lang: LangDep,
    body: Annotated[SubmitIn | None, Body()] = None,
) -> Response:
    """Hand the draft in for review."""
    turn, row, found = hand_in(desk_of(gateway, door), policy_id, body or SubmitIn())
    return _step(turn, row, lint=report_told(found, lang))


@router.post("/{policy_id}/approve")
def approve_version(
    policy_id: str, gateway: GatewayDep, door: StaffDoorDep, body: Annotated[ApprovalIn | None, Body()] = None
) -> Response:
    """Approve what was submitted; where something is not open, somebody else than whoever wrote it must."""
    turn, row = accept(desk_of(gateway, door), policy_id, body or ApprovalIn())
    return _step(turn, row)


@router.post("/{policy_id}/reject")
def reject_version(policy_id: str, body: RejectionIn, gateway: GatewayDep, door: StaffDoorDep) -> Response:
    """Reject what was submitted, and say why."""
    turn, row = turn_down(desk_of(gateway, door), policy_id, body.note, body.version)
    return _step(turn, row)


@router.post("/{policy_id}/activate")
def activate_version(
    policy_id: str,
    gateway: GatewayDep,
    door: StaffDoorDep,
    lang: LangDep,
    body: Annotated[ActivationIn | None, Body()] = None,
) -> Response:
    """Bring what was approved into force, now or at a time to come, in place of the version that is in force then."""
    said = body or ActivationIn()
    turn, row, replaced, found = bring_into_force(
        desk_of(gateway, door), policy_id, _moment(said.at), said.version
    )
    told_of = [version_told(one, door.now) for one in replaced]
    return _step(turn, row, replaced=told_of, lint=report_told(found, lang))


@router.post("/{policy_id}/retire")
def retire_policy(
    policy_id: str,
    gateway: GatewayDep,
    door: StaffDoorDep,
    body: Annotated[RetirementIn | None, Body()] = None,
) -> Response:
    """Take a policy out of force, now or at a time to come; what sources declare decides again."""
    said = body or RetirementIn()
    turn, ended = take_out_of_force(desk_of(gateway, door), policy_id, _moment(said.at))
    told_of = [version_told(one, door.now) for one in ended]
    return json_response({"policy": turn.policy.id, "retired": told_of}, headers=PRIVATE)


def _moment(at: At) -> datetime | None:
    return None if at == "now" else at


def _step(turn: Turn, row: PolicyVersion, **more: object) -> Response:
    return json_response({"policy": turn.policy.id, **version_told(row, turn.now), **more}, headers=PRIVATE)
