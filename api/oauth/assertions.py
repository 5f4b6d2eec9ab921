"""Clients that prove themselves by a signature (RFC 7523): each assertion once, for us, for five minutes at most."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from authlib.oauth2.rfc6749.errors import InvalidClientError
from joserfc import jws, jwt
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, delete

from api.oauth.algorithms import CLIENT_ALGORITHMS
from api.oauth.jwks import keys_of
from api.oauth.metadata import issuer_of, token_endpoint
from api.oauth.models import OauthClient, UsedAssertion
from api.oauth.signing import LEEWAY
from api.oauth.tokens import claims_of, header_of

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST_LIFE = timedelta(minutes=5)
LONGEST_JTI = 200


@dataclass(frozen=True, slots=True)
class Assertions:
    """Checks assertions that are meant for this node at a time.

    Args:
        session: where clients and used assertions are.
        base_url: the node's own address.
        now: the time.
    """

    session: Session
    base_url: str
    now: datetime

    def proven(self, assertion: str) -> OauthClient:
        """Give the client that an assertion proves, and let it prove nothing again.

        Raises:
            InvalidClientError: says which rule it breaks, once it is signed by the client that it names.
        """
        claimed = claims_of(assertion).get("sub")
        row = self.session.get(OauthClient, claimed) if isinstance(claimed, str) else None
        claims = self._signed(assertion, row)
        if row is None or claims is None or row.revoked_at is not None:
            raise InvalidClientError(status_code=401, description="client authentication failed")
        if fault := self._fault(claims, row.id):
            raise InvalidClientError(status_code=401, description=fault)
        if not self._is_first(row.id, claims):
            raise InvalidClientError(status_code=401, description="this assertion was used before")
        return row

    def _signed(
        self, assertion: str, row: OauthClient | None
    ) -> Mapping[str, Any] | None:  # unchecked claims
        kid = header_of(assertion).get("kid")
        if row is None or not (kid is None or isinstance(kid, str)):
            return None
        for key in keys_of(row.jwks, kid):
            claims = _verified(assertion, key)
            if claims is not None:
                return claims
        return None

    def _fault(self, claims: Mapping[str, Any], client: str) -> str:
        told = claims.get("aud")
        audience = told if isinstance(told, list) else [told]
        ours = (issuer_of(self.base_url), token_endpoint(self.base_url))
        if claims.get("iss") != client or claims.get("sub") != client:
            return "iss and sub must both be the client_id"
        if not any(one in ours for one in audience):
            return f"aud must be {ours[0]} or {ours[1]}"
        jti = claims.get("jti")
        if not isinstance(jti, str) or not 0 < len(jti) <= LONGEST_JTI:
            return f"jti must be a text of 1 to {LONGEST_JTI} signs"
        return self._fault_in_time(claims)

    def _fault_in_time(self, claims: Mapping[str, Any]) -> str:
        moments = {name: claims[name] for name in ("exp", "iat", "nbf") if name in claims}
        if "exp" not in moments or any(type(one) not in (int, float) for one in moments.values()):
            return "exp is required, and exp, iat and nbf are seconds"
        at, slack = self.now.timestamp(), LEEWAY.total_seconds()
        if not at < moments["exp"] + slack:
            return "the assertion is over"
        if moments["exp"] > at + LONGEST_LIFE.total_seconds() + slack:
            return "exp must be at most 5 minutes ahead"
        if any(moments.get(name, 0) > at + slack for name in ("iat", "nbf")):
            return "the assertion has not begun"
        return ""

    def _is_first(self, client: str, claims: Mapping[str, Any]) -> bool:
        """Record that an assertion was used; of two at once the database lets one be the first."""
        self.session.exec(delete(UsedAssertion).where(col(UsedAssertion.expires_at) <= self.now))
        ends = datetime.fromtimestamp(float(claims["exp"]), UTC) + 2 * LEEWAY
        values = {"client": client, "jti": claims["jti"], "expires_at": ends}
        dialect = self.session.get_bind().dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        used = (
            insert(UsedAssertion).values(**values).on_conflict_do_nothing().returning(col(UsedAssertion.jti))
        )
        return self.session.connection().execute(used).first() is not None


class _Registry(jws.JWSRegistry):
    """joserfc's rules for headers, with the algorithms of one key; it would warn of EdDSA's old name, which clients use."""

    def get_alg(self, name: str) -> Any:  # joserfc gives its type no public name
        """Give an algorithm that the key may be used with."""
        if name not in (self.allowed or ()):
            raise UnsupportedAlgorithmError(name)
        return self.algorithms[name]


def _verified(assertion: str, key: Any) -> Mapping[str, Any] | None:  # a key of joserfc; claims unchecked
    algorithm = key.get("alg")
    allowed = (algorithm,) if algorithm else CLIENT_ALGORITHMS
    registry = _Registry(algorithms=allowed, strict_check_header=False)
    try:
        return jwt.decode(assertion, key, registry=registry).claims
    except (JoseError, ValueError, TypeError, RecursionError):
        return None
