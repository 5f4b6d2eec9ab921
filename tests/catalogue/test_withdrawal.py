"""Withdrawal: what a release brought is served at no time any more, and nothing else changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, col, delete, select

from catalogue import findings
from catalogue.database import unit_of_work
from catalogue.errors import ReleaseNotFoundError
from catalogue.models import FindingRow, ObservationRow, Release
from catalogue.object_store import ObjectStore
from catalogue.observations import ObservationQuery, load
from catalogue.publishing_errors import ReleaseWithdrawnError, WithdrawnBeforeError
from catalogue.rebuild import rebuild
from catalogue.releases import current_release, publish, retire
from catalogue.withdrawal import withdraw
from schemas.findings import Finding, Location
from schemas.languages import Text
from schemas.messages import Message
from tests.fakes.figures import dataset, figure, reading, release

DAY = timedelta(days=1)
WRONG = Text("wrong column", "napačen stolpec", "pogrešan stupac")
SLOT = "kranj/a"


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    return ObjectStore(tmp_path / "objects")


def values(session: Session, query: ObservationQuery) -> dict[str, str]:
    return {one.observation.key.sector: str(one.observation.value) for one in load(session, query, reading())}


def publish_at(session: Session, store: ObjectStore, told: dict[str, str], now: datetime) -> str:
    """Publish values by sector and give the release's hash."""
    draft = release(*(figure(value, sector=sector) for sector, value in told.items()))
    publish(session, store, draft, now)
    return draft.id


def test_a_withdrawn_release_leaves_its_slot_empty_and_no_trace_in_the_past(
    engine: Engine, store: ObjectStore, now: datetime
) -> None:
    with unit_of_work(engine) as session:
        dataset(session, now)
        first = publish_at(session, store, {"I": "1", "II": "2"}, now)
        second = publish_at(session, store, {"I": "1", "II": "3"}, now + DAY)
        done = withdraw(session, second, WRONG, now + 2 * DAY)
        assert (done.rows, done.repeats) == (1, (first,))
        asked = [values(session, ObservationQuery(as_of=now + number * DAY)) for number in range(3)]
        assert asked == [{"I": "1", "II": "2"}, {"I": "1"}, {}]
        assert values(session, ObservationQuery()) == {}
        history = load(session, ObservationQuery(include_history=True), reading())
        assert sorted(str(one.observation.value) for one in history) == ["1", "2"]
        assert current_release(session, SLOT) is None


def test_what_a_later_release_repeats_is_the_later_ones_from_then_on(
    engine: Engine, store: ObjectStore, now: datetime
) -> None:
    with unit_of_work(engine) as session:
        dataset(session, now)
        first = publish_at(session, store, {"I": "1", "II": "2"}, now)
        second = publish_at(session, store, {"I": "1", "II": "3"}, now + DAY)
        withdraw(session, first, WRONG, now + 2 * DAY)
        asked = [values(session, ObservationQuery(as_of=now + number * DAY)) for number in range(3)]
        assert asked == [{}, {"I": "1", "II": "3"}, {"I": "1", "II": "3"}]
        assert {one.release for one in load(session, ObservationQuery(), reading())} == {second}


def test_a_harvest_does_not_bring_back_what_was_withdrawn(
    engine: Engine, store: ObjectStore, now: datetime
) -> None:
    with unit_of_work(engine) as session:
        dataset(session, now)
        wrong = publish_at(session, store, {"I": "1"}, now)
        withdraw(session, wrong, WRONG, now + DAY)
        with pytest.raises(WithdrawnBeforeError, match="wrong column"):
            publish_at(session, store, {"I": "1"}, now + 2 * DAY)
        publish_at(session, store, {"I": "2"}, now + 2 * DAY)
        assert values(session, ObservationQuery()) == {"I": "2"}


def test_withdrawing_twice_or_nothing_says_so(engine: Engine, store: ObjectStore, now: datetime) -> None:
    with unit_of_work(engine) as session:
        dataset(session, now)
        wrong = publish_at(session, store, {"I": "1"}, now)
        withdraw(session, wrong, WRONG, now)
        right = publish_at(session, store, {"I": "2"}, now + DAY)
        with pytest.raises(ReleaseWithdrawnError) as error:
            withdraw(session, wrong, WRONG, now)
        assert (error.value.reason, error.value.withdrawn_at, error.value.successor) == (WRONG, now, right)
        with pytest.raises(ReleaseNotFoundError):
            withdraw(session, "0" * 64, WRONG, now)


def test_findings_that_quote_withdrawn_figures_no_longer_stand(
    engine: Engine, store: ObjectStore, now: datetime
) -> None:
    said = Finding("S2", "warning", Location("a.xlsx", "F6"), "1", Message("page.yes"), Message("page.no"))
    with unit_of_work(engine) as session:
        dataset(session, now)
        wrong = publish_at(session, store, {"I": "1"}, now)
        findings.record(session, SLOT, "kranj-inventory", [said], now)
        withdraw(session, wrong, WRONG, now + DAY)
        standing = select(FindingRow).where(col(FindingRow.recorded_to).is_(None))
        assert session.exec(standing).all() == []


@dataclass
class Told:
    """What happened in a slot, told so that what must be served can be said without the code under test."""

    stood: list[tuple[datetime, datetime | None, dict[str, str], str]] = field(default_factory=list)
    withdrawn: set[str] = field(default_factory=set)

    def end(self, now: datetime) -> None:
        if self.stood and self.stood[-1][1] is None:
            begun, _, rows, hash_ = self.stood[-1]
            self.stood[-1] = (begun, now, rows, hash_)

    def at(self, time: datetime) -> dict[str, str]:
        """What is served as of a time: each figure that one of the releases which told it in a row still tells."""
        at = next(
            (n for n, one in enumerate(self.stood) if one[0] <= time and (one[1] is None or time < one[1])),
            None,
        )
        if at is None:
            return {}
        return {
            sector: value for sector, value in self.stood[at][2].items() if self._served(at, sector, value)
        }

    def _served(self, at: int, sector: str, value: str) -> bool:
        while True:
            begun, _, _, hash_ = self.stood[at]
            if hash_ not in self.withdrawn:
                return True
            before = self.stood[at - 1] if at else None
            if before is None or before[1] != begun or before[2].get(sector) != value:
                return False
            at -= 1


STEPS = st.lists(
    st.one_of(
        st.dictionaries(st.sampled_from(("I", "II", "III")), st.sampled_from(("1", "2")), min_size=1),
        st.just("retire"),
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=9,
)


def _do(
    session: Session, store: ObjectStore, told: Told, step: dict[str, str] | str | int, now: datetime
) -> None:
    if isinstance(step, dict):
        try:
            hash_ = publish_at(session, store, step, now)
        except WithdrawnBeforeError:
            return
        if not told.stood or told.stood[-1][1] is not None or told.stood[-1][3] != hash_:
            told.end(now)
            told.stood.append((now, None, step, hash_))
    elif step == "retire":
        retire(session, SLOT, now)
        told.end(now)
    elif told.stood:
        hash_ = told.stood[int(step) % len(told.stood)][3]
        if hash_ not in told.withdrawn:
            withdraw(session, hash_, WRONG, now)
            told.withdrawn.add(hash_)
            if told.stood[-1][3] == hash_:
                told.end(now)


KEPT = ("id", "sector", "value", "release", "recorded_from", "recorded_to", "withdrawn_at")


def _table(session: Session) -> list[tuple[str, ...]]:
    session.flush()
    session.expire_all()
    rows = session.exec(select(ObservationRow)).all()
    return sorted(tuple(str(getattr(row, name)) for name in KEPT) for row in rows)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_happens_every_time_is_answered_as_the_releases_tell_and_a_rebuild_makes_the_same_rows(
    engine: Engine, store: ObjectStore, now: datetime, steps: list[dict[str, str] | str | int]
) -> None:
    told = Told()
    with Session(engine) as session:
        session.exec(delete(ObservationRow))
        session.exec(delete(Release))
        dataset(session, now)
        for number, step in enumerate(steps):
            _do(session, store, told, step, now + number * DAY)
        for number in range(len(steps)):
            for time in (now + number * DAY, now + number * DAY + DAY / 2):
                assert values(session, ObservationQuery(as_of=time)) == told.at(time)
        assert values(session, ObservationQuery()) == told.at(now + len(steps) * DAY)
        before = _table(session)
        rebuild(session, store)
        assert _table(session) == before
        session.rollback()
