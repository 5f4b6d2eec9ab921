"""Local indicators over HTTP: imported as stated, matched with a reason, and only by somebody of the place."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from api.app import create_app
from api.gateway import Gateway
from api.keys import issue_key
from api.models import Staff
from api.settings import Settings
from catalogue import registry
from catalogue.audit import AuditLog
from catalogue.database import unit_of_work
from catalogue.models import Organisation
from catalogue.object_store import ObjectStore
from tests.api.conftest import PEPPER

KRANJ = "mestna-obcina-kranj"
PATH = "/api/v1/local-indicators"
ROWS = [
    {
        "Indicator Name": "OI 1.2 Production of green electricity", "Indicator Unit": "GWh",
        "Definition": "From renewable sources", "Suggested collection interval": "2025, 2027, 2030",
    },
    {"Indicator Name": "OI 2.3 Length of cycling tracks", "Indicator Unit": "Km"},
]  # fmt: skip
GREEN = "si-052-oi-1-2-production-of-green-electricity"
DECISION: dict[str, Any] = {  # a JSON body
    "indicator": "EN.RES.GEN", "match": "exactMatch", "transform": {"kind": "unit", "from": "GWH", "to": "MWH"},
    "reason": "the same plants, gross",
}  # fmt: skip


@pytest.fixture
def gateway(engine: Engine, tmp_path: Path, now: datetime) -> Gateway:
    """A node on which Kranj is known."""
    audit, store = AuditLog.beside(engine, tmp_path), ObjectStore(tmp_path / "objects")
    with unit_of_work(engine) as session:
        registry.put_organisation(session, Organisation(id=KRANJ, name={"en": "Kranj"}, place="SI_052"))
    return Gateway(Settings(data_dir=tmp_path), engine, store, audit, PEPPER, lambda: now)


def key_of(gateway: Gateway, role: str, organisation: str = KRANJ) -> str:
    with unit_of_work(gateway.engine) as session:
        session.add(Staff(name=f"{role}@{organisation}", organisation=organisation, role=role))
        return issue_key(
            session, PEPPER, staff=f"{role}@{organisation}", organisation=organisation, now=gateway.clock()
        )


def ask(gateway: Gateway, method: str, path: str, body: object = None, key: str = "") -> httpx.Response:
    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=create_app(gateway))
        headers = {"authorization": f"Bearer {key}"} if key else {}
        async with httpx.AsyncClient(transport=transport, base_url="http://node.example") as client:
            content = (
                body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else None
            )
            return await client.request(method, path, headers=headers, content=content)

    return asyncio.run(send())


def test_a_citys_indicators_are_imported_as_it_states_them_with_proposals(gateway: Gateway) -> None:
    key = key_of(gateway, "editor")
    answer = ask(gateway, "POST", f"{PATH}?place=SI_052", ROWS, key).json()
    assert (answer["organisation"], answer["outcomes"]) == (KRANJ, {"added": 2})
    assert [one["proposals"][0]["indicator"] for one in answer["local_indicators"]] == [
        "EN.RES.GEN",
        "MO.CYCLE",
    ]
    again = ask(gateway, "POST", PATH, {"place": "SI_052", "indicators": ROWS}, key).json()
    assert again["outcomes"] == {"unchanged": 2}
    told = ask(gateway, "GET", f"{PATH}/{GREEN}").json()
    assert (told["name"], told["unit"], told["unit_code"], told["code"]) == (
        "OI 1.2 Production of green electricity", "GWh", "GWH", "OI 1.2",
    )  # fmt: skip
    assert told["stated"] == {"Suggested collection interval": "2025, 2027, 2030"}
    assert (told["match"], told["history"], told["proposals"][0]["match"]) == ("", [], "closeMatch")


def test_a_match_stands_with_its_reason_beside_our_indicator(gateway: Gateway) -> None:
    key = key_of(gateway, "editor")
    ask(gateway, "POST", f"{PATH}?place=SI_052", ROWS, key)
    decided = ask(gateway, "POST", f"{PATH}/{GREEN}/match", DECISION, key).json()
    assert (decided["match"], decided["reason"], decided["decided_by"]) == (
        "exactMatch", "the same plants, gross", f"editor@{KRANJ}",
    )  # fmt: skip
    listed = ask(gateway, "GET", f"{PATH}?place=SI_052&indicator=EN.RES.GEN").json()
    assert [one["id"] for one in listed["local_indicators"]] == [GREEN]
    ours = ask(gateway, "GET", "/api/v1/indicators/EN.RES.GEN").json()
    assert [one["id"] for one in ours["local_indicators"]] == [GREEN]
    told = ask(gateway, "GET", f"{PATH}/{GREEN}").json()
    assert ([one["match"] for one in told["history"]], told["proposals"]) == ([""], [])
    page = ask(gateway, "GET", "/indicators/EN.RES.GEN").text
    assert "OI 1.2 Production of green electricity" in page
    assert "the same plants, gross" in page
    assert "Its own indicators" in ask(gateway, "GET", "/places/SI_052").text


@pytest.mark.parametrize("role", ["", "reader"])
def test_only_somebody_of_the_place_may_write(gateway: Gateway, role: str) -> None:
    ask(gateway, "POST", f"{PATH}?place=SI_052", ROWS, key_of(gateway, "editor"))
    key = key_of(gateway, "editor", "mestna-obcina-velenje") if role else ""
    for path, body in ((f"{PATH}?place=SI_052", ROWS), (f"{PATH}/{GREEN}/match", DECISION)):
        refused = ask(gateway, "POST", path, body, key)
        assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (403, "role-missing")


def test_each_act_is_on_record(gateway: Gateway) -> None:
    key = key_of(gateway, "editor")
    ask(gateway, "POST", f"{PATH}?place=SI_052", ROWS, key)
    ask(gateway, "POST", f"{PATH}/{GREEN}/match", DECISION, key)
    gateway.audit.drain(gateway.engine)
    acts = [(entry["act"], entry["target"]) for entry in gateway.audit.entries()]
    assert [act for act in acts if act[0].startswith("local")] == [
        ("local-indicators.put", "SI_052"), ("local-indicators.match", GREEN),
    ]  # fmt: skip


REFUSED: tuple[tuple[object, str], ...] = (
    (b"{", "JSON"), ([], "1 to 1000 rows"), ([1], "an object a row"), ([{"Indicator Unit": "t"}], "1: name"),
    ([{"name": "a"}, {"name": "A "}], "each name once"), ({"place": "SI_061", "indicators": [{"name": "a"}]}, "once"),
    ([{"name": "a", "match": "closeMatch", "indicator": "GHG.TOTL"}], "GHG.TOT"),
    ([{"name": "a", "match": "closeMatch", "indicator": "GHG.TOT", "transform": {"kind": "factor", "factor": "x"}}],
     "a number in factor"),
)  # fmt: skip


def test_a_list_that_cannot_be_meant_is_refused_whole(gateway: Gateway) -> None:
    key = key_of(gateway, "editor")
    for body, said in REFUSED:
        refused = ask(gateway, "POST", f"{PATH}?place=SI_052", body, key)
        assert refused.status_code == 422, body
        assert said in json.dumps(refused.json(), ensure_ascii=False), body
    assert ask(gateway, "GET", PATH).json()["count"] == 0


def test_a_decision_that_cannot_be_meant_is_refused(gateway: Gateway) -> None:
    key = key_of(gateway, "editor")
    ask(gateway, "POST", f"{PATH}?place=SI_052", ROWS, key)
    wrong: tuple[dict[str, object], ...] = (
        {"reason": " "}, {"reason": 5}, {"transform": "x1000"}, {"match": "sameAs"}, {"indicator": ""}, {"more": 1},
        {"transform": {}},
    )  # fmt: skip
    for changed in wrong:
        assert ask(gateway, "POST", f"{PATH}/{GREEN}/match", DECISION | changed, key).status_code == 422, (
            changed
        )
    assert ask(gateway, "GET", f"{PATH}/{GREEN}").json()["match"] == ""


def test_that_there_is_no_counterpart_is_a_decision_too(gateway: Gateway) -> None:
    key = key_of(gateway, "editor")
    ask(gateway, "POST", f"{PATH}?place=SI_052", ROWS, key)
    body = {"match": "none", "reason": "counts cables"}
    assert ask(gateway, "POST", f"{PATH}/{GREEN}/match", body, key).json()["match"] == "none"
    assert ask(gateway, "GET", f"{PATH}?match=none").json()["count"] == 1


def test_an_unknown_local_indicator_names_the_nearest(gateway: Gateway) -> None:
    ask(gateway, "POST", f"{PATH}?place=SI_052", ROWS, key_of(gateway, "editor"))
    missing = ask(gateway, "GET", f"{PATH}/si-052-oi-1-2")
    assert missing.status_code == 404
    assert GREEN in missing.json()["errors"][0]["nearest"]
    assert ask(gateway, "GET", f"{PATH}?indicator=GHG.TOTL").status_code == 422
    assert ask(gateway, "GET", f"/id/local-indicator/{GREEN}").headers["location"] == f"{PATH}/{GREEN}"


def test_the_contracts_of_three_cities_are_imported_whole(gateway: Gateway, shared: Path) -> None:
    path = shared / "data" / "ccc" / "ccc_indicator_metadata.json"
    rows = json.loads(path.read_text(encoding="utf-8"))["indicators"]["Kranj"]
    answer = ask(gateway, "POST", f"{PATH}?place=SI_052", rows, key_of(gateway, "editor")).json()
    assert answer["outcomes"] == {"added": 31}
    assert ask(gateway, "GET", f"{PATH}?place=SI_052").json()["count"] == 31
