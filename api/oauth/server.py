"""The token endpoint: Authlib's authorization server for client credentials, on what this node has.

Authlib knows the protocol and its errors; what a client is, how it proves itself, what a token says and what time it is
are ours. A server serves one request: it holds that request's session and time.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from authlib.common.security import is_secure_transport
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Error, OAuth2Payload, OAuth2Request
from authlib.oauth2.rfc6749.errors import (
    InsecureTransportError,
    InvalidClientError,
    InvalidRequestError,
    InvalidScopeError,
)
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant
from sqlmodel import Session

from api.gateway import Gateway
from api.oauth.assertions import ASSERTION_TYPE, Assertions
from api.oauth.clients import has_secret
from api.oauth.metadata import METHODS, issuer_of, token_endpoint
from api.oauth.models import OauthClient
from api.oauth.signing import TOKEN_LIFE, signer
from api.oauth.tokens import audiences, written_token

BY_SECRET = METHODS[:2]
BY_KEY = METHODS[2]
SEVERAL = frozenset({"resource"})
"""Parameters that may stand several times (RFC 8707)."""

Answer = tuple[int, Mapping[str, object], Sequence[tuple[str, str]]]
"""Status, body and headers."""


class InvalidTargetError(OAuth2Error):  # type: ignore[misc]  # Authlib has no types
    """RFC 8707: the resource that a token is asked for is none of ours."""

    error = "invalid_target"
    description = "The requested resource is none that this server gives tokens for."


@dataclass(frozen=True)
class Asking(ClientMixin):  # type: ignore[misc]  # Authlib has no types
    """A client as Authlib asks of it; one that there is not has no secret and no key, and is answered alike."""

    row: OauthClient | None
    pepper: bytes
    now: datetime

    def get_client_id(self) -> str:
        """Give its id."""
        return self.row.id if self.row else ""

    def check_client_secret(self, client_secret: str) -> bool:
        """Say whether a secret is its own."""
        return has_secret(self.row, self.pepper, client_secret, self.now)

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        """Say whether it proves itself in that way: who has registered keys does not come with a secret."""
        if self.row is None or self.row.revoked_at is not None:
            return False
        return method == BY_KEY if self.row.jwks else method in BY_SECRET

    def check_grant_type(self, grant_type: str) -> bool:
        """Say whether it may ask in that way."""
        return bool(grant_type == ClientCredentialsGrant.GRANT_TYPE)


class FormPayload(OAuth2Payload):  # type: ignore[misc]  # Authlib has no types
    """The parameters of a request."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._pairs = pairs

    @property
    def data(self) -> dict[str, str]:
        """The parameters, of one that stands several times the last."""
        return dict(self._pairs)

    @property
    def datalist(self) -> dict[str, list[str]]:
        """Each parameter with all its values."""
        found: dict[str, list[str]] = {}
        for name, value in self._pairs:
            found.setdefault(name, []).append(value)
        return found


class TokenRequest(OAuth2Request):  # type: ignore[misc]  # Authlib has no types
    """A request for a token."""

    def __init__(self, base_url: str, headers: Mapping[str, str], pairs: Sequence[tuple[str, str]]) -> None:
        super().__init__("POST", token_endpoint(base_url), headers=headers)
        self.payload = FormPayload(pairs)

    @property
    def form(self) -> dict[str, str]:
        """The parameters."""
        parameters: dict[str, str] = self.payload.data
        return parameters


class Grant(ClientCredentialsGrant):  # type: ignore[misc]  # Authlib has no types
    """Client credentials, with every way in which our clients prove themselves."""

    TOKEN_ENDPOINT_AUTH_METHODS: ClassVar[list[str]] = list(METHODS)

    def validate_requested_scope(self) -> None:
        """Refuse a scope that the client has not."""
        named = self.request.form.get("client_id")
        if named is not None and named != self.request.client.get_client_id():
            raise InvalidRequestError("client_id is another than the one that was proven")
        asked = (self.request.payload.scope or "").split()
        if not set(asked) <= set(self.request.client.row.scopes):
            raise InvalidScopeError
        self.server.check_resources(self.request)


class TokenServer(AuthorizationServer):  # type: ignore[misc]  # Authlib has no types
    """Gives tokens, for one request."""

    def __init__(self, session: Session, gateway: Gateway, now: datetime) -> None:
        super().__init__()
        self._session, self._now, self._pepper = session, now, gateway.pepper
        self._base_url = gateway.settings.base_url
        self._request: TokenRequest | None = None
        self.register_grant(Grant)
        self.register_token_generator("default", self._token)
        self.register_client_auth_method(BY_KEY, self._by_key)

    def answer(self, headers: Mapping[str, str], pairs: Sequence[tuple[str, str]]) -> Answer:
        """Answer a request with a token, or with the error that RFC 6749 has for it.

        Args:
            headers: the request's.
            pairs: the form's parameters as they were sent; an empty one counts as left out.

        Raises:
            SigningKeyError: there is no key to sign with.
        """
        told = [(name, value) for name, value in pairs if value]
        try:
            _require_secure(self._base_url)
            self._request = TokenRequest(self._base_url, headers, told)
            _require_one_proof(self._request)
        except OAuth2Error as error:
            answer: Answer = self.handle_error_response(None, error)
        else:
            answer = self.create_token_response(self._request)
        return answer

    def query_client(self, client_id: str) -> Asking:
        """Give a client, or one that can prove nothing."""
        return Asking(self._session.get(OauthClient, client_id), self._pepper, self._now)

    def save_token(self, token: object, request: object) -> None:
        """Keep nothing: a token proves itself, and its client is looked up when it is shown."""

    def send_signal(self, name: str, *args: object, **told: object) -> None:
        """Tell nobody."""

    def create_oauth2_request(self, request: TokenRequest) -> TokenRequest:
        """Give the request, which is made already."""
        return request

    def handle_response(self, status: int, body: object, headers: Sequence[tuple[str, str]]) -> Answer:
        """Give status, body and headers, in the signs that RFC 6749 allows."""
        told = dict(body) if isinstance(body, Mapping | list) else {}
        if "error_description" in told:
            told["error_description"] = _plain(str(told["error_description"]))
        return status, told, [(name, _plain(value, also='"')) for name, value in headers]

    def check_resources(self, request: TokenRequest) -> None:
        """Refuse a resource that is not ours (RFC 8707)."""
        ours = audiences(self._base_url)
        if any(one not in ours for one in request.payload.datalist.get("resource", ())):
            raise InvalidTargetError

    def _token(
        self, *, client: Asking, scope: str | None, **_told: object
    ) -> dict[str, Any]:  # RFC 6749, 5.1
        row = client.row
        assert row is not None  # the client was proven
        assert self._request is not None
        scopes = sorted(set((scope or "").split()) or row.scopes)
        audience = self._request.payload.datalist.get("resource", [issuer_of(self._base_url)])
        key = signer(self._session, self._pepper, self._now)
        token = written_token(key, row, scopes, audience, issuer_of(self._base_url), self._now)
        return {
            "token_type": "Bearer", "access_token": token,
            "expires_in": int(TOKEN_LIFE.total_seconds()), "scope": " ".join(scopes),
        }  # fmt: skip

    def _by_key(self, _query_client: object, request: TokenRequest) -> Asking | None:
        form = request.form
        if form.get("client_assertion_type") != ASSERTION_TYPE or "client_assertion" not in form:
            return None
        row = Assertions(self._session, self._base_url, self._now).proven(form["client_assertion"])
        return Asking(row, self._pepper, self._now)


def _require_secure(base_url: str) -> None:
    """Refuse a node that is reached without encryption from other machines: its clients' secrets would be read."""
    if not is_secure_transport(token_endpoint(base_url)):
        raise InsecureTransportError


def _require_one_proof(request: TokenRequest) -> None:
    """Refuse what stands twice, and who proves themselves in two ways at once (RFC 6749, 2.3 and 3.2)."""
    told: dict[str, list[str]] = request.payload.datalist
    if any(len(values) > 1 and name not in SEVERAL for name, values in told.items()):
        raise InvalidRequestError("a parameter stands twice")
    header = request.headers.get("Authorization", "")
    if header and not _is_basic(header):
        raise InvalidClientError(status_code=401, description="the Authorization header is no Basic one")
    if sum((bool(header), "client_secret" in told, "client_assertion" in told)) > 1:
        raise InvalidRequestError("the client proves itself in two ways at once")


def _is_basic(header: str) -> bool:
    scheme, _, credentials = header.partition(" ")
    try:
        base64.b64decode(credentials.strip(), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return False
    return scheme.lower() == "basic"


def _plain(text: str, also: str = "") -> str:
    """Give a text in the signs that an error's description may have: printable ASCII without quotes."""
    return "".join(
        sign if " " <= sign <= "~" and (sign not in '"\\' or sign in also) else "?" for sign in text
    )
