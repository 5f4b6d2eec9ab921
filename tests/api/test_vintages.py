"""Vintages over HTTP: what changed since a time with what was deleted, the past as it stood, and what was withdrawn."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import simplejson

from api.app import create_app
from api.gateway import Gateway
from api.keys import issue_key
from api.models import Staff
from catalogue.database import unit_of_work
from catalogue.observations import COLUMNS
from catalogue.releases import retire
from catalogue.settling import begin_publication
from tests.api.caller import Caller
from tests.api.conftest import PEPPER
from tests.api.posting import post
from tests.api.three_datasets import HIDDEN, OPEN, OWNERS, RESTRICTED, changed, figures, publish_figures

PATH = "/api/v1/observations"
DAY = timedelta(days=1)
BLANK = ("value", "published_value", "raw_value", "comment", "source_cell", "obs_status")


def rfc(time: datetime) -> str:
    return time.isoformat(timespec="microseconds").replace("+00:00", "Z")


def rows(client: Caller, query: str, **asked: Any) -> list[dict[str, Any]]:
    response = client.get(f"{PATH}?{query}", **asked)
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = simplejson.loads(response.text, use_decimal=True)["observations"]
    return found


def told(client: Caller, query: str, **asked: Any) -> list[tuple[Any, ...]]:
    """Give action, place, period, sector and value of the rows that changed."""
    names = ("action", "place", "period", "sector", "value")
    return [tuple(row[name] for name in names) for row in rows(client, query, **asked)]


@pytest.fixture
def later(client: Caller, gateway: Gateway, now: datetime) -> datetime:
    """A day after the first publication: one figure changed, one is no longer there, one is new."""
    assert client.app is not None
    one, two, three, _ = figures(OPEN)
    new = replace(one, key=replace(one.key, period="2020"))
    with unit_of_work(gateway.engine) as session:
        kept = [*changed([one, two, three], "70000"), new]
        publish_figures(session, gateway.store, OPEN, kept, now + DAY)
    return now + DAY


def role_key(gateway: Gateway, role: str, organisation: str) -> str:
    """Give the key of somebody with a role."""
    with unit_of_work(gateway.engine) as session:
        session.add(Staff(name=f"{role}@{organisation}", organisation=organisation, role=role))
        session.flush()
        return issue_key(
            session, PEPPER, staff=f"{role}@{organisation}", organisation=organisation, now=gateway.clock()
        )


def release_of(client: Caller, dataset: str, **asked: Any) -> str:
    (release, *_) = client.json(f"/api/v1/releases?dataset={dataset}", **asked)["releases"]
    return str(release["id"])


def test_a_row_says_from_when_until_when_it_stood(client: Caller, later: datetime, now: datetime) -> None:
    history = rows(client, "place=SI_052&to=2018&include_history=true")
    assert [(row["value"], row["recorded_from"], row["recorded_to"]) for row in history] == [
        (65831, rfc(now), rfc(later)), (70000, rfc(later), None),
    ]  # fmt: skip
    assert "action" not in history[0]


def test_what_changed_since_is_saidwith_what_was_deleted_and_without_its_figures(
    client: Caller, later: datetime, now: datetime
) -> None:
    assert told(client, f"updated_after={rfc(now)}") == [
        ("A", "SI_052", "2018", "I", 70000), ("A", "SI_052", "2020", "I", 65831), ("D", "SI_061", "2018", "II", None),
    ]  # fmt: skip
    (deleted,) = rows(client, f"updated_after={rfc(now)}&sector=II")
    assert {deleted[name] or None for name in BLANK} == {None}
    assert (deleted["recorded_from"], deleted["recorded_to"]) == (rfc(now), rfc(later))
    assert told(client, f"updated_after={rfc(later)}") == []
    assert {row[0] for row in told(client, f"updated_after={rfc(now - DAY)}")} == {"A"}


def test_csv_tells_the_same_changes_as_json(client: Caller, later: datetime, now: datetime) -> None:
    query = f"updated_after={rfc(now)}"
    text = client.get(f"{PATH}?{query}&format=csv").content.decode()
    table = list(csv.DictReader(io.StringIO(text, newline="")))
    assert list(table[0])[: len(COLUMNS) + 1] == [*COLUMNS, "action"]
    assert [(row["action"], row["id"], row["recorded_from"]) for row in table] == [
        (row["action"], row["id"], row["recorded_from"]) for row in rows(client, query)
    ]


def test_history_of_changes_has_every_version_since(
    client: Caller, gateway: Gateway, later: datetime, now: datetime
) -> None:
    with unit_of_work(gateway.engine) as session:
        retire(session, f"{OPEN}/all", later + DAY)
    asked = f"place=SI_052&to=2018&updated_after={rfc(now - DAY)}"
    assert told(client, asked) == []
    versions = rows(client, f"{asked}&include_history=true")
    assert [(row["action"], row["value"], row["recorded_to"]) for row in versions] == [
        ("A", 65831, rfc(later)), ("A", 70000, rfc(later + DAY)),
    ]  # fmt: skip
    assert told(client, f"{asked}&include_history=true".replace(rfc(now - DAY), rfc(later))) == [
        ("D", "SI_052", "2018", "I", None)
    ]


def test_changes_can_be_asked_for_between_two_times(
    client: Caller, gateway: Gateway, later: datetime, now: datetime
) -> None:
    before = told(client, f"updated_after={rfc(now)}&as_of={rfc(later)}")
    with unit_of_work(gateway.engine) as session:
        retire(session, f"{OPEN}/all", later + DAY)
    assert told(client, f"updated_after={rfc(now)}&as_of={rfc(later)}") == before
    assert len(before) == 3
    problem = client.json(f"{PATH}?updated_after={rfc(later)}&as_of={rfc(now)}", status=422)
    assert [one["parameter"] for one in problem["errors"]] == ["updated_after"]


def test_a_change_feed_that_is_followed_by_its_own_time_misses_nothing(
    client: Caller, gateway: Gateway, now: datetime
) -> None:
    copy: dict[tuple[str, ...], Decimal | None] = {}
    since = rfc(now - DAY)
    values = ("1", "2", "3")
    for number, value in enumerate(values, start=1):
        response = client.get(f"{PATH}?dataset={OPEN}&updated_after={since}")
        answer = simplejson.loads(response.text, use_decimal=True)
        for row in answer["observations"]:
            key = tuple(row[name] for name in ("place", "period", "sector"))
            copy.pop(key, None) if row["action"] == "D" else copy.__setitem__(key, row["value"])
        assert response.headers["settled-until"] == answer["settled_until"]
        since = answer["settled_until"]
        current = {
            tuple(row[n] for n in ("place", "period", "sector")): row["value"]
            for row in rows(client, f"dataset={OPEN}")
        }
        assert copy == current
        with unit_of_work(gateway.engine) as session:
            kept = changed(figures(OPEN), value)[: 5 - number]
            publish_figures(session, gateway.store, OPEN, kept, now + number * DAY)


def test_a_time_in_which_a_publication_goes_on_has_no_answer_yet(
    client: Caller, gateway: Gateway, now: datetime
) -> None:
    with unit_of_work(gateway.engine) as writer:
        begin_publication(writer, gateway.clock)
        problem = client.json(f"{PATH}?as_of={rfc(now)}", status=409)
        assert problem["type"].endswith("/not-settled")
        assert problem["errors"][0]["expected"] == f"before {rfc(now)}"
        assert len(rows(client, "")) == 4
        assert rows(client, f"as_of={rfc(now - DAY)}") == []
    assert len(rows(client, f"as_of={rfc(now)}")) == 4


def test_a_time_that_has_not_come_is_a_problem(client: Caller, now: datetime) -> None:
    problem = client.json(f"{PATH}?as_of={rfc(now + DAY)}", status=422)
    assert [(one["parameter"], one["expected"]) for one in problem["errors"]] == [
        ("as_of", f"at most {rfc(now)}")
    ]


def test_a_withdrawn_release_answers_410_with_reason_time_and_successor(
    client: Caller, gateway: Gateway, later: datetime, now: datetime
) -> None:
    wrong = release_of(client, OPEN)
    (row,) = rows(client, "place=SI_052&to=2018")
    key = role_key(gateway, "approver", OWNERS[OPEN])
    reason = {"en": "wrong column", "sl": "napačen stolpec", "hr": "pogrešan stupac"}
    done = post(client, f"/api/v1/releases/{wrong}/withdraw", {"reason": reason}, key)
    assert (done.status_code, done.json()["state"], done.json()["rows_withdrawn"]) == (200, "withdrawn", 2)
    assert (done.json()["archive"], len(done.json()["repeats"])) == (None, 1)
    for path in (
        f"/api/v1/releases/{wrong}", f"/api/v1/releases/{wrong}.parquet", f"{PATH}/{row['id']}/explain",
    ):  # fmt: skip
        problem = client.json(f"{path}?lang=sl", status=410)
        said = (problem["reason"], problem["withdrawn_at"], problem["successor"])
        assert said == ("napačen stolpec", rfc(later), None)
        assert problem["type"].endswith("/withdrawn")
    with unit_of_work(gateway.engine) as session:
        publish_figures(session, gateway.store, OPEN, changed(figures(OPEN), "71000"), later + DAY)
    assert client.json(f"/api/v1/releases/{wrong}", status=410)["successor"] == release_of(client, OPEN)


def test_withdrawn_rows_vanish_at_every_time_and_the_change_feed_tells_it(
    client: Caller, gateway: Gateway, later: datetime, now: datetime
) -> None:
    wrong = release_of(client, OPEN)
    withdrawn_at = later + DAY
    ticking = replace(gateway, clock=lambda: withdrawn_at)
    asking = Caller(create_app(ticking))
    key = role_key(gateway, "administrator", OWNERS[OPEN])
    assert post(asking, f"/api/v1/releases/{wrong}/withdraw", {"reason": "wrong"}, key).status_code == 200
    assert rows(asking, f"dataset={OPEN}") == []
    for query in (f"as_of={rfc(later)}", "include_history=true", f"updated_after={rfc(now - DAY)}"):
        assert [row for row in rows(asking, query) if row["value"] == 70000] == []
    assert told(asking, f"updated_after={rfc(later)}&place=SI_052") == [
        ("D", "SI_052", "2018", "I", None), ("D", "SI_052", "2019", "I", None), ("D", "SI_052", "2020", "I", None),
    ]  # fmt: skip
    assert "70000" not in asking.get(f"{PATH}?updated_after={rfc(later)}&include_history=true").text
    assert len(rows(asking, f"as_of={rfc(now)}&dataset={OPEN}")) == 4
    states = {one["id"]: one["state"] for one in asking.json(f"/api/v1/releases?dataset={OPEN}")["releases"]}
    assert states[wrong] == "withdrawn"
    gateway.audit.drain(gateway.engine)
    assert [(one["act"], one["target"], one["rule"]) for one in gateway.audit.entries()] == [
        ("release.withdraw", wrong, "role/withdraw")
    ]


def test_only_who_approves_or_administers_for_the_publisher_withdraws(
    client: Caller, gateway: Gateway
) -> None:
    release = release_of(client, OPEN)
    path = f"/api/v1/releases/{release}/withdraw"
    editor, stranger = role_key(gateway, "editor", OWNERS[OPEN]), role_key(gateway, "approver", "grad-zagreb")
    for key in (editor, stranger, ""):
        refused = post(client, path, {"reason": "wrong"}, key)
        assert (refused.status_code, refused.json()["rule"]) == (403, "role/withdraw")
        assert "approver" in refused.json()["reason"]
    approver = role_key(gateway, "approver", OWNERS[OPEN])
    assert post(client, path, {"reason": " "}, approver).status_code == 422
    assert post(client, path, {}, approver).status_code == 422
    assert post(client, "/api/v1/releases/none/withdraw", {"reason": "wrong"}, approver).status_code == 404
    assert post(client, path, {"reason": "wrong"}, approver).status_code == 200
    assert post(client, path, {"reason": "wrong"}, approver).status_code == 410


def test_a_hidden_release_does_not_exist_for_others(client: Caller, gateway: Gateway, owner_key: str) -> None:
    hidden = release_of(client, HIDDEN, key=owner_key)
    stranger = role_key(gateway, "approver", OWNERS[OPEN])
    assert (
        post(client, f"/api/v1/releases/{hidden}/withdraw", {"reason": "wrong"}, stranger).status_code == 404
    )
    approver = role_key(gateway, "approver", OWNERS[HIDDEN])
    assert (
        post(client, f"/api/v1/releases/{hidden}/withdraw", {"reason": "wrong"}, approver).status_code == 200
    )
    for path in (f"/api/v1/releases/{hidden}", f"/api/v1/releases/{hidden}.parquet"):
        assert client.get(path).status_code == 404
        assert client.get(path, key=approver).status_code == 410


def test_what_is_restricted_is_deleted_for_nobody_who_may_not_read_it(
    client: Caller, gateway: Gateway, now: datetime, reader_key: str
) -> None:
    with unit_of_work(gateway.engine) as session:
        retire(session, f"{RESTRICTED}/all", now + DAY)
    assert told(client, f"updated_after={rfc(now)}") == []
    assert len(told(client, f"updated_after={rfc(now)}", key=reader_key)) == 2
