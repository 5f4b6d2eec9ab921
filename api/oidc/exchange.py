"""The exchange: a code becomes an id_token, and that what the provider says of a person."""

import base64
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus, urlencode

from api.gateway import Gateway
from api.oidc.attempt import Attempt, redirect_uri
from api.oidc.bearer import signed_by
from api.oidc.claims import EVERYBODY, values_at
from api.oidc.errors import BadTokenError, ExternalSignInError, ProviderFaultError
from api.oidc.expectations import expect_id_token
from api.oidc.metadata import Metadata, is_safe_address, json_object
from api.oidc.models import IdentityProvider
from api.oidc.registry import client_secret
from api.oidc.shelf import ask
from api.oidc.signatures import Claims
from connectors.fetching import Request
from schemas.messages import Message

ERROR_CODE = re.compile(r"[A-Za-z0-9_.-]{1,60}")
FORM = ("Content-Type", "application/x-www-form-urlencoded")
ANY_ANSWER = range(200, 500)


def claims_of_code(
    gateway: Gateway,
    provider: IdentityProvider,
    metadata: Metadata,
    attempt: Attempt,
    code: str,
    now: datetime,
) -> Claims:
    """Exchange a code, and give what the provider says of the person who signed in there.

    Raises:
        ExternalSignInError: the provider does not take the code, or its id_token is not to be relied on.
        ProviderUnavailableError, ProviderFaultError: the provider cannot be asked, or answers nonsense.
    """
    answer = _exchanged(gateway, provider, metadata, attempt, code)
    try:
        token = signed_by(gateway, provider.issuer, str(answer.get("id_token", "")), now)
        subject = expect_id_token(token, provider.issuer, provider.client_id, attempt.nonce, now)
    except BadTokenError as error:
        raise ExternalSignInError("id-token", found=error.why) from error
    if _names_organisations(token.claims, provider) or not metadata.userinfo_endpoint:
        return token.claims
    return _told_besides(gateway, metadata, str(answer.get("access_token", "")), subject) | token.claims


def refusal(answer: Mapping[str, str]) -> str:
    """Give the provider's own word for why it refused (RFC 6749, 4.1.2.1); only a plain code is repeated."""
    found = answer.get("error", "")
    return found if ERROR_CODE.fullmatch(found) else "-"


def _exchanged(
    gateway: Gateway, provider: IdentityProvider, metadata: Metadata, attempt: Attempt, code: str
) -> dict[str, Any]:  # JSON as the provider sends it
    asked = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri(gateway),
        "code_verifier": attempt.verifier,
    }
    headers, proof = _proof(provider.client_id, client_secret(gateway, provider), metadata)
    body = urlencode(asked | proof).encode()
    request = Request("POST", metadata.token_endpoint, (FORM, ("Accept", "application/json"), *headers), body)
    answer = ask(gateway, provider.issuer, request, ANY_ANSWER)
    told = json_object(answer.content)
    if answer.status >= 400:
        raise ExternalSignInError("code", found=refusal({"error": str((told or {}).get("error", ""))}))
    if told is None:
        raise ProviderFaultError(provider.issuer, [Message("oidc.fault.not-json")])
    return told


def _proof(
    client_id: str, secret: str, metadata: Metadata
) -> tuple[tuple[tuple[str, str], ...], dict[str, str]]:
    """Prove who we are as the provider takes it (RFC 6749, 2.3.1): in a header where it can be, else in the form."""
    if not secret:
        return (), {"client_id": client_id}
    if (
        "client_secret_basic" not in metadata.token_auth_methods
        and "client_secret_post" in metadata.token_auth_methods
    ):
        return (), {"client_id": client_id, "client_secret": secret}
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}".encode()
    return (("Authorization", "Basic " + base64.b64encode(pair).decode()),), {}


def _names_organisations(claims: Claims, provider: IdentityProvider) -> bool:
    return provider.organisation_claim == EVERYBODY or bool(values_at(claims, provider.organisation_claim))


def _told_besides(gateway: Gateway, metadata: Metadata, access_token: str, subject: str) -> Claims:
    """Ask for what the id_token leaves out (OpenID Connect Core 1.0, 5.3); what is about another person is not taken."""
    endpoint = metadata.userinfo_endpoint
    if (
        not access_token.isascii()
        or not access_token.isprintable()
        or not is_safe_address(endpoint, gateway.settings.allow_hosts)
    ):
        return {}
    request = Request("GET", endpoint, (("Authorization", f"Bearer {access_token}"),))
    told = json_object(ask(gateway, metadata.issuer, request).content) or {}
    return told if told.get("sub") == subject else {}
