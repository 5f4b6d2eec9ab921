"""Clients: machines that fetch tokens; made, given a new secret, revoked, listed, and what they may."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from api.machines.errors import KeyNotFoundError
from api.machines.granting import Granted, ending
from api.machines.hashing import keyed_hash, matches
from api.machines.key_text import SECRET_LENGTH, random_text
from api.machines.roles import roles_under
from api.oauth.jwks import checked_jwks
from api.oauth.models import OauthClient
from api.oauth.signing import signer
from policies.decision import Subject

ID_LENGTH = 16
NOBODY = "(the client itself)"
"""Stands for the holder of a client that is held by nobody else; no person can be called so."""
OLD_SECRET_LIVES = timedelta(days=30)
"""How long an earlier secret is good at most beside the one that took its place."""


def make_client(
    session: Session,
    pepper: bytes,
    granted: Granted,
    *,
    created_by: str,
    now: datetime,
    jwks: Mapping[str, Any] | None = None,
) -> tuple[OauthClient, str]:
    """Register a client and give it with its secret, which cannot be read again; one with keys of its own has none.

    Raises:
        JwksError: its keys cannot be taken.
    """
    client_id = f"ogc_{random_text(ID_LENGTH)}"
    keys = None if jwks is None else checked_jwks(jwks)
    secret = "" if keys else new_secret()
    row = OauthClient(
        id=client_id,
        organisation=granted.organisation,
        holder=client_id if granted.holder == NOBODY else granted.holder,
        label=granted.label,
        secret_hash=keyed_hash(pepper, client_id, secret) if secret else "",
        jwks=keys or {},
        scopes=granted.scopes or [],
        networks=granted.networks,
        purposes=granted.purposes,
        created_by=created_by,
        created_at=now,
    )
    session.add(row)
    signer(session, pepper, now)  # so that the key is published before the first token is asked for
    return row, secret


def new_secret() -> str:
    """Make a client's secret."""
    return f"ogs_{random_text(SECRET_LENGTH)}"


def rotate_secret(
    session: Session, pepper: bytes, row: OauthClient, now: datetime, old_until: datetime | None = None
) -> str:
    """Give a client a new secret; the old one is worthless at once, or from a time on.

    Raises:
        KeyNotFoundError: the client is revoked, or proves itself by a key.
        ParameterError: the time lies in the past or too far ahead.
    """
    if row.revoked_at is not None or not row.secret_hash:
        raise KeyNotFoundError("client with a secret", row.id)
    secret = new_secret()
    row.earlier_until = None if old_until is None else ending("old_until", old_until, now, OLD_SECRET_LIVES)
    row.earlier_hash = row.secret_hash if old_until is not None else ""
    row.secret_hash = keyed_hash(pepper, row.id, secret)
    session.add(row)
    return secret


def has_secret(row: OauthClient | None, pepper: bytes, secret: str, now: datetime) -> bool:
    """Say whether a secret is a client's; it takes as long for a client that there is not."""
    earlier = row is not None and row.earlier_until is not None and now < row.earlier_until
    client_id = row.id if row else ""
    is_newest = matches(pepper, client_id, secret, row.secret_hash if row else "")
    is_earlier = matches(pepper, client_id, secret, row.earlier_hash if row and earlier else "")
    return is_newest or is_earlier


def find_client(session: Session, client_id: str, organisations: Collection[str] | None) -> OauthClient:
    """Give a client by its id.

    Args:
        session: where the tables are.
        client_id: its id.
        organisations: only if it speaks for one of these; None for all.

    Raises:
        KeyNotFoundError: there is none, or none of these organisations: the same answer.
    """
    row = session.get(OauthClient, client_id)
    if row is None or (organisations is not None and row.organisation not in organisations):
        raise KeyNotFoundError("client", client_id)
    return row


def list_clients(session: Session, organisations: Collection[str] | None = None) -> list[OauthClient]:
    """List the clients of some organisations, or all, the eldest first."""
    query = select(OauthClient).order_by(col(OauthClient.created_at), col(OauthClient.id))
    if organisations is not None:
        query = query.where(col(OauthClient.organisation).in_(organisations))
    return list(session.exec(query))


def end_client(session: Session, row: OauthClient, now: datetime) -> None:
    """Make a client and all its tokens worthless from now on."""
    row.revoked_at = row.revoked_at or now
    session.add(row)


def subject_of_client(session: Session, row: OauthClient, scopes: frozenset[str]) -> Subject:
    """Give who a client's token speaks for: what the client has now, as far as the token's scopes reach.

    Args:
        session: where the tables are.
        row: the client.
        scopes: the token's; what the client has lost meanwhile is lost to the token, too.
    """
    left = scopes & frozenset(row.scopes)
    return Subject(
        id=row.holder,
        organisations=frozenset({row.organisation}),
        roles=roles_under(session, row.holder, row.organisation, left),
        client=row.id,
        auth_method="bearer",
        assurance="substantial" if row.jwks else "low",
        scopes=left,
        purposes=None if row.purposes is None else frozenset(row.purposes),
        networks=None if row.networks is None else frozenset(row.networks),
    )
