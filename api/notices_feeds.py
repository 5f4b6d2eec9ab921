"""Feeds that are read by their address alone: made for an organisation, shown once, revoked at any time."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from api.machines.hashing import keyed_hash, matches
from api.people.acts import OPERATOR
from api.people.names import is_external
from api.people.roles import roles_of
from catalogue.notices_errors import FeedNotFoundError
from catalogue.notices_tables import NoticeFeed

MARK = "ogs_"
"""What the secret begins with: no log of ours keeps what does."""


def make_feed(
    session: Session, pepper: bytes, organisation: str, *, label: str, by: str, now: datetime
) -> tuple[NoticeFeed, str]:
    """Make a feed and give it with the token of its address, which cannot be read again."""
    id_, secret = secrets.token_hex(6), MARK + secrets.token_hex(24)
    row = NoticeFeed(
        id=id_, organisation=organisation, secret_hash=keyed_hash(pepper, id_, secret), label=label,
        created_by=by, created_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row, f"{id_}-{secret}"


def feed_address(base: str, token: str) -> str:
    """Give the address at which a feed is read."""
    return f"{base}/api/v1/notice-feeds/{token}"


def feed_of(session: Session, pepper: bytes, token: str) -> NoticeFeed:
    """Give the feed that an address names.

    Raises:
        FeedNotFoundError: there is none, it was revoked, or who made it holds no role on its organisation any more.
    """
    id_, _, secret = token.partition("-")
    row = session.get(NoticeFeed, id_)
    if not matches(pepper, id_, secret, row.secret_hash if row is not None else "") or row is None:
        raise FeedNotFoundError
    if row.revoked_at is not None or not _still_may(session, row):
        raise FeedNotFoundError
    return row


def _still_may(session: Session, row: NoticeFeed) -> bool:
    """Say whether who made a feed still acts for its organisation; of whom a provider vouches for we know it only then."""
    if row.created_by == OPERATOR or is_external(row.created_by):
        return True
    return any(organisation == row.organisation for organisation, _ in roles_of(session, row.created_by))


def feeds_of(session: Session, organisation: str) -> Sequence[NoticeFeed]:
    """Give the feeds of an organisation, the revoked ones too."""
    found = select(NoticeFeed).where(col(NoticeFeed.organisation) == organisation)
    return session.exec(found.order_by(col(NoticeFeed.created_at), col(NoticeFeed.id))).all()


def revoke_feed(session: Session, id_: str, now: datetime, organisation: str = "") -> NoticeFeed:
    """Make a feed's address worthless; one that was revoked stays revoked since when it was.

    Args:
        session: the unit of work.
        id_: of the feed.
        now: the time.
        organisation: whose it must be; anybody's where it is empty.

    Raises:
        FeedNotFoundError: there is none, or it is another organisation's.
    """
    row = session.get(NoticeFeed, id_)
    if row is None or organisation not in ("", row.organisation):
        raise FeedNotFoundError(id_)
    row.revoked_at = row.revoked_at or now
    session.add(row)
    return row
