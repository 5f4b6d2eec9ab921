"""What addresses answered when they were last asked, and which are to be asked."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from catalogue import epochs
from catalogue.models import Dataset, Distribution
from catalogue.quality_tables import LinkCheck

_CHUNK = 400


def link_id(url: str) -> str:
    """Give the name under which an address is kept: it may be longer than a key."""
    return hashlib.sha256(url.encode()).hexdigest()


def due_links(
    session: Session, now: datetime, after: timedelta, *, source: str = "", most: int | None = None
) -> list[str]:
    """Give the addresses of standing datasets that were not asked of late: those never asked first, then the oldest.

    Args:
        now: the time.
        after: how long an answer counts.
        source: only of the datasets of one source; empty for all.
        most: at most so many.
    """
    found = (
        select(Distribution.access_url, Distribution.download_url)
        .join(Dataset, col(Dataset.id) == col(Distribution.dataset))
        .where(col(Dataset.gone_at).is_(None))
    )
    if source:
        found = found.where(col(Dataset.source) == source)
    urls = {url.strip() for pair in session.exec(found) for url in pair if url.strip()}
    asked = {link.url: link.checked_at for link in _checks(session, urls)}
    due = [url for url in urls if url not in asked or asked[url] <= now - after]
    due.sort(key=lambda url: (url in asked, asked.get(url, now), url))
    return due[:most]


def record_link(session: Session, url: str, answered: bool | None, found: str, now: datetime) -> None:
    """Keep what an address answered, within the caller's transaction; since when it is broken stays until it is mended."""
    row = session.get(LinkCheck, link_id(url)) or LinkCheck(id=link_id(url), url=url, checked_at=now)
    since = row.broken_since
    if answered is False:
        since = since or now
    elif answered:
        since = None
    before = row.answered
    row.answered, row.found, row.checked_at, row.broken_since = answered, found[:200], now, since
    session.add(row)
    if before is not answered:
        epochs.advance(session, epochs.CATALOGUE)


def link_checks(session: Session, urls: Collection[str]) -> Mapping[str, LinkCheck]:
    """Give what some addresses answered; what was never asked is missing."""
    return {row.url: row for row in _checks(session, urls)}


def _checks(session: Session, urls: Collection[str]) -> Iterator[LinkCheck]:
    names = sorted(map(link_id, urls))
    for start in range(0, len(names), _CHUNK):
        some = names[start : start + _CHUNK]
        yield from session.exec(select(LinkCheck).where(col(LinkCheck.id).in_(some)))
