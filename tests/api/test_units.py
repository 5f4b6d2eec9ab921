"""How a written unit is read, over HTTP."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.api.caller import Caller


def test_a_written_unit_is_answered_with_its_code(client: Caller) -> None:
    assert client.json("/api/v1/units?text=" + quote("t CO₂ equivalent / year")) == {
        "text": "t CO₂ equivalent / year", "code": "T_CO2E", "label": "tonne CO2 equivalent",
        "quantity_kind": "quantitykind:CO2Equivalent", "certain": True, "candidates": [],
        "of": "", "per": "", "per_time": "year", "absent": False,
    }  # fmt: skip


def test_an_undecided_unit_has_no_code_but_candidates_in_the_readers_language(client: Caller) -> None:
    read = client.json("/api/v1/units?text=mt+CO2e&lang=hr")
    assert (read["code"], read["label"], read["certain"]) == (None, "", False)
    assert [one["code"] for one in read["candidates"]] == ["T_CO2E", "MT_CO2E"]
    assert read["candidates"][0]["why"] == "Može biti megatona (piše se Mt) ili metrička tona."
    assert read["candidates"][0]["label"] == "tona ekvivalenta CO2"


def test_several_units_are_answered_in_their_order(client: Caller) -> None:
    read = client.json("/api/v1/units?text=Number+of+e-buses&text=" + quote("% of renovated buildings"))
    assert [(one["code"], one["of"]) for one in read["units"]] == [
        ("NR", "e-buses"),
        ("PC", "renovated buildings"),
    ]
    assert read["count"] == 2


@pytest.mark.parametrize(
    "query", ["", "text=", "text=%20", "text=" + "t" * 501, "text=t&" * 101, "txt=t", "text=t&lang=xx"]
)
def test_what_is_no_written_unit_is_a_problem(client: Caller, query: str) -> None:
    answer = client.get(f"/api/v1/units?{query.rstrip('&')}")
    assert (answer.status_code, answer.headers["content-type"]) == (
        422,
        "application/problem+json; charset=utf-8",
    )


def test_the_answer_is_kept_until_something_changes(client: Caller) -> None:
    first = client.get("/api/v1/units?text=MWh")
    assert client.get("/api/v1/units?text=MWh", if_none_match=first.headers["etag"]).status_code == 304
