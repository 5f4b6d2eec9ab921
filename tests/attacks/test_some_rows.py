"""Threat 10, row by row and column by column: who may have some rows gets those from every door, and nothing of the others."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import pytest
from sqlmodel import select

from api.app import create_app
from api.gateway import Gateway
from api.keys import issue_key
from catalogue.database import unit_of_work
from catalogue.models import FindingRow, ObservationRow, Release
from policies.judging import columns
from tests.api.caller import Caller
from tests.api.conftest import PEPPER
from tests.api.ruled import put_in_force, rule, where
from tests.api.three_datasets import HIDDEN, OPEN, OWNERS, RESTRICTED, fill
from tests.attacks.one_database import database_kind

assert database_kind

OBSERVATIONS = "/api/v1/observations"
SHOWN, KEPT = ("I",), ("II",)


@pytest.fixture
def client(gateway: Gateway, now: datetime) -> Caller:
    """A node where the world may read one sector of a dataset, without the source's own words and cells."""
    with unit_of_work(gateway.engine) as session:
        fill(session, gateway.store, now)
        some = where("og:sector", "isPartOf", *SHOWN)
        plain = where("og:column", "isNoneOf", "raw_value", "source_cell")
        rules = (rule("seen", "og:discover", OPEN), rule("some", "odrl:read", OPEN, conditions=(some, plain)))
        put_in_force(session, "some-rows", OWNERS[OPEN], now, *rules)
    return Caller(create_app(gateway))


@pytest.fixture
def rows(client: Caller, gateway: Gateway) -> dict[str, str]:
    """The sector of each figure of the dataset."""
    with unit_of_work(gateway.engine) as session:
        found = session.exec(select(ObservationRow).where(ObservationRow.dataset == OPEN))
        told = {row.id: row.sector for row in found}
    assert set(told.values()) == {*SHOWN, *KEPT}
    return told


def _shown(rows: dict[str, str]) -> set[str]:
    return {row for row, sector in rows.items() if sector in SHOWN}


@pytest.mark.parametrize(
    "question",
    [
        "",
        "?include_history=true",
        "?updated_after=2000-01-01T00:00:00Z",
        f"?dataset={OPEN}",
        "?sector=I&sector=II",
    ],
)
def test_every_table_holds_the_rows_that_are_let_through(
    client: Caller, rows: dict[str, str], question: str
) -> None:
    told = client.json(f"{OBSERVATIONS}{question}")
    assert {one["id"] for one in told["observations"]} == _shown(rows)
    assert told["count"] == len(_shown(rows))
    join = "&" if question else "?"
    lines = csv.DictReader(io.StringIO(client.get(f"{OBSERVATIONS}{question}{join}format=csv").text))
    assert {one["id"] for one in lines} == _shown(rows)


def test_columns_that_are_kept_back_are_empty_everywhere(client: Caller, rows: dict[str, str]) -> None:
    for one in client.json(OBSERVATIONS)["observations"]:
        assert (one["raw_value"], one["source_cell"]) == ("", "")
    for line in csv.DictReader(io.StringIO(client.get(f"{OBSERVATIONS}?format=csv").text)):
        assert (line["raw_value"], line["source_cell"]) == ("", "")
    for row in _shown(rows):
        told = client.json(f"{OBSERVATIONS}/{row}/explain")
        assert (told["raw_value"], told["cell"], told["document"], told["steps"]) == ("", "", None, [])
        assert told["decision"]["withheld"] == ["document", "raw_value", "source_cell", "steps"]
        assert client.json(f"{OBSERVATIONS}/{row}/explain?verify=true")["verified"] is None


def test_a_row_that_is_kept_back_is_not_told_from_one_that_is_not_there(
    client: Caller, rows: dict[str, str]
) -> None:
    for row in set(rows) - _shown(rows):
        kept, absent = (client.get(f"{OBSERVATIONS}/{name}/explain") for name in (row, "0" * len(row)))
        assert kept.status_code == absent.status_code == 404
        assert kept.json()["type"] == absent.json()["type"]


def test_what_is_stored_whole_is_not_given(client: Caller, gateway: Gateway) -> None:
    with unit_of_work(gateway.engine) as session:
        release = session.exec(select(Release).where(Release.dataset == OPEN)).first()
        found = session.exec(select(FindingRow).where(FindingRow.dataset == OPEN)).first()
        assert release is not None
        assert found is not None
        archive, finding = release.id, found.id
    answer = client.get(f"/api/v1/releases/{archive}.parquet")
    assert (answer.status_code, answer.json()["how_to_ask"]) == (
        403,
        "Ask for the rows themselves at /api/v1/observations.",
    )
    assert client.json(f"/api/v1/findings?dataset={OPEN}")["findings"] == []
    assert client.get(f"/api/v1/findings/{finding}").status_code == 404


def test_what_is_derived_rests_on_the_rows_let_through_alone(client: Caller) -> None:
    for path in (
        "/api/v1/compare?indicator=GHG.SEC&place=SI_052&place=SI_061&sector=II",
        "/api/v1/mirror/SI_061?indicator=GHG.SEC&sector=II",
    ):
        answer = client.get(path)
        assert OPEN not in answer.text, path
    told = client.json("/api/v1/compare?indicator=GHG.SEC&place=SI_052&place=SI_061&sector=I&period=2018")
    assert {one["raw"] for one in (place["published"] for place in told["places"]) if one} <= {""}


def test_the_dataset_is_told_as_restricted_and_its_owner_has_all_of_it(
    client: Caller, gateway: Gateway, rows: dict[str, str], now: datetime
) -> None:
    assert client.json(f"/api/v1/datasets/{OPEN}")["access"] == "restricted"
    counts = {one["value"]: one["count"] for one in client.json("/api/v1/datasets")["facets"]["access"]}
    assert counts == {"restricted": 2}
    with unit_of_work(gateway.engine) as session:
        key = issue_key(session, PEPPER, staff="ana", organisation=OWNERS[OPEN], now=now)
    told = client.json(f"{OBSERVATIONS}?dataset={OPEN}", key=key)
    assert {one["id"] for one in told["observations"]} == set(rows)
    assert all(one["raw_value"] for one in told["observations"] if one["value"] is not None)


@pytest.mark.parametrize("dataset", [RESTRICTED, HIDDEN])
def test_other_datasets_stay_as_they_are(client: Caller, dataset: str) -> None:
    assert (
        client.get(f"{OBSERVATIONS}?dataset={dataset}").status_code == {RESTRICTED: 403, HIDDEN: 404}[dataset]
    )


def test_what_can_be_kept_back_can_neither_be_filtered_nor_sorted_by(client: Caller) -> None:
    described = client.json("/openapi.json")["paths"]
    for path, operations in described.items():
        parameters = {one["name"] for one in operations.get("get", {}).get("parameters", ())}
        assert parameters.isdisjoint(columns()), path
    assert client.get(f"{OBSERVATIONS}?raw_value=1").status_code == 422
