"""Writing over HTTP: only with a role on the owner, and each act is on record."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

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
from connectors.references import check_sources
from connectors.registered import known, put_sources
from connectors.workbook import build_template
from tests.api.conftest import PEPPER
from tests.connectors.city import SOURCES
from tests.fakes.server import Reply, by_path, serving
from tests.journeys.test_workbook import filled

KRANJ = "mestna-obcina-kranj"
EMISSIONS = Reply(b"Sector;Scope 1;Total\nBuildings;41.280;65.831\n", media_type="text/csv")
POPULATION = Reply(b"Year,People\n2018,56000\n", media_type="text/csv")


@pytest.fixture
def gateway(engine: Engine, tmp_path: Path, now: datetime) -> Gateway:
    """A node on which Kranj is known."""
    audit, store = AuditLog.beside(engine, tmp_path), ObjectStore(tmp_path / "objects")
    with unit_of_work(engine) as session:
        registry.put_organisation(session, Organisation(id=KRANJ, name={"en": "Kranj"}, place="SI_052"))
    return Gateway(Settings(data_dir=tmp_path), engine, store, audit, PEPPER, lambda: now)


def key_of(gateway: Gateway, role: str, organisation: str = KRANJ) -> str:
    """Give a key of somebody with a role; without one where it is empty."""
    with unit_of_work(gateway.engine) as session:
        if role:
            session.add(Staff(name=f"{role}@{organisation}", organisation=organisation, role=role))
        return issue_key(
            session, PEPPER, staff=f"{role}@{organisation}", organisation=organisation, now=gateway.clock()
        )


def post(gateway: Gateway, path: str, key: str, workbook: bytes | None = None) -> httpx.Response:
    """Send a workbook, or nothing."""

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=create_app(gateway))
        headers = {"authorization": f"Bearer {key}"} if key else {}
        async with httpx.AsyncClient(transport=transport, base_url="http://node.example") as client:
            if workbook is None:
                return await client.post(path, headers=headers)
            files = {"file": ("kranj.xlsx", workbook)}
            return await client.post(path, headers=headers, files=files, data={"place": "SI_052"})

    return asyncio.run(send())


@pytest.fixture(scope="module")
def workbook() -> bytes:
    return filled(build_template("ghg-inventory", "en"))


def test_an_editor_publishes_a_workbook_and_the_act_is_on_record(gateway: Gateway, workbook: bytes) -> None:
    key = key_of(gateway, "editor")
    report = post(gateway, "/api/v1/uploads", key, workbook).json()
    assert (report["refused"], report["outcome"]) == (False, None)
    assert "A-1.3!F5: 65.831 -> GHG.SEC sector I scope _T carrier _T = 65831 T_CO2E" in report["report"]
    published = post(gateway, "/api/v1/uploads?publish=true", key, workbook).json()
    assert (published["source"], published["outcome"]) == ("workbook-si-052", "added")
    gateway.audit.drain(gateway.engine)
    assert [(entry["subject"], entry["act"]) for entry in gateway.audit.entries()] == [
        (f"editor@{KRANJ}", "workbook.import"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("role", "organisation"), [("", KRANJ), ("auditor", KRANJ), ("editor", "grad-zagreb")]
)
def test_without_a_role_on_the_owner_nothing_is_taken(
    gateway: Gateway, workbook: bytes, role: str, organisation: str
) -> None:
    answer = post(gateway, "/api/v1/uploads?publish=true", key_of(gateway, role, organisation), workbook)
    assert (answer.status_code, answer.json()["rule"]) == (403, "role/write")
    assert post(gateway, "/api/v1/uploads", "", workbook).status_code == 403


def test_a_refused_workbook_is_a_report_and_publishes_nothing(gateway: Gateway) -> None:
    wrong = filled(
        build_template("ghg-inventory", "en"), {"Buildings": ("41,280.5", "24.551", "-", "65.831")}
    )
    answer = post(gateway, "/api/v1/uploads?publish=true", key_of(gateway, "editor"), wrong)
    assert (answer.status_code, answer.json()["refused"], answer.json()["outcome"]) == (422, True, None)
    assert [one["cell"] for one in answer.json()["findings"] if one["severity"] == "violation"] == [
        "A-1.3!C5"
    ]


def test_a_source_is_harvested_by_those_who_may(gateway: Gateway) -> None:
    with serving(by_path({"/emissions.csv": EMISSIONS, "/population.csv": POPULATION})) as server:
        reaching = Gateway(
            gateway.settings.model_copy(update={"allow_hosts": (server.target,)}),
            gateway.engine, gateway.store, gateway.audit, PEPPER, gateway.clock,
        )  # fmt: skip
        with unit_of_work(gateway.engine) as session:
            checked = check_sources(SOURCES.format(url=server.url), known(session))
            assert checked.file is not None
            put_sources(session, checked.file)
        assert post(reaching, "/api/v1/sources/kranj/harvest", "").status_code == 422, "not even known"
        answer = post(reaching, "/api/v1/sources/kranj/harvest", key_of(gateway, "administrator"))
    assert (answer.json()["state"], answer.json()["outcomes"]["added"]) == ("done", 2)
