"""A fetch that records: what a run received is kept, so that a resumed run asks for nothing twice.

An answer that an earlier run received is asked for by its ETag or date; 304 gives the kept bytes.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from catalogue.database import WRITES_FIRST, unit_of_work
from catalogue.errors import SnapshotDamagedError, SnapshotNotFoundError
from catalogue.models import Snapshot
from catalogue.object_store import ObjectStore
from catalogue.object_stores.errors import ObjectStoreError
from connectors.errors import RequestRefusedError
from connectors.fetching import Answer, Fetched, Request
from connectors.models import Fetch as FetchRow
from connectors.models import Run
from connectors.run_errors import StoreError

NOT_MODIFIED = 304


@dataclass
class RecordedFetch:
    """The fetch of one run.

    Args:
        run: the run's id.
        source: the source's id.
        send: sends a request to the network.
        clock: tells the time.
        requests: how many requests went out: a resumed run's count shows what it did not ask again.
    """

    engine: Engine
    store: ObjectStore
    run: str
    source: str
    send: Callable[[Request], Answer]
    clock: Callable[[], datetime]
    requests: int = 0

    def __call__(self, request: Request) -> Fetched:
        """Give what answers a request: from this run's record, or from the network."""
        name = fingerprint(request)
        with unit_of_work(self.engine) as session:
            kept = session.get(FetchRow, (self.run, name))
            earlier = None if kept else self._earlier(session, name)
        if kept is not None and self._holds(kept):
            return self._again(kept)
        self.requests += 1
        answer = self.send(_conditional(request, earlier) if earlier else request)
        if answer.status == NOT_MODIFIED and earlier is not None:
            return self._keep(name, self._again(earlier), earlier.etag, earlier.last_modified)
        if answer.status == NOT_MODIFIED:
            raise RequestRefusedError("HTTP 304", url=answer.url)
        fetched = Fetched.of(answer)
        if not 200 <= answer.status < 300:
            return fetched
        return self._keep(
            name, fetched, answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
        )

    def _earlier(self, session: Session, name: str) -> FetchRow | None:
        found = select(FetchRow).where(col(FetchRow.source) == self.source, col(FetchRow.request) == name)
        row = session.exec(found.order_by(col(FetchRow.fetched_at).desc())).first()
        return row if row is not None and (row.etag or row.last_modified) and self._holds(row) else None

    def _holds(self, row: FetchRow) -> bool:
        with stored(row.url):
            return row.sha256 in self.store

    def _again(self, row: FetchRow) -> Fetched:
        with stored(row.url):
            content = self.store.get(row.sha256)
        return Fetched(content, row.status, row.url, row.media_type, row.sha256, row.link)

    def _keep(self, name: str, fetched: Fetched, etag: str, last_modified: str) -> Fetched:
        now = self.clock()
        with stored(fetched.url):
            self.store.put(fetched.content)
        row = FetchRow(
            run=self.run, request=name, source=self.source, url=fetched.url, status=fetched.status,
            media_type=fetched.media_type, sha256=fetched.sha256, etag=etag, last_modified=last_modified,
            link=fetched.link, fetched_at=now,
        )  # fmt: skip
        try:
            self._write(row, fetched, now)
        except IntegrityError:  # another run was given the same bytes meanwhile: now they are on record
            self._write(row, fetched, now)
        return fetched

    def _write(self, row: FetchRow, fetched: Fetched, now: datetime) -> None:
        with unit_of_work(self.engine) as session:
            # SQLite lets nobody write who read before somebody else wrote
            session.connection(execution_options={WRITES_FIRST: True})
            session.merge(row)
            if session.get(Snapshot, fetched.sha256) is None:
                session.add(snapshot_row(fetched, now))
            run = session.get(Run, self.run)
            if run is not None:
                run.heartbeat = now


@contextmanager
def stored(url: str) -> Iterator[None]:
    """Say of the object store's errors that they are not the source's.

    Raises:
        StoreError: try again, when it answers.
    """
    try:
        yield
    except (ObjectStoreError, SnapshotDamagedError, SnapshotNotFoundError) as error:
        raise StoreError(str(error), url=url) from error


def snapshot_row(fetched: Fetched, now: datetime) -> Snapshot:
    """Give the row of bytes that are kept."""
    return Snapshot(
        sha256=fetched.sha256,
        size=len(fetched.content),
        media_type=fetched.media_type,
        url=fetched.url,
        fetched_at=now,
    )


def fingerprint(request: Request) -> str:
    """Name a request, so that the same one is known again."""
    text = b"\x1f".join((request.method.encode(), request.url.encode(), request.body))
    return hashlib.sha256(text).hexdigest()[:32]


def _conditional(request: Request, earlier: FetchRow) -> Request:
    headers = list(request.headers)
    if earlier.etag:
        headers.append(("If-None-Match", earlier.etag))
    if earlier.last_modified:
        headers.append(("If-Modified-Since", earlier.last_modified))
    return replace(request, headers=tuple(headers))
