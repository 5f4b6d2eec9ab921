"""The settled past: no answer as of a time changes because a publication that had begun before it ends after it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from catalogue.database import make_engine, unit_of_work
from catalogue.migrations import migrate
from catalogue.object_store import ObjectStore
from catalogue.observations import ObservationQuery, load
from catalogue.publishing_errors import FutureTimeError, UnsettledTimeError
from catalogue.releases import publish
from catalogue.settling import begin_publication, require_settled, settled_until, unsettled_since
from tests.fakes.figures import dataset, figure, reading, release

SECOND = timedelta(seconds=1)


class Clock:
    """A clock that goes on by a second each time it is read."""

    def __init__(self, began: datetime) -> None:
        self._times: Iterator[datetime] = (began + number * SECOND for number in count())

    def __call__(self) -> datetime:
        return next(self._times)


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    return ObjectStore(tmp_path / "objects")


def values(session: Session, as_of: datetime) -> list[str]:
    return [str(one.observation.value) for one in load(session, ObservationQuery(as_of=as_of), reading())]


def test_an_answer_that_was_given_stays_although_a_publication_was_on_its_way(
    engine: Engine, store: ObjectStore, now: datetime
) -> None:
    clock = Clock(now)
    with unit_of_work(engine) as session:
        dataset(session, now)
        publish(session, store, release(figure("1")), begin_publication(session, clock))
    given: dict[datetime, list[str]] = {}
    refused: list[datetime] = []

    def ask(as_of: datetime) -> None:
        with unit_of_work(engine) as reader:
            try:
                require_settled(reader, as_of, now + 100 * SECOND)
            except UnsettledTimeError:
                refused.append(as_of)
            else:
                given[as_of] = values(reader, as_of)

    times = [now + number * SECOND / 2 for number in range(2, 20)]
    with unit_of_work(engine) as writer:
        time = begin_publication(writer, clock)
        publish(writer, store, release(figure("2")), time)
        for as_of in times:
            ask(as_of)
    assert {values_ for answer in given.values() for values_ in answer} == {"1"}
    assert max(given) < time <= max(refused)
    with unit_of_work(engine) as reader:
        assert {as_of: values(reader, as_of) for as_of in given} == given
        assert values(reader, time) == ["2"]
        assert unsettled_since(reader) is None


def test_what_is_settled_is_told_while_a_publication_goes_on(engine: Engine, now: datetime) -> None:
    with unit_of_work(engine) as reader:
        assert settled_until(reader, now + SECOND) == now + SECOND
    with unit_of_work(engine) as writer:
        begin_publication(writer, Clock(now))
        with unit_of_work(engine) as reader:
            assert unsettled_since(reader) == now
            assert settled_until(reader, now + SECOND) == now - timedelta(microseconds=1)


def test_a_publication_that_failed_leaves_no_mark(engine: Engine, now: datetime) -> None:
    with Session(engine) as writer:
        begin_publication(writer, Clock(now))
        writer.rollback()
    with unit_of_work(engine) as reader:
        assert unsettled_since(reader) is None


def test_the_mark_of_a_process_that_was_killed_holds_nobody_up(tmp_path: Path, now: datetime) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'node.db'}")
    migrate(engine)
    (tmp_path / "node.db.publishing").write_text(now.isoformat())
    with unit_of_work(engine) as reader:
        assert unsettled_since(reader) is None
    engine.dispose()


def test_the_rows_of_a_publication_are_dated_after_readers_can_see_that_it_began(
    engine: Engine, now: datetime
) -> None:
    seen: list[datetime | None] = []

    def clock() -> datetime:
        with unit_of_work(engine) as reader:
            seen.append(unsettled_since(reader))
        return now + len(seen) * SECOND

    with unit_of_work(engine) as writer:
        assert begin_publication(writer, clock) == now + 2 * SECOND
    assert seen == [None, now + SECOND]


def test_a_time_that_has_not_come_has_no_answer_that_lasts(
    engine: Engine, store: ObjectStore, now: datetime
) -> None:
    ahead = now + SECOND
    with unit_of_work(engine) as session:
        with pytest.raises(FutureTimeError) as error:
            require_settled(session, ahead, now)
        assert error.value.latest == now
        dataset(session, now)
        publish(session, store, release(figure("1")), ahead)
        require_settled(session, ahead, now)
        require_settled(session, datetime(2000, 1, 1, tzinfo=UTC), now)
