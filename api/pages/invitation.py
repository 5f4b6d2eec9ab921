"""The page of an invitation: choose a name, and a passkey or one-time codes to sign in with."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response

from api.pages.sign_in import person_page, to_account
from api.pages.visit import Visit, VisitDep
from api.people import accepting, signing_in
from api.people.accepting import Answer
from api.people.address import Address
from api.people.deps import SignedIn, VisitorDep
from api.people.invitations import open_invitation
from api.people.people_errors import (
    LoginNameError,
    LoginNameTakenError,
    NotSignedInError,
    SignInRefusedError,
)
from api.people.persons import person_of
from api.people.sessions import set_cookie
from api.people.signing_in import Arrival
from api.people.work import acting
from api.routes.sign_in import ArrivalDep, require_safe_place
from catalogue.models import Organisation
from schemas.languages import Text

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """What the forms of the page send.

    Args:
        act: ``codes`` (begin), ``confirm`` or ``join``.
    """

    act: Annotated[str, Form()]
    name: Annotated[str, Form(max_length=200)] = ""
    ceremony: Annotated[str, Form()] = ""
    secret: Annotated[str, Form(max_length=100)] = ""
    uri: Annotated[str, Form(max_length=600)] = ""
    code: Annotated[str, Form(max_length=60)] = ""


@router.get("/invitation/{token}")
def invitation_page(token: str, visit: VisitDep, visitor: VisitorDep) -> Response:
    """Show what somebody is invited to."""
    return _page(visit, visitor, token)


@router.post("/invitation/{token}", dependencies=[Depends(require_safe_place)])
def take_answer(
    token: str, visit: VisitDep, visitor: VisitorDep, arrival: ArrivalDep, sent: Annotated[Sent, Depends()]
) -> Response:
    """Begin or confirm one-time codes, or accept as who is signed in."""
    now, gateway = visit.door.now, visit.gateway
    try:
        if sent.act == "join":
            return _join(visit, visitor, token)
        if sent.act == "confirm":
            return _confirm(visit, arrival, token, sent)
        with acting(gateway) as session:
            begun = accepting.begin_codes(session, gateway, token, sent.name, now)
        return _page(visit, visitor, token, begun=begun)
    except SignInRefusedError:
        kept = {"ceremony": sent.ceremony, "secret": sent.secret, "uri": sent.uri}
        return _page(visit, visitor, token, wrong=visit.writer.t("codes.wrong"), begun=kept)
    except (LoginNameError, LoginNameTakenError) as error:
        key = "invitation.name.taken" if isinstance(error, LoginNameTakenError) else "invitation.name.hint"
        return _page(visit, visitor, token, wrong=visit.writer.t(key), name=sent.name)


def _join(visit: Visit, visitor: SignedIn | None, token: str) -> Response:
    if visitor is None:
        raise NotSignedInError
    answer = Answer(token, "", visit.door.now, request=visit.door.request)
    with acting(visit.gateway) as session:
        accepting.join(session, visit.gateway, answer, visitor.person)
    return to_account(visit)


def _confirm(visit: Visit, arrival: Arrival, token: str, sent: Sent) -> Response:
    answer = Answer(token, sent.ceremony, visit.door.now, request=visit.door.request)
    made = signing_in.accept_with_codes(visit.gateway, arrival, answer, sent.code)
    page = person_page(visit, "recovery.html", codes=made.recovery)
    set_cookie(page, visit.gateway, made.cookie)
    return page


def _page(
    visit: Visit, visitor: SignedIn | None, token: str, *, wrong: str = "", name: str = "",
    begun: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    invitation = open_invitation(visit.session, visit.gateway, token, visit.door.now)
    person = person_of(visit.session, invitation.person)
    organisation = visit.session.get(Organisation, invitation.organisation)
    called = Text.of(organisation.name).in_(visit.lang) if organisation else invitation.organisation
    secure = Address.of(visit.gateway.settings).secure
    status = 403 if not secure else 422 if wrong else 200
    return person_page(
        visit, "invitation.html", status=status, secure=secure, token=token, role=invitation.role,
        organisation=called, known=person.name if person else "", visitor=visitor, wrong=wrong, name=name,
        begun=_shown_again(begun),
    )  # fmt: skip


def _shown_again(begun: dict[str, str] | None) -> dict[str, str] | None:
    """Keep an address that was sent with the form only if it is one for codes: it becomes a link."""
    if begun is None:
        return None
    return begun | {"uri": begun["uri"] if begun["uri"].startswith("otpauth://totp/") else ""}
