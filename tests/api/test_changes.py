"""The log of changes: nothing is missed, nothing is told twice, and what is hidden is not there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from sqlmodel import Session

from api.app import create_app
from api.gateway import Gateway
from api.keys import issue_key
from catalogue.database import unit_of_work
from catalogue.datasets import mark_gone, put_dataset
from catalogue.models import Organisation
from catalogue.withdrawal import withdraw
from policies.marking import mark_governed
from schemas.languages import Text
from tests.api.caller import Caller
from tests.api.conftest import PEPPER
from tests.api.ruled import put_in_force, rule
from tests.api.three_datasets import (
    HIDDEN,
    OPEN,
    OWNERS,
    READER,
    RESTRICTED,
    changed,
    draft,
    figures,
    publish_figures,
)
from tests.attacks.one_database import database_kind
from tests.fakes.datasets import a_dataset

assert database_kind

HOUR = timedelta(hours=1)
Act = Callable[[Session], object]


class Follower:
    """Somebody who follows the log from where she began."""

    def __init__(self, client: Caller, key: str = "", query: str = "limit=2") -> None:
        self.client, self.key, self.query = client, key, query
        self.cursor = ""
        self.read()

    def read(self) -> list[tuple[str, str]]:
        """Read on to the end, page by page."""
        return [(one["kind"], one["dataset"]) for one in self.entries()]

    def entries(self) -> list[dict[str, Any]]:
        """Read on to the end, whole entries."""
        entries: list[dict[str, Any]] = []
        more = True
        while more:
            answer = self.client.json(f"/api/v1/changes?{self.query}&cursor={self.cursor}", key=self.key)
            assert len(answer["changes"]) <= 2 or "limit=2" not in self.query
            entries += answer["changes"]
            self.cursor, more = answer["next_cursor"], answer["more"]
        return entries


def act(gateway: Gateway, *acts: Act) -> None:
    for one in acts:
        with unit_of_work(gateway.engine) as session:
            one(session)


def after(gateway: Gateway, time: datetime) -> Caller:
    """Somebody who asks the same node later."""
    later = Gateway(gateway.settings, gateway.engine, gateway.store, gateway.audit, PEPPER, lambda: time)
    return Caller(create_app(later))


def test_the_log_begins_with_everything_that_the_caller_may_know_of(client: Caller, owner_key: str) -> None:
    whole = client.json("/api/v1/changes")
    assert [(one["kind"], one["dataset"], one["title"]) for one in whole["changes"]] == [
        ("created", OPEN, f"Emissions: {OPEN}"),
        ("data", OPEN, f"Emissions: {OPEN}"),
        ("created", RESTRICTED, f"Emissions: {RESTRICTED}"),
        ("data", RESTRICTED, f"Emissions: {RESTRICTED}"),
    ]
    assert whole["more"] is False
    mine = client.json("/api/v1/changes", key=owner_key)
    assert [one["dataset"] for one in mine["changes"]][-2:] == [HIDDEN, HIDDEN]


def test_pages_are_the_whole_in_parts(client: Caller) -> None:
    whole = client.json("/api/v1/changes")
    first = client.get("/api/v1/changes?limit=3")
    assert first.headers["link"].startswith("</api/v1/changes?limit=3&cursor=")
    rest = client.json(first.headers["link"].partition("<")[2].partition(">")[0])
    assert first.json()["changes"] + rest["changes"] == whole["changes"]
    assert (first.json()["more"], rest["more"]) == (True, False)
    assert rest["next_cursor"] == whole["next_cursor"]


def test_each_kind_of_change_is_told_once_and_an_empty_answer_has_a_cursor(
    client: Caller, gateway: Gateway, now: datetime
) -> None:
    follower = Follower(client)
    assert follower.read() == []
    at = now + HOUR
    release: list[str] = []

    def new_figures(session: Session) -> None:
        publish_figures(session, gateway.store, OPEN, changed(figures(OPEN), "7"), at)

    act(
        gateway,
        lambda session: put_dataset(session, a_dataset("new"), record_snapshot="", now=at),
        lambda session: put_dataset(session, a_dataset("new", keywords=("x",)), record_snapshot="", now=at),
        new_figures,
        lambda session: mark_gone(session, "new", at),
        lambda session: put_dataset(session, a_dataset("new"), record_snapshot="", now=at),
    )
    told = follower.entries()
    assert [(one["kind"], one["dataset"]) for one in told] == [
        ("created", "new"), ("updated", "new"), ("data", OPEN), ("deleted", "new"), ("restored", "new"),
    ]  # fmt: skip
    release.append(told[2]["release"])
    act(gateway, lambda session: withdraw(session, release[0], Text("wrong"), at))
    assert [(one["kind"], one["release"]) for one in follower.entries()] == [("withdrawn", release[0])]
    assert follower.read() == []


def test_a_deleted_dataset_is_told_with_its_last_title_and_since_when(
    client: Caller, gateway: Gateway, now: datetime
) -> None:
    follower = Follower(client)
    act(gateway, lambda session: mark_gone(session, OPEN, now + HOUR))
    since = (now + HOUR).isoformat(timespec="microseconds").replace("+00:00", "Z")
    assert follower.entries() == [
        {
            "dataset": OPEN, "kind": "deleted", "at": "2026-11-24T10:00:00Z", "title": f"Emissions: {OPEN}",
            "source": f"{OPEN}-source", "release": None, "reason": f"Gone at its source since {since}.",
            "gone_since": "2026-11-24T10:00:00Z", "missing_since": None, "merged_into": None, "description": None,
        }
    ]  # fmt: skip


def test_descriptions_come_along_where_they_are_asked_for(client: Caller) -> None:
    told = client.json("/api/v1/changes?include=dataset&kind=created")["changes"]
    assert [one["kind"] for one in told] == ["created", "created"]
    assert told[0]["description"] == client.json(f"/api/v1/datasets/{OPEN}")


def test_a_time_stands_for_a_cursor(client: Caller, gateway: Gateway, now: datetime) -> None:
    at = now + HOUR
    act(gateway, lambda session: put_dataset(session, a_dataset("new"), record_snapshot="", now=at))
    since = quote(at.isoformat())
    answer = client.json(f"/api/v1/changes?since={since}")
    assert [(one["kind"], one["dataset"]) for one in answer["changes"]] == [("created", "new")]
    late = client.json(f"/api/v1/changes?since={quote((at + HOUR).isoformat())}")
    assert late["changes"] == []
    assert client.json(f"/api/v1/changes?cursor={late['next_cursor']}")["changes"] == []


def test_a_clock_that_was_put_back_hides_no_change(client: Caller, gateway: Gateway, now: datetime) -> None:
    act(
        gateway,
        lambda session: put_dataset(session, a_dataset("new"), record_snapshot="", now=now + HOUR),
        lambda session: put_dataset(session, a_dataset("late"), record_snapshot="", now=now - HOUR),
    )
    answer = client.json(f"/api/v1/changes?since={quote((now + HOUR).isoformat())}")
    assert [one["dataset"] for one in answer["changes"]] == ["new", "late"]


def test_what_is_hidden_moves_no_cursor_and_shows_in_no_answer(
    client: Caller, gateway: Gateway, now: datetime
) -> None:
    before = client.get("/api/v1/changes")
    act(
        gateway,
        lambda session: put_dataset(
            session, a_dataset("secret", access="hidden"), record_snapshot="", now=now + HOUR
        ),
        lambda session: mark_gone(session, HIDDEN, now + HOUR),
    )
    after = client.get("/api/v1/changes")
    assert after.json() == before.json()
    late = quote((now + HOUR).isoformat())
    assert client.json(f"/api/v1/changes?since={late}")["changes"] == []


def hide(session: Session, now: datetime) -> None:
    values = {name: getattr(draft(OPEN), name) for name in type(draft(OPEN)).__dataclass_fields__}
    put_dataset(session, type(draft(OPEN))(**(values | {"access": "hidden"})), record_snapshot="", now=now)


def test_what_was_open_and_is_hidden_now_is_deleted_for_who_saw_it_and_never_was_for_others(
    client: Caller, gateway: Gateway, now: datetime
) -> None:
    follower = Follower(client)
    act(gateway, lambda session: hide(session, now + HOUR))
    told = follower.entries()
    assert [(one["kind"], one["dataset"], one["title"], one["at"]) for one in told] == [
        ("deleted", OPEN, "", None)
    ]
    assert told[0]["reason"] == "It is not available to you any more."
    assert follower.read() == []
    assert OPEN not in client.get("/api/v1/changes").text
    assert OPEN not in client.get(f"/api/v1/changes?since={quote((now - HOUR).isoformat())}").text


def test_what_came_after_the_cursor_and_was_hidden_at_once_was_never_there(
    client: Caller, gateway: Gateway, now: datetime
) -> None:
    follower = Follower(client)
    for access in ("open", "hidden"):
        act(
            gateway,
            lambda session, access=access: put_dataset(  # type: ignore[misc]  # a default that mypy cannot tell
                session, a_dataset("short", access=access), record_snapshot="", now=now
            ),
        )
    assert follower.read() == []


def test_what_becomes_open_is_told(client: Caller, gateway: Gateway, now: datetime) -> None:
    act(
        gateway,
        lambda session: put_dataset(session, a_dataset("s", access="hidden"), record_snapshot="", now=now),
    )
    follower = Follower(client)
    act(gateway, lambda session: put_dataset(session, a_dataset("s"), record_snapshot="", now=now))
    assert follower.read() == [("created", "s"), ("updated", "s"), ("access", "s")]


def test_a_policy_that_gives_access_is_told_to_whom_it_gives_it(
    client: Caller, gateway: Gateway, now: datetime, reader_key: str
) -> None:
    act(gateway, lambda session: put_dataset(session, a_dataset("after"), record_snapshot="", now=now))
    reader, world = Follower(client, reader_key), Follower(client)

    def give(session: Session) -> None:
        seen = rule("see", "og:discover", HIDDEN, organisations=(READER,))
        put_in_force(session, "given", OWNERS[HIDDEN], now, seen)
        mark_governed(session, now)

    act(gateway, give)
    assert reader.read() == [("access", HIDDEN)]
    assert (reader.read(), world.read()) == ([], [])


def test_a_rule_that_comes_into_force_by_itself_is_told_and_whoever_asks_by_a_time_is_told_all(
    client: Caller, gateway: Gateway, now: datetime, reader_key: str
) -> None:
    """Nothing is written at the moment at which it begins."""

    def give(session: Session) -> None:
        seen = rule("see", "og:discover", HIDDEN, organisations=(READER,))
        put_in_force(session, "given", OWNERS[HIDDEN], now + HOUR, seen)
        mark_governed(session, now)
        put_dataset(session, a_dataset("after"), record_snapshot="", now=now)

    act(gateway, give)
    reader, world = Follower(client, reader_key), Follower(client)
    assert reader.read() == []
    reader.client = world.client = after(gateway, now + 2 * HOUR)
    assert (reader.read(), world.read()) == ([("access", HIDDEN)], [])
    late = quote((now + HOUR).isoformat())
    told = reader.client.json(f"/api/v1/changes?since={late}", key=reader_key)["changes"]
    assert [(one["kind"], one["dataset"], one["at"]) for one in told] == [("access", HIDDEN, None)]
    assert reader.read() == []


def test_a_policy_that_ends_by_itself_takes_what_it_gave(
    gateway: Gateway, client: Caller, now: datetime, reader_key: str
) -> None:
    def give(session: Session) -> None:
        seen = rule("see", "og:discover", HIDDEN, organisations=(READER,))
        put_in_force(session, "given", OWNERS[HIDDEN], now, seen, until=now + HOUR)
        mark_governed(session, now)

    act(gateway, give)
    reader = Follower(client, reader_key)
    assert reader.read() == []
    reader.client = after(gateway, now + 2 * HOUR)
    assert reader.read() == [("deleted", HIDDEN)]
    assert reader.read() == []


def test_a_policy_that_hides_what_was_open_is_a_deletion_for_who_saw_it(
    client: Caller, gateway: Gateway, now: datetime
) -> None:
    world = Follower(client)

    def take(session: Session) -> None:
        nobody = rule("no", "odrl:use", OPEN, kind="prohibition")
        put_in_force(session, "taken", OWNERS[OPEN], now, nobody)
        mark_governed(session, now)

    act(gateway, take)
    assert world.read() == [("deleted", OPEN)]
    assert OPEN not in client.get("/api/v1/changes").text


def test_a_cursor_of_somebody_else_goes_on_and_proves_nothing(
    client: Caller, gateway: Gateway, now: datetime, owner_key: str
) -> None:
    owner = Follower(client, owner_key)
    with unit_of_work(gateway.engine) as session:
        session.add(Organisation(id="stranger"))
        stranger = issue_key(session, PEPPER, staff="eve", organisation="stranger", now=now)
    act(gateway, lambda session: mark_gone(session, HIDDEN, now + HOUR))
    told = client.json(f"/api/v1/changes?cursor={owner.cursor}", key=stranger)
    assert told["changes"] == []
    assert owner.read() == [("deleted", HIDDEN)]


@pytest.mark.parametrize(
    "query", ["cursor=abc", "cursor=", "kind=changed", "since=yesterday", "limit=0", "include=rows"]
)
def test_what_cannot_be_meant_is_a_problem(client: Caller, query: str) -> None:
    wanted = 200 if query == "cursor=" else 422
    assert client.get(f"/api/v1/changes?{query}").status_code == wanted


def test_a_cursor_and_a_time_are_too_much(client: Caller, now: datetime) -> None:
    cursor = client.json("/api/v1/changes")["next_cursor"]
    asked = f"/api/v1/changes?cursor={cursor}&since={quote(now.isoformat())}"
    assert client.json(asked, status=422)["errors"][0]["parameter"] == "since"


def test_an_answer_that_did_not_change_costs_nothing(client: Caller, gateway: Gateway, now: datetime) -> None:
    answer = client.get("/api/v1/changes")
    etag = answer.headers["etag"]
    assert answer.headers["cache-control"] == "public, no-cache"
    assert client.get("/api/v1/changes", if_none_match=etag).status_code == 304
    act(gateway, lambda session: mark_gone(session, OPEN, now))
    assert client.get("/api/v1/changes", if_none_match=etag).status_code == 200
