"""Signing in through an external identity provider: out to it, and back with its answer."""

from http import HTTPStatus
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import QueryParams

from api.deps import DoorDep, GatewayDep
from api.door import Door
from api.gateway import Gateway
from api.oidc.arrival import Arrival, arrive
from api.oidc.attempt import CALLBACK, COOKIE, LASTS, Attempt, require_from_issuer
from api.oidc.errors import ExternalSignInError, ProviderFaultError
from api.oidc.exchange import claims_of_code, refusal
from api.oidc.metadata import sign_in_faults
from api.oidc.models import IdentityProvider
from api.oidc.registry import find_provider
from api.oidc.shelf import Published, shelf_of
from api.people.address import LOCALHOST, Address
from api.people.sessions import COOKIE as SESSION_COOKIE
from api.people.sessions import set_cookie
from schemas.messages import Message

router = APIRouter(tags=["sign-in"])
NEVER_KEPT = {"cache-control": "private, no-store", "referrer-policy": "no-referrer"}
ONCE = ("code", "state", "iss", "error")
MOST_SIGNS = 4_000


@router.get("/sign-in/oidc", status_code=HTTPStatus.SEE_OTHER, response_class=RedirectResponse)
def begin_external_sign_in(
    request: Request,
    gateway: GatewayDep,
    door: DoorDep,
    issuer: str = Query(description="address of a registered identity provider"),
    next: str = Query("/", description="a path of this node, for afterwards"),
) -> Response:
    """Send the browser to an identity provider, with what ties its answer to this browser and this attempt."""
    address = Address.of(gateway.settings)
    address.require_secure()
    attempt = Attempt.begun(issuer, next, door.now)
    if _is_by_number(request, address):
        return _leading(f"{address.base}{request.url.path}?{request.url.query}")
    provider = _registered(door, issuer)
    published = _able(gateway, provider, shelf_of(gateway).published(gateway, issuer, door.now))
    answer = _leading(attempt.address(gateway, provider, published.metadata))
    answer.set_cookie(
        COOKIE, attempt.cookie(gateway), max_age=int(LASTS.total_seconds()), path="/", secure=True, httponly=True,
        samesite="lax",
    )  # fmt: skip
    return answer


@router.get(CALLBACK, status_code=HTTPStatus.SEE_OTHER, response_class=RedirectResponse)
def end_external_sign_in(request: Request, gateway: GatewayDep, door: DoorDep) -> Response:
    """Take a provider's answer: state, issuer, code and id_token are checked before anybody is let in."""
    told = _answer(request.query_params)
    attempt = Attempt.of_cookie(gateway, request.cookies.get(COOKIE, ""), door.now)
    attempt.require_answer(told)
    provider = _registered(door, attempt.issuer)
    published = _able(gateway, provider, shelf_of(gateway).published(gateway, attempt.issuer, door.now))
    require_from_issuer(told, published.metadata)
    attempt.spend(gateway, door.now)
    if "code" not in told:
        raise ExternalSignInError("provider", found=refusal(told), label=provider.label)
    claims = claims_of_code(gateway, provider, published.metadata, attempt, told["code"], door.now)
    earlier = request.cookies.get(SESSION_COOKIE, "")
    cookie = arrive(gateway, Arrival(provider.issuer, claims, door.now, door.request, earlier))
    answer = _leading(attempt.next)
    set_cookie(answer, gateway, cookie)
    answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return answer


def _registered(door: Door, issuer: str) -> IdentityProvider:
    """Give a provider in use; nothing of the database is held while the provider itself is waited for."""
    provider = find_provider(door.session, issuer)
    door.session.commit()
    return provider


def _leading(address: str) -> RedirectResponse:
    return RedirectResponse(address, HTTPStatus.SEE_OTHER, headers=NEVER_KEPT)


def _is_by_number(request: Request, address: Address) -> bool:
    """Say whether this machine is asked by its number: a cookie for that would not come back to its name."""
    by_name = urlsplit(address.base).hostname == LOCALHOST
    return by_name and request.url.hostname in ("127.0.0.1", "::1")


def _able(gateway: Gateway, provider: IdentityProvider, published: Published) -> Published:
    """Demand that people can sign in through a provider.

    Raises:
        ProviderFaultError: it lacks what that takes.
    """
    faults = sign_in_faults(published.metadata, gateway.settings.allow_hosts)
    if not provider.client_id:
        faults = [Message("oidc.fault.no-client")]
    if faults:
        raise ProviderFaultError(provider.issuer, faults)
    return published


def _answer(parameters: QueryParams) -> dict[str, str]:
    """Read an answer (RFC 6749, 4.1.2); providers may add what we do not know, and nothing may stand twice."""
    for name in ONCE:
        values = parameters.getlist(name)
        if len(values) > 1 or any(len(value) > MOST_SIGNS for value in values):
            raise ExternalSignInError("state")
    return dict(parameters)
