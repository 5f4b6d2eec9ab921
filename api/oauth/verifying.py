"""Verifying: who shows a token that this node gave.

The token's client is looked up each time: a client that was revoked has no token any more, at once.
"""

from datetime import datetime

from sqlmodel import Session

from api.errors import UnknownKeyError
from api.gateway import Gateway
from api.oauth.clients import subject_of_client
from api.oauth.metadata import issuer_of
from api.oauth.models import OauthClient
from api.oauth.tokens import claims_of, read_token
from policies.decision import Subject


def subject_of_own_token(session: Session, gateway: Gateway, token: str, now: datetime) -> Subject:
    """Give who shows an access token of ours (RFC 9068).

    Raises:
        UnknownKeyError: it is not ours, not an access token, not for us, over, changed, or its client is revoked.
    """
    claims = read_token(session, gateway.settings.base_url, token, now)
    row = session.get(OauthClient, claims.client)
    if row is None or row.revoked_at is not None:
        raise UnknownKeyError
    return subject_of_client(session, row, claims.scopes)


def says_it_is_ours(gateway: Gateway, token: str) -> bool:
    """Say whether a token names this node as its issuer; nothing of it is believed yet."""
    return claims_of(token).get("iss") == issuer_of(gateway.settings.base_url)
