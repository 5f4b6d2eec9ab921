"""Progress over HTTP: through the door, with the licences of what it rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from api.gateway import Gateway
from catalogue import registry
from catalogue.database import unit_of_work
from catalogue.datasets import put_dataset
from schemas.basis import Basis
from schemas.observations import Observation, SeriesKey
from tests.api.caller import Caller
from tests.api.three_datasets import HIDDEN, OPEN, draft, publish_figures, source

ADDRESS = "/api/v1/places/SI_061/progress?indicator=GHG.TOT"


def _row(value_type: str, period: str, value: str, dataset: str) -> Observation:
    key = SeriesKey(
        "GHG.TOT",
        "SI_061",
        period,
        value_type=value_type,
        unit="T_CO2E",
        source=source(dataset),
        basis="inventory",
    )
    return Observation(
        key, Decimal(value), published_value=Decimal(value), published_unit="T_CO2E", raw_value=value
    )


def _publish(gateway: Gateway, dataset: str, now: datetime) -> None:
    rows = (
        ("BASE", "2018", "1000"),
        ("TGT_RED", "2030", "800"),
        ("ACT", "2018", "1000"),
        ("ACT", "2024", "700"),
    )
    with unit_of_work(gateway.engine) as session:
        registry.put_basis(session, Basis("inventory", base_period="2018"))
        put_dataset(session, replace(draft(dataset), title=draft(dataset).title), record_snapshot="", now=now)
        publish_figures(session, gateway.store, dataset, tuple(_row(*row, dataset) for row in rows), now)


def test_a_place_is_told_its_distance_to_the_path_and_the_cut_each_year(
    client: Caller, gateway: Gateway, now: datetime
) -> None:
    _publish(gateway, OPEN, now)
    told = client.json(ADDRESS)
    standing = told["standing"]
    assert (standing["latest"]["value"], standing["on_path"], standing["distance"]) == (700, 600, 100)
    assert (standing["direction"], standing["state"], standing["next_cut"]) == ("fall", "behind", None)
    assert (standing["required_cut"]["years"], round(standing["required_cut"]["amount"], 2)) == (6, 83.33)
    (target,) = told["targets"]
    assert (target["level"]["value"], target["level"]["how"], target["percent"]["value"]) == (
        200,
        "computed",
        80,
    )
    assert [one["dataset"] for one in told["licences"]] == [OPEN]
    observation = told["baseline"]["observations"][0]
    assert client.json(f"/api/v1/observations/{observation}/explain")["raw_value"] == "1000"
    page = client.get("/places/SI_061/progress?lang=hr").text
    assert "zaostatak za putanjom" in page


def test_what_a_caller_may_not_read_tells_nothing_of_progress(
    client: Caller, gateway: Gateway, now: datetime, owner_key: str
) -> None:
    _publish(gateway, HIDDEN, now)
    assert client.json(ADDRESS)["targets"] == []
    assert len(client.json(ADDRESS, key=owner_key)["targets"]) == 1


def test_an_unknown_path_names_those_there_are(client: Caller) -> None:
    told = client.json(f"{ADDRESS}&path=steep", status=422)
    assert told["errors"][0]["nearest"] == ["linear", "constant-rate"]
    client.json("/api/v1/places/XX/progress", status=404)
