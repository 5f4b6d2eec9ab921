"""Citations: the same bytes for ever, refused or gone where they must be, never other numbers."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, update

from api.app import create_app
from api.backup import backup, restore
from api.gateway import Gateway, open_gateway
from api.settings import Settings
from catalogue.database import unit_of_work
from catalogue.datasets import put_dataset
from catalogue.models import ObservationRow
from catalogue.rebuild import rebuild
from catalogue.settling import begin_publication
from catalogue.withdrawal import withdraw
from schemas.languages import Text
from tests.api.caller import Caller
from tests.api.posting import post
from tests.api.three_datasets import HIDDEN, OPEN, RESTRICTED, changed, draft, figures, publish_figures

PATH = "/api/v1/citations"
DAY = timedelta(days=1)
FORMS = ("observations", "observations.csv")


def cite(client: Caller, query: str = f"dataset={OPEN}", key: str = "", **headers: str) -> dict[str, Any]:
    response = post(client, f"{PATH}?{query}", key=key, **headers)
    assert response.status_code == 201, response.text
    told: dict[str, Any] = response.json()
    assert response.headers["location"] == f"{PATH}/{told['id']}"
    return told


def answers(client: Caller, cited: dict[str, Any], **asked: str) -> list[bytes]:
    return [client.get(f"{PATH}/{cited['id']}/{form}", **asked).content for form in FORMS]


@pytest.fixture
def cited(client: Caller) -> dict[str, Any]:
    """The open dataset's figures as they stood first."""
    return cite(client)


def test_a_citation_says_what_is_cited_and_how_to_cite_it(
    client: Caller, cited: dict[str, Any], now: datetime
) -> None:
    assert client.json(f"{PATH}/{cited['id']}") == cited
    assert (cited["rows"], cited["datasets"], cited["question"]) == (4, [OPEN], {"dataset": [OPEN]})
    assert cited["as_of"] == now.isoformat(timespec="microseconds").replace("+00:00", "Z")
    assert cited["iri"] == f"https://node.example/id/citation/{cited['id']}"
    assert set(cited["sentence"]) == {"en", "sl", "hr"}
    for text in cited["sentence"].values():
        assert all(
            part in text
            for part in ("City-Office", f"Emissions: {OPEN}", "Kranj", cited["sha256"], cited["iri"])
        )
    moved = client.get(f"/id/citation/{cited['id']}")
    assert (moved.status_code, moved.headers["location"]) == (303, f"{PATH}/{cited['id']}")


def test_the_hashes_are_those_of_the_bytes_that_are_given(client: Caller, cited: dict[str, Any]) -> None:
    as_json, as_csv = answers(client, cited)
    assert hashlib.sha256(as_csv).hexdigest() == cited["sha256"] == cited["observations"]["csv"]["sha256"]
    assert hashlib.sha256(as_json).hexdigest() == cited["observations"]["json"]["sha256"]
    by_accept = client.get(f"{PATH}/{cited['id']}/observations", accept="text/csv")
    assert (by_accept.content, by_accept.headers["content-type"]) == (as_csv, "text/csv; charset=utf-8")
    assert client.get(f"{PATH}/{cited['id']}/observations", accept_language="hr").content == as_json


def test_later_publications_other_terms_and_a_rebuild_change_nothing(
    client: Caller, gateway: Gateway, cited: dict[str, Any], now: datetime
) -> None:
    before = answers(client, cited)
    for number, value in enumerate(("70000", "71000"), start=1):
        with unit_of_work(gateway.engine) as session:
            publish_figures(session, gateway.store, OPEN, changed(figures(OPEN), value), now + number * DAY)
            assert answers(client, cited) == before
    with unit_of_work(gateway.engine) as session:
        put_dataset(
            session,
            replace(draft(OPEN), licence="CC0", title=Text.of("Renamed")),
            record_snapshot="",
            now=now,
        )
    assert answers(client, cited) == before
    with unit_of_work(gateway.engine) as session:
        rebuild(session, gateway.store)
    assert answers(client, cited) == before
    assert client.json(f"{PATH}/{cited['id']}") == cited


def test_a_restored_node_gives_the_same_bytes(
    client: Caller, gateway: Gateway, cited: dict[str, Any], now: datetime, tmp_path: Path
) -> None:
    with unit_of_work(gateway.engine) as session:
        publish_figures(session, gateway.store, OPEN, changed(figures(OPEN), "70000"), now + DAY)
    before = answers(client, cited)
    backup(gateway, tmp_path / "node.tar.gz")
    settings = Settings(data_dir=tmp_path / "other", base_url="https://node.example")
    restore(settings, tmp_path / "node.tar.gz")
    other = open_gateway(settings, gateway.clock)
    try:
        assert answers(Caller(create_app(other)), cited) == before
    finally:
        other.close()


def test_a_withdrawn_release_makes_it_gone_with_the_reason(
    client: Caller, gateway: Gateway, cited: dict[str, Any], now: datetime
) -> None:
    with unit_of_work(gateway.engine) as session:
        publish_figures(session, gateway.store, OPEN, changed(figures(OPEN), "70000"), now + DAY)
        reason = Text("wrong column", "napačen stolpec", "pogrešan stupac")
        withdraw(session, cited["releases"][0], reason, now + 2 * DAY)
    for path in (f"{PATH}/{cited['id']}", *(f"{PATH}/{cited['id']}/{form}" for form in FORMS)):
        problem = client.json(f"{path}?lang=hr", status=410)
        assert (problem["reason"], problem["release"]) == ("pogrešan stupac", cited["releases"][0])
        assert problem["successor"] is not None
        assert "65831" not in client.get(path).text


def test_rows_that_were_changed_behind_the_nodes_back_are_not_given(
    client: Caller, gateway: Gateway, cited: dict[str, Any]
) -> None:
    with unit_of_work(gateway.engine) as session:
        session.exec(
            update(ObservationRow)
            .where(col(ObservationRow.raw_value) == "65831")
            .values(value=Decimal(65832))
        )
    for form in FORMS:
        problem = client.json(f"{PATH}/{cited['id']}/{form}", status=409)
        assert problem["type"].endswith("/citation-broken")


def test_a_citation_goes_through_the_same_door(
    client: Caller, gateway: Gateway, cited: dict[str, Any], now: datetime
) -> None:
    with unit_of_work(gateway.engine) as session:
        put_dataset(session, replace(draft(OPEN), access="restricted"), record_snapshot="", now=now)
    assert client.json(f"{PATH}/{cited['id']}") == cited
    for form in FORMS:
        problem = client.json(f"{PATH}/{cited['id']}/{form}", status=403)
        assert problem["rule"] == "template/restricted#read"
    with unit_of_work(gateway.engine) as session:
        put_dataset(session, replace(draft(OPEN), access="hidden"), record_snapshot="", now=now)
    for path in (f"{PATH}/{cited['id']}", *(f"{PATH}/{cited['id']}/{form}" for form in FORMS)):
        assert client.get(path).status_code == 404


def test_everybody_gets_the_rows_of_who_cited_and_no_others(
    client: Caller, reader_key: str, owner_key: str
) -> None:
    open_only = cite(client, "place=SI_052")
    with_more = cite(client, "place=SI_052", reader_key)
    hidden = cite(client, "place=SI_133", owner_key)
    assert (open_only["datasets"], with_more["datasets"]) == ([OPEN], [OPEN, RESTRICTED])
    assert answers(client, open_only, key=reader_key) == answers(client, open_only)
    assert client.get(f"{PATH}/{with_more['id']}/observations").status_code == 403
    assert client.get(f"{PATH}/{with_more['id']}/observations", key=reader_key).status_code == 200
    assert hidden["datasets"] == [HIDDEN]
    assert client.get(f"{PATH}/{hidden['id']}").status_code == 404
    assert client.get(f"{PATH}/{hidden['id']}/observations", key=owner_key).status_code == 200


def test_the_same_question_with_the_same_answer_is_one_citation(
    client: Caller, gateway: Gateway, cited: dict[str, Any], now: datetime
) -> None:
    assert cite(client) == cited
    as_body = post(client, PATH, {"dataset": OPEN})
    assert (as_body.status_code, as_body.json()) == (201, cited)
    with unit_of_work(gateway.engine) as session:
        publish_figures(session, gateway.store, OPEN, changed(figures(OPEN), "70000"), now + DAY)
    before = cite(client, f"dataset={OPEN}&as_of={cited['as_of']}")
    assert (before["sha256"], before["id"] == cited["id"]) == (cited["sha256"], False)


def test_a_part_of_the_answer_is_cited_with_its_limit_and_history(
    client: Caller, gateway: Gateway, now: datetime
) -> None:
    limited = cite(client, "limit=2&place=SI_052")
    with unit_of_work(gateway.engine) as session:
        time = begin_publication(session, gateway.clock)
        assert time > now
        publish_figures(session, gateway.store, OPEN, changed(figures(OPEN), "70000"), time)
    history = cite(client, f"dataset={OPEN}&include_history=true&lang=sl")
    assert (limited["rows"], history["rows"]) == (2, 5)
    before = [*answers(client, limited), *answers(client, history)]
    with unit_of_work(gateway.engine) as session:
        publish_figures(session, gateway.store, OPEN, changed(figures(OPEN), "71000"), now + DAY)
        rebuild(session, gateway.store)
    assert [*answers(client, limited), *answers(client, history)] == before
    assert "Strojno pretvorjeno" in before[2].decode()


def test_what_cannot_be_cited_is_said(client: Caller) -> None:
    for query, status in (
        ("indicator=CX.POP", 422),
        ("place=nowhere", 422),
        ("updated_after=2020-01-01T00:00:00Z", 422),
    ):
        assert post(client, f"{PATH}?{query}").status_code == status
    assert post(client, f"{PATH}?indicator=CX.POP").json()["type"].endswith("/nothing-to-cite")
    assert post(client, f"{PATH}?dataset={RESTRICTED}").status_code == 403
    assert post(client, f"{PATH}?dataset={HIDDEN}").status_code == 404
    assert post(client, PATH, ["dataset"]).status_code == 422
    assert post(client, PATH, {"datasett": OPEN}).status_code == 422
    assert client.get(f"{PATH}/0000").status_code == 404
