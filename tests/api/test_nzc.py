"""A plan sent over HTTP: through the door, nothing stored, faults with their place."""

from __future__ import annotations

import asyncio
from datetime import datetime
from decimal import Decimal
from typing import Any

import httpx
import simplejson

from api.gateway import Gateway
from catalogue.database import unit_of_work
from schemas.observations import Observation, SeriesKey
from tests.api.caller import Caller
from tests.api.three_datasets import HIDDEN, OPEN, publish_figures, source

POPULATION = "3779efa4-9eb0-4f4b-b5d5-eb510461bed8"
PLAN = (
    b'{"version": 2, "planName": "Kranj", "baselineYear": 2018, "kept": 1.50, "measures": [{"id": "7", '
    b'"internalNotes": "", "measureTemplate": {"uuid": "3779efa4-9eb0-4f4b-b5d5-eb510461bed8"}, '
    b'"dataPoints": [{"value": 57133, "year": 2020}]}]}'
)
ADDRESS = "/api/v1/nzc/plan?place=SI_052"


def send(caller: Caller, content: bytes, path: str = ADDRESS, key: str = "") -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=caller.app)
        headers = {"authorization": f"Bearer {key}"} if key else {}
        async with httpx.AsyncClient(transport=transport, base_url="http://node.example") as client:
            return await client.post(path, content=content, headers=headers)

    return asyncio.run(ask())


def told(answer: httpx.Response, status: int = 200) -> Any:  # an answer's JSON
    assert answer.status_code == status, answer.text
    return simplejson.loads(answer.text, use_decimal=True)


def publish(gateway: Gateway, dataset: str, now: datetime) -> None:
    rows = [
        Observation(
            SeriesKey("CX.POP", "SI_052", year, unit="NR", source=source(dataset)),
            Decimal(value), published_value=Decimal(value), published_unit="NR", raw_value=value,
        )
        for year, value in (("2018", "55950"), ("2020", "57133"))
    ]  # fmt: skip
    with unit_of_work(gateway.engine) as session:
        publish_figures(session, gateway.store, dataset, rows, now)


def test_a_plan_is_answered_filled_with_what_it_rests_on_and_what_came_kept(
    client: Caller, gateway: Gateway, now: datetime
) -> None:
    publish(gateway, OPEN, now)
    answer = told(send(client, PLAN))
    (measure,) = answer["plan"]["measures"]
    assert measure["dataPoints"] == [{"value": 57133, "year": 2020}, {"value": 55950, "year": 2018}]
    assert "licence of city-inventory" in measure["internalNotes"]
    assert simplejson.dumps(answer["plan"], use_decimal=True).startswith(
        '{"version": 2, "planName": "Kranj", '
    )
    assert answer["plan"]["kept"] == Decimal("1.50")
    assert (answer["gap_report"]["counts"]["filled"], answer["stored"]) == (1, False)
    (line,) = [one for one in answer["gap_report"]["measures"] if one["uuid"] == POPULATION]
    explained = client.json(f"/api/v1/observations/{line['ours'][0]['observation']}/explain")
    assert explained["raw_value"] == "55950"
    assert [one["path"] for one in answer["diff"]] == [
        "/measures/0/dataPoints/1",
        "/measures/0/internalNotes",
    ]
    assert told(send(client, PLAN, ADDRESS + "&dry_run=true")) == answer


def test_what_a_caller_may_not_read_fills_nothing(
    client: Caller, gateway: Gateway, now: datetime, owner_key: str
) -> None:
    publish(gateway, HIDDEN, now)
    assert told(send(client, PLAN))["gap_report"]["counts"]["filled"] == 0
    assert told(send(client, PLAN, key=owner_key))["gap_report"]["counts"]["filled"] == 1


def test_units_may_come_along_as_answers(client: Caller, gateway: Gateway, now: datetime) -> None:
    publish(gateway, OPEN, now)
    wrapped = b'{"plan": %s, "units": {"63f11aa5-f09c-4f54-a2c0-65738680ffdd": "HA"}}' % PLAN
    assert told(send(client, wrapped))["gap_report"]["counts"]["filled"] == 1
    wrong = b'{"plan": %s, "units": {"63f11aa5-f09c-4f54-a2c0-65738680ffdd": "HECTARE"}}' % PLAN
    assert told(send(client, wrong), 422)["errors"][0]["codelist"] == "unit"


def test_a_fault_is_a_problem_with_a_pointer(client: Caller) -> None:
    broken = told(send(client, PLAN.replace(b"57133", b'"57.133"')), 422)
    assert broken["type"].endswith("/plan")
    assert broken["errors"] == [
        {"pointer": "/measures/0/dataPoints/0/value", "found": "'57.133'", "expected": "a number or null"}
    ]
    strange = (b"1e999999", b"1e99999999999999999999", b"9" * 4000, b"NaN", b"[" * 300 + b"]" * 300)
    for content in (
        b"", b"plan", b"[" * 100000, b"x" * 5_000_001, PLAN.replace(b'"Kranj"', b'"\\ud800"'),
        *(PLAN.replace(b"57133", one) for one in strange),
    ):  # fmt: skip
        assert told(send(client, content), 422)["type"].endswith("/plan")
    assert told(send(client, PLAN, ADDRESS + "&years=some"), 422)["errors"][0]["parameter"] == "query.years"
    assert told(send(client, PLAN, "/api/v1/nzc/plan"), 422)["type"].endswith("/parameter")
    assert told(send(client, PLAN, "/api/v1/nzc/plan?place=Krnj"), 422)["errors"][0]["nearest"][0] == "SI_052"


def test_each_line_says_what_why_and_where(client: Caller, gateway: Gateway, now: datetime) -> None:
    publish(gateway, OPEN, now)
    content = PLAN.replace(b"57133", b"5713300").replace(
        b'"year": 2020}', b'"year": 2020}, {"value": null, "year": 2030}'
    )
    (line,) = [
        one for one in told(send(client, content))["gap_report"]["measures"] if one["uuid"] == POPULATION
    ]
    assert (line["pointer"], line["state"], line["fills"], line["lacking"]) == (
        "/measures/0",
        "differs",
        [2018],
        [2030],
    )
    (differing,) = line["differing"]
    assert (differing["year"], differing["entered"], differing["ours"]) == (2020, 5713300, 57133)
    assert (
        differing["message"]
        == "2020: the city entered 5713300, we hold 57133: a factor of 100. Check the unit."
    )
    assert (line["message"], line["approximate"]) == (differing["message"], None)


def test_what_is_no_plan_says_what_it_is(client: Caller) -> None:
    form = b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n{}\r\n--x--'
    for content, found in (
        (form, "a form (multipart)"),
        (PLAN.replace(b"57133", b"NaN"), "NaN, which is no number"),
        (
            PLAN.replace(b'"version": 2', b'"version": 2, "version": 3'),
            "the name 'version' twice in one object",
        ),
        ("Čatež".encode("cp1250"), "a byte that is no UTF-8, 0xc8 at 0"),
    ):
        assert told(send(client, content), 422)["errors"][0]["found"] == found


def test_a_plan_with_a_byte_order_mark_and_thousands_of_strange_measures_is_answered(
    client: Caller, gateway: Gateway, now: datetime
) -> None:
    publish(gateway, OPEN, now)
    strange = [{"measureTemplate": {"uuid": f"{number:032x}"}, "dataPoints": []} for number in range(10_000)]
    content = simplejson.dumps({"version": 2, "baselineYear": 2018, "measures": strange}).encode()
    counts = told(send(client, b"\xef\xbb\xbf" + content))["gap_report"]["counts"]
    assert (counts["unknown"], counts["filled"]) == (10_000, 1)
