"""Hours of a moving window are harvested: months become whole over the runs, and each comes out of the portal's bytes again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from catalogue.database import unit_of_work
from catalogue.models import MappingVersion, ObservationRow, Release, Snapshot
from catalogue.object_store import ObjectStore, sha256_of
from catalogue.releases import to_observation
from connectors.air_arso import HOME
from connectors.composed import parts_of
from connectors.fetching import COMPOSED
from connectors.models import Fetch
from connectors.run_retention import forget_runs
from connectors.runs import RunResult
from connectors.snapshot_retention import forget_unused
from connectors.verification import Verification, verify
from tests.connectors.city import City
from tests.connectors.outgoing import client_for
from tests.connectors.test_harvest import outcomes
from tests.fakes.air import arso_document, arso_station
from tests.fakes.server import Reply, Seen, serving

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SOURCE = """
[[organisation]]
id = "arso"
name = "ARSO"

[[source]]
id = "zrak"
connector = "air-arso"
url = "{url}/urni.xml"
owner = "arso"
licence = "CC BY 4.0"
options = {{ aggregate = "month" }}

[[source.mapping]]
name = "pm10-kranj"
indicator = "AQ.PM10"
locale = "plain"
where = "statistic == 'mean' and component == 'pm10' and station == 'E417'"
columns = {{ period = "period", value = "value", unit = "unit", status = "status", comment = "comment" }}
constants = {{ place = "SI_052" }}
"""


@dataclass
class Portal:
    """A file of the last hours, and how long it goes back.

    Args:
        figure: of the hour that begins at an instant.
        instead: a whole answer.
    """

    figure: Callable[[datetime], str]
    now: datetime
    held: timedelta = 7 * DAY
    instead: Reply | None = None
    answers: list[bytes] = field(default_factory=list)

    def __call__(self, _seen: Seen) -> Reply:
        if self.instead is not None:
            return self.instead
        hours = int(self.held / HOUR)
        content = arso_document(*(self._station(self.now - HOUR * back) for back in range(hours, 0, -1)))
        self.answers.append(content)
        return Reply(content, media_type="application/xml")

    def _station(self, start: datetime) -> str:
        begun, end = (one.astimezone(HOME).strftime("%Y-%m-%d %H:%M") for one in (start, start + HOUR))
        return arso_station("E417", "Kranj", begun, end, {"pm10": self.figure(start)})


@pytest.fixture
def portal() -> Portal:
    begun = datetime(2025, 4, 1, 22, tzinfo=UTC)
    return Portal(lambda start: "30" if start.day == 10 else "20", begun)


@pytest.fixture
def node(engine: Engine, tmp_path: Path, portal: Portal) -> Iterator[City]:
    with serving(portal) as server, client_for(server.target) as client:
        city = City(engine, ObjectStore(tmp_path / "store"), server, client, portal.now, {})
        city.register(SOURCE)
        yield city


def harvested(node: City, portal: Portal, *, after: timedelta = 6 * DAY) -> RunResult:
    portal.now += after
    node.now = portal.now
    return node.harvester().harvest("zrak")


def a_month(node: City, portal: Portal) -> None:
    """Harvest April 2025, a file of seven days at a time."""
    for _ in range(5):
        harvested(node, portal)


def checked(node: City, *, standing: bool = False) -> list[Verification]:
    """Verify each figure that ever stood, or April's as it stands."""
    with Session(node.engine, expire_on_commit=False) as session:
        releases = {release.id: release for release in session.exec(select(Release))}
        found = [
            (row, session.get(MappingVersion, row.mapping), session.get(Snapshot, row.snapshot))
            for row in session.exec(select(ObservationRow))
            if not standing or row.id == current(node).id
        ]
    made = []
    for row, version, snapshot in found:
        assert version is not None
        assert snapshot is not None
        places = frozenset({row.place})
        observation = to_observation(row)
        made.append(
            verify(observation, version.definition, snapshot, node.store, places, releases[row.release])
        )
    return made


def current(node: City) -> ObservationRow:
    with Session(node.engine, expire_on_commit=False) as session:
        standing = col(ObservationRow.recorded_to).is_(None)
        return session.exec(select(ObservationRow).where(standing, ObservationRow.period == "2025-04")).one()


def composed_rows(node: City) -> list[Fetch]:
    with Session(node.engine, expire_on_commit=False) as session:
        return list(session.exec(select(Fetch).where(col(Fetch.media_type) == COMPOSED)))


def test_a_month_becomes_whole_over_the_runs_and_comes_out_of_the_portals_bytes_again(
    node: City, portal: Portal
) -> None:
    a_month(node, portal)

    row = current(node)
    assert (str(row.value), row.obs_status, row.comment) == ("20.333", "V", "")
    assert row.source_cell.startswith("line[2]..line[")
    parts = parts_of(node.store.get(row.snapshot))
    received = {sha256_of(content) for content in portal.answers}
    assert {part.sha256 for part in parts} <= received
    assert len(parts) == 5
    assert [one.failures for one in checked(node)] == [()] * len(checked(node))
    assert all(one.holds for one in checked(node))


def test_what_a_figure_was_made_of_outlasts_its_runs_and_the_next_run_goes_on_from_it(
    node: City, portal: Portal
) -> None:
    a_month(node, portal)
    portal.now = node.now = node.now + 500 * DAY
    with unit_of_work(node.engine) as session:
        forget_runs(session, node.now)
    for days in (0, 3):
        with unit_of_work(node.engine) as session:
            forget_unused(session, node.store, 1, node.now + days * DAY)
    before = current(node)
    harvested(node, portal)

    assert all(one.holds for one in checked(node))
    assert (current(node).id, current(node).snapshot) == (before.id, before.snapshot)
    assert {row.request.rpartition(".")[2] for row in composed_rows(node)} == {
        "2025-04", "2025-05", "2026-09",
    }  # fmt: skip
    assert len({row.run for row in composed_rows(node)}) == 1


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_corrected_hour_counts_and_is_told_and_a_broken_answer_leaves_what_stands(
    node: City, portal: Portal
) -> None:
    a_month(node, portal)
    portal.instead = Reply(b"<html>maintenance</html>", media_type="text/html")
    broken = harvested(node, portal, after=HOUR)
    assert broken.state == "failed"
    assert str(current(node).value) == "20.333"
    portal.instead = None
    portal.now -= DAY  # the file goes back to hours of April once more
    portal.figure = lambda start: "740" if start == datetime(2025, 4, 30, 12, tzinfo=UTC) else "20"
    node.now += DAY
    result = node.harvester().harvest("zrak")

    told = [
        (finding["rule"], finding["severity"], finding["found"])
        for one in result.items
        for finding in one["findings"]
        if finding["rule"].startswith("connectors.")
    ]
    assert told == [("connectors.air-changed", "info", "20 -> 740 (n = 1)")]
    assert str(current(node).value) == "21.333"
    assert all(one.holds for one in checked(node))


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_the_same_again_gives_the_same_bytes_and_what_a_figure_was_made_of_is_held_against_them(
    node: City, portal: Portal
) -> None:
    a_month(node, portal)
    before = {(row.request, row.sha256) for row in composed_rows(node)}
    node.now += DAY
    again = node.harvester().harvest("zrak")
    assert outcomes(again) == {"unchanged": 1}
    assert {(row.request, row.sha256) for row in composed_rows(node)} == before

    whole = node.store.get(current(node).snapshot)
    with unit_of_work(node.engine) as session:
        forged = whole.replace(b'"cell":"postaja[1]/pm10"', b'"cell":"postaja[2]/pm10"', 1)
        session.add(Snapshot(sha256=node.store.put(forged), size=1, media_type=COMPOSED, fetched_at=node.now))
        row = session.exec(select(ObservationRow).where(ObservationRow.id == current(node).id)).one()
        row.snapshot = sha256_of(forged)
        session.add(row)
    assert _failures(node) == ["verify.composition"]

    part = parts_of(whole)[1]
    path = node.store.path(part.sha256)
    path.chmod(0o644)
    path.write_bytes(b"<arsopodatki/>")
    assert _failures(node) == ["verify.part"]
    path.unlink()
    assert _failures(node) == ["verify.part"]


def _failures(node: City) -> list[str]:
    (made,) = checked(node, standing=True)
    assert made.holds is not bool(made.failures)
    return [one.key for one in made.failures]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_an_answer_that_held_nothing_for_a_mapping_is_not_read_twice(node: City, portal: Portal) -> None:
    node.register(SOURCE.replace("E417", "E404"))
    results = [harvested(node, portal) for _ in range(2)]

    assert [result.state for result in results] == ["done", "done"]
    (kept,) = composed_rows(node)
    assert (kept.request.rpartition(".")[2], kept.run) == ("", results[1].run)
    assert parts_of(node.store.get(kept.sha256)) == ()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_mapping_that_is_read_otherwise_begins_with_all_that_is_on_record(
    node: City, portal: Portal
) -> None:
    a_month(node, portal)
    node.register(
        SOURCE.replace("statistic == 'mean' and ", "")
        .replace("AQ.PM10", "AQ.PM10.EXC")
        .replace("component == 'pm10'", "statistic == 'days_over_50'")
    )
    portal.now += 30 * DAY
    harvested(node, portal)

    row = current(node)
    assert (row.indicator, str(row.value)) == ("AQ.PM10.EXC", "0")
