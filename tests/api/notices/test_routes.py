"""Notices by the API: JSON and Atom to whoever acts for an organisation, feeds by their address, addresses by administrators."""

from __future__ import annotations

from xml.etree import ElementTree as Tree

import pytest
from sqlmodel import select

from api.app import create_app
from api.keys import issue_key
from api.models import Staff
from api.notices_sending import send_due_notices, stop_address_of
from api.notices_told import ATOM, atom_feed
from catalogue.database import unit_of_work
from catalogue.notices_tables import NoticeFeed, NoticeLetter
from tests.api.caller import Caller
from tests.api.notices.conftest import OTHER, TOWN, Post, Town
from tests.api.posting import post

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # no SQL of its own

LISTED = f"/api/v1/organisations/{TOWN}/notices"
FEED = f"{LISTED}.atom"
FEEDS = f"/api/v1/admin/organisations/{TOWN}/notice-feeds"
ADDRESSES = f"/api/v1/admin/organisations/{TOWN}/notice-addresses"


@pytest.fixture
def caller(town: Town) -> Caller:
    return Caller(create_app(town.gateway))


def key(town: Town, name: str, organisation: str, role: str) -> str:
    town.put(Staff(name=name, organisation=organisation, role=role))
    with unit_of_work(town.gateway.engine) as session:
        return issue_key(session, town.gateway.pepper, staff=name, organisation=organisation, now=town.now)


def found(content: bytes, path: str) -> list[str]:
    """Give the texts, or addresses, at a path of a feed."""
    tree = Tree.fromstring(content)
    steps = "/".join(f"{{{ATOM}}}{step}" for step in path.split("/"))
    return [one.get("href") or one.text or "" for one in tree.findall(steps)]


def test_notices_are_for_whoever_holds_a_role_there(town: Town, caller: Caller) -> None:
    town.put(town.held(), town.request())
    mine, theirs = key(town, "ana", TOWN, "editor"), key(town, "bor", OTHER, "administrator")
    told = caller.json(f"{LISTED}?lang=hr", key=mine)
    assert [(one["kind"], one["urgent"], one["link"]) for one in told["notices"]] == [
        ("held-run", True, "https://node.example/api/v1/runs/held-run"),
        ("access-request", False, "https://node.example/api/v1/admin/access-requests/asked"),
    ]
    assert told["notices"][0]["title"] == "People: prikupljanje čeka vaše odobrenje"
    assert told["notices"][0]["about"] == {"source": "people", "run": "held-run"}
    for path in (LISTED, FEED, FEEDS, ADDRESSES):
        assert caller.get(path).status_code == caller.get(path, key=theirs).status_code == 403
    assert caller.get(FEEDS, key=mine).status_code == 403
    assert caller.get(LISTED, key=mine).headers["cache-control"] == "private, no-store"


def test_the_feed_is_atom_whose_ids_stay_the_same_in_every_language(town: Town, caller: Caller) -> None:
    town.put(town.held())
    mine = key(town, "ana", TOWN, "auditor")
    english = caller.get(FEED, key=mine)
    slovene = caller.get(FEED, key=mine, accept_language="sl")
    assert english.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert slovene.headers["content-language"] == "sl"
    assert found(english.content, "entry/id") == found(slovene.content, "entry/id")
    (id_,) = found(english.content, "entry/id")
    assert id_.startswith("tag:node.example,2026:notices/town/")
    assert found(english.content, "entry/title") != found(slovene.content, "entry/title")
    assert found(slovene.content, "title") == ["Obvestila za Town"]
    for required in ("id", "title", "updated", "author/name", "entry/updated", "entry/content"):
        assert len(found(english.content, required)) == 1, required
    assert found(english.content, "entry/link") == ["https://node.example/api/v1/runs/held-run"]
    assert found(english.content, "updated") == found(english.content, "entry/updated")


def test_a_title_with_signs_that_xml_does_not_know_leaves_the_feed_whole(town: Town) -> None:
    town.put(town.run("held-run", "held", errors=[{"lost": ["a"], "datasets": [{"id": "a", "title": "\x00<b>\ud800&\x1b"}]}]))  # fmt: skip
    (content,) = found(
        atom_feed(town.notices(), TOWN, "T\x08own", "https://node.example", "en", town.now), "entry/content"
    )
    assert "(<b>&)" in content


def test_a_feed_is_read_by_its_address_until_it_is_revoked_or_its_maker_leaves(
    town: Town, caller: Caller
) -> None:
    town.put(town.held())
    admin = key(town, "ana", TOWN, "administrator")
    made = post(caller, FEEDS, {"label": "reader"}, admin)
    assert made.status_code == 201
    path = made.json()["address"].removeprefix("https://node.example")
    assert caller.get(path).content == caller.get(FEED, key=admin).content
    assert [set(one) for one in caller.json(FEEDS, key=admin)["feeds"]] == [
        {"id", "organisation", "label", "created_at", "revoked_at"}
    ]
    with unit_of_work(town.gateway.engine) as session:
        assert path.rpartition("-")[2] not in str(session.exec(select(NoticeFeed)).one())
        session.delete(session.get_one(Staff, ("ana", TOWN, "administrator")))
    left = caller.get(path)
    town.put(Staff(name="ana", organisation=TOWN, role="administrator"))
    assert caller.get(path).status_code == 200
    assert caller.get(f"{FEEDS}/{made.json()['id']}", key=admin, method="DELETE").status_code == 200
    answers = [
        left,
        *(caller.get(one) for one in (path, path[:-1] + "x", path[:-9], "/api/v1/notice-feeds/none")),
    ]
    problems = [answer.json() for answer in answers]
    assert [(answer.status_code, told["type"], told["detail"]) for answer, told in zip(answers, problems, strict=True)] == (
        [(404, problems[0]["type"], "no such feed")] * 5
    )  # fmt: skip
    assert [entry["act"] for entry in town.gateway.audit.entries() if entry["owner"] == TOWN] == [
        "notices.feed", "notices.feed-revoke",
    ]  # fmt: skip


def test_administrators_set_and_end_addresses(town: Town, caller: Caller) -> None:
    admin, other = key(town, "ana", TOWN, "administrator"), key(town, "bor", OTHER, "administrator")
    sent = {"address": "runs@town.example", "lang": "hr", "kinds": ["held-run"]}
    made = post(caller, ADDRESSES, sent, admin)
    assert made.status_code == 201
    assert {name: made.json()[name] for name in sent} == sent
    assert post(caller, ADDRESSES, sent, other).status_code == 403
    wrong = post(caller, ADDRESSES, {"address": "a@b.example\nBcc: c@d.example"}, admin)
    assert (wrong.status_code, wrong.json()["errors"][0]["parameter"]) == (422, "address")
    assert post(caller, ADDRESSES, {**sent, "kinds": ["gossip"]}, admin).status_code == 422
    one = f"{ADDRESSES}/{made.json()['id']}"
    elsewhere = one.replace(TOWN, OTHER, 1)
    assert caller.get(elsewhere, key=other, method="DELETE").status_code == 404
    ended = caller.json(one, key=admin, method="DELETE")
    assert ended["stopped_at"] == "2026-11-24T09:00:00.000000Z"
    assert [row["stopped_at"] for row in caller.json(ADDRESSES, key=admin)["addresses"]] == [
        ended["stopped_at"]
    ]
    targets = [
        (entry["act"], entry["target"]) for entry in town.gateway.audit.entries() if entry["owner"] == TOWN
    ]
    assert targets == [
        ("notices.address", f"town/{made.json()['id']}"), ("notices.address-stop", f"town/{made.json()['id']}"),
    ]  # fmt: skip


def test_whoever_gets_a_letter_stops_those_to_come_without_signing_in_and_not_by_looking(
    town: Town, caller: Caller
) -> None:
    letters = Post()
    town.put(town.held())
    send_due_notices(town.gateway, town.now, letters)
    with unit_of_work(town.gateway.engine) as session:
        letter = session.exec(select(NoticeLetter)).one().id
    path = stop_address_of(town.gateway, letter).removeprefix("https://node.example")
    assert f"https://node.example{path}" in letters.letters[0]["list-unsubscribe"]
    page = caller.get(path, accept_language="hr")
    assert (page.status_code, "office@town.example" in page.text, "Zaustavi" in page.text) == (
        200,
        True,
        True,
    )
    town.find(1)
    made_up = path[:-1] + ("0" if path[-1] != "0" else "1")
    assert post(caller, made_up).status_code == caller.get(made_up).status_code == 404
    assert post(caller, path).status_code == 200
    assert send_due_notices(town.gateway, town.now, letters) == {}
    assert len(letters.letters) == 1
