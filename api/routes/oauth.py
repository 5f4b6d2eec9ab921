"""Tokens for machines: the token endpoint, the keys that sign, and what the node tells of both."""

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request, Response

from api.answers import json_response
from api.deps import GatewayDep, SessionDep
from api.oauth.metadata import resource_metadata, server_metadata
from api.oauth.server import TokenServer
from api.oauth.signing import public_set, published
from api.oidc.registry import all_providers

router = APIRouter(tags=["machines"])

FORM = "application/x-www-form-urlencoded"
MOST_BYTES, MOST_FIELDS = 32_768, 30
SHORTLY = {"cache-control": "public, max-age=300", "access-control-allow-origin": "*"}
NEVER_KEPT = {"cache-control": "no-store", "pragma": "no-cache"}

Pairs = list[tuple[str, str]]


async def read_pairs(request: Request) -> Pairs | str:
    """Read the form of a token request; a text says why it is none."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return f"the body is not {FORM}"
    if request.url.query:
        return "parameters stand in the address, where logs see them"
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return f"the body has more than {MOST_BYTES} bytes"
    try:
        return parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"
        )
    except ValueError:
        return "the body is no form"


PairsDep = Annotated[Pairs | str, Depends(read_pairs)]


@router.post("/oauth/token", response_class=Response)
def give_token(request: Request, gateway: GatewayDep, session: SessionDep, pairs: PairsDep) -> Response:
    """Give a client an access token (RFC 6749, 4.4); it proves itself by its secret or by a signature (RFC 7523)."""
    if isinstance(pairs, str):
        return json_response({"error": "invalid_request", "error_description": pairs}, 400, NEVER_KEPT)
    server = TokenServer(session, gateway, gateway.clock())
    status, body, headers = server.answer(_headers(request), pairs)
    answer = json_response(body, status, NEVER_KEPT)
    for name, value in headers:
        answer.headers[name] = value
    return answer


@router.get("/.well-known/jwks.json")
def read_jwks(gateway: GatewayDep, session: SessionDep) -> Response:
    """Give the public keys with which our tokens are checked (RFC 7517)."""
    return json_response(public_set(published(session, gateway.clock())), headers=SHORTLY)


@router.get("/.well-known/oauth-authorization-server")
@router.get("/.well-known/oauth-authorization-server/{path:path}", include_in_schema=False)
async def read_server(gateway: GatewayDep) -> Response:
    """Describe the server that gives tokens (RFC 8414)."""
    return json_response(server_metadata(gateway.settings.base_url), headers=SHORTLY)


@router.get("/.well-known/oauth-protected-resource")
@router.get("/.well-known/oauth-protected-resource/{path:path}", include_in_schema=False)
def read_resource(gateway: GatewayDep, session: SessionDep) -> Response:
    """Describe what tokens open, and who gives them (RFC 9728)."""
    external = tuple(one.issuer for one in all_providers(session) if one.enabled)
    return json_response(resource_metadata(gateway.settings.base_url, external), headers=SHORTLY)


def _headers(request: Request) -> dict[str, str]:
    """Give the header that Authlib reads, by the name that it reads it by."""
    told = request.headers.get("authorization")
    return {} if told is None else {"Authorization": told}
