"""Uploads: a table of anybody's making is looked at, asked about, and published by who may; nobody else sees it."""

from __future__ import annotations

import asyncio
import html
import io
import re
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook
from sqlmodel import Session, col, select

from api.app import create_app
from api.gateway import Gateway
from catalogue.models import ObservationRow, UploadRow
from connectors.workbook import build_template
from tests.api.test_writes import KRANJ, gateway, key_of

assert gateway  # the fixture of a node on which Kranj is known

TABLE = """Mestna občina Kranj: emisije TGP 2018 (t CO2e)

Sektor;Obseg 1;Obseg 2;Skupaj
Stavbe;41.280;24.551;65.831
Promet;67.346;722;68.068
Skupaj;108.626;25.273;133.899
""".encode("cp1250")
OPEN = b"Sektor;2018\nStavbe;1.234\nNekaj drugega;2.345\n"


def ask(
    gateway: Gateway,
    method: str,
    path: str,
    key: str = "",
    **sent: Any,  # what httpx sends
) -> httpx.Response:
    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=create_app(gateway))
        headers = ({"authorization": f"Bearer {key}"} if key else {}) | sent.pop("headers", {})
        async with httpx.AsyncClient(transport=transport, base_url="http://node.example") as client:
            return await client.request(method, path, headers=headers, **sent)

    return asyncio.run(send())


def upload(gateway: Gateway, key: str, content: bytes, **data: str) -> httpx.Response:
    return ask(gateway, "POST", "/api/v1/uploads", key, files={"file": ("emisije.csv", content)}, data=data)


def rows(gateway: Gateway) -> list[tuple[str, str, str, str]]:
    with Session(gateway.engine) as session:
        found = session.exec(select(ObservationRow).where(col(ObservationRow.recorded_to).is_(None)))
        return sorted((row.indicator, row.sector, row.scope, str(row.value)) for row in found)


def test_a_table_is_proposed_then_published_and_the_act_is_on_record(gateway: Gateway) -> None:
    key = key_of(gateway, "editor")
    sent = upload(gateway, key, TABLE).json()
    assert (sent["state"], sent["organisation"], sent["proposal"]["publishable"]) == ("ready", KRANJ, True)
    table = sent["proposal"]["tables"][0]
    assert (table["sums"]["checked"], table["sums"]["closing"], table["sums"]["open"]) == (6, 6, [])
    assert [(row["cell"], row["sector"], row["scope"], row["value"]) for row in table["rows"]][:2] == [
        ("B4", "I", "S1", 41280),
        ("C4", "I", "S2", 24551),
    ]
    assert rows(gateway) == []
    answer = ask(gateway, "POST", f"/api/v1/uploads/{sent['id']}/publish", key)
    assert (answer.status_code, answer.json()["state"], answer.json()["outcome"]) == (
        200,
        "published",
        "added",
    )
    assert rows(gateway) == [
        ("GHG.SEC", "I", "S1", "41280"), ("GHG.SEC", "I", "S2", "24551"), ("GHG.SEC", "I", "_T", "65831"),
        ("GHG.SEC", "II", "S1", "67346"), ("GHG.SEC", "II", "S2", "722"), ("GHG.SEC", "II", "_T", "68068"),
        ("GHG.TOT", "_T", "S1", "108626"), ("GHG.TOT", "_T", "S2", "25273"), ("GHG.TOT", "_T", "_T", "133899"),
    ]  # fmt: skip
    gateway.audit.drain(gateway.engine)
    assert [(entry["subject"], entry["act"]) for entry in gateway.audit.entries()] == [
        (f"editor@{KRANJ}", "file.import")
    ]
    again = ask(gateway, "GET", f"/api/v1/uploads/{sent['id']}", key).json()
    assert (again["state"], again["proposal"]["publishable"]) == ("published", True)


def test_open_questions_hold_publication_until_they_are_answered(gateway: Gateway) -> None:
    key = key_of(gateway, "editor")
    sent = upload(gateway, key, OPEN, place="SI_052").json()
    asked = [one["key"] for one in sent["proposal"]["questions"]]
    assert (sent["state"], asked) == ("proposed", ["locale", "unit", "word.sector.Nekaj drugega"])
    path = f"/api/v1/uploads/{sent['id']}"
    assert ask(gateway, "POST", f"{path}/publish", key).status_code == 422
    some = {"told": {"indicator": "GHG.SEC", "unit": "T_CO2E"}, "words": {"sector": {"Nekaj drugega": "-"}}}
    left = ask(gateway, "PATCH", path, key, json=some).json()
    assert [one["key"] for one in left["proposal"]["questions"]] == ["locale"]
    done = ask(gateway, "POST", f"{path}/publish", key, json={"told": {"locale": "sl"}})
    assert (done.status_code, rows(gateway)) == (200, [("GHG.SEC", "I", "_T", "1234")])


@pytest.mark.parametrize(("role", "organisation"), [("", KRANJ), ("editor", "grad-zagreb")])
def test_an_upload_is_to_others_as_if_it_were_not_there(
    gateway: Gateway, role: str, organisation: str
) -> None:
    sent = upload(gateway, key_of(gateway, "editor"), TABLE).json()
    stranger = key_of(gateway, role, organisation)
    for method, path in (("GET", ""), ("POST", "/publish"), ("PATCH", "")):
        body: dict[str, Any] = {"json": {}} if method != "GET" else {}  # what httpx sends
        seen = ask(gateway, method, f"/api/v1/uploads/{sent['id']}{path}", stranger, **body)
        absent = ask(gateway, method, f"/api/v1/uploads/{'0' * 24}{path}", stranger, **body)
        assert (seen.status_code, seen.json()["type"]) == (absent.status_code, absent.json()["type"])
        assert seen.status_code == 404
    assert upload(gateway, stranger, TABLE, organisation=KRANJ).status_code == 403
    assert upload(gateway, "", TABLE).status_code == 403


def test_an_auditor_sees_an_upload_and_publishes_nothing(gateway: Gateway) -> None:
    sent = upload(gateway, key_of(gateway, "editor"), TABLE).json()
    auditor = key_of(gateway, "auditor")
    assert ask(gateway, "GET", f"/api/v1/uploads/{sent['id']}", auditor).status_code == 200
    assert ask(gateway, "POST", f"/api/v1/uploads/{sent['id']}/publish", auditor).status_code == 403


def test_an_answer_that_cannot_be_meant_names_what_may_be_said(gateway: Gateway) -> None:
    key = key_of(gateway, "editor")
    sent = upload(gateway, key, OPEN, place="SI_052").json()
    path = f"/api/v1/uploads/{sent['id']}"
    wrong = ask(gateway, "PATCH", path, key, json={"told": {"unit": "T_C02E"}})
    assert (wrong.status_code, wrong.json()["errors"][0]["nearest"][0]) == (422, "T_CO2E")
    assert ask(gateway, "PATCH", path, key, json={"told": {"locale": "xx"}}).status_code == 422
    assert ask(gateway, "PATCH", path, key, json={"nonsense": {}}).status_code == 422
    assert upload(gateway, key, OPEN, place="SI_999").status_code == 422


def test_what_is_no_table_is_told_and_kept_nowhere(gateway: Gateway) -> None:
    answer = upload(gateway, key_of(gateway, "editor"), b"%PDF-1.7", place="SI_052")
    assert (answer.status_code, answer.json()["errors"][0]["found"][:3]) == (422, "PDF")
    with Session(gateway.engine) as session:
        assert session.exec(select(UploadRow)).all() == []


def test_the_page_shows_asks_and_publishes_without_scripts_and_keeps_no_key(gateway: Gateway) -> None:
    key = key_of(gateway, "editor")
    browser: dict[str, Any] = {"headers": {"accept": "text/html"}}  # what httpx sends
    form = ask(gateway, "GET", "/upload?lang=sl", **browser).text
    assert 'type="password"' in form
    assert "/api/v1/templates/ghg-inventory.xlsx?lang=sl" in form
    sent = ask(
        gateway,
        "POST",
        "/upload?lang=sl",
        files={"file": ("emisije.csv", TABLE)},
        data={"key": key},
        **browser,
    )
    assert sent.status_code == 200
    assert "B4: 41.280 T_CO2E -&gt; GHG.SEC SI_052 2018 I S1 _T = 41280 T_CO2E" in sent.text
    assert "Izide se 6 od 6 natisnjenih skupnih vrednosti." in sent.text
    address = html.unescape(re.findall(r'action="(/upload/[^"]+)"', sent.text)[0])
    assert key not in sent.text
    assert "<script" not in sent.text
    assert ask(gateway, "GET", address, **browser).text.count("41.280") == 0
    done = ask(gateway, "POST", address, data={"key": key, "act": "publish"}, **browser)
    assert (done.status_code, "Objavljeno" in done.text, len(rows(gateway))) == (200, True, 9)


def test_the_pages_fields_answer_the_questions(gateway: Gateway) -> None:
    key = key_of(gateway, "editor")
    sent = ask(
        gateway, "POST", "/upload", files={"file": ("a.csv", OPEN)}, data={"key": key, "place": "SI_052"}
    )
    fields = {html.unescape(name): "" for name in re.findall(r'name="([^"]*[|][^"]*)"', sent.text)}
    assert "told|locale" in fields
    answers = {
        "told|locale": "sl", "told|indicator": "GHG.SEC", "told|unit": "T_CO2E",
        "words|sector|Nekaj%20drugega": "I.6",
    }  # fmt: skip
    assert set(answers) <= set(fields)
    address = html.unescape(re.findall(r'action="(/upload/[^"]+)"', sent.text)[0])
    done = ask(gateway, "POST", address, data=answers | {"key": key, "act": "publish"})
    assert done.status_code == 200
    assert rows(gateway) == [("GHG.SEC", "I", "_T", "1234"), ("GHG.SEC", "I.6", "_T", "2345")]


def test_each_cell_of_a_workbook_that_is_to_be_mended_is_told_apart(gateway: Gateway) -> None:
    book = load_workbook(io.BytesIO(build_template("ghg-inventory", "en")))
    for cell, value in (("B4", "SI_052"), ("B6", "soon"), ("B8", "1.234,5"), ("B12", "NET")):
        book["Basis"][cell] = value
    book["A-1.3"]["C4"] = "Emissions"
    content = io.BytesIO()
    book.save(content)
    answer = upload(gateway, key_of(gateway, "editor"), content.getvalue(), place="SI_052")
    assert answer.status_code == 422
    assert [(one["where"], one["found"], one["mend"]) for one in answer.json()["errors"]] == [
        ("Basis!B6", "soon", "Write “Base year” into Basis!B6."),
        (
            "A-1.3!C4", "Emissions",
            "Write “Scope 1” into A-1.3!C4 again. Rows and columns stay where the template has them: take out those you "
            "inserted; notes go to the right of the table.",
        ),
    ]  # fmt: skip


def energy_of(kind: str, row: int) -> bytes:
    """Fill a template's sheet of final energy with one figure."""
    book = load_workbook(io.BytesIO(build_template(kind, "en")))
    labels = {cell.value: cell.row for cell in book["Basis"]["A"]}
    for label, value in (
        ("Place code", "SI_052"),
        ("Base year", 2018),
        ("Document title", "Kranj"),
        ("Number format", "1,234.5"),
        ("Land use in the total", "NET"),
    ):
        if label in labels:
            book["Basis"].cell(labels[label], 2).value = value
    book["A-1.1"].cell(row, 4).value = 100 + row
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("order", [("ghg-inventory", "energy"), ("energy", "ghg-inventory")])
def test_workbooks_of_two_sets_that_share_a_sheet_stand_beside_each_other(
    gateway: Gateway, order: tuple[str, str]
) -> None:
    key = key_of(gateway, "editor")
    kept = {"ghg-inventory": "109", "energy": "111"}
    outcomes = []
    for kind in (*order, *order):
        content = energy_of(kind, int(kept[kind]) - 100)
        sent = upload(gateway, key, content, place="SI_052").json()
        done = ask(gateway, "POST", f"/api/v1/uploads/{sent['id']}/publish", key).json()
        outcomes.append(done["outcome"])
    assert outcomes == ["added", "added", "unchanged", "unchanged"]
    assert [value for indicator, *_, value in rows(gateway) if indicator == "EN.FEC"] == ["109", "111"]
