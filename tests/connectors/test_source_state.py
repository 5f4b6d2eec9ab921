"""How a source stands after its runs: due, left alone, paused."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, delete, select

from catalogue.database import unit_of_work
from connectors.definitions import SourceDefinition
from connectors.due import beat_all, due_sources, leave_all
from connectors.models import Fetch, Run, RunItem, SourceRow
from connectors.run_retention import forget_runs
from connectors.runs import Worker
from connectors.schedule import read_schedule
from connectors.schedule_tables import SourceState
from connectors.source_state import (
    AT_ONCE,
    Standing,
    note_failure,
    pause,
    resume,
    standing_of,
    standings,
    unread_by,
    write_down,
)

NOW = datetime(2026, 11, 24, 3, 10, tzinfo=UTC)
DAILY = read_schedule("daily 03:10")
BROKEN = [{"rule": "connectors.busy", "severity": "violation"}]
WORKER = Worker("here:1:1", timedelta(seconds=60), lambda holder: holder != "dead")
HOUR = timedelta(hours=1)


def run(number: int, state: str, ended: datetime | None, **told: Any) -> Run:  # a run's columns
    """A run of the source ``a`` that began a minute before it ended."""
    told = {"source": "a", "errors": BROKEN if state == "failed" else []} | told
    return Run(
        id=f"run-{number}", state=state, started_at=(ended or NOW) - timedelta(minutes=1),
        heartbeat=ended or NOW, finished_at=ended, **told,
    )  # fmt: skip


def failed(times: int) -> Standing:
    """How a source stands that failed so often in a row, the last time just now."""
    standing = Standing("a")
    for number in range(times):
        ended = NOW - timedelta(days=times - 1 - number)
        standing = standing.counting(run(number, "failed", ended), "connectors.busy")
    return standing


def test_a_source_that_was_never_read_is_due_at_once() -> None:
    assert Standing("a").due_at(DAILY) == AT_ONCE
    assert Standing("a").due_at(read_schedule("never")) is None


def test_a_source_that_was_read_is_due_at_its_next_time() -> None:
    read = Standing("a").counting(run(1, "done", NOW + timedelta(minutes=20)))

    assert read.due_at(DAILY) == NOW + timedelta(days=1)
    assert read.last_done == NOW + timedelta(minutes=20)


@pytest.mark.parametrize(
    ("times", "circuit", "waits"),
    [
        (1, "closed", timedelta(minutes=15)),
        (2, "closed", timedelta(minutes=15)),
        (3, "open", timedelta(hours=1)),
        (4, "open", timedelta(hours=4)),
        (5, "open", timedelta(days=1)),
        (9, "open", timedelta(days=1)),
    ],
)
def test_a_source_that_fails_is_left_alone_for_growing_times(
    times: int, circuit: str, waits: timedelta
) -> None:
    standing = failed(times)

    assert (standing.circuit(NOW), standing.due_at(DAILY)) == (circuit, NOW + waits)
    assert (standing.failures, standing.why) == (times, "connectors.busy")


def test_a_source_that_was_left_alone_is_tried_once_and_then_read_or_left_alone_for_longer() -> None:
    standing = failed(3)
    later = NOW + HOUR
    assert standing.circuit(later) == "half-open"

    again = standing.counting(run(7, "failed", later), "connectors.slow")
    assert (again.circuit(later), again.due_at(DAILY)) == ("open", later + 4 * HOUR)
    well = standing.counting(run(8, "partial", later))
    assert (well.circuit(later), well.failures, well.why) == ("closed", 0, "")
    assert well.due_at(DAILY) == NOW + timedelta(days=1)


def finding(rule: str, severity: str = "violation") -> dict[str, str]:
    """A finding as a run's item keeps it."""
    return {"rule": rule, "severity": severity}


@pytest.mark.parametrize(
    ("items", "unread"),
    [
        ([], ""),
        ([[finding("H15")], [finding("connectors.missing-column")]], ""),
        ([[finding("connectors.busy")], [finding("H15")]], ""),
        ([[finding("connectors.busy")], [finding("H1"), finding("connectors.not-found")]], "connectors.not-found"),
        ([[finding("connectors.server-failure")]], "connectors.server-failure"),
    ],
)  # fmt: skip
def test_a_run_did_not_read_its_source_if_none_of_its_items_could_be_had(
    items: list[list[dict[str, str]]], unread: str
) -> None:
    assert unread_by(run(1, "failed", NOW, errors=[finding("x", "warning")]), items) == unread
    assert unread_by(run(1, "failed", NOW, errors=[finding("connectors.busy")]), items) == "connectors.busy"
    assert unread_by(run(1, "partial", NOW), items) == ""


def test_a_run_that_waits_for_a_person_did_read_its_source() -> None:
    held = failed(4).counting(run(9, "held", NOW + HOUR, errors=[{"lost": ["x"]}]))

    assert (held.circuit(NOW), held.failures, held.last_done) == ("closed", 0, None)


def test_a_run_counts_once_whoever_looks_and_whenever_it_is_written_down(engine: Engine) -> None:
    with unit_of_work(engine) as session:
        session.add_all([run(2, "failed", NOW), run(1, "failed", NOW), run(3, "running", None)])
    for _ in range(3):
        with unit_of_work(engine) as session:
            assert standing_of(session, "a").failures == standings(session)["a"].failures == 2
            write_down(session)
    with unit_of_work(engine) as session:
        session.exec(delete(Run).where(col(Run.state) == "failed"))
    with unit_of_work(engine) as session:
        assert standing_of(session, "a").failures == 2
        session.add(run(4, "done", NOW + HOUR))
        session.flush()
        assert standing_of(session, "a") == Standing("a", NOW + HOUR, NOW + HOUR, counted="run-4")


def test_a_paused_source_is_not_due_until_it_is_resumed(engine: Engine) -> None:
    with unit_of_work(engine) as session:
        session.add_all([run(number, "failed", NOW - number * HOUR) for number in range(4)])
    with unit_of_work(engine) as session:
        pause(session, "a", NOW)
    with unit_of_work(engine) as session:
        pause(session, "a", NOW + HOUR)
        paused = standing_of(session, "a")
        assert (paused.paused_at, paused.failures, paused.due_at(DAILY)) == (NOW, 4, None)
    with unit_of_work(engine) as session:
        resume(session, "a")
    with unit_of_work(engine) as session:
        resumed = standing_of(session, "a")
    assert (resumed.circuit(NOW), resumed.failures, resumed.paused_at) == ("closed", 0, None)
    assert resumed.due_at(DAILY) == NOW + timedelta(days=1)


def put(engine: Engine, **urls: str) -> None:
    """Register sources by id and address, each with a schedule."""
    with unit_of_work(engine) as session:
        for position, (name, url) in enumerate(urls.items()):
            told = SourceDefinition(id=name, connector="table", url=url, owner="k", schedule="daily 03:10")
            session.add(
                SourceRow(
                    id=name, position=position, connector="table", owner="k",
                    definition=told.model_dump(mode="json", exclude_defaults=True),
                )
            )  # fmt: skip


def due(engine: Engine, now: datetime = NOW, at_once: int = 9) -> list[tuple[str, bool]]:
    """The sources that are due, and whether a run of each was left."""
    with unit_of_work(engine) as session:
        return [(one.source, one.left) for one in due_sources(session, WORKER, now, at_once=at_once)]


def test_what_was_left_comes_first_and_what_is_worked_on_not_at_all(engine: Engine) -> None:
    put(engine, new="http://1.example/", working="http://2.example/", stale="http://3.example/",
        left="http://4.example/", read="http://5.example/")  # fmt: skip
    with unit_of_work(engine) as session:
        session.add_all(
            [
                run(1, "running", None, source="working", holder="there"),
                run(2, "running", None, source="left", holder="dead"),
                run(4, "done", NOW, source="read"),
            ]
        )
        stale = run(3, "running", None, source="stale", holder="there")
        stale.heartbeat = NOW - timedelta(seconds=60)
        session.add(stale)

    assert due(engine) == [("stale", True), ("left", True), ("new", False)]
    assert due(engine, NOW + timedelta(days=1)) == [
        ("stale", True), ("working", True), ("left", True), ("new", False), ("read", False),
    ]  # fmt: skip


def test_all_workers_together_read_only_so_many_sources_of_a_host_at_once(engine: Engine) -> None:
    put(engine, a="http://1.example/a", b="http://1.example/b", c="http://1.example/c",
        d="http://1.example:8080/", folder="/srv/files", other="/srv/files")  # fmt: skip
    with unit_of_work(engine) as session:
        session.add(run(1, "running", None, source="a", holder="there"))

    assert due(engine, at_once=2) == [("b", False), ("d", False), ("folder", False), ("other", False)]


def test_an_error_of_ours_makes_a_left_run_wait_as_a_failure_does(engine: Engine) -> None:
    put(engine, a="http://1.example/")
    with unit_of_work(engine) as session:
        session.add(run(1, "running", None, holder="dead"))
        note_failure(session, "a", "KeyError", NOW)

    assert due(engine, NOW + timedelta(minutes=14)) == []
    assert due(engine, NOW + timedelta(minutes=15)) == [("a", True)]
    with unit_of_work(engine) as session:
        pause(session, "a", NOW)
    assert due(engine, NOW + timedelta(days=9)) == []


def test_a_worker_gives_signs_of_life_for_its_own_runs_and_leaves_them(engine: Engine) -> None:
    with unit_of_work(engine) as session:
        session.add_all([run(1, "running", None, holder="me"), run(2, "running", None, holder="you")])
    with unit_of_work(engine) as session:
        beat_all(session, "me", NOW + HOUR)
        leave_all(session, "you")
    with unit_of_work(engine) as session:
        assert {one.holder: one.heartbeat for one in session.exec(select(Run))} == {
            "me": NOW + HOUR,
            "you": AT_ONCE,
        }


def test_old_runs_are_forgotten_but_not_what_the_next_one_goes_on_from(engine: Engine) -> None:
    old = [
        run(1, "failed", NOW - 9 * HOUR),
        run(2, "done", NOW - 8 * HOUR),
        run(3, "done", NOW - 7 * HOUR),
        run(4, "partial", NOW - 6 * HOUR, since=NOW - 7 * HOUR),
        run(5, "held", NOW - 5 * HOUR),
        run(6, "failed", NOW - 4 * HOUR),
        run(7, "failed", NOW - 3 * HOUR),
        run(8, "done", NOW - 9 * HOUR, source="b"),
        run(9, "running", None, source="c"),
    ]
    with unit_of_work(engine) as session:
        session.add_all(old)
        session.add_all([RunItem(run=one.id, key="x") for one in old])
        for one in old:
            session.add(Fetch(run=one.id, request="r", source="a", url="u", status=200, fetched_at=NOW))
    with unit_of_work(engine) as session:
        assert forget_runs(session, NOW - HOUR) == 3
    with unit_of_work(engine) as session:
        kept = set(session.exec(select(Run.id)))
        assert kept == {"run-3", "run-4", "run-5", "run-7", "run-8", "run-9"}
        assert set(session.exec(select(RunItem.run))) == set(session.exec(select(Fetch.run))) == kept


def test_a_held_run_waits_for_a_person_until_its_source_is_read_again(engine: Engine) -> None:
    with unit_of_work(engine) as session:
        session.add_all(
            [run(1, "held", NOW - 9 * HOUR), run(2, "held", NOW - 8 * HOUR), run(3, "failed", NOW - 7 * HOUR)]
        )
    with unit_of_work(engine) as session:
        assert forget_runs(session, NOW) == 1
    with unit_of_work(engine) as session:
        assert set(session.exec(select(Run.id))) == {"run-2", "run-3"}


def test_nothing_is_written_where_nothing_changed(engine: Engine) -> None:
    with unit_of_work(engine) as session:
        write_down(session)
        assert session.exec(select(SourceState)).all() == []
