"""What may go wrong between the statements of a harvest: two workers, names that change, failures in the midst."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from catalogue.database import unit_of_work
from catalogue.drafts import DatasetDraft
from catalogue.models import Dataset, Snapshot
from catalogue.settling import begin_publication
from connectors.checking import Check, Findings, Surroundings
from connectors.errors import RunBusyError
from connectors.fetching import Answer, Fetched, Request
from connectors.full_pass import Pass, newest_of
from connectors.models import Fetch, Run, RunItem, SourceRow
from connectors.recorded import RecordedFetch, snapshot_row
from connectors.run_errors import RunNotHeldError
from connectors.runs import RunResult, begin, newest_run
from connectors.staging import Staged
from schemas.findings import Finding, Location
from schemas.messages import Message
from tests.connectors.city import City
from tests.connectors.outgoing import client_for
from tests.connectors.zagreb import PORTAL
from tests.fakes.ckan import FakeCkan, package
from tests.fakes.server import serving

DAY = timedelta(days=1)


def counted(result: RunResult) -> dict[str, int]:
    return {name: count for name, count in result.outcomes.items() if count}


def ids(portal: City) -> dict[str, str]:
    """The ids of the datasets that stand, by what their source calls them."""
    with Session(portal.engine) as session:
        found = select(Dataset.remote, Dataset.id).where(col(Dataset.gone_at).is_(None))
        return dict(session.exec(found).all())


def test_a_record_whose_portal_gives_its_page_another_name_keeps_its_id(portal: City, ckan: FakeCkan) -> None:
    portal.harvester().harvest("zagreb")
    before = ids(portal)
    ckan.packages[3]["name"] = "set-3-for-2026"
    assert counted(portal.harvester().harvest("zagreb")) == {"changed": 1, "unchanged": 9}
    assert ids(portal) == before


def test_a_run_that_ended_while_another_worker_waited_to_take_it_over_is_left_as_it_is(
    portal: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = portal.harvester().harvest("zagreb")
    with unit_of_work(portal.engine) as session:
        ended = session.get_one(Run, result.run)
        finished = ended.finished_at
        ended.state, ended.heartbeat, ended.finished_at = "running", portal.now - DAY, None

    def slow(*_: object) -> bool:
        """Decide that the run was left, while its worker ends it."""
        with unit_of_work(portal.engine) as session:
            values = {"state": "done", "finished_at": finished}
            session.execute(update(Run).where(col(Run.id) == result.run).values(**values))
        return False

    monkeypatch.setattr("connectors.runs._is_held", slow)
    if portal.engine.dialect.name == "postgresql":  # SQLite lets nobody write meanwhile
        with pytest.raises(RunBusyError):
            begin(portal.engine, "zagreb", portal.worker("there:2:2"), portal.now)
    with Session(portal.engine) as session:
        items = session.exec(select(RunItem.outcome).where(col(RunItem.run) == result.run)).all()
        assert set(items) == {"added"}
        assert session.get_one(Run, result.run).holder == "here:1:1"


def changed(day: int) -> str:
    return datetime(2026, 1, day, tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%S")


@pytest.fixture
def dated(portal: City, ckan: FakeCkan) -> Callable[..., RunResult]:
    """A source that says when its records changed, and a harvest of it that relies on it where it may."""
    portal.register(PORTAL.replace("page_size = 4", "page_size = 4, modified_filter = true"))
    for number, record in enumerate(ckan.packages, start=1):
        record["metadata_modified"] = changed(number)
    return lambda **told: replace(portal.harvester(), full_pass=7 * DAY, **told).harvest("zagreb")


def filtered(portal: City) -> list[bool]:
    found = [
        "metadata_modified" in str(seen.query) for seen in portal.server.seen if "package_search" in seen.path
    ]
    portal.server.seen.clear()
    return found


def refusing(*titles: str) -> Check:
    """A check that refuses the records with some titles."""
    told = Message("harvest.missing", {"since": "-", "until": "-"})
    wrong = Finding("connectors.record", "violation", Location("record", "title"), "x", told, told)

    def check(drafts: Sequence[DatasetDraft], around: Surroundings) -> list[Findings]:
        return [(wrong,) if set(titles) & {*draft.title.as_dict().values()} else () for draft in drafts]

    return check


def test_a_record_that_is_refused_says_nothing_of_its_portal_s_times(
    portal: City, ckan: FakeCkan, dated: Callable[..., RunResult]
) -> None:
    check = refusing("Set-2")
    assert counted(dated(check=check)) == {"added": 9, "refused": 1}
    again = dated(check=check)
    assert (counted(again), again.errors) == ({"unchanged": 9, "refused": 1}, [])
    filtered(portal)
    dated(check=check)
    assert all(filtered(portal))


def test_what_failed_is_asked_for_again_however_much_later_the_others_changed() -> None:
    seen = datetime(2026, 1, 10, tzinfo=UTC)
    staged = Staged(newest=seen + DAY, outcomes=Counter({"staged": 3, "failed": 1}))
    assert newest_of(Pass(seen, seen), staged) == seen
    staged.outcomes["failed"] = 0
    assert newest_of(Pass(seen, seen), staged) == seen + DAY


UUID = "0f5c9f0e-6a4b-4c0e-9d7e-5a1d2c3b4e5f"


def test_two_portals_that_are_published_at_the_same_time_list_one_dataset(
    portal: City, ckan: FakeCkan, monkeypatch: pytest.MonkeyPatch
) -> None:
    ckan.packages[:] = [package("vozila") | {"id": UUID}]
    state = FakeCkan([package("copy", extras=[{"key": "guid", "value": UUID}])])
    with serving(state) as server, client_for(server.target) as client:
        second = replace(portal, server=server, client=client)
        second.register(PORTAL.replace('id = "zagreb"', 'id = "state"'))
        first = [lambda: portal.harvester("there:2:2").harvest("zagreb")]

        def overtaken(session: Session, clock: Callable[[], datetime]) -> datetime:
            while first:
                first.pop()()
            return begin_publication(session, clock)

        monkeypatch.setattr("connectors.harvest.begin_publication", overtaken)
        assert counted(second.harvester().harvest("state")) == {"added": 1}
        assert ids(portal) == {UUID: "zagreb-vozila"}
        state.packages[0] |= {"id": "another", "title": "Vozila"}
        assert counted(second.harvester().harvest("state")) == {"changed": 1}
        assert ids(portal) == {UUID: "zagreb-vozila"}


def test_a_name_that_another_record_had_before_takes_nothing_from_it(portal: City, ckan: FakeCkan) -> None:
    portal.harvester().harvest("zagreb")
    ckan.packages[3]["name"] = "set-3-old"
    ckan.packages.append(package("set-3", title="Something else") | {"id": "id-new"})
    for expected in ({"added": 1, "changed": 1, "unchanged": 9}, {"unchanged": 11}):
        assert counted(portal.harvester().harvest("zagreb")) == expected
    known = ids(portal)
    assert known["id-set-3"] == "zagreb-set-3"
    assert known["id-new"].startswith("zagreb-set-3-")


def test_what_was_gone_comes_back_under_its_id_whatever_name_its_page_has_now(
    portal: City, ckan: FakeCkan
) -> None:
    portal.harvester().harvest("zagreb")
    away = ckan.packages.pop(3)
    portal.harvester().harvest("zagreb")
    assert "id-set-3" not in ids(portal)
    ckan.packages.append(away | {"name": "back-again"})
    assert counted(portal.harvester().harvest("zagreb")) == {"added": 1, "unchanged": 9}
    assert ids(portal)["id-set-3"] == "zagreb-set-3"
    assert counted(portal.harvester().harvest("zagreb")) == {"unchanged": 10}


def test_two_workers_that_begin_at_once_begin_one_run(portal: City, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    def second() -> None:
        try:
            told.append(begin(portal.engine, "zagreb", portal.worker("there:2:2"), portal.now))
        except RunBusyError as error:
            told.append(error.rule)

    threads = [Thread(target=second)]

    def meanwhile(session: Session, source: str) -> Run | None:
        """Find no run yet, while another worker begins."""
        for thread in threads[:]:
            threads.clear()
            begun.append(thread)
            thread.start()
            thread.join(0.3)
        return newest_run(session, source)

    begun: list[Thread] = []
    monkeypatch.setattr("connectors.runs.newest_run", meanwhile)
    begin(portal.engine, "zagreb", portal.worker(), portal.now)
    begun[0].join()
    with Session(portal.engine) as session:
        assert [run.holder for run in session.exec(select(Run))] == ["here:1:1"]
    assert told == ["run-busy"]


def test_a_run_whose_last_sign_of_life_is_of_a_clock_that_was_put_back_is_taken_over(portal: City) -> None:
    run = begin(portal.engine, "zagreb", portal.worker(), portal.now + 365 * DAY)
    there = portal.worker("there:2:2")
    assert begin(portal.engine, "zagreb", there, portal.now) == run


def given(request: Request) -> Answer:
    return Answer(200, {"content-type": "application/json"}, b"[]", request.url, 0.0)


def test_the_same_bytes_that_two_runs_receive_at_once_are_kept_once(
    portal: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetches = [
        RecordedFetch(portal.engine, portal.store, run, run, given, lambda: portal.now) for run in ("a", "b")
    ]
    request = Request("GET", "https://portal.example/list")
    others = [fetches[1]]

    def meanwhile(fetched: Fetched, now: datetime) -> Snapshot:
        """Find no such bytes on record, while another run is given them; SQLite has that wait."""
        if portal.engine.dialect.name == "postgresql":
            while others:
                others.pop()(request)
        return snapshot_row(fetched, now)

    monkeypatch.setattr("connectors.recorded.snapshot_row", meanwhile)
    assert fetches[0](request).sha256 == fetches[1](request).sha256
    with Session(portal.engine) as session:
        assert len(session.exec(select(Snapshot)).all()) == 1
        assert sorted(session.exec(select(Fetch.run))) == ["a", "b"]


def test_bytes_are_kept_although_somebody_else_writes_between_two_looks(
    portal: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite refuses to write who read before somebody else wrote, however long it would wait."""
    fetch = RecordedFetch(portal.engine, portal.store, "a", "zagreb", given, lambda: portal.now)
    writes: list[Thread] = []

    def write() -> None:
        with unit_of_work(portal.engine) as session:
            session.add(SourceRow(id="other", connector="table", owner="x"))

    def meanwhile(fetched: Fetched, now: datetime) -> Snapshot:
        writes.append(Thread(target=write))
        writes[0].start()
        writes[0].join(0.3)
        return snapshot_row(fetched, now)

    monkeypatch.setattr("connectors.recorded.snapshot_row", meanwhile)
    fetch(Request("GET", "https://portal.example/list"))
    writes[0].join()
    with Session(portal.engine) as session:
        assert session.get(SourceRow, "other") is not None
        assert len(session.exec(select(Fetch)).all()) == 1


@pytest.mark.parametrize("odd", ["\x00", "\ud800"], ids=["no character", "half a character"])
def test_a_record_whose_id_no_database_takes_is_one_record_and_stays_the_same(
    portal: City, ckan: FakeCkan, odd: str
) -> None:
    ckan.packages[4] |= {"id": f"id{odd}-x", "title": f"T{odd}itle", "notes": odd}
    assert counted(portal.harvester().harvest("zagreb")) == {"added": 10}
    assert counted(portal.harvester().harvest("zagreb")) == {"unchanged": 10}


def test_who_approves_is_on_record_exactly_if_the_run_goes_on(portal: City, ckan: FakeCkan) -> None:
    done = portal.harvester().harvest("zagreb")
    del ckan.packages[:3]
    held = portal.harvester().harvest("zagreb")

    def noted(session: Session) -> None:
        session.add(SourceRow(id="noted", connector="table", owner="x"))

    def broken(session: Session) -> None:
        raise KeyError("killed")

    with pytest.raises(RunNotHeldError):
        portal.harvester().approve(done.run, noted)
    with pytest.raises(KeyError):
        portal.harvester().approve(held.run, broken)
    with Session(portal.engine) as session:
        assert (session.get(SourceRow, "noted"), session.get_one(Run, held.run).state) == (None, "held")
    assert portal.harvester().approve(held.run, noted).state == "done"
    with Session(portal.engine) as session:
        assert session.get(SourceRow, "noted") is not None
