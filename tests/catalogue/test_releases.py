"""Releases: the same rows are the same release, history answers as of any time, archives rebuild the rows."""

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from catalogue.archive import read_archive, write_archive
from catalogue.errors import SnapshotDamagedError, SnapshotNotFoundError
from catalogue.models import ObservationRow, Release
from catalogue.object_store import ObjectStore
from catalogue.observations import ObservationQuery, load, rows
from catalogue.rebuild import rebuild
from catalogue.releases import publish, retire
from tests.fakes.figures import dataset, figure, reading, release

DAY = timedelta(days=1)
LONG = "1234567890123456.12345"


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    return ObjectStore(tmp_path / "objects")


def values(session: Session, query: ObservationQuery) -> dict[str, str]:
    return {one.observation.key.sector: str(one.observation.value) for one in load(session, query, reading())}


def test_no_digit_of_a_number_is_lost(engine: Engine, store: ObjectStore, now: datetime) -> None:
    with Session(engine) as session:
        dataset(session, now)
        publish(session, store, release(figure(LONG)), now)
        session.commit()
        assert values(session, ObservationQuery()) == {"I": LONG}
        assert [row.value for row in rows(session, ObservationQuery(), reading())] == [LONG]


def test_the_same_rows_make_no_new_release(engine: Engine, store: ObjectStore, now: datetime) -> None:
    with Session(engine) as session:
        dataset(session, now)
        outcomes = [
            publish(session, store, release(figure("1"), figure("2", sector="II")), now) for _ in range(2)
        ]
        turned = publish(session, store, release(figure("2", sector="II"), figure("1")), now)
        assert ([*outcomes, turned], len(session.exec(select(Release)).all())) == (
            ["added", "unchanged", "unchanged"], 1,
        )  # fmt: skip


def test_the_past_answers_as_it_stood(engine: Engine, store: ObjectStore, now: datetime) -> None:
    with Session(engine) as session:
        dataset(session, now)
        publish(session, store, release(figure("1"), figure("2", sector="II")), now)
        publish(session, store, release(figure("1"), figure("3", sector="II")), now + DAY)
        publish(session, store, release(figure("1")), now + 2 * DAY)
        session.commit()
        asked = [values(session, ObservationQuery(as_of=now + number * DAY)) for number in range(3)]
        assert asked == [{"I": "1", "II": "2"}, {"I": "1", "II": "3"}, {"I": "1"}]
        assert values(session, ObservationQuery()) == {"I": "1"}
        assert len(load(session, ObservationQuery(include_history=True), reading())) == 3


def test_what_was_updated_after_a_time_is_what_changed_then(
    engine: Engine, store: ObjectStore, now: datetime
) -> None:
    with Session(engine) as session:
        dataset(session, now)
        publish(session, store, release(figure("1"), figure("2", sector="II")), now)
        publish(session, store, release(figure("1"), figure("3", sector="II")), now + DAY)
        session.commit()
        assert values(session, ObservationQuery(updated_after=now)) == {"II": "3"}


def test_periods_within_a_year_belong_to_it(engine: Engine, store: ObjectStore, now: datetime) -> None:
    periods = ("2017", "2018", "2020-S2", "2021")
    with Session(engine) as session:
        dataset(session, now)
        publish(session, store, release(*(figure("1", period=period) for period in periods)), now)
        session.commit()
        found = load(session, ObservationQuery(first="2018", last="2020"), reading())
        assert [one.observation.key.period for one in found] == ["2018", "2020-S2"]


def test_the_rows_are_made_anew_from_the_archives(engine: Engine, store: ObjectStore, now: datetime) -> None:
    with Session(engine) as session:
        dataset(session, now)
        publish(session, store, release(figure("1"), figure("2", sector="II")), now)
        publish(session, store, release(figure("1"), figure("3", sector="II")), now + DAY)
        publish(session, store, release(figure("9", sector="IV"), slot="kranj/b"), now)
        retire(session, "kranj/b", now + DAY)
        session.commit()
        kept = ("id", "value", "recorded_from", "recorded_to", "release", "sector")

        def table() -> list[tuple[object, ...]]:
            ordered = select(ObservationRow).order_by(col(ObservationRow.id))
            return [tuple(getattr(row, name) for name in kept) for row in session.exec(ordered)]

        before = table()
        assert rebuild(session, store) == 5
        session.commit()
        session.expire_all()
        assert table() == before


def test_an_archive_gives_back_what_went_in() -> None:
    figures = [figure(LONG), figure(None, sector="II"), figure("-0.0100", sector="III")]
    assert sorted(read_archive(write_archive(figures)), key=lambda one: one.key) == sorted(
        figures, key=lambda one: one.key
    )
    assert read_archive(write_archive(figures))[0].value == Decimal(LONG)


def test_stored_bytes_are_checked_against_their_name(store: ObjectStore) -> None:
    name = store.put(b"65.831")
    assert store.get(name) == b"65.831"
    store.path(name).write_bytes(b"65.832")
    with pytest.raises(SnapshotDamagedError):
        store.get(name)
    with pytest.raises(SnapshotNotFoundError):
        store.get("0" * 64)
