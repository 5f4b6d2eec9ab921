"""An attempt to sign in through a provider: what this browser set out with, kept in its own cookie until it comes back."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Self
from urllib.parse import urlencode, urlsplit

from cryptography.exceptions import InvalidTag
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete

from api.errors import ParameterError
from api.gateway import Gateway
from api.oidc.errors import ExternalSignInError
from api.oidc.metadata import CHALLENGE_METHOD, Metadata
from api.oidc.models import IdentityProvider, SpentSignIn
from api.people.address import Address
from api.people.sealing import seal, unseal
from catalogue.database import unit_of_work

COOKIE = "__Host-ogledalo-oidc"
CALLBACK = "/sign-in/oidc/callback"
LASTS = timedelta(minutes=10)
LONGEST_PATH = 1_000
SEAL = "oidc-attempt"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one browser set out with.

    Args:
        state: ties the answer to this browser.
        nonce: ties the id_token to this attempt.
        verifier: of PKCE (RFC 7636): ties the code to who asked for it.
        next: where the person wants to be afterwards, a path of ours.
        ends: when the attempt ends, in seconds since 1970.
    """

    issuer: str
    state: str
    nonce: str
    verifier: str
    next: str
    ends: int

    @classmethod
    def begun(cls, issuer: str, next_path: str, now: datetime) -> Self:
        """Begin an attempt.

        Raises:
            ParameterError: `next` leads away from this node.
        """
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        ends = int((now + LASTS).timestamp())
        return cls(issuer, state, nonce, verifier, local_path(next_path), ends)

    @classmethod
    def of_cookie(cls, gateway: Gateway, cookie: str, now: datetime) -> Self:
        """Give the attempt that a browser's cookie holds.

        Raises:
            ExternalSignInError: it holds none of ours, or it took too long.
        """
        try:
            attempt = cls(**json.loads(unseal(gateway.pepper, SEAL, cookie, COOKIE)))
        except (InvalidTag, ValueError, TypeError):
            raise ExternalSignInError("no-attempt") from None
        if now.timestamp() >= attempt.ends:
            raise ExternalSignInError("too-late")
        return attempt

    def cookie(self, gateway: Gateway) -> str:
        """Give the cookie that holds it; only this node can read it or make another."""
        return seal(gateway.pepper, SEAL, json.dumps(asdict(self)), COOKIE)

    def address(self, gateway: Gateway, provider: IdentityProvider, metadata: Metadata) -> str:
        """Give the address at the provider where the browser is sent (OpenID Connect Core 1.0, 3.1.2.1)."""
        asked = {
            "response_type": "code",
            "client_id": provider.client_id,
            "redirect_uri": redirect_uri(gateway),
            "scope": provider.login_scope,
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": _challenge(self.verifier),
            "code_challenge_method": CHALLENGE_METHOD,
        }
        joint = "&" if urlsplit(metadata.authorization_endpoint).query else "?"
        return metadata.authorization_endpoint + joint + urlencode(asked)

    def require_answer(self, answer: Mapping[str, str]) -> None:
        """Demand that an answer is to this attempt.

        Raises:
            ExternalSignInError: it is to another browser's or to an earlier one.
        """
        if not hmac.compare_digest(answer.get("state", "").encode("utf-8", "replace"), self.state.encode()):
            raise ExternalSignInError("state")

    def spend(self, gateway: Gateway, now: datetime) -> None:
        """Let this attempt be answered once only, whatever becomes of it.

        Raises:
            ExternalSignInError: it was answered before.
        """
        ends = datetime.fromtimestamp(self.ends, UTC)
        state = hashlib.sha256(self.state.encode()).hexdigest()
        try:
            with unit_of_work(gateway.engine) as own:
                own.exec(delete(SpentSignIn).where(col(SpentSignIn.expires_at) < now))
                own.add(SpentSignIn(state=state, expires_at=ends))
        except IntegrityError:
            raise ExternalSignInError("spent") from None


def local_path(path: str) -> str:
    """Give a path of this node to which a browser may be sent.

    Browsers read a backslash as a slash, skip control signs, and take ``//host`` for another host's address.

    Raises:
        ParameterError: it is none.
    """
    parts = urlsplit(path) if path.isprintable() and len(path) <= LONGEST_PATH else None
    away = parts is None or parts.scheme or parts.netloc or not path.startswith("/")
    if away or path.startswith("//") or "\\" in path:
        raise ParameterError("next", path[:LONGEST_PATH], "a path of this node, such as /datasets")
    return path


def redirect_uri(gateway: Gateway) -> str:
    """Give where the provider sends the browser back to: it must be registered there, sign for sign."""
    return Address.of(gateway.settings).base + CALLBACK


def require_from_issuer(answer: Mapping[str, str], metadata: Metadata) -> None:
    """Demand that an answer is the provider's who was asked (RFC 9207): another one's code would be sent to the wrong one.

    Raises:
        ExternalSignInError: it names another issuer, or none where the provider always does.
    """
    named = answer.get("iss")
    if named != metadata.issuer and (named is not None or metadata.names_itself):
        raise ExternalSignInError("issuer", expected=metadata.issuer)


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
