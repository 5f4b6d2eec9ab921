"""Runs of a portal: what is missing has its grace, a held run waits for a person, changes only where they can be trusted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from catalogue.database import unit_of_work
from catalogue.drafts import DatasetDraft
from catalogue.models import Dataset
from connectors.checking import Findings, Surroundings, check_here
from connectors.ckan_options import CkanOptions
from connectors.connector import Connector
from connectors.definitions import SourceDefinition
from connectors.fetching import Answer, Fetch, Request
from connectors.harvest import Harvester
from connectors.items import Item
from connectors.mapping import AppliedMapping
from connectors.models import Run
from connectors.reading import Context
from connectors.run_errors import RunNotHeldError, RunTakenError
from connectors.runs import RunResult
from schemas.languages import Text
from tests.connectors.city import City
from tests.connectors.outgoing import client_for
from tests.connectors.zagreb import PORTAL
from tests.fakes.ckan import FakeCkan, package
from tests.fakes.server import serving

DAY = timedelta(days=1)


def nothing_found(drafts: Sequence[DatasetDraft], around: Surroundings) -> list[Findings]:
    """A check that finds nothing."""
    return [() for _ in drafts]


def counted(result: RunResult) -> dict[str, int]:
    return {name: count for name, count in result.outcomes.items() if count}


def patient(portal: City, days: int = 7) -> Harvester:
    """A harvester that gives what is missing a grace."""
    return replace(portal.harvester(), grace=days * DAY)


def standing(portal: City) -> dict[str, datetime | None]:
    """Since when each dataset that stands is missing."""
    with Session(portal.engine) as session:
        found = select(Dataset.remote, Dataset.missing_since).where(col(Dataset.gone_at).is_(None))
        return dict(session.exec(found.order_by(col(Dataset.remote))).all())


def test_what_is_no_longer_listed_stays_for_its_grace_and_then_goes(portal: City, ckan: FakeCkan) -> None:
    began = portal.now
    patient(portal).harvest("zagreb")
    del ckan.packages[0]
    result = patient(portal).harvest("zagreb")
    assert (result.state, counted(result)) == ("done", {"unchanged": 9, "gone": 1})
    assert standing(portal)["id-set-0"] == began
    assert [item["detail"] for item in result.items if item["outcome"] == "gone"] == [
        f"no longer listed since {began.date()}; leaves the catalogue on {(began + 7 * DAY).date()} unless it comes back"
    ]
    portal.now = began + 6 * DAY
    patient(portal).harvest("zagreb")
    assert standing(portal)["id-set-0"] == began
    portal.now = began + 7 * DAY
    assert counted(patient(portal).harvest("zagreb")) == {"unchanged": 9, "gone": 1}
    assert "id-set-0" not in standing(portal)
    assert counted(patient(portal).harvest("zagreb")) == {"unchanged": 9}


def test_what_comes_back_within_its_grace_was_never_away(portal: City, ckan: FakeCkan) -> None:
    patient(portal).harvest("zagreb")
    away = ckan.packages.pop(3)
    patient(portal).harvest("zagreb")
    ckan.packages.append(away)
    assert counted(patient(portal).harvest("zagreb")) == {"unchanged": 10}
    assert set(standing(portal).values()) == {None}


def test_a_source_that_loses_its_datasets_little_by_little_is_held(portal: City, ckan: FakeCkan) -> None:
    patient(portal).harvest("zagreb")
    for _ in range(2):
        del ckan.packages[0]
        assert patient(portal).harvest("zagreb").state == "done"
    del ckan.packages[0]
    assert patient(portal).harvest("zagreb").state == "held"
    assert len(standing(portal)) == 10


def test_a_held_run_shows_what_it_would_take_and_is_published_as_it_was_read_when_a_person_approves(
    portal: City, ckan: FakeCkan
) -> None:
    patient(portal).harvest("zagreb")
    del ckan.packages[:3]
    ckan.packages[0]["title"] = "Novi naslov"
    held = patient(portal).harvest("zagreb")
    assert (held.state, counted(held)) == ("held", {"gone": 3})
    (told,) = held.errors
    assert (told["standing"], told["allowed"], told["listed"]) == (10, 2, {"staged": 1, "unchanged": 6})
    assert told["datasets"] == [
        {"id": f"zagreb-set-{number}", "remote": f"id-set-{number}", "title": f"Set-{number}"}
        for number in range(3)
    ]
    asked = len(portal.server.seen)
    ckan.packages.clear()  # what the portal says by now does not count
    approved = patient(portal).approve(held.run)
    assert (approved.run, approved.state, counted(approved)) == (
        held.run,
        "done",
        {"changed": 1, "unchanged": 6, "gone": 3},
    )
    assert len(portal.server.seen) == asked
    assert list(standing(portal)) == [f"id-set-{number}" for number in range(3, 10)]


def test_only_the_newest_held_run_of_a_source_can_be_approved(portal: City, ckan: FakeCkan) -> None:
    done = portal.harvester().harvest("zagreb")
    del ckan.packages[:3]
    first = portal.harvester().harvest("zagreb")
    portal.now += DAY
    second = portal.harvester().harvest("zagreb")
    for run in (done.run, first.run, "no-such-run"):
        with pytest.raises(RunNotHeldError):
            portal.harvester().approve(run)
    assert portal.harvester().approve(second.run).state == "done"


def test_a_record_with_the_key_of_another_is_refused_and_replaces_nothing(portal: City) -> None:
    def twice(
        source: SourceDefinition, mappings: Sequence[AppliedMapping], fetch: Fetch, context: Context
    ) -> Iterator[Item]:
        for title in ("First", "Second", "Third"):
            draft = DatasetDraft(
                id="one", source=source.id, remote="1", title=Text.of(title), publisher=source.owner
            )
            yield Item("1", title, draft)

    doubled = Connector("ckan", twice, CkanOptions)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("connectors.harvest.connector", lambda name: doubled)
        result = replace(portal.harvester(), check=nothing_found).harvest("zagreb")
    assert [(item["key"], item["title"], item["outcome"]) for item in result.items] == [
        ("1", "First", "added"), ("1 (2)", "Second", "refused"), ("1 (3)", "Third", "refused"),
    ]  # fmt: skip
    assert [(cause["rule"], cause["items"]) for cause in result.as_json()["causes"]] == [
        ("connectors.duplicate-item", 2)
    ]
    with Session(portal.engine) as session:
        assert session.exec(select(col(Dataset.title))).all() == [Text.of("First").as_dict()]


def test_what_an_earlier_attempt_checked_is_not_checked_again(
    portal: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.staging.BATCH", 4)
    seen: list[int] = []

    def check(drafts: Sequence[DatasetDraft], around: Surroundings) -> list[Findings]:
        seen.append(len(drafts))
        return check_here(drafts, around)

    def dying(request: Request) -> Answer:
        if len(portal.server.seen) == 2:
            raise KeyboardInterrupt
        return portal.send(request)

    with pytest.raises(KeyboardInterrupt):
        replace(portal.harvester(), check=check, send=dying).harvest("zagreb")
    before = sum(seen)
    assert 0 < before < 10
    result = replace(portal.harvester(), check=check).harvest("zagreb")
    assert (counted(result), sum(seen)) == ({"added": 10}, 10)


def test_a_worker_whose_run_was_taken_over_stops_and_publishes_nothing(portal: City) -> None:
    def slow(request: Request) -> Answer:
        answer = portal.send(request)
        with unit_of_work(portal.engine) as session:
            session.execute(update(Run).values(holder="another:2:2"))
        return answer

    with pytest.raises(RunTakenError):
        replace(portal.harvester(), send=slow).harvest("zagreb")
    assert standing(portal) == {}


def test_records_that_did_not_change_are_checked_again_by_other_shapes(portal: City) -> None:
    seen: list[int] = []

    def check(drafts: Sequence[DatasetDraft], around: Surroundings) -> list[Findings]:
        seen.append(len(drafts))
        return [() for _ in drafts]

    checking = replace(portal.harvester(), check=check)
    checking.harvest("zagreb")
    checking.harvest("zagreb")
    assert sum(seen) == 10
    with unit_of_work(portal.engine) as session:
        session.execute(update(Run).values(shapes="older"))
    assert (counted(checking.harvest("zagreb")), sum(seen)) == ({"unchanged": 10}, 20)


def changed(day: int) -> str:
    return datetime(2026, 1, day, tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%S")


@pytest.fixture
def dated(portal: City, ckan: FakeCkan) -> Callable[[], RunResult]:
    """A source that says when its records changed, and a harvest of it that relies on it where it may."""
    portal.register(PORTAL.replace("page_size = 4", "page_size = 4, modified_filter = true"))
    for number, record in enumerate(ckan.packages, start=1):
        record["metadata_modified"] = changed(number)
    return lambda: replace(portal.harvester(), full_pass=7 * DAY).harvest("zagreb")


def filtered(portal: City) -> list[bool]:
    """Whether each search since the last look was for changes only."""
    found = [
        "metadata_modified" in json.dumps(seen.query)
        for seen in portal.server.seen
        if "package_search" in seen.path
    ]
    portal.server.seen.clear()
    return found


def test_only_changes_are_asked_for_once_a_whole_pass_has_proved_the_times_honest(
    portal: City, ckan: FakeCkan, dated: Callable[[], RunResult]
) -> None:
    for _ in range(2):
        dated()
        assert not any(filtered(portal))
    portal.now += DAY
    ckan.packages[2].update(title="Novi naslov", metadata_modified=changed(20))
    assert counted(dated()) == {"changed": 1, "unchanged": 1}
    assert all(filtered(portal))
    del ckan.packages[5]
    assert "gone" not in counted(dated())
    filtered(portal)
    portal.now += 7 * DAY
    assert counted(dated()) == {"unchanged": 9, "gone": 1}
    assert not any(filtered(portal))


def test_a_source_whose_times_hid_a_change_is_read_whole_and_that_is_said(
    portal: City, ckan: FakeCkan, dated: Callable[[], RunResult]
) -> None:
    dated()
    ckan.packages[2].update(title="Novi naslov")
    result = dated()
    assert [(error["rule"], error["found"]) for error in result.errors] == [
        ("connectors.unforeseen-change", "Novi naslov")
    ]
    filtered(portal)
    dated()
    assert not any(filtered(portal))
    dated()
    assert all(filtered(portal))


def ids(portal: City) -> dict[str, str]:
    """The ids of the datasets that stand, by what their source calls them."""
    with Session(portal.engine) as session:
        found = select(Dataset.remote, Dataset.id).where(col(Dataset.gone_at).is_(None))
        return dict(session.exec(found).all())


def test_a_dataset_that_its_portal_made_anew_keeps_its_id_and_is_neither_lost_nor_doubled(
    portal: City, ckan: FakeCkan
) -> None:
    for number, record in enumerate(ckan.packages):
        record["resources"] = [
            {"id": f"r{number}", "url": f"https://portal.example/file-{number}.csv", "format": "CSV"}
        ]
    portal.harvester().harvest("zagreb")
    before = ids(portal)
    for record in ckan.packages[:5]:  # half of them: the guard would hold a run that lost so many
        record["id"] = record["id"].replace("id-", "new-")
        record["name"] = f"{record['name']}-2026"
    result = portal.harvester().harvest("zagreb")
    assert (result.state, counted(result)) == ("done", {"changed": 5, "unchanged": 5})
    assert {remote.removeprefix("new-").removeprefix("id-"): id_ for remote, id_ in ids(portal).items()} == {
        remote.removeprefix("id-"): id_ for remote, id_ in before.items()
    }
    assert counted(portal.harvester().harvest("zagreb")) == {"unchanged": 10}


def test_a_set_that_a_second_portal_lists_is_one_dataset_with_two_records(
    portal: City, ckan: FakeCkan
) -> None:
    uuid = "0f5c9f0e-6a4b-4c0e-9d7e-5a1d2c3b4e5f"
    ckan.packages[0] |= {"id": uuid}
    portal.harvester().harvest("zagreb")
    state = FakeCkan([package("copy", extras=[{"key": "guid", "value": uuid}]), package("of-the-state")])
    with serving(state) as server, client_for(server.target) as client:
        second = replace(portal, server=server, client=client)
        second.register(
            PORTAL.replace('id = "zagreb"', 'id = "state"').replace("{{ page_size = 4 }}", "{{}}")
        )
        for expected in ({"added": 2}, {"unchanged": 2}):
            assert counted(second.harvester().harvest("state")) == expected
        state.packages[0]["title"] = "Another title"
        assert counted(second.harvester().harvest("state")) == {"changed": 1, "unchanged": 1}
        with Session(portal.engine) as session:
            assert len(session.exec(select(Dataset)).all()) == 11
            title = session.exec(select(Dataset.title).where(col(Dataset.remote) == uuid)).one()
        assert title == Text.of("Set-0").as_dict(), "the second portal never overwrites the first"
        del state.packages[0]
        assert counted(second.harvester().harvest("state")) == {"unchanged": 1, "gone": 1}
    assert uuid in standing(portal)
