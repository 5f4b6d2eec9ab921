"""The mirror over HTTP and at the command line: through the door, and with what a place decides on its sources."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import httpx
import pytest
import simplejson
from sqlmodel import Session

from api.app import create_app
from api.gateway import Gateway
from api.keys import issue_key
from api.models import Staff
from catalogue import registry
from catalogue.database import unit_of_work
from catalogue.datasets import put_dataset
from catalogue.drafts import DatasetDraft
from catalogue.models import Organisation
from catalogue.releases import ReleaseDraft, publish
from connectors.models import SourceRow
from schemas.basis import Basis
from schemas.languages import LANGUAGES, Text
from tests.api.caller import Caller
from tests.api.conftest import PEPPER
from tests.fakes.inventories import observe
from tests.schemas.mirror.asking import MODEL, STATE

D = Decimal
KRANJ = "mestna-obcina-kranj"
PROBLEM = "application/problem+json; charset=utf-8"
ORGANISATIONS = (
    Organisation(id="eurostat", name={"en": "Eurostat"}, kind="eu", place="EU27_2020"),
    Organisation(id="jrc", name={"en": "JRC"}, kind="eu", place="EU27_2020"),
    Organisation(id="arso", name={"en": "ARSO"}, kind="state", place="SI"),
    Organisation(id=KRANJ, name={"en": "Kranj"}, kind="municipality", place="SI_052"),
    Organisation(id="elektro", name={"en": "Elektro"}, kind="utility", place="SI_052"),
    Organisation(id="planning", name={"en": "Planning"}, kind="department", parent=KRANJ, place="SI_052"),
)
SOURCES: Mapping[str, tuple[str, str, Basis, tuple[tuple[str, str, str], ...]]] = {
    "eurostat": (
        "eurostat", "open", STATE,
        (("SI", "2021", "16149770"), ("SI", "2019", "17235210"), ("EU27_2020", "2021", "3452681600")),
    ),
    "edgar": ("jrc", "open", MODEL, (("SI", "2021", "19202553"),)),
    "kranj": (KRANJ, "open", replace(STATE, accounting="CCC", ef_basis="STD_CO2"), (("SI_052", "2021", "238832"),)),
    "map": ("jrc", "open", MODEL, (("SI_052", "2021", "203541"),)),
    "on-request": ("elektro", "restricted", MODEL, (("SI_052", "2021", "199999"), ("SI", "2021", "15000000"))),
    "draft": ("planning", "hidden", STATE, (("SI_052", "2021", "188888"),)),
}  # fmt: skip


def tell(
    session: Session, gateway: Gateway, source: str, now: datetime, changes: Mapping[str, str] | None = None
) -> None:
    """Publish what a source tells."""
    owner, access, basis, figures = SOURCES[source]
    registry.put_basis(session, replace(basis, id=source))
    draft = DatasetDraft(
        id=f"{source}-set", source=source, remote=source, title=Text.of(f"Set of {source}"), publisher=owner,
        access=access, licence=f"licence of {source}", indicators=("GHG.TOT",),
    )  # fmt: skip
    put_dataset(session, draft, record_snapshot="", now=now)
    rows = tuple(
        observe(
            "GHG.TOT", place, period, (changes or {}).get(place, value), source=source,
            where={"scope": "S1", "basis": source},
        ).observation
        for place, period, value in figures
    )  # fmt: skip
    release = ReleaseDraft(f"{source}/all", draft.id, source, "all@1", rows, ())
    publish(session, gateway.store, release, now)
    session.merge(
        SourceRow(id=source, connector="table", owner=owner, definition={"title": f"Source {source}"})
    )


@pytest.fixture
def node(gateway: Gateway, now: datetime) -> Caller:
    """Somebody who asks a node on which several sources tell of the same."""
    with unit_of_work(gateway.engine) as session:
        for organisation in ORGANISATIONS:
            registry.put_organisation(session, Organisation(**organisation.model_dump()))
        for source in SOURCES:
            tell(session, gateway, source, now)
    return Caller(create_app(gateway))


def key_of(gateway: Gateway, role: str, organisation: str = KRANJ) -> str:
    """Give a key of somebody with a role; without one where it is empty."""
    with unit_of_work(gateway.engine) as session:
        if role:
            session.merge(Staff(name=f"{role}@{organisation}", organisation=organisation, role=role))
        return issue_key(
            session, PEPPER, staff=f"{role}@{organisation}", organisation=organisation, now=gateway.clock()
        )


def send(caller: Caller, method: str, path: str, key: str, body: object = None) -> httpx.Response:
    """Send something."""

    async def sent() -> httpx.Response:
        transport = httpx.ASGITransport(app=caller.app)
        headers = {"authorization": f"Bearer {key}"} if key else {}
        async with httpx.AsyncClient(transport=transport, base_url="http://node.example") as client:
            return await client.request(method, path, headers=headers, json=body)

    return asyncio.run(sent())


def decide(caller: Caller, key: str, *sources: str, **told: Any) -> httpx.Response:
    """Put sources first for Kranj."""
    body = {
        "place": "SI_052",
        "indicator": "GHG.TOT",
        "sources": list(sources),
        "reason": "They count.",
        **told,
    }
    return send(caller, "POST", "/api/v1/preferences", key, body)


def told(caller: Caller, path: str, key: str = "") -> Any:  # an answer's JSON with Decimal for numbers
    response = caller.get(path, key=key)
    assert response.status_code == 200, response.text
    return simplejson.loads(response.text, use_decimal=True)


def compared(caller: Caller) -> Decimal:
    """Give the figure that a comparison takes for Kranj."""
    answer = told(caller, "/api/v1/compare?indicator=GHG.TOT&place=SI_052&place=SI&period=2021")
    value: Decimal = answer["places"][0]["published"]["value"]
    return value


def test_a_state_is_seen_by_every_source_with_the_difference_taken_apart(node: Caller) -> None:
    answer = told(node, "/api/v1/mirror/SI?indicator=GHG.TOT&period=2021")
    assert (answer["place"], answer["indicator"], answer["period"], answer["unit"]) == (
        "SI",
        "GHG.TOT",
        "2021",
        "T_CO2E",
    )
    assert {name: answer["reference"][name] for name in ("source", "value", "unit", "why")} == {
        "source": "eurostat", "value": D(16149770), "unit": "T_CO2E",
        "why": "An official figure of the state or the Union.",
    }  # fmt: skip
    first, second = answer["sources"]
    assert (first["source"], first["level"], first["owner"], first["difference"]["total"]) == (
        "eurostat",
        "eu",
        "eurostat",
        0,
    )
    assert (second["source"], second["title"], second["licence"]) == (
        "edgar",
        "Source edgar",
        "licence of edgar",
    )
    apart = second["difference"]
    assert (apart["total"], apart["residual"]) == (D(19202553 - 16149770), D(19202553 - 16149770))
    assert [part["part"] for part in apart["parts"]] == ["ef_basis", "method", "unstated"]
    assert [(one["place"], one["value"]) for one in answer["others"]] == [("EU27_2020", D(3452681600))]
    assert answer["licences"] == ["eurostat: licence of eurostat", "jrc: licence of edgar"]
    assert [one["source"] for one in answer["preference"]["order"]] == ["eurostat", "edgar"]


def test_a_figure_leads_to_its_explanation(node: Caller) -> None:
    first = told(node, "/api/v1/mirror/SI?period=2021")["sources"][0]
    assert first["raw"] == "16149770"
    explained = node.get(f"/explain/{first['observation']}", accept="text/html")
    assert explained.status_code == 200


def test_what_is_not_for_the_caller_does_not_appear_nor_leak_by_a_count(node: Caller) -> None:
    everything = (
        node.get("/api/v1/mirror/SI_052?period=2021").text + node.get("/mirror/SI_052?period=2021").text
    )
    everything += node.get("/api/v1/preferences?place=SI_052").text
    assert [
        secret for secret in ("on-request", "draft", "199999", "188888", "199,999") if secret in everything
    ] == []
    answer = told(node, "/api/v1/mirror/SI_052?period=2021")
    assert [one["source"] for one in answer["sources"]] == ["kranj", "map"]
    assert answer["agreement"].startswith("The sources (2) differ")


def test_who_may_read_more_sees_more_and_it_is_on_record(node: Caller, gateway: Gateway) -> None:
    answer = told(node, "/api/v1/mirror/SI_052?period=2021", key_of(gateway, "", "elektro"))
    assert [one["source"] for one in answer["sources"]] == ["kranj", "map", "on-request"]
    assert ("on-request-set", True) in {
        (entry["target"], entry["permitted"]) for entry in gateway.audit.entries()
    }


def test_a_correction_shows_as_a_revision(node: Caller, gateway: Gateway, now: datetime) -> None:
    with unit_of_work(gateway.engine) as session:
        tell(session, gateway, "eurostat", now + timedelta(days=1), {"SI": "16200000"})
    [old] = told(node, "/api/v1/mirror/SI?period=2021")["sources"][0]["revisions"]
    assert (old["value"], old["revised"], old["recorded_to"]) == (
        D(16149770), D(50230), (now + timedelta(days=1)).isoformat(),
    )  # fmt: skip
    assert "16,149,770" in node.get("/mirror/SI?period=2021").text


def test_what_cannot_be_meant_is_a_problem(node: Caller) -> None:
    asked = {
        "SI_999": 404,
        "SI?indicator=GHG.TOTAL": 422,
        "SI?period=soon": 422,
        "SI?sector=XX": 422,
        "SI?when=1": 422,
    }
    answers = {path: node.get(f"/api/v1/mirror/{path}") for path in asked}
    assert {path: answer.status_code for path, answer in answers.items()} == asked
    assert {answer.headers["content-type"] for answer in answers.values()} == {PROBLEM}


def test_an_indicator_that_nobody_tells_of_is_an_empty_answer(node: Caller) -> None:
    answer = told(node, "/api/v1/mirror/SI?indicator=EN.FEC")
    assert (answer["sources"], answer["reference"]) == ([], None)
    assert answer["agreement"] == "No source that you may read has a figure of this."
    assert node.get("/mirror/SI?indicator=EN.FEC").status_code == 200


def test_the_page_says_it_in_each_language(node: Caller) -> None:
    for lang in LANGUAGES:
        page = unescape(node.get(f"/mirror/SI?period=2021&lang={lang}").text)
        answer = told(node, f"/api/v1/mirror/SI?period=2021&lang={lang}")
        apart = answer["sources"][1]["difference"]
        said = (answer["agreement"], apart["sentence"], answer["preference"]["rule"])
        messages = [part["message"] for part in apart["parts"]]
        assert [one for one in (*said, *messages) if one not in page] == []
        assert [one for one in answer["sources"] if f"/explain/{one['observation']}" not in page] == []


def test_the_order_of_preference_is_told_with_its_rule(node: Caller) -> None:
    answer = told(node, "/api/v1/preferences?place=SI_052&indicator=GHG.TOT")
    assert [(one["source"], one["standing"]) for one in answer["order"]] == [
        ("kranj", "own"),
        ("map", "modelled"),
    ]
    assert answer["rule"].startswith("Sources are asked in this order")
    assert (answer["override"], answer["history"]) == (None, [])


def test_a_place_decides_otherwise_with_a_reason_on_record_and_comparisons_follow(
    node: Caller, gateway: Gateway, now: datetime
) -> None:
    assert compared(node) == 238832
    answer = decide(node, key_of(gateway, "approver"), "map", reason={"en": "They count.", "sl": "Štejejo."})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["sources"], made["reason"], made["organisation"], made["recorded_from"], made["recorded_to"]) == (
        ["map"], "They count.", KRANJ, now.isoformat(), None,
    )  # fmt: skip
    mirror = told(node, "/api/v1/mirror/SI_052?period=2021&lang=sl")
    assert (mirror["reference"]["source"], mirror["preference"]["override"]["reason"]) == ("map", "Štejejo.")
    assert compared(node) == 203541
    gateway.audit.drain(gateway.engine)
    assert [(one["subject"], one["act"], one["target"]) for one in gateway.audit.entries()] == [
        (f"approver@{KRANJ}", "preference.set", "SI_052 GHG.TOT: map")
    ]
    assert "They count." in node.get("/mirror/SI_052?period=2021").text


def test_a_decision_is_taken_back_and_stays_in_the_history(node: Caller, gateway: Gateway) -> None:
    key = key_of(gateway, "administrator")
    number = decide(node, key, "map").json()["id"]
    assert send(node, "DELETE", f"/api/v1/preferences/{number}", key_of(gateway, "editor")).status_code == 403
    assert send(node, "DELETE", f"/api/v1/preferences/{number}", key).status_code == 200
    assert send(node, "DELETE", f"/api/v1/preferences/{number}", key).status_code == 404
    answer = told(node, "/api/v1/preferences?place=SI_052")
    assert (answer["override"], [one["sources"] for one in answer["history"]]) == (None, [["map"]])
    assert compared(node) == 238832
    gateway.audit.drain(gateway.engine)
    assert [one["act"] for one in gateway.audit.entries()] == ["preference.set", "preference.close"]


def test_only_those_who_approve_for_the_place_decide(node: Caller, gateway: Gateway) -> None:
    others = [
        *(key_of(gateway, role) for role in ("editor", "auditor", "")),
        *(key_of(gateway, "administrator", organisation) for organisation in ("arso", "elektro", "planning")),
        "",
    ]
    assert [decide(node, key, "map").status_code for key in others] == [403] * len(others)
    assert told(node, "/api/v1/preferences?place=SI_052")["history"] == []


def test_a_decision_that_cannot_be_meant_is_refused(node: Caller, gateway: Gateway) -> None:
    key = key_of(gateway, "approver")
    wrong: list[dict[str, Any]] = [
        {"reason": "  "}, {"reason": {}}, {"sources": []}, {"sources": ["nobody"]}, {"place": "SI_999"},
        {"indicator": "GHG.ALL"}, {"why": "extra"}, {"reason": "x" * 2001}, {"reason": {"en": "y", "de": "z"}},
    ]  # fmt: skip
    for body in wrong:
        sources = body.pop("sources", ["map"])
        answer = decide(node, key, *sources, **body)
        assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM), (sources, body)
    assert told(node, "/api/v1/preferences?place=SI_052")["history"] == []


def test_a_decision_says_nothing_of_sources_that_the_reader_may_not_know_of(
    node: Caller, gateway: Gateway
) -> None:
    assert decide(node, key_of(gateway, "approver"), "draft").status_code == 422
    with unit_of_work(gateway.engine) as session:
        session.add(Staff(name="editor@planning", organisation=KRANJ, role="approver"))
    answer = decide(node, key_of(gateway, "editor", "planning"), "draft", "map", reason="It is the newest.")
    assert answer.status_code == 201, answer.text
    said = node.get("/api/v1/preferences?place=SI_052").text + node.get("/mirror/SI_052").text
    assert [secret for secret in ("draft", "newest") if secret in said] == []
    assert told(node, "/api/v1/preferences?place=SI_052")["override"]["sources"] == ["map"]
