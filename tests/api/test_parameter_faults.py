"""Bad input over HTTP: each fault says what was found and what was expected, in the reader's language."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from tests.api.caller import Caller
from tests.api.posting import post

OBSERVATIONS = "/api/v1/observations"


def _problem(client: Caller, path: str, status: int = 422, **asked: Any) -> dict[str, Any]:
    response = client.get(path, **asked)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json; charset=utf-8"
    problem: dict[str, Any] = response.json()
    return problem


def _sent(client: Caller, path: str, content: bytes, key: str) -> httpx.Response:
    """Send bytes as they are."""

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=client.app, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url="http://node.example") as asking:
            return await asking.post(path, content=content, headers={"authorization": f"Bearer {key}"})

    return asyncio.run(send())


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "query.grop: there is no such parameter; expected group, which is nearest, or another of "),
        ("sl", "query.grop: takega parametra ni; pričakovano group, ki je najbližji, ali drug izmed: "),
        ("hr", "query.grop: takav parametar ne postoji; očekivano group, koji je najbliži, ili drugi od: "),
    ],
)
def test_a_misspelt_parameter_is_told_the_nearest_in_the_readers_language(
    client: Caller, lang: str, sentence: str
) -> None:
    problem = _problem(client, f"/api/v1/indicators?grop=GHG&lang={lang}")
    assert problem["detail"] == f"{sentence}lang, group, level, q."
    (error,) = problem["errors"]
    assert (error["parameter"], error["found"], error["nearest"]) == ("query.grop", "GHG", ["group"])


@pytest.mark.parametrize(
    ("query", "parameter", "found", "expected"),
    [
        ("limit=99999999999999999999999", "query.limit", "99999999999999999999999", "2147483647 at most"),
        ("limit=0", "query.limit", "0", "1 or more"),
        ("limit=ten", "query.limit", "ten", "a whole number"),
        ("limit=1&limit=2", "query.limit", "1, 2", "one value: this parameter may stand once"),
        ("level=city", "query.level", "city", "one of eu, national, regional, local"),
        ("include_history=maybe", "query.include_history", "maybe", "true or false"),
        ("from=2018&to=2017", "to", "2017", "a period that does not end before 2018 begins"),
    ],
)
def test_a_parameter_that_cannot_be_meant_says_what_can(
    client: Caller, query: str, parameter: str, found: str, expected: str
) -> None:
    (error,) = _problem(client, f"{OBSERVATIONS}?{query}")["errors"]
    assert error == {"parameter": parameter, "found": found, "expected": expected}


@pytest.mark.parametrize(
    "query",
    [
        "as_of=yesterday",
        "as_of=2026-01-01",
        "as_of=0001-01-01T00:00:00%2B14:00",
        "updated_after=9999-12-31T23:59:59-14:00",
    ],
)
def test_a_time_outside_the_calendar_or_without_offset_is_told_how_one_is_written(
    client: Caller, query: str
) -> None:
    (error,) = _problem(client, f"{OBSERVATIONS}?{query}")["errors"]
    assert error["parameter"] == f"query.{query.partition('=')[0]}"
    assert error["expected"].endswith("with its offset from UTC, e.g. 2026-11-24T09:00:00Z")


def test_a_parameter_that_is_missing_is_told_so_without_the_rest_of_the_question(client: Caller) -> None:
    (error,) = _problem(client, "/api/v1/correspondences?from=ipcc2006")["errors"]
    assert error == {"parameter": "query.to", "found": "", "expected": "a value: it must be given"}


def test_the_rest_of_a_year_may_be_asked_for(client: Caller) -> None:
    assert client.get(f"{OBSERVATIONS}?from=2018-Q3&to=2018").status_code == 200


@pytest.mark.parametrize(
    ("path", "codelist", "nearest"),
    [
        ("/api/v1/indicators?group=Enrgy", "group", ["Energy"]),
        ("/api/v1/indicators?level=bogus", "level", ["core", "ext"]),
        ("/api/v1/places?parent=Kranj", "place", ["SI_052"]),
        ("/api/v1/emission-factors?carrier=ELEC&place=Kranj", "place", ["SI_052"]),
        ("/api/v1/releases?state=curent", "state", ["current"]),
    ],
)
def test_a_filter_by_what_there_is_not_is_refused_and_not_answered_with_nothing(
    client: Caller, path: str, codelist: str, nearest: list[str]
) -> None:
    (error,) = _problem(client, path)["errors"]
    assert (error["codelist"], error["nearest"]) == (codelist, nearest)


@pytest.mark.parametrize("depth", ["[" * 100_000, '{"a":' * 20_000])
@pytest.mark.parametrize(
    "path",
    ["/api/v1/citations", "/api/v1/local-indicators?place=SI_052", "/api/v1/local-indicators/x/match"],
)
def test_a_body_that_is_nested_beyond_reading_is_no_fault_of_ours(
    client: Caller, owner_key: str, path: str, depth: str
) -> None:
    response = _sent(client, path, depth.encode(), owner_key)
    assert (response.status_code, response.json()["errors"][0]["parameter"]) == (422, "body")


def test_a_member_of_a_body_that_there_is_not_is_told_the_nearest(client: Caller, owner_key: str) -> None:
    body = {"place": "SI_052", "sources": ["x"], "reason": "y", "indicatr": "GHG.TOT"}
    response = post(client, "/api/v1/preferences", body, key=owner_key)
    (error,) = response.json()["errors"]
    assert (response.status_code, error["parameter"], error["nearest"]) == (
        422,
        "body.indicatr",
        ["indicator"],
    )


def test_a_method_that_is_not_served_names_those_that_are(client: Caller) -> None:
    response = client.get("/api/v1/indicators/GHG.TOT", method="DELETE")
    allowed = response.headers["allow"]
    assert (response.status_code, "GET" in allowed) == (405, True)
    assert response.json()["detail"] == f"DELETE is not served at this address; {allowed} is."


def test_an_address_where_nothing_is_says_where_to_look(client: Caller) -> None:
    problem = _problem(client, "/api/v1/mirror?lang=sl", 404)
    assert problem["detail"] == (
        "Na naslovu /api/v1/mirror ni ničesar. Kaj je na voljo, pove /openapi.json; strani se začnejo pri /."
    )


def test_a_language_of_no_weight_is_not_spoken(client: Caller) -> None:
    said = client.json("/api/v1/indicators/GHG.NET", accept_language="hr;q=0, sl;q=0.1")
    assert said["name"] == "Skupne emisije TGP, neto (z LULUCF)"


def test_a_number_that_no_database_holds_is_a_fault_of_who_asks(client: Caller, owner_key: str) -> None:
    paths = client.app.openapi()["paths"]
    asked = [
        f"{path}?{told['name']}={2**70}"
        for path, operations in paths.items()
        for told in operations.get("get", {}).get("parameters", ())
        if told["in"] == "query" and "integer" in str(told["schema"]) and "{" not in path
    ]
    assert "/catalog?page=1180591620717411303424" in asked
    answers = {path: client.get(path, key=owner_key).status_code for path in asked}
    assert [path for path, status in answers.items() if not 400 <= status < 500] == []
