"""Right of reply: an owner sees a finding before the public, and what it says stands beside the finding."""

from __future__ import annotations

import asyncio
import csv
import io
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlmodel import col, select

from api.app import create_app
from api.gateway import Gateway
from api.keys import issue_key
from api.models import Staff
from catalogue import findings
from catalogue.database import unit_of_work
from catalogue.findings import as_finding
from catalogue.models import FindingRow
from catalogue.replies import give_notice, mark_sent, unsent
from tests.api.caller import Caller
from tests.api.conftest import PEPPER
from tests.api.three_datasets import OPEN, OWNERS

OWNER = OWNERS[OPEN]
TWO_WEEKS = timedelta(days=14)


class Wall:
    """A clock that a test sets."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def wall(now: datetime) -> Wall:
    """The time, as the test says it."""
    return Wall(now)


@pytest.fixture
def caller(client: Caller, gateway: Gateway, wall: Wall) -> Caller:
    """Somebody who asks a node on which the findings were recorded just now, with a notice of two weeks."""
    with unit_of_work(gateway.engine) as session:
        give_notice(session, lambda _source: TWO_WEEKS)
    return Caller(
        create_app(Gateway(gateway.settings, gateway.engine, gateway.store, gateway.audit, PEPPER, wall))
    )


def key_of(gateway: Gateway, role: str, now: datetime, organisation: str = OWNER) -> str:
    with unit_of_work(gateway.engine) as session:
        session.merge(Staff(name="eva", organisation=organisation, role=role))
        return issue_key(session, PEPPER, staff="eva", organisation=organisation, now=now)


def finding_id(gateway: Gateway, dataset: str = OPEN) -> str:
    with unit_of_work(gateway.engine) as session:
        return session.exec(select(FindingRow.id).where(col(FindingRow.dataset) == dataset)).one()


def post(caller: Caller, finding: str, key: str, body: dict[str, Any]) -> httpx.Response:
    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=caller.app)
        headers = {"authorization": f"Bearer {key}"} if key else {}
        async with httpx.AsyncClient(transport=transport, base_url="http://node.example") as client:
            return await client.post(f"/api/v1/findings/{finding}/reply", headers=headers, json=body)

    return asyncio.run(send())


def test_the_owner_sees_a_finding_before_the_public(caller: Caller, gateway: Gateway, now: datetime) -> None:
    key = key_of(gateway, "editor", now)
    (seen,) = caller.json("/api/v1/findings?place=SI_052", key=key)["findings"]
    assert (seen["state"], seen["public_from"]) == ("open", "2026-12-08T09:00:00+00:00")
    assert caller.json("/api/v1/findings")["count"] == 0
    assert "SI_052" not in caller.get("/findings").text.split("</h1>")[1]
    caller.json(f"/api/v1/findings/{seen['id']}", status=404)
    assert caller.json(f"/api/v1/findings/{seen['id']}", key=key)["id"] == seen["id"]


def test_the_public_sees_it_once_the_notice_has_ended_though_nobody_wrote(caller: Caller, wall: Wall) -> None:
    assert caller.json("/api/v1/findings?place=SI_052")["count"] == 0
    wall.now += TWO_WEEKS - timedelta(seconds=1)
    assert caller.json("/api/v1/findings?place=SI_052")["count"] == 0
    wall.now += timedelta(seconds=1)
    assert caller.json("/api/v1/findings?place=SI_052")["count"] == 1


def test_the_tag_of_an_answer_tells_the_owners_from_the_publics(
    caller: Caller, gateway: Gateway, now: datetime
) -> None:
    key = key_of(gateway, "editor", now)
    tags = {caller.get("/api/v1/findings?place=SI_052", key=one).headers["etag"] for one in ("", key)}
    assert len(tags) == 2


def test_an_explanation_does_not_tell_what_is_not_public_yet(
    caller: Caller, gateway: Gateway, now: datetime, wall: Wall
) -> None:
    (row,) = caller.json("/api/v1/observations?place=SI_052&to=2018")["observations"]
    with unit_of_work(gateway.engine) as session:
        one = session.exec(select(FindingRow).where(col(FindingRow.dataset) == OPEN)).one()
        names = (
            "indicator",
            "place",
            "period",
            "freq",
            "sector",
            "scope",
            "gas",
            "carrier",
            "mode",
            "value_type",
        )
        key = [row[name] for name in (*names, "unit", "source", "basis")]
        one.subject = "\x1f".join(key)
        session.add(one)
    address = f"/api/v1/observations/{row['id']}/explain"
    assert caller.json(address)["findings"] == []
    assert len(caller.json(address, key=key_of(gateway, "editor", now))["findings"]) == 1
    wall.now += TWO_WEEKS
    assert len(caller.json(address + "?lang=sl")["findings"]) == 1
    post(
        caller,
        one.id,
        key_of(gateway, "editor", now),
        {"state": "accepted", "text": {"sl": "Napaka pri prepisu."}},
    )
    assert "Napaka pri prepisu." in caller.get(f"/explain/{row['id']}?lang=sl").text


def test_a_reply_ends_the_notice_and_stands_beside_the_finding(
    caller: Caller, gateway: Gateway, now: datetime
) -> None:
    finding, key = finding_id(gateway), key_of(gateway, "editor", now)
    body = {"state": "disputed", "text": {"sl": "Tabela je iz osnutka.", "en": "The table is of a draft."}}
    answer = post(caller, finding, key, body)
    assert (answer.status_code, answer.json()["state"]) == (201, "disputed")
    (seen,) = caller.json("/api/v1/findings?place=SI_052&lang=sl")["findings"]
    assert seen["replies"] == [
        {
            "state": "disputed",
            "text": "Tabela je iz osnutka.",
            "texts": {"sl": "Tabela je iz osnutka.", "en": "The table is of a draft."},
            "organisation": OWNER,
            "recorded_at": "2026-11-24T09:00:00+00:00",
        }
    ]
    assert "The table is of a draft." in caller.get("/findings").text
    (line,) = csv.DictReader(io.StringIO(caller.get("/api/v1/findings?place=SI_052&format=csv").text))
    assert (line["reply"], line["reply_state"], line["reply_by"]) == (
        "The table is of a draft.",
        "disputed",
        OWNER,
    )
    assert ("eva", "finding.reply", finding, True) in [
        (one["subject"], one["act"], one["target"], one["permitted"]) for one in acts(gateway)
    ]


def acts(gateway: Gateway) -> list[dict[str, Any]]:
    gateway.audit.drain(gateway.engine)
    return [dict(entry) for entry in gateway.audit.entries()]


def test_only_the_owner_may_reply(caller: Caller, gateway: Gateway, wall: Wall, now: datetime) -> None:
    finding = finding_id(gateway)
    said = {"state": "accepted", "text": ""}
    assert post(caller, finding, "", said).status_code == 404
    wall.now += TWO_WEEKS
    assert post(caller, finding, "", said).status_code == 403
    assert post(caller, finding, key_of(gateway, "auditor", now), said).status_code == 403
    assert post(caller, finding, key_of(gateway, "editor", now, "utility"), said).status_code == 403


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ({"state": "refuted", "text": "no"}, "state"),
        ({"state": "open", "text": "no"}, "state"),
        ({"state": "disputed", "text": "  "}, "text"),
        ({"state": "accepted", "text": "x" * 4001}, "text"),
        ({"state": "accepted", "text": {"de": "ja"}}, "body.text.de"),
    ],
)
def test_a_reply_that_says_nothing_is_refused_with_its_part(
    caller: Caller, gateway: Gateway, now: datetime, body: dict[str, Any], part: str
) -> None:
    answer = post(caller, finding_id(gateway), key_of(gateway, "editor", now), body)
    assert answer.status_code == 422
    assert part in [error["parameter"] for error in answer.json()["errors"]]


def test_nobody_replies_to_a_finding_that_no_longer_stands(
    caller: Caller, gateway: Gateway, now: datetime
) -> None:
    finding, key = finding_id(gateway), key_of(gateway, "editor", now)
    with unit_of_work(gateway.engine) as session:
        findings.record(session, f"{OPEN}/all", OPEN, [], now)
    answer = post(caller, finding, key, {"state": "accepted", "text": ""})
    assert (answer.status_code, answer.json()["type"].rsplit("/")[-1]) == (409, "finding-closed")


def test_what_is_found_anew_keeps_what_was_said_and_what_was_called_corrected_is_open_again(
    caller: Caller, gateway: Gateway, now: datetime
) -> None:
    finding, key = finding_id(gateway), key_of(gateway, "editor", now)
    post(caller, finding, key, {"state": "corrected", "text": "Mended in the new table."})
    with unit_of_work(gateway.engine) as session:
        row = session.exec(select(FindingRow).where(col(FindingRow.id) == finding)).one()
        again = as_finding(row)
        findings.record(session, f"{OPEN}/all", OPEN, [], now)
        findings.record(session, f"{OPEN}/all", OPEN, [again], now)
    (seen,) = caller.json("/api/v1/findings?place=SI_052")["findings"]
    assert (seen["state"], [one["state"] for one in seen["replies"]]) == ("open", ["corrected"])


def test_telling_the_owner_is_recorded_and_gives_the_whole_notice_from_then(
    caller: Caller, gateway: Gateway, wall: Wall
) -> None:
    wall.now += timedelta(days=10)
    with unit_of_work(gateway.engine) as session:
        mark_sent(session, unsent(session, OWNER), wall.now, TWO_WEEKS)
        assert unsent(session, OWNER) == []
    wall.now += timedelta(days=4)
    assert caller.json("/api/v1/findings?place=SI_052")["count"] == 0
    wall.now += timedelta(days=10)
    (seen,) = caller.json("/api/v1/findings?place=SI_052")["findings"]
    assert (seen["state"], seen["sent_at"]) == ("sent", "2026-12-04T09:00:00+00:00")


def test_a_rule_or_state_that_there_is_none_of_is_refused_with_what_there_is(caller: Caller) -> None:
    (error,) = caller.json("/api/v1/findings?state=opened", status=422)["errors"]
    assert error["nearest"] == ["open", "sent", "accepted", "disputed", "corrected"]
    assert caller.json("/api/v1/findings?rule=s6", status=422)["errors"][0]["nearest"][0].startswith("S")
    assert caller.json("/api/v1/findings?rule=S6&state=accepted")["count"] == 0
    assert caller.get("/findings?place=SI_999").status_code == 422


def test_what_others_wrote_is_no_formula_in_the_list_as_csv(
    caller: Caller, gateway: Gateway, now: datetime
) -> None:
    finding, key = finding_id(gateway), key_of(gateway, "editor", now)
    with unit_of_work(gateway.engine) as session:
        row = session.get_one(FindingRow, finding)
        row.found = "=HYPERLINK(1)"
        session.add(row)
    post(caller, finding, key, {"state": "accepted", "text": "@now"})
    (told,) = csv.DictReader(io.StringIO(caller.get("/api/v1/findings?place=SI_052&format=csv").text))
    assert (told["found"], told["reply"]) == ("'=HYPERLINK(1)", "'@now")
