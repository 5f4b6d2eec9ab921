"""Threat 15 and 16: a policy that cannot be read, and one whose dataset comes, goes or changes hands, opens nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import text
from sqlmodel import select

from api.app import create_app
from api.gateway import Gateway
from api.keys import issue_key
from catalogue import epochs
from catalogue.database import unit_of_work
from catalogue.datasets import mark_gone, put_dataset
from policies.tables import PolicyVersion
from tests.api.caller import Caller
from tests.api.ruled import put_in_force, rule
from tests.api.three_datasets import HIDDEN, OPEN, OWNERS, RESTRICTED, draft, figures, fill, publish_figures

OBSERVATIONS = "/api/v1/observations"
BROKEN = {
    "another thing": '{"shopping": ["milk"]}',
    "no object": "[1, 2]",
    "nothing": "null",
    "no action": '{"@context": "http://www.w3.org/ns/odrl.jsonld", "@type": "Set", "uid": "urn:x", "permission": [{}]}',
    "a remote context": '{"@context": "https://evil.example/odrl.jsonld", "@type": "Set", "uid": "urn:x"}',
}


def _datasets(client: Caller, key: str = "") -> set[str]:
    return {one["dataset"] for one in client.json(OBSERVATIONS, key=key)["observations"]}


@pytest.fixture(params=[*BROKEN, "no JSON"])
def broken(request: pytest.FixtureRequest, client: Caller, gateway: Gateway, now: datetime) -> Caller:
    """A node on which the document of a policy that kept a dataset of the utility back was overwritten."""
    document = BROKEN.get(request.param, "{")
    if gateway.engine.dialect.name != "sqlite" and request.param == "no JSON":
        pytest.skip("PostgreSQL keeps nothing in a column of JSON that is none")
    with unit_of_work(gateway.engine) as session:
        put_in_force(
            session,
            "kept-back",
            OWNERS[RESTRICTED],
            now,
            rule("no", "odrl:use", RESTRICTED, kind="prohibition"),
        )
        put_in_force(session, "opened", OWNERS[HIDDEN], now, rule("all", "odrl:use", HIDDEN))
    with unit_of_work(gateway.engine) as session:
        session.execute(
            text("UPDATE policy_version SET document = :document WHERE policy = 'kept-back'"),
            {"document": document},
        )
        epochs.advance(session, epochs.RULES)
    return client


def test_a_policy_that_cannot_be_read_opens_nothing_and_stops_no_other(
    broken: Caller, gateway: Gateway, now: datetime
) -> None:
    assert _datasets(broken) == {OPEN, HIDDEN}
    for path in (
        f"{OBSERVATIONS}?dataset={RESTRICTED}",
        f"/api/v1/datasets/{RESTRICTED}",
        f"/datasets/{RESTRICTED}",
    ):
        assert broken.get(path).status_code == 404, path
    with unit_of_work(gateway.engine) as session:
        owner = issue_key(session, gateway.pepper, staff="bor", organisation=OWNERS[RESTRICTED], now=now)
    assert RESTRICTED in _datasets(broken, owner)


def test_a_policy_that_names_a_dataset_to_come_binds_it_from_its_first_moment(
    client: Caller, gateway: Gateway, now: datetime
) -> None:
    later = replace(draft(OPEN), id="later", remote="later")
    with unit_of_work(gateway.engine) as session:
        put_in_force(session, "later", OWNERS[OPEN], now, rule("no", "odrl:use", "later", kind="prohibition"))
    assert _datasets(client) == {OPEN}
    with unit_of_work(gateway.engine) as session:
        put_dataset(session, later, record_snapshot="", now=now)
    assert client.get("/api/v1/datasets/later").status_code == 404
    assert client.json("/api/v1/datasets")["total"] == 2


@pytest.mark.parametrize("gone", [False, True])
def test_a_dataset_that_changes_hands_leaves_the_policies_of_who_had_it(
    client: Caller, gateway: Gateway, now: datetime, gone: bool
) -> None:
    with unit_of_work(gateway.engine) as session:
        put_in_force(session, "opened", OWNERS[HIDDEN], now, rule("all", "odrl:use", HIDDEN))
    assert _datasets(client) == {OPEN, HIDDEN}
    with unit_of_work(gateway.engine) as session:
        if gone:
            mark_gone(session, HIDDEN, now)
    with unit_of_work(gateway.engine) as session:
        put_dataset(session, replace(draft(HIDDEN), publisher="utility"), record_snapshot="", now=now)
    assert _datasets(client) == {OPEN}
    assert client.get(f"/api/v1/datasets/{HIDDEN}").status_code == 404


def test_what_a_source_declares_anew_does_not_open_a_dataset_that_policies_keep_back(
    client: Caller, gateway: Gateway, now: datetime
) -> None:
    with unit_of_work(gateway.engine) as session:
        put_in_force(
            session, "closed", OWNERS[HIDDEN], now, rule("no", "odrl:use", HIDDEN, kind="prohibition")
        )
    with unit_of_work(gateway.engine) as session:
        put_dataset(session, replace(draft(HIDDEN), access="open"), record_snapshot="", now=now)
        assert session.exec(select(PolicyVersion)).one().state == "active"
        publish_figures(session, gateway.store, HIDDEN, figures(HIDDEN), now)
    assert _datasets(client) == {OPEN}


def test_a_policy_goes_on_governing_when_the_node_moves_to_another_address(
    gateway: Gateway, now: datetime
) -> None:
    with unit_of_work(gateway.engine) as session:
        fill(session, gateway.store, now)
        put_in_force(session, "no", OWNERS[OPEN], now, rule("no", "odrl:use", OPEN, kind="prohibition"))
    moved = gateway.settings.model_copy(update={"base_url": "https://elsewhere.example"})
    client = Caller(create_app(replace(gateway, settings=moved)))
    assert client.get(f"/api/v1/observations?dataset={OPEN}").status_code == 404
    assert client.json("/api/v1/observations")["observations"] == []
