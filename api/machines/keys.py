"""Keys: made, replaced, revoked, listed, and recognised when they are sent.

Nothing of a key is remembered between two requests: whether it stands is read each time, so that revoking it is at once.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, or_, select

from api.errors import UnknownKeyError
from api.machines.errors import KeyLineFullError, KeyNotFoundError
from api.machines.granting import Granted, ending
from api.machines.hashing import keyed_hash, matches
from api.machines.key_text import KeyText, Kind, new_key, read_key
from api.machines.roles import roles_held, roles_under
from api.machines.uses import engine_of, uses_of
from api.models import ApiKey
from api.people.work import take_turn
from policies.decision import Subject

LIVE_OF_A_LINE = 2
"""So many keys that replace one another may live at once: the one in use and the one that takes its place."""


def make_key(
    session: Session, pepper: bytes, granted: Granted, *, created_by: str, now: datetime
) -> tuple[ApiKey, str]:
    """Make a key and give it with its row; its text cannot be read again."""
    key, shown = new_key(granted.kind)
    row = ApiKey(
        prefix=key.id,
        secret_hash=keyed_hash(pepper, key.id, key.secret),
        staff=granted.holder,
        organisation=granted.organisation,
        label=granted.label,
        created_at=now,
        expires_at=granted.expires_at,
        kind=granted.kind.value,
        scopes=granted.scopes,
        networks=granted.networks,
        purposes=granted.purposes,
        created_by=created_by,
        line=key.id,
    )
    session.add(row)
    return row, shown


def rotate_key(
    session: Session,
    pepper: bytes,
    old: ApiKey,
    *,
    created_by: str,
    now: datetime,
    longest: timedelta,
    expires_at: datetime | None = None,
    old_until: datetime | None = None,
) -> tuple[ApiKey, str]:
    """Make a key that takes another's place, and give it with its row; the old one lives on until revoked or told.

    Of two that do so at once one waits for the other: a line never has a third live key. What the session only read so
    far is let go of for that.

    Args:
        session: where the tables are.
        pepper: the node's.
        old: the key that is replaced; it must be live.
        created_by: who does it.
        now: the time.
        longest: how long a key lives at most.
        expires_at: when the new one ends; None for as late as it may.
        old_until: when the old one ends; None for when it would have ended anyway.

    Raises:
        KeyNotFoundError: the key does not live any more.
        KeyLineFullError: two keys of the line are live already.
        ParameterError: a time lies in the past or too far ahead.
    """
    take_turn(session, [old.organisation])
    line = live_keys_of_line(session, old, now)
    if all(row.prefix != old.prefix for row in line):
        raise KeyNotFoundError("live key", old.prefix)
    if len(line) >= LIVE_OF_A_LINE:
        raise KeyLineFullError([row.prefix for row in line])
    key, shown = new_key(Kind(old.kind))
    row = ApiKey(
        **(
            old.model_dump()
            | {"prefix": key.id, "secret_hash": keyed_hash(pepper, key.id, key.secret), "created_at": now}
            | {"expires_at": ending("expires", expires_at, now, longest), "created_by": created_by}
            | {"line": old.line or old.prefix, "replaces": old.prefix, "last_used_at": None}
        )
    )
    if old_until is not None:
        until = ending("old_until", old_until, now, longest)
        old.expires_at = min(until, old.expires_at or until)
    old.line = row.line
    session.add_all((old, row))
    return row, shown


def live_keys_of_line(session: Session, key: ApiKey, now: datetime) -> list[ApiKey]:
    """Give the live keys of a key's line as they stand now, the eldest first."""
    line = key.line or key.prefix
    query = (
        select(ApiKey)
        .where(or_(col(ApiKey.line) == line, col(ApiKey.prefix) == line))
        .order_by(col(ApiKey.created_at), col(ApiKey.prefix))
        .execution_options(populate_existing=True)
    )
    return [row for row in session.exec(query) if is_live(row, now)]


def is_live(row: ApiKey, now: datetime) -> bool:
    """Say whether a key opens anything."""
    return row.revoked_at is None and (row.expires_at is None or now < row.expires_at)


def find_key(session: Session, key_id: str, organisations: Collection[str] | None) -> ApiKey:
    """Give a key by its id.

    Args:
        session: where the tables are.
        key_id: its id.
        organisations: only if it speaks for one of these; None for all.

    Raises:
        KeyNotFoundError: there is none, or none of these organisations: the same answer.
    """
    row = session.get(ApiKey, key_id)
    if row is None or (organisations is not None and row.organisation not in organisations):
        raise KeyNotFoundError("key", key_id)
    return row


def list_keys(session: Session, organisations: Collection[str] | None = None) -> list[ApiKey]:
    """List the keys of some organisations, or all, the eldest first."""
    query = select(ApiKey).order_by(col(ApiKey.created_at), col(ApiKey.prefix))
    if organisations is not None:
        query = query.where(col(ApiKey.organisation).in_(organisations))
    return list(session.exec(query))


def end_key(session: Session, row: ApiKey, now: datetime) -> None:
    """Make a key worthless from now on; one that is so already stays as it is."""
    row.revoked_at = row.revoked_at or now
    session.add(row)


def subject_of_key(session: Session, pepper: bytes, key: str, now: datetime) -> Subject:
    """Give who holds a key, with the roles they hold now as far as the key's scopes reach.

    Raises:
        MistypedKeyError: its check digits do not fit; the database is not asked.
        UnknownKeyError: unknown, expired or revoked; the three are not told apart.
    """
    row = live_key(session, pepper, key, now)
    uses_of(engine_of(session)).note(row.prefix, now)
    subject = Subject(
        id=row.staff,
        organisations=frozenset({row.organisation}),
        client=row.prefix,
        auth_method="api-key",
        assurance="low",
        purposes=None if row.purposes is None else frozenset(row.purposes),
        networks=None if row.networks is None else frozenset(row.networks),
        sandbox=row.kind == Kind.SANDBOX,
    )
    if row.scopes is None:
        return replace(subject, roles=roles_held(session, row.staff))
    scopes = frozenset(row.scopes)
    return replace(subject, roles=roles_under(session, row.staff, row.organisation, scopes), scopes=scopes)


def live_key(session: Session, pepper: bytes, key: str, now: datetime) -> ApiKey:
    """Give the row of a key that opens something.

    Raises:
        MistypedKeyError: its check digits do not fit; the database is not asked.
        UnknownKeyError: unknown, expired or revoked; the three are not told apart.
    """
    sent = read_key(key) or KeyText("", "", None)
    row = session.get(ApiKey, sent.id) if sent.id else None
    right = matches(pepper, sent.id, sent.secret, row.secret_hash if row else "")
    if row is None or not right or not is_live(row, now) or sent.kind not in (None, Kind(row.kind)):
        raise UnknownKeyError
    return row
