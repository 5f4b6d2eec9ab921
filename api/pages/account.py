"""The page of one's own account: roles, passkeys, codes and sessions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse

from api.pages.sign_in import SEE_OTHER, person_page, to_account
from api.pages.visit import Visit, VisitDep
from api.people import account, signing_in
from api.people.deps import PersonDep, SignedIn, VisitorDep
from api.people.people_errors import CredentialNotFoundError, LastCredentialError, SignInRefusedError
from api.people.sessions import drop_cookie
from api.people.told import NEVER_KEPT
from api.people.work import acting
from api.routes.account import account_told
from catalogue.registry import organisations
from schemas.languages import Text

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """What the forms of the page send.

    Args:
        act: which form it is, a name of `ACTS`.
        id: of the passkey or session.
    """

    act: Annotated[str, Form()]
    id: Annotated[str, Form()] = ""
    ceremony: Annotated[str, Form()] = ""
    secret: Annotated[str, Form(max_length=100)] = ""
    uri: Annotated[str, Form(max_length=600)] = ""
    code: Annotated[str, Form(max_length=60)] = ""


@router.get("/account")
def account_page(visit: VisitDep, visitor: VisitorDep) -> Response:
    """Show one's account, or the way to sign in."""
    if visitor is None:
        return _leave(visit, drop=False)
    return _page(visit, visitor)


@router.post("/account")
def take_act(visit: VisitDep, person: PersonDep, sent: Annotated[Sent, Depends()]) -> Response:
    """Do what a form of the page asks for."""
    act = ACTS.get(sent.act)
    if act is None:
        return _page(visit, person)
    try:
        return act(visit, person, sent)
    except SignInRefusedError:
        uri = sent.uri if sent.uri.startswith("otpauth://totp/") else ""
        kept = {"ceremony": sent.ceremony, "secret": sent.secret, "uri": uri}
        return _page(visit, person, wrong=visit.writer.t("codes.wrong"), begun=kept)
    except LastCredentialError:
        return _page(visit, person, wrong=visit.writer.message("problem.last-credential"))
    except CredentialNotFoundError:
        return to_account(visit)


def _sign_out(visit: Visit, person: SignedIn, sent: Sent) -> Response:
    signing_in.sign_out(visit.gateway, person.cookie, person.person.name, visit.door.request)
    return _leave(visit)


def _everywhere(visit: Visit, person: SignedIn, sent: Sent) -> Response:
    with acting(visit.gateway) as session:
        account.end_all(session, person)
    return _leave(visit)


def _end_session(visit: Visit, person: SignedIn, sent: Sent) -> Response:
    with acting(visit.gateway) as session:
        account.end_one(session, person, sent.id)
    return to_account(visit)


def _remove_passkey(visit: Visit, person: SignedIn, sent: Sent) -> Response:
    with acting(visit.gateway) as session:
        account.remove_passkey(session, person, sent.id)
    return to_account(visit)


def _begin_codes(visit: Visit, person: SignedIn, sent: Sent) -> Response:
    with acting(visit.gateway) as session:
        begun = account.begin_codes(session, person, visit.door.now)
    return _page(visit, person, begun=begun)


def _confirm_codes(visit: Visit, person: SignedIn, sent: Sent) -> Response:
    with acting(visit.gateway) as session:
        made = account.confirm_codes(session, visit.gateway, person, sent.ceremony, sent.code, visit.door.now)
    return person_page(visit, "recovery.html", codes=made)


def _remove_codes(visit: Visit, person: SignedIn, sent: Sent) -> Response:
    with acting(visit.gateway) as session:
        account.remove_codes(session, person)
    return to_account(visit)


ACTS: Mapping[str, Callable[[Visit, SignedIn, Sent], Response]] = {
    "sign-out": _sign_out,
    "everywhere": _everywhere,
    "session-end": _end_session,
    "passkey-remove": _remove_passkey,
    "codes": _begin_codes,
    "codes-confirm": _confirm_codes,
    "codes-remove": _remove_codes,
}


def _leave(visit: Visit, *, drop: bool = True) -> Response:
    answer = RedirectResponse(visit.writer.link("sign-in"), SEE_OTHER, headers=NEVER_KEPT)
    if drop:
        drop_cookie(answer)
    return answer


def _page(
    visit: Visit, person: SignedIn, *, wrong: str = "", begun: dict[str, str] | None = None
) -> Response:
    names = {row.id: Text.of(row.name).in_(visit.lang) for row in organisations(visit.session).values()}
    status = 422 if wrong else 200
    told = account_told(person)
    return person_page(visit, "account.html", status=status, told=told, names=names, wrong=wrong, begun=begun)
