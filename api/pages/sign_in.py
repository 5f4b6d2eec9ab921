"""The pages of signing in: who has no passkey writes name and code; both work in any order of clicks and without scripts.

The second page is the same for every name, whether somebody has it or not.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from api.oidc.registry import providers
from api.pages.rendering import versioned
from api.pages.visit import Visit, VisitDep
from api.people import signing_in
from api.people.address import Address
from api.people.deps import VisitorDep
from api.people.people_errors import SignInRefusedError, TooManyTriesError
from api.people.sessions import set_cookie
from api.people.signing_in import Opened
from api.people.told import NEVER_KEPT
from api.routes.sign_in import ArrivalDep, require_safe_place

router = APIRouter(include_in_schema=False)
SEE_OTHER = 303


def person_page(visit: Visit, template: str, *, status: int = 200, **context: object) -> Response:
    """Write a page that nobody keeps, with the script of passkeys."""
    script = Markup('<script src="{}" defer></script>').format(versioned("passkeys.js"))
    answer = visit.page(template, status=status, passkey_script=script, **context)
    answer.headers.update(NEVER_KEPT)
    return answer


def to_account(visit: Visit, made: Opened | None = None) -> Response:
    """Send the reader to their account, with the cookie of a session that was begun."""
    answer = RedirectResponse(visit.writer.link("account"), SEE_OTHER, headers=NEVER_KEPT)
    if made is not None:
        set_cookie(answer, visit.gateway, made.cookie)
    return answer


@router.get("/sign-in")
def sign_in_page(visit: VisitDep, visitor: VisitorDep) -> Response:
    """Show the ways of signing in."""
    if visitor is not None:
        return to_account(visit)
    secure = Address.of(visit.gateway.settings).secure
    return person_page(
        visit,
        "sign_in.html",
        status=200 if secure else 403,
        secure=secure,
        name=None,
        wrong="",
        providers=providers(visit.session),
    )


@router.get("/sign-in/code")
def begin_again(visit: VisitDep) -> Response:
    """Send who comes to the second page by its address, such as for another language, to the first one."""
    return RedirectResponse(visit.writer.link("sign-in"), SEE_OTHER, headers=NEVER_KEPT)


@router.post("/sign-in", dependencies=[Depends(require_safe_place)])
def ask_for_code(visit: VisitDep, name: Annotated[str, Form(max_length=200)]) -> Response:
    """Ask for the code that goes with a name."""
    return person_page(visit, "sign_in.html", secure=True, name=name.strip(), wrong="")


@router.post("/sign-in/code", dependencies=[Depends(require_safe_place)])
def take_code(
    visit: VisitDep, arrival: ArrivalDep, name: Annotated[str, Form(max_length=200)],
    code: Annotated[str, Form(max_length=60)],
) -> Response:  # fmt: skip
    """Sign in with a name and a code."""
    try:
        return to_account(visit, signing_in.sign_in_with_code(visit.gateway, arrival, name, code))
    except SignInRefusedError:
        status, wrong = 401, visit.writer.t("sign-in.wrong")
    except TooManyTriesError as error:
        status, wrong = 429, visit.writer.t("sign-in.locked", moment=visit.writer.moment(error.until))
    return person_page(visit, "sign_in.html", status=status, secure=True, name=name.strip(), wrong=wrong)
