"""Requests for access: an organisation asks a dataset's owner, whose approvers answer."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.access_asking import Wanted, act_of_asker, ask_owner
from api.access_told import NEVER_KEPT, request_told
from api.answers import json_response
from api.asking import Asked, asked_of, in_utc, told
from api.deps import GatewayDep, LangDep
from api.door import Door
from api.errors import ParameterError
from api.granting import LOOKING, Grant, answerable, confirm, grant, refuse, visible_request
from api.people.deps import StaffDoorDep
from api.people.told import administered
from policies import asking
from policies.asking import STATES, RequestPage
from policies.asking_errors import AccessRequestNotFoundError, OrganisationNeededError
from policies.tables import AccessRequest
from schemas.errors import UnknownCodeError
from schemas.languages import Lang

router = APIRouter(prefix="/api/v1", tags=["access"])
RequestId = Annotated[str, Path(max_length=64)]


class AccessRequestIn(BaseModel):
    """What an organisation asks for, and which terms it accepts."""

    model_config = ConfigDict(extra="forbid")

    purposes: Annotated[list[Annotated[str, Field(max_length=300)]], Field(min_length=1, max_length=20)]
    message: str = Field("", max_length=4000, description="to the owner")
    accept_terms: str = Field(max_length=64, description="SHA-256 of the terms, as /terms gives it")
    contact: str = Field("", max_length=300, description="whom the owner can turn to")
    organisation: str = Field(
        "", max_length=100, description="for which the caller asks, where there are several"
    )


class RequestsAsked(Asked):
    """The parameters; an empty one does not narrow the list."""

    state: str = Field("", description="open, proposed, granted, refused, withdrawn or overdue")
    dataset: str = ""
    limit: int = Field(100, ge=1, le=1000)
    cursor: str = Field("", description="next_cursor of the page before")

    def page(self) -> RequestPage:
        """Give the page that is meant, with one row more, which tells whether there is another page."""
        if self.state and self.state not in STATES:
            raise UnknownCodeError("state", self.state, STATES)
        return RequestPage(None, None, self.state, self.dataset, self.cursor, self.limit + 1)


class GrantIn(BaseModel):
    """How a request is granted."""

    model_config = ConfigDict(extra="forbid")

    valid_to: AwareDatetime | None = Field(
        None, description="the first moment at which it is over; open if left out"
    )
    note: str = Field("", max_length=4000, description="to the asker")
    give: bool = Field(True, description="whether a policy gives it effect at once")
    sole_officer: bool = Field(False, description="decide alone, where nobody else could confirm it")
    reason: str = Field("", max_length=2000, description="why one person decides alone")

    def grant(self) -> Grant:
        """Give the grant that is meant."""
        until = in_utc(self.valid_to) if self.valid_to else None
        return Grant(until, self.note, self.give, self.sole_officer, self.reason)


class RefusalIn(BaseModel):
    """Why a request is refused."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=4000, description="what the asker is told")


@router.post("/datasets/{dataset_id}/access-requests", status_code=201)
def make_request(
    dataset_id: str, body: AccessRequestIn, door: StaffDoorDep, gateway: GatewayDep, lang: LangDep
) -> Response:
    """Ask the owner of a dataset for access; a second time the request that waits is given, with 200."""
    wanted = Wanted(body.purposes, body.message, body.accept_terms, body.contact, body.organisation)
    row, is_new = ask_owner(door, dataset_id, wanted, gateway.settings.access_answer_days)
    body_told = request_told(row, door.now, lang, to_owner=False)
    return json_response(body_told, status=201 if is_new else 200, headers=NEVER_KEPT)


@router.get("/access-requests", openapi_extra=told(RequestsAsked))
def list_own(request: Request, door: StaffDoorDep, lang: LangDep) -> Response:
    """List what the caller's organisations asked for."""
    asked = asked_of(RequestsAsked, request)
    if not door.subject.organisations:
        raise OrganisationNeededError("", ())
    return _page(door, asked, lang, askers=door.subject.organisations)


@router.get("/access-requests/{request_id}")
def read_own(request_id: RequestId, door: StaffDoorDep, lang: LangDep) -> Response:
    """Give one request of the caller's organisations."""
    row = _own(door, request_id)
    return json_response(request_told(row, door.now, lang, to_owner=False), headers=NEVER_KEPT)


@router.post("/access-requests/{request_id}/withdraw")
def withdraw_own(request_id: RequestId, door: StaffDoorDep, lang: LangDep) -> Response:
    """Withdraw a request that waits for an answer."""
    row = _own(door, request_id)
    moved = asking.move(door.session, row, asking.WAITING, state=asking.WITHDRAWN, answered_at=door.now)
    act_of_asker(door, "access-request.withdraw", row.id, row.owner)
    return json_response(request_told(moved, door.now, lang, to_owner=False), headers=NEVER_KEPT)


@router.get("/admin/access-requests", openapi_extra=told(RequestsAsked))
def list_inbox(request: Request, door: StaffDoorDep, lang: LangDep) -> Response:
    """List what organisations ask of those on which the caller has a role."""
    asked = asked_of(RequestsAsked, request)
    return _page(door, asked, lang, owners=administered(door, LOOKING))


@router.get("/admin/access-requests/{request_id}")
def read_in_inbox(request_id: RequestId, door: StaffDoorDep, lang: LangDep) -> Response:
    """Give one request for a dataset of an organisation on which the caller has a role."""
    return _to_owner(visible_request(door, request_id), door, lang)


@router.post("/admin/access-requests/{request_id}/grant")
def grant_one(
    request_id: RequestId, body: GrantIn, door: StaffDoorDep, gateway: GatewayDep, lang: LangDep
) -> Response:
    """Grant a request, or propose it (202) where a second person must confirm. Role approver or administrator."""
    row = answerable(door, request_id)
    return _to_owner(grant(door, gateway.settings, row, body.grant()), door, lang)


@router.post("/admin/access-requests/{request_id}/confirm")
def confirm_one(request_id: RequestId, door: StaffDoorDep, lang: LangDep) -> Response:
    """Confirm what another approver proposed. Role approver or administrator."""
    return _to_owner(confirm(door, answerable(door, request_id)), door, lang)


@router.post("/admin/access-requests/{request_id}/refuse")
def refuse_one(request_id: RequestId, body: RefusalIn, door: StaffDoorDep, lang: LangDep) -> Response:
    """Refuse a request, with a reason. Role approver or administrator."""
    if not body.reason.strip():
        raise ParameterError("reason", "nothing", "a sentence that says why")
    return _to_owner(refuse(door, answerable(door, request_id), body.reason.strip()), door, lang)


def _to_owner(row: AccessRequest, door: Door, lang: Lang) -> Response:
    status = 202 if row.state == asking.PROPOSED else 200
    return json_response(request_told(row, door.now, lang, to_owner=True), status=status, headers=NEVER_KEPT)


def _own(door: Door, request_id: str) -> AccessRequest:
    row = asking.find_request(door.session, request_id)
    if row.organisation not in door.subject.organisations:
        raise AccessRequestNotFoundError(request_id)
    return row


def _page(
    door: Door,
    asked: RequestsAsked,
    lang: Lang,
    *,
    owners: frozenset[str] | None = None,
    askers: frozenset[str] | None = None,
) -> Response:
    wanted = replace(asked.page(), owners=owners, askers=askers)
    rows = asking.requests(door.session, wanted, door.now)
    told_of = rows[: asked.limit]
    body = {
        "access_requests": [
            request_told(row, door.now, lang, to_owner=owners is not None) for row in told_of
        ],
        "count": len(told_of),
        "next_cursor": told_of[-1].id if len(rows) > asked.limit else "",
    }
    return json_response(body, headers=NEVER_KEPT)
