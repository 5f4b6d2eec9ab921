"""Earlier answers: what earlier runs of a source received for the same request, and what was composed of it.

A portal may give the last hours only. What is composed of many answers is kept on record under the request that they answer,
apart from the runs, which are forgotten one day: the next run goes on from there. Bytes that come again are as old as when
they came first.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from sqlalchemy import ColumnElement
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select

from catalogue.database import WRITES_FIRST, unit_of_work
from catalogue.models import Snapshot
from connectors.composed import Part, parts_of
from connectors.fetching import COMPOSED, Fetch, Fetched, Request
from connectors.models import Fetch as FetchRow
from connectors.recorded import RecordedFetch, fingerprint, snapshot_row, stored

BATCH = 400
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Standing:
    """What was composed before.

    Args:
        documents: by what each is about.
        at: when; None where nothing was.
    """

    documents: Mapping[str, Fetched]
    at: datetime | None = None


@dataclass(frozen=True)
class Earlier:
    """What is on record for one request of a source.

    Args:
        fetch: the fetch of the run that goes on.
        request: what was asked for.
    """

    fetch: RecordedFetch
    request: Request

    @classmethod
    def behind(cls, fetch: Fetch, request: Request) -> Self | None:
        """Give what stands behind a fetch; None where it records nothing, as in a preview."""
        return cls(fetch, request) if isinstance(fetch, RecordedFetch) else None

    @property
    def _name(self) -> str:
        return fingerprint(self.request)

    def answers(self, window: timedelta, after: datetime | None = None) -> list[Part]:
        """Give the answers of this run and of earlier ones that are still stored, newest first.

        Args:
            window: how long before this run's answer they came at most.
            after: only what was received from then on; unless told, the parts of all that was composed before, too.
        """
        with Session(self.fetch.engine) as session:
            last = session.get(FetchRow, (self.fetch.run, self._name))
            since = (last.fetched_at if last else self.fetch.clock()) - window
            since = since if after is None else max(since, after)
            asked = (col(FetchRow.request) == self._name, col(FetchRow.fetched_at) >= since)
            rows = session.exec(select(FetchRow).where(self._here(), *asked)).all()
            found = {row.sha256: Part(row.sha256, row.url, row.media_type) for row in rows}
            made = self._composed(session) if after is None else []
        for row in made:
            found = {part.sha256: part for part in parts_of(self._bytes(row.sha256, row.url))} | found
        times = self.times(found)
        kept = (part for part in found.values() if self._holds(part))
        return sorted(kept, key=lambda part: (times[part.sha256], part.sha256), reverse=True)

    def read(self, part: Part) -> Fetched:
        """Give an answer's bytes.

        Raises:
            StoreError: the object store does not give them.
        """
        return part.with_bytes(self._bytes(part.sha256, part.url))

    def times(self, names: Iterable[str]) -> dict[str, datetime]:
        """Give when bytes came first, by SHA-256; of what is not on record, long ago."""
        ordered = sorted(set(names))
        found = dict.fromkeys(ordered, LONG_AGO)
        with Session(self.fetch.engine) as session:
            for start in range(0, len(ordered), BATCH):
                some = col(Snapshot.sha256).in_(ordered[start : start + BATCH])
                found.update(session.exec(select(Snapshot.sha256, Snapshot.fetched_at).where(some)).all())
        return found

    def standing(self, name: str) -> Standing:
        """Give what was composed before under a name."""
        with Session(self.fetch.engine) as session:
            rows = self._composed(session, name)
        documents = {
            row.request.split(".", 2)[2]: Fetched(
                self._bytes(row.sha256, row.url), row.status, row.url, row.media_type, row.sha256
            )
            for row in rows
        }
        return Standing(documents, min((row.fetched_at for row in rows), default=None))

    def keep(self, name: str, documents: Mapping[str, Fetched]) -> None:
        """Keep what is composed in the place of what was composed before under a name: all of it, or nothing.

        Args:
            name: without a dot.
            documents: by what each is about; they hold all that those before held.
        """
        for one in documents.values():
            with stored(one.url):
                self.fetch.store.put(one.content)
        try:
            self._write(name, documents)
        except IntegrityError:  # another run put the same bytes together meanwhile
            self._write(name, documents)

    def _write(self, name: str, documents: Mapping[str, Fetched]) -> None:
        now = self.fetch.clock()
        with unit_of_work(self.fetch.engine) as session:
            session.connection(execution_options={WRITES_FIRST: True})
            session.execute(delete(FetchRow).where(self._here(), self._under(name)))
            for about, one in documents.items():
                session.add(
                    FetchRow(
                        run=self.fetch.run, request=f"{self._name}.{name}.{about}", source=self.fetch.source,
                        url=one.url, status=one.status, media_type=one.media_type, sha256=one.sha256, fetched_at=now,
                    )
                )  # fmt: skip
            for sha256, one in {one.sha256: one for one in documents.values()}.items():
                if session.get(Snapshot, sha256) is None:
                    session.add(snapshot_row(one, now))

    def _composed(self, session: Session, name: str = "") -> Collection[FetchRow]:
        made = (col(FetchRow.media_type) == COMPOSED, self._under(name))
        return session.exec(select(FetchRow).where(self._here(), *made)).all()

    def _here(self) -> ColumnElement[bool]:
        return col(FetchRow.source) == self.fetch.source

    def _under(self, name: str) -> ColumnElement[bool]:
        return col(FetchRow.request).startswith(f"{self._name}.{name}." if name else f"{self._name}.")

    def _holds(self, part: Part) -> bool:
        with stored(part.url):
            return part.sha256 in self.fetch.store

    def _bytes(self, sha256: str, url: str) -> bytes:
        with stored(url):
            return self.fetch.store.get(sha256)
