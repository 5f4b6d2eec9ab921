"""Sources over the API, on their page and at the command line: how each stands, pausing and going on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from api.app import create_app
from api.cli import main
from api.gateway import Gateway
from api.keys import issue_key
from api.models import Staff
from catalogue.database import unit_of_work
from connectors.models import Run
from tests.api.caller import Caller
from tests.api.posting import post
from tests.api.working.node import Portal, portal

CITY = "mestna-obcina-kranj"


@pytest.fixture
def there(gateway: Gateway, now: datetime) -> Iterator[Portal]:
    """A portal and its node."""
    with portal(gateway, now) as found:
        yield found


def key_of(there: Portal, role: str) -> str:
    """The key of somebody with a role at the city."""
    with unit_of_work(there.gateway.engine) as session:
        session.add(Staff(name=role, organisation=CITY, role=role))
        return issue_key(session, there.gateway.pepper, staff=role, organisation=CITY, now=there.clock.now)


def failed(there: Portal, times: int) -> None:
    """Let runs of the source have failed, the last one just now."""
    with unit_of_work(there.gateway.engine) as session:
        for number in range(times):
            ended = there.clock.now - timedelta(hours=times - 1 - number)
            errors = [{"rule": "connectors.busy", "severity": "violation"}]
            session.add(
                Run(id=f"run-{number}", source="kranj", state="failed", started_at=ended, heartbeat=ended,
                    finished_at=ended, errors=errors)
            )  # fmt: skip


def test_a_source_says_when_it_is_due_and_why_it_is_left_alone(there: Portal) -> None:
    caller, key = Caller(create_app(there.gateway)), key_of(there, "auditor")
    (fresh,) = caller.json("/api/v1/sources", key=key)["sources"]
    assert {name: fresh[name] for name in ("schedule", "next_due", "last_tried", "paused_at")} == {
        "schedule": "every 6 hours", "next_due": "2026-11-24T09:00:00.000000Z", "last_tried": None,
        "paused_at": None,
    }  # fmt: skip
    assert fresh["circuit"] == {"state": "closed", "failures": 0, "until": None, "why": ""}

    failed(there, 3)
    (left,) = caller.json("/api/v1/sources", key=key)["sources"]
    assert left["next_due"] == left["circuit"]["until"] == "2026-11-24T10:00:00.000000Z"
    assert (left["circuit"]["state"], left["circuit"]["why"]) == ("open", "connectors.busy")
    there.clock.later(hours=1)
    (again,) = caller.json("/api/v1/sources", key=key)["sources"]
    assert again["circuit"]["state"] == "half-open"
    assert caller.json("/api/v1/sources") == {"sources": []}


def test_whoever_may_harvest_a_source_may_pause_it_and_both_are_on_record(there: Portal) -> None:
    caller = Caller(create_app(there.gateway))
    editor, auditor = key_of(there, "editor"), key_of(there, "auditor")
    address = "/api/v1/sources/kranj"
    unknown = {post(caller, f"/api/v1/sources/{name}/pause").status_code for name in ("kranj", "other")}
    assert unknown == {422}
    assert post(caller, f"{address}/pause", key=auditor).status_code == 403
    assert post(caller, "/api/v1/sources/other/pause", key=editor).status_code == 422

    failed(there, 3)
    paused = post(caller, f"{address}/pause", key=editor)
    assert (paused.status_code, paused.headers["cache-control"]) == (200, "private, no-store")
    told = paused.json()
    assert (told["id"], told["paused_at"], told["next_due"]) == ("kranj", "2026-11-24T09:00:00.000000Z", None)
    assert post(caller, f"{address}/pause", key=editor).json() == told

    resumed = post(caller, f"{address}/resume", key=editor).json()
    assert (resumed["paused_at"], resumed["circuit"]["state"], resumed["next_due"]) == (
        None, "closed", "2026-11-24T15:00:00.000000Z",
    )  # fmt: skip
    there.gateway.audit.drain(there.gateway.engine)
    acts = [entry["act"] for entry in there.gateway.audit.entries() if entry["target"] == "kranj"]
    assert acts == ["source.pause", "source.pause", "source.resume"]


def test_a_source_that_is_left_alone_or_paused_is_harvested_for_a_person(there: Portal) -> None:
    caller, editor = Caller(create_app(there.gateway)), key_of(there, "editor")
    failed(there, 3)
    post(caller, "/api/v1/sources/kranj/pause", key=editor)

    assert post(caller, "/api/v1/sources/kranj/harvest", key=editor).json()["state"] == "done"
    (told,) = caller.json("/api/v1/sources", key=editor)["sources"]
    assert (told["circuit"]["state"], told["paused_at"] is None) == ("closed", False)


def test_the_page_of_sources_says_what_is_left_alone_in_the_readers_language(there: Portal) -> None:
    failed(there, 3)
    caller = Caller(create_app(there.gateway))

    said = {
        "en": "Failed runs in a row: 3. It is tried again at",
        "sl": "Neuspešni zajemi zapored: 3. Znova ga preberemo",
        "hr": "Neuspjela prikupljanja zaredom: 3. Ponovno ga čitamo",
    }
    assert [
        lang for lang, words in said.items() if words not in caller.get(f"/sources?lang={lang}").text
    ] == []


def test_the_command_line_lists_pauses_and_resumes(
    there: Portal, engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OGLEDALO_DATA_DIR", str(there.gateway.settings.data_dir))
    monkeypatch.setenv("OGLEDALO_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("OGLEDALO_ALLOW_HOSTS", there.server.target)

    def said(*words: str) -> str:
        with pytest.raises(SystemExit) as ended:
            main(list(words))
        assert ended.value.code in (0, None)
        return capsys.readouterr().out

    assert said("sources", "pause", "kranj") == "kranj: paused\n"
    assert said("sources", "list").split()[:5] == ["kranj", "table", "never", "harvested", "paused"]
    assert "kranj" not in said("work", "--once")
    assert said("sources", "resume", "kranj").startswith("kranj: next 20")
    assert "kranj: done" in said("work", "--once")
    assert "kranj" not in said("work", "--once")
    assert said("sources", "list").split()[2:4] == ["done", "next"]
