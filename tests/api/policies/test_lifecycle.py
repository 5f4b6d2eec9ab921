"""The life of a policy, by HTTP: drafted, submitted, approved, activated, replaced, retired."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.gateway import Gateway
from catalogue.models import Dataset, Organisation
from policies.tables import AssetCollection, AssetMembership
from tests.api.policies.desk import (
    BASE,
    DATASET,
    DEPARTMENT,
    POLICIES,
    TOWN,
    Clock,
    Office,
    open_office,
)

PAGE = f"/api/v1/datasets/{DATASET}"
FIGURES = f"/api/v1/observations?indicator=GHG.SEC&dataset={DATASET}"
MICROSECOND = timedelta(microseconds=1)
TARGET = f"{BASE}/id/dataset/{DATASET}"
PROFILE = "https://w3id.org/ogledalo/odrl"


@pytest.fixture
def office(gateway: Gateway, now: datetime) -> Office:
    return open_office(gateway, Clock(now))


def test_a_policy_lives_from_draft_to_retirement(office: Office) -> None:
    policy = office.made("hidden")
    assert office.seen(PAGE)["id"] == DATASET
    submitted = office.did("ed", f"{policy}/submit", {"confirm_legal": True})
    assert (submitted["state"], submitted["submitted_by"]) == ("review", "ed")
    approved = office.did("ana", f"{policy}/approve", {"note": "fine"})
    assert (approved["state"], approved["reviewer"], approved["review_note"]) == ("approved", "ana", "fine")
    assert office.seen(PAGE)["id"] == DATASET
    active = office.did("ana", f"{policy}/activate")
    assert (active["state"], active["in_force"], active["active_to"]) == ("active", True, None)
    assert office.ask("", "GET", PAGE).status_code == 404
    assert office.seen(PAGE, "ed")["id"] == DATASET
    retired = office.did("ada", f"{policy}/retire")
    assert [one["state"] for one in retired["retired"]] == ["retired"]
    assert office.seen(PAGE)["id"] == DATASET
    assert office.acts() == [
        "policy.create", "policy.confirm-legal", "policy.submit", "policy.approve", "policy.activate",
        "policy.retire",
    ]  # fmt: skip


def test_each_step_on_record_names_the_version_and_the_state_of_the_rules(office: Office) -> None:
    policy = office.activated("hidden")
    entry = next(one for one in office.entries() if one["act"] == "policy.activate")
    assert (entry["target"], entry["owner"], entry["permitted"]) == (f"{policy}/1", TOWN, True)
    assert isinstance(entry["epoch"], int)


def test_a_policy_activated_for_later_decides_from_that_moment_on(office: Office) -> None:
    at = office.clock.now + timedelta(days=3)
    policy = office.activated("hidden", at.isoformat())
    assert office.seen(f"{POLICIES}/{policy}", "aud")["in_force"] is None
    for moment, status in ((at - MICROSECOND, 200), (at, 404), (at + MICROSECOND, 404)):
        office.clock.now = moment
        assert office.ask("", "GET", PAGE).status_code == status
    assert office.seen(f"{POLICIES}/{policy}", "aud")["in_force"] == 1


def test_a_policy_retired_for_later_decides_until_that_moment(office: Office) -> None:
    policy, at = office.activated("hidden"), office.clock.now + timedelta(days=3)
    office.did("ana", f"{policy}/retire", {"at": at.isoformat()})
    for moment, status in ((at - MICROSECOND, 404), (at, 200), (at + MICROSECOND, 200)):
        office.clock.now = moment
        assert office.ask("", "GET", PAGE).status_code == status
    (version,) = office.seen(f"{POLICIES}/{policy}/versions", "aud")["versions"]
    assert (version["state"], version["in_force"]) == ("retired", False)


def test_a_later_version_takes_the_place_of_the_one_in_force(office: Office) -> None:
    policy, at = office.activated("hidden"), office.clock.now + timedelta(days=1)
    office.did("ed", f"{policy}/draft", {"template": "open", "terms": {"datasets": [DATASET]}})
    office.did("ed", f"{policy}/submit")
    office.did("ana", f"{policy}/approve")
    activated = office.did("ana", f"{policy}/activate", {"at": at.isoformat()})
    assert [(one["version"], one["active_to"]) for one in activated["replaced"]] == [
        (1, activated["active_from"])
    ]
    assert office.ask("", "GET", PAGE).status_code == 404
    office.clock.now = at
    assert office.seen(PAGE)["id"] == DATASET
    told = office.seen(f"{POLICIES}/{policy}", "aud")
    assert (told["in_force"], [one["state"] for one in told["versions"]]) == (2, ["retired", "active"])


def test_a_version_that_was_to_come_is_called_off_by_a_later_one(office: Office) -> None:
    policy = office.approved("hidden")
    office.did("ana", f"{policy}/activate", {"at": (office.clock.now + timedelta(days=9)).isoformat()})
    office.did("ed", f"{policy}/draft", {"template": "open", "terms": {"datasets": [DATASET]}})
    office.did("ed", f"{policy}/submit")
    office.did("ana", f"{policy}/approve")
    office.did("ana", f"{policy}/activate")
    office.clock.now += timedelta(days=10)
    assert office.seen(PAGE)["id"] == DATASET
    told = office.seen(f"{POLICIES}/{policy}/versions", "aud")["versions"]
    assert [(one["state"], one["in_force"]) for one in told] == [("retired", False), ("active", True)]


def test_what_was_submitted_never_changes(office: Office) -> None:
    policy = office.made("hidden")
    before = office.did("ed", f"{policy}/submit", {"confirm_legal": True})["sha256"]
    new = office.did("ed", f"{policy}/draft", {"template": "open", "terms": {"datasets": [DATASET]}})
    assert (new["version"], new["state"]) == (2, "draft")
    versions = office.seen(f"{POLICIES}/{policy}/versions", "aud")["versions"]
    assert [(one["version"], one["state"]) for one in versions] == [(1, "review"), (2, "draft")]
    assert versions[0]["sha256"] == before


def test_there_is_one_draft_at_a_time_and_all_who_wrote_it_are_named(office: Office) -> None:
    policy = office.made("hidden")
    again = office.did("ana", f"{policy}/draft", {"template": "open", "terms": {"datasets": [DATASET]}})
    assert (again["version"], again["authors"]) == (1, ["ed", "ana"])
    assert len(office.seen(f"{POLICIES}/{policy}/versions", "aud")["versions"]) == 1


def test_a_step_in_another_state_says_what_was_found_and_what_to_do(office: Office) -> None:
    policy = office.made("hidden")
    wanted = {"approve": "review", "reject": "review", "activate": "approved", "retire": "active"}
    for step, expected in wanted.items():
        problem = office.did("ana", f"{policy}/{step}", {"note": "no"} if step == "reject" else None, 409)
        assert problem["type"].endswith("/policy-state")
        assert (problem["found"], problem["expected"]) == ("draft", [expected])
        assert problem["mend"]
        assert "draft" in problem["reason"]


def test_a_second_version_is_not_submitted_while_the_first_waits(office: Office) -> None:
    policy = office.made("hidden")
    office.did("ed", f"{policy}/submit", {"confirm_legal": True})
    office.did("ed", f"{policy}/draft", {"template": "open", "terms": {"datasets": [DATASET]}})
    problem = office.did("ed", f"{policy}/submit", None, 409)
    assert (problem["found"], problem["expected"]) == ("review", ["draft"])


def test_a_rejected_version_says_why_and_a_new_one_follows(office: Office) -> None:
    policy = office.made("hidden")
    office.did("ed", f"{policy}/submit", {"confirm_legal": True})
    rejected = office.did("ana", f"{policy}/reject", {"note": "too much"})
    assert (rejected["state"], rejected["review_note"]) == ("rejected", "too much")
    assert office.did("ana", f"{policy}/approve", None, 409)["found"] == "rejected"
    again = office.did("ed", f"{policy}/draft", {"template": "open", "terms": {"datasets": [DATASET]}})
    assert again["version"] == 2


def test_a_reviewer_can_name_the_version_that_was_looked_at(office: Office) -> None:
    policy = office.made("hidden")
    office.did("ed", f"{policy}/submit", {"confirm_legal": True})
    office.did("ana", f"{policy}/reject", {"note": "no"})
    office.did("ed", f"{policy}/draft", {"template": "open", "terms": {"datasets": [DATASET]}})
    office.did("ed", f"{policy}/submit")
    assert office.did("ana", f"{policy}/approve", {"version": 1}, 409)["found"] == "rejected"
    assert office.did("ana", f"{policy}/approve", {"version": 2})["state"] == "approved"
    assert office.did("ana", f"{policy}/activate", {"version": 7}, 404)["type"].endswith("/not-found")


def test_a_version_overtaken_by_a_later_one_is_not_activated(office: Office) -> None:
    policy = office.approved("hidden")
    office.did("ed", f"{policy}/draft", {"template": "open", "terms": {"datasets": [DATASET]}})
    office.did("ed", f"{policy}/submit")
    office.did("ana", f"{policy}/approve")
    office.did("ana", f"{policy}/activate", {"version": 2})
    assert office.did("ana", f"{policy}/activate", None, 409)["expected"] == ["approved"]
    assert office.did("ana", f"{policy}/activate", {"version": 1}, 409)["found"] == "approved"


def test_nothing_is_activated_or_retired_for_a_time_that_is_over(office: Office) -> None:
    policy = office.approved("hidden")
    past = (office.clock.now - MICROSECOND).isoformat()
    problem = office.did("ana", f"{policy}/activate", {"at": past}, 422)
    assert problem["errors"][0]["parameter"] == "at"
    office.did("ana", f"{policy}/activate", {"at": "now"})
    assert office.did("ana", f"{policy}/retire", {"at": past}, 422)["errors"][0]["found"]


def test_of_several_who_act_at_once_exactly_one_wins(office: Office) -> None:
    policy, steps = office.made("hidden"), ("submit", "approve", "activate", "retire")
    for step in steps:
        path, body = f"{POLICIES}/{policy}/{step}", {"confirm_legal": True} if step == "submit" else {}

        def act(who: str, path: str = path, body: object = body) -> int:
            return office.ask(who, "POST", path, body).status_code

        several = ["ed", "ed", "ed", "ed"] if step == "submit" else ["ana", "ada", "ana", "ada"]
        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(act, several)) == [200, 409, 409, 409]
    assert [office.acts().count(f"policy.{step}") for step in steps] == [1, 1, 1, 1]


def test_of_two_who_write_at_once_there_is_still_one_draft(office: Office) -> None:
    policy = office.approved("hidden")

    def write(who: str) -> int:
        body = {"template": "open", "terms": {"datasets": [DATASET]}}
        return office.ask(who, "PUT", f"{POLICIES}/{policy}/draft", body).status_code

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(write, ["ed", "ana", "ada", "ed"])) == [200] * 4
    versions = office.seen(f"{POLICIES}/{policy}/versions", "aud")["versions"]
    assert [one["state"] for one in versions] == ["approved", "draft"]


def test_a_template_without_datasets_is_about_all_that_the_owner_has(office: Office) -> None:
    policy = office.activated("hidden", datasets=[])
    assert office.ask("", "GET", PAGE).status_code == 404
    rules = office.seen(f"{POLICIES}/{policy}", "aud")["document"]["permission"]
    assert [
        one for one in rules if "target" in one
    ] == []  # what the owner has at the time, new departments too


def test_a_policy_that_can_no_longer_be_held_is_not_activated(office: Office) -> None:
    policy = office.approved("hidden")
    with Session(office.gateway.engine) as session:
        row = session.get(Dataset, DATASET)
        assert row is not None
        row.publisher = "utility"
        session.add(row)
        session.commit()
    problem = office.did("ana", f"{policy}/activate", None, 422)
    assert {one["code"] for one in problem["errors"]} == {"target"}


def test_a_broken_promise_keeps_a_version_from_being_activated(office: Office) -> None:
    policy = office.approved("hidden")
    body = {"label": "the world reads", "dataset": DATASET, "action": "read", "expected": "permit"}
    answer = office.ask("ed", "POST", f"{POLICIES}/{policy}/golden", body)
    assert answer.status_code == 201, answer.text
    problem = office.did("ana", f"{policy}/activate", None, 409)
    assert problem["type"].endswith("/golden-requests")
    assert [(one["label"], one["expected"], one["found"]) for one in problem["errors"]] == [
        ("the world reads", "permit", "deny")
    ]
    assert office.seen(PAGE)["id"] == DATASET


def marks(engine: Engine) -> tuple[set[str], set[str]]:
    """The datasets and the organisations that are marked as governed."""
    with Session(engine) as session:
        datasets = set(session.exec(select(Dataset.id).where(col(Dataset.governed))))
        return datasets, set(session.exec(select(Organisation.id).where(col(Organisation.governed))))


def test_what_policies_govern_is_marked_from_activation_to_retirement(office: Office) -> None:
    assert marks(office.gateway.engine) == (set(), set())
    later = (office.clock.now + timedelta(days=5)).isoformat()
    policy = office.activated("hidden", later)
    assert marks(office.gateway.engine) == ({DATASET}, set())
    everything = office.activated("hidden", datasets=[])
    assert marks(office.gateway.engine) == ({DATASET}, {TOWN, DEPARTMENT})
    office.did("ana", f"{everything}/retire")
    office.did("ana", f"{policy}/retire")
    assert marks(office.gateway.engine) == (set(), set())


def test_a_collections_members_are_marked_and_governed(office: Office) -> None:
    with Session(office.gateway.engine) as session:
        session.add(AssetCollection(id="heating", owner=TOWN, title={"en": "Heating"}))
        session.add(AssetMembership(dataset=DATASET, collection="heating", recorded_at=office.clock.now))
        session.commit()
    office.activated("hidden", datasets=[], collections=["heating"])
    assert marks(office.gateway.engine) == ({DATASET}, set())
    assert office.ask("", "GET", PAGE).status_code == 404
