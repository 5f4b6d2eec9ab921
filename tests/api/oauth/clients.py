"""Clients of the token endpoint: by secret, by signature, and in the wrong ways."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, Key
from sqlmodel import Session

from api.gateway import Gateway
from api.machines.granting import Wanted, grant
from api.oauth.clients import NOBODY, make_client
from tests.api.caller import Caller
from tests.api.conftest import BASE_URL
from tests.api.machines.administering import KRANJ

TOKEN = f"{BASE_URL}/oauth/token"
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True)
class Registered:
    """A registered client."""

    id: str
    secret: str


def register(
    gateway: Gateway,
    now: datetime,
    *,
    jwks: dict[str, Any] | None = None,
    holder: str = NOBODY,
    scopes: Sequence[str] = ("read",),
    **told: Any,
) -> Registered:
    """Register a client of Kranj."""
    with Session(gateway.engine) as session:
        wanted = Wanted(KRANJ, holder, scopes=tuple(scopes), **told)
        granted = grant(session, wanted, now, gateway.settings.longest_key_life)
        row, secret = make_client(session, gateway.pepper, granted, created_by="ana", now=now, jwks=jwks)
        session.commit()
        return Registered(row.id, secret)


def ask(
    client: Caller,
    form: Sequence[tuple[str, str]] | dict[str, str],
    path: str = "/oauth/token",
    **headers: str,
) -> httpx.Response:
    """Send a form to the token endpoint."""
    sent = {"content-type": "application/x-www-form-urlencoded"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    pairs = list(form.items()) if isinstance(form, dict) else list(form)
    body = urlencode([("grant_type", "client_credentials"), *pairs])

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=client.app, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url="http://node.example") as asking:
            return await asking.post(path, headers=sent, content=body)

    return asyncio.run(send())


def basic(client_id: str, secret: str) -> str:
    """Write a Basic header as RFC 6749, section 2.3.1, has it."""
    return "Basic " + base64.b64encode(f"{quote(client_id)}:{quote(secret)}".encode()).decode()


def token_of(client: Caller, who: Registered, **form: str) -> str:
    """Fetch a token by secret."""
    response = ask(client, form, authorization=basic(who.id, who.secret))
    assert response.status_code == 200, response.text
    token: str = response.json()["access_token"]
    return token


def assertion(
    key: Key, client_id: str, now: datetime, header: dict[str, Any] | None = None, **claims: Any
) -> dict[str, str]:
    """Write a form that proves a client by a signature; a claim None is left out."""
    at = int(now.timestamp())
    told = {
        "iss": client_id,
        "sub": client_id,
        "aud": TOKEN,
        "exp": at + 60,
        "iat": at,
        "jti": "one",
    } | claims
    head = {"alg": "ES256", "typ": "JWT"} | (header or {})
    said = {name: value for name, value in told.items() if value is not None}
    signed = jwt.encode(head, said, key, algorithms=[head["alg"]])
    return {"client_assertion_type": JWT_BEARER, "client_assertion": signed}


def new_key() -> ECKey:
    """Make a key of a client."""
    return ECKey.generate_key("P-256", private=True)
