"""The three states of access, through every route: open to all, restricted by rule, hidden like the absent."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from sqlmodel import col, delete, select

from api.app import create_app
from api.gateway import Gateway
from catalogue.database import unit_of_work
from catalogue.models import (
    BasisRow,
    Dataset,
    DatasetReader,
    Distribution,
    FindingRow,
    ObservationRow,
    Release,
)
from catalogue.terms_model import DatasetTerm
from tests.api.caller import Caller
from tests.api.three_datasets import ACCESS, HIDDEN, NOTE, OPEN, OWNERS, RESTRICTED, basis, source

FEEDS = ("/catalog", "/catalog.ttl", "/catalog.jsonld", "/catalog.rdf", "/catalog.nt")


def _ids(gateway: Gateway, dataset: str) -> dict[str, str]:
    """Give the ids of a dataset's first observation and of its release."""
    with unit_of_work(gateway.engine) as session:
        row = session.exec(select(ObservationRow).where(ObservationRow.dataset == dataset)).first()
        release = session.exec(select(Release).where(Release.dataset == dataset)).first()
        assert row is not None
        assert release is not None
        return {"observation": row.id, "release": release.id, "dataset": dataset}


def _audit(gateway: Gateway) -> list[tuple[str, str, bool]]:
    return [(entry["subject"], entry["target"], entry["permitted"]) for entry in gateway.audit.entries()]


LISTS = (
    "/api/v1/observations",
    "/api/v1/observations?format=csv",
    "/api/v1/observations?place=SI_052",
    "/api/v1/observations?indicator=GHG.SEC&place=SI_052&place=SI_133",
    "/api/v1/compare?indicator=GHG.SEC&place=SI_052&place=SI_133&place=SI_061&sector=I",
    "/api/v1/findings",
    "/api/v1/findings?place=SI_052",
)
"""What gives figures of all datasets."""

DESCRIPTIONS = (
    "/api/v1/datasets",
    "/api/v1/datasets?q=emissions",
    "/api/v1/releases",
    *FEEDS,
    "/catalog?page=1",
)


def test_what_is_hidden_is_nowhere_in_an_answer_to_the_world(client: Caller, gateway: Gateway) -> None:
    for path in (*LISTS, *DESCRIPTIONS):
        response = client.get(path)
        assert response.status_code == 200, response.text
        for word in (HIDDEN, OWNERS[HIDDEN], "4242", "4243", *_ids(gateway, HIDDEN).values()):
            assert word not in response.text, (path, word)


def test_restricted_figures_are_in_no_answer_to_the_world(client: Caller, gateway: Gateway) -> None:
    for path in LISTS:
        for word in (RESTRICTED, "61000", _ids(gateway, RESTRICTED)["observation"]):
            assert word not in client.get(path).text, (path, word)


def test_a_restricted_dataset_is_seen_by_all_but_not_where_its_file_is(client: Caller) -> None:
    for path in DESCRIPTIONS:
        text = client.get(path).text
        assert RESTRICTED in text, path
        assert f"https://files.example/{RESTRICTED}.csv" not in text, path


def test_the_owner_sees_what_is_hidden(client: Caller, owner_key: str) -> None:
    for path in (*LISTS, *DESCRIPTIONS):
        word = "4242" if "compare" in path else HIDDEN
        assert word in client.get(path, key=owner_key).text, path


def test_counts_and_facets_leave_out_what_is_hidden(client: Caller, owner_key: str) -> None:
    world, owner = client.json("/api/v1/datasets"), client.json("/api/v1/datasets", key=owner_key)
    assert (world["total"], owner["total"]) == (2, 3)
    assert world["facets"]["access"] == [{"value": "open", "count": 1}, {"value": "restricted", "count": 1}]
    assert {one["value"] for one in owner["facets"]["publisher"]} == set(OWNERS.values())
    assert [one["value"] for one in world["facets"]["indicator"]] == ["GHG.SEC", "EN.FEC"]
    assert client.json("/api/v1/findings")["count"] == 1


def test_a_reader_gets_restricted_figures_and_no_hidden_ones(client: Caller, reader_key: str) -> None:
    answer = client.json("/api/v1/observations", key=reader_key)
    assert {row["dataset"] for row in answer["observations"]} == {OPEN, RESTRICTED}
    assert answer["count"] == 6
    terms = {one["dataset"]: one for one in answer["licences"]}
    assert terms[RESTRICTED]["example"] is True
    assert terms[RESTRICTED]["note"] == NOTE.en
    assert all(row["example"] == (row["dataset"] == RESTRICTED) for row in answer["observations"])


def _by_name(ids: dict[str, str]) -> dict[str, str]:
    """Give the addresses that name a dataset, or something of it."""
    dataset, observation, release = ids["dataset"], ids["observation"], ids["release"]
    return {
        "figures": f"/api/v1/observations?dataset={dataset}",
        "figures as csv": f"/api/v1/observations?dataset={dataset}&format=csv",
        "findings": f"/api/v1/findings?dataset={dataset}",
        "explain": f"/api/v1/observations/{observation}/explain",
        "archive": f"/api/v1/releases/{release}.parquet",
        "release": f"/api/v1/releases/{release}",
        "description": f"/api/v1/datasets/{dataset}",
        "turtle": f"/api/v1/datasets/{dataset}.ttl",
        "validation": f"/api/v1/datasets/{dataset}/validation",
        "basis": f"/api/v1/bases/{basis(dataset)}",
        "figures on its basis": f"/api/v1/observations?basis={basis(dataset)}",
        "figures of its source": f"/api/v1/observations?source={source(dataset)}",
    }


FIGURES = ("figures", "figures as csv", "findings", "explain", "archive")
NAMED = tuple(_by_name(dict.fromkeys(("dataset", "observation", "release"), "")))
DESCRIBED = tuple(name for name in NAMED if name not in FIGURES)


def test_restricted_figures_asked_for_by_name_are_refused_with_the_rule(
    client: Caller, gateway: Gateway
) -> None:
    for what in FIGURES:
        problem = client.json(_by_name(_ids(gateway, RESTRICTED))[what], status=403, accept="*/*")
        assert problem["type"].endswith("/access-refused"), what
        assert problem["rule"] == "template/restricted#read"
        assert OWNERS[RESTRICTED] in problem["reason"]
        assert RESTRICTED in problem["how_to_ask"]
    assert _audit(gateway) == [("anonymous", RESTRICTED, False)] * len(FIGURES)


def test_a_restricted_dataset_is_described_to_all(client: Caller, gateway: Gateway) -> None:
    for what in DESCRIBED:
        assert client.get(_by_name(_ids(gateway, RESTRICTED))[what]).status_code == 200, what


def test_what_is_hidden_answers_as_if_it_had_never_been(
    client: Caller, gateway: Gateway, reader_key: str
) -> None:
    asked = [(path, key) for path in _by_name(_ids(gateway, HIDDEN)).values() for key in ("", reader_key)]
    hidden = [client.get(path, key=key) for path, key in asked]
    _remove(gateway, HIDDEN)
    later = Caller(create_app(gateway))
    absent = [later.get(path, key=key) for path, key in asked]
    for (path, _), one, other in zip(asked, hidden, absent, strict=True):
        assert one.status_code == other.status_code, path
        assert one.status_code in (404, 422), path
        assert _without_request_id(one.text) == _without_request_id(other.text), path
        assert _names(one) == _names(other), path


def _remove(gateway: Gateway, dataset: str) -> None:
    """Take a dataset out of every table, as if it had never been."""
    with unit_of_work(gateway.engine) as session:
        for table in (ObservationRow, Release, FindingRow, DatasetTerm, Distribution, DatasetReader):
            session.execute(delete(table).where(col(table.dataset) == dataset))
        session.execute(delete(Dataset).where(col(Dataset.id) == dataset))
        session.execute(delete(BasisRow).where(col(BasisRow.id) == basis(dataset)))


def _without_request_id(text: str) -> str:
    return re.sub(r'"request_id": "[0-9a-f]+"', "", text)


def _names(response: Any) -> list[str]:  # an httpx.Response
    return sorted(name for name in response.headers if name != "content-length")


def test_who_may_read_gets_it_by_name(
    client: Caller, gateway: Gateway, owner_key: str, reader_key: str
) -> None:
    for what in NAMED:
        assert client.get(_by_name(_ids(gateway, HIDDEN))[what], key=owner_key).status_code == 200, what
        assert client.get(_by_name(_ids(gateway, RESTRICTED))[what], key=reader_key).status_code == 200, what
        assert client.get(_by_name(_ids(gateway, OPEN))[what]).status_code == 200, what


def test_figures_that_are_not_open_are_recorded_once_given(
    client: Caller, gateway: Gateway, reader_key: str
) -> None:
    for number, path in enumerate(LISTS):
        client.get(path)
        assert _audit(gateway) == [("ana", RESTRICTED, True)] * number, path
        assert client.get(path, key=reader_key).status_code == 200, path
    assert _audit(gateway) == [("ana", RESTRICTED, True)] * len(LISTS)


def test_a_record_names_rule_and_request(
    client: Caller, gateway: Gateway, reader_key: str, now: datetime
) -> None:
    response = client.get("/api/v1/observations", key=reader_key)
    (entry,) = gateway.audit.entries()
    assert (entry["recorded_at"], entry["rule"]) == (now, "template/restricted#read")
    assert entry["request"] == response.headers["x-request-id"]


def test_open_figures_leave_no_record(client: Caller, gateway: Gateway, reader_key: str) -> None:
    assert client.get(f"/api/v1/observations?dataset={OPEN}", key=reader_key).status_code == 200
    assert client.get(f"/api/v1/datasets/{RESTRICTED}").status_code == 200
    assert _audit(gateway) == []


def test_the_answer_says_whether_the_caller_may_read(client: Caller, reader_key: str) -> None:
    path = f"/api/v1/datasets/{RESTRICTED}"
    world, reader = client.json(path), client.json(path, key=reader_key)
    assert (world["readable"], reader["readable"]) == (False, True)
    assert (world["access"], world["example"], world["distributions"]) == (ACCESS[RESTRICTED], True, [])


def test_an_unknown_key_is_refused_everywhere(client: Caller) -> None:
    for path in (*LISTS, *DESCRIPTIONS, f"/api/v1/datasets/{OPEN}", "/api/v1/places"):
        response = client.get(path, key="ogk_000000000000_wrong")
        assert (response.status_code, response.headers["www-authenticate"]) == (
            401,
            'Bearer realm="ogledalo", error="invalid_token", '
            'resource_metadata="https://node.example/.well-known/oauth-protected-resource"',
        )
