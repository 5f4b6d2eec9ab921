"""NGSI-LD brokers are read to the last page, in each of their representations, and their histories whole or not at all."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.definitions import MappingDefinition
from connectors.errors import (
    AccessRefusedError,
    BusyError,
    ConnectorError,
    EmptyFileError,
    HtmlAnswerError,
    JsonShapeError,
    NotFoundError,
    RequestRefusedError,
    ServerFailureError,
)
from connectors.fetching import Fetched, sending
from connectors.mapping import AppliedMapping
from connectors.ngsi import NgsiReader
from connectors.ngsi_answer import pages_told, read_entities
from connectors.ngsi_errors import (
    NgsiAttributeError,
    NgsiCutError,
    NgsiKeyError,
    NgsiMovedError,
    NgsiRefusalError,
    NgsiTypeError,
)
from connectors.ngsi_items import CONNECTOR
from connectors.ngsi_options import NgsiOptions
from connectors.ngsi_table import read_values
from connectors.ngsi_terms import full_name
from connectors.ngsi_units import our_unit
from tests.connectors.outgoing import portal
from tests.fakes.ngsi import API, Entity, FakeBroker, prop
from tests.fakes.server import Answering, Reply, Seen, always

AIR = "AirQualityObserved"
SDM = "https://smartdatamodels.org/dataModel.Environment/"


def station(called: str, **attributes: Any) -> Entity:
    return {"id": f"urn:ngsi-ld:{AIR}:{called}", "type": AIR, **attributes}


def mapping(
    columns: Mapping[str, str] | None = None, attrs: tuple[str, ...] = ("pm10",), **select: Any
) -> MappingDefinition:
    named = {
        "place": "entity",
        "period": "observedAt year",
        "value": "value",
        "unit": "unit",
        **(columns or {}),
    }
    key = {**({"attrs": list(attrs)} if attrs else {}), **select.pop("key", {})}
    told = {
        "indicator": "AIR.PM10",
        "locale": "plain",
        "columns": named,
        "select": {"table": AIR, "key": key, **select},
    }
    return MappingDefinition.model_validate(told)


def documents(
    broker: Answering, wanted: MappingDefinition, **options: Any
) -> tuple[list[Fetched], list[Seen]]:
    """What a broker answers to a mapping, and what it was asked."""
    with portal(broker) as (server, client):
        chosen = NgsiOptions.model_validate(options)
        reader = NgsiReader(sending(client.outgoing.fetch), server.url, chosen, 2025)
        return reader.documents(wanted), list(server.seen)


def rows(pages: list[Fetched], wanted: MappingDefinition, **options: Any) -> list[dict[str, str]]:
    """The rows of the answers, by column, without empty cells."""
    applied = AppliedMapping("city", "ngsi-ld", "air", wanted, options=options)
    tables = [read_values(page, applied) for page in pages]
    return [
        {name: text for name, text in table.texts(row).items() if text}
        for table in tables
        for row in table.rows
    ]


def read(broker: Answering, wanted: MappingDefinition, **options: Any) -> list[dict[str, str]]:
    return rows(documents(broker, wanted, **options)[0], wanted, **options)


def answered(document: object, status: int = 200, link: str = "") -> Fetched:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return Fetched(body, status, "https://broker.example/entities", "application/json", "00", link)


KRANJ = station(
    "kranj",
    pm10=prop(31.50, "2024-12-31T23:30:00Z", "GQ"),
    no2=prop(12, "2024-12-31T23:30:00Z", "GQ"),
    location={"type": "GeoProperty", "value": {"type": "Point", "coordinates": [14.3556, 46.2389]}},
    address=prop({"type": "PostalAddress", "addressLocality": "Kranj"}),
    dateObserved=prop({"@type": "DateTime", "@value": "2024-12-31T23:00:00Z/2024-12-31T23:30:00Z"}),
    refDistrict={"type": "Relationship", "object": "urn:ngsi-ld:District:1"},
    name={"type": "LanguageProperty", "languageMap": {"sl": "Kranj", "en": "Kranj (SI)"}},
)


@pytest.mark.parametrize("form", ["normalized", "concise", "keyValues"])
def test_each_representation_gives_the_same_values_with_what_the_entity_says_beside(form: str) -> None:
    columns = {
        "comment": "address.addressLocality", "status": "refDistrict", "upper": "name.sl", "sector": "dateObserved year",
        "lower": "lon", "scope": "observedAt month",
    }  # fmt: skip
    (row,) = read(FakeBroker([KRANJ]), mapping(columns), form=form, zone="Europe/Ljubljana")

    expected = {
        "entity": KRANJ["id"], "type": AIR, "attribute": "pm10", "value": "31.5", "lon": "14.3556", "lat": "46.2389",
        "address.addressLocality": "Kranj", "refDistrict": "urn:ngsi-ld:District:1", "name.sl": "Kranj",
        "dateObserved year": "2025",
    }  # fmt: skip
    observed = {
        "observedAt": "2024-12-31T23:30:00Z", "unit": "UG_M3", "unitCode": "GQ", "observedAt year": "2025",
        "observedAt month": "2025-01",
    }  # fmt: skip
    assert row == {**expected, **({} if form == "keyValues" else observed)}


def test_only_what_is_read_is_asked_for_and_the_broker_is_told_tenant_and_context() -> None:
    broker = FakeBroker([], tenants={"kranj": [KRANJ]})
    context = "https://example.org/context.jsonld"
    _, seen = documents(
        broker, mapping({"comment": "address.addressLocality"}), tenant="kranj", context=context
    )

    assert [one.path for one in seen] == [f"{API}/entities"] * 2
    asked = {"type": [AIR], "attrs": ["pm10,address"], "limit": ["100"], "offset": ["0"], "count": ["true"]}
    assert seen[0].query == asked
    assert seen[0].headers["ngsild-tenant"] == "kranj"
    assert seen[0].headers["link"].startswith(f'<{context}>; rel="http://www.w3.org/ns/json-ld#context"')
    with pytest.raises(NotFoundError, match="NonexistentTenant"):
        documents(broker, mapping(), tenant="velenje")


@pytest.mark.parametrize(
    ("how", "offsets"),
    [
        ({}, ["0", "2", "4", "5"]),
        ({"most": 1}, ["0", "1", "2", "3", "4", "5"]),
        ({"links": True}, ["0", "2", "4"]),
    ],
)
def test_pages_are_turned_to_the_last_even_where_the_broker_gives_fewer_than_asked(
    how: Mapping[str, Any], offsets: list[str]
) -> None:
    broker = FakeBroker([station(str(at), pm10=prop(at)) for at in range(5)], **how)
    pages, seen = documents(broker, mapping(), page_size=2)

    assert [one.query["offset"][0] for one in seen] == offsets
    assert [row["value"] for row in rows(pages, mapping())] == ["0", "1", "2", "3", "4"]


def test_an_entity_that_comes_twice_says_that_the_list_moved() -> None:
    broker = FakeBroker([station(str(at), pm10=prop(at)) for at in range(5)])
    broker.before = {1: lambda held: held.insert(0, station("new", pm10=prop(9)))}

    with pytest.raises(NgsiMovedError, match="urn:ngsi-ld:AirQualityObserved:1 x 2"):
        documents(broker, mapping(), page_size=2)


def test_cells_say_where_they_stand_and_the_bytes_alone_give_them_again() -> None:
    twice = station("b", pm10=[prop(1, dataset="urn:a"), prop(2, dataset="urn:b")])
    (page,), _ = documents(FakeBroker([KRANJ, twice], links=True), mapping({"comment": "dataset"}))
    applied = AppliedMapping("city", "ngsi-ld", "air", mapping({"comment": "dataset"}))
    assert CONNECTOR.table is not None
    table = CONNECTOR.table(AppliedMapping.of(applied.definition(), frozenset()), page)

    at = table.columns.index("value")
    assert [row[at].ref for row in table.rows] == ["/0/pm10/value", "/1/pm10/0/value", "/1/pm10/1/value"]
    assert [row[table.columns.index("dataset")].text for row in table.rows] == ["", "urn:a", "urn:b"]
    assert [row[at].kind for row in table.rows] == ["number"] * 3


def test_instances_of_one_attribute_are_told_apart_when_simplified_too() -> None:
    twice = station("b", pm10=[prop(1), prop(2, dataset="urn:b")])

    assert [
        (row["value"], row.get("dataset", ""))
        for row in read(FakeBroker([twice]), mapping(), form="keyValues")
    ] == [("1", ""), ("2", "urn:b")]


def test_full_names_are_read_as_terms_and_sent_where_the_source_says_so() -> None:
    full = {
        "id": "urn:a",
        "type": f"{SDM}{AIR}",
        f"{SDM}pm10": prop(1),
        "https://uri.etsi.org/ngsi-ld/default-context/x": prop(2),
    }
    (row,) = read(FakeBroker([full]), mapping(), terms="smart-data-models")

    assert (row["type"], row["attribute"], row["value"]) == (AIR, "pm10", "1")
    assert [full_name(name, AIR) for name in (AIR, "address", "location", "urn://x")] == [
        f"{SDM}{AIR}", "https://smartdatamodels.org/address", "location", "urn://x",
    ]  # fmt: skip
    assert full_name("Foo", "Foo") == "Foo"


def test_an_answers_own_context_is_heeded_and_a_remote_one_is_never_fetched() -> None:
    context = [
        "https://nowhere.invalid/context.jsonld",
        {"dust": f"{SDM}pm10", "sdm": SDM, "odd": "https://example.org/odd"},
    ]
    entity = {
        "id": "urn:a",
        "type": AIR,
        "@context": context,
        "dust": prop(1),
        "sdm:no2": prop(2),
        "odd": prop(3),
    }
    wanted = mapping(attrs=())
    pages, seen = documents(
        always(Reply(json.dumps(entity).encode(), headers={"Link": '<x>; rel="prev"'})), wanted
    )

    assert [row["attribute"] for row in rows(pages, wanted)] == ["pm10", "no2", "odd"]
    assert len(seen) == 1
    table = read_values(pages[0], AppliedMapping("city", "ngsi-ld", "air", wanted))
    assert table.rows[0][4].ref == "/dust/value"


@pytest.mark.parametrize(
    ("code", "ours"),
    [
        ("GQ", "UG_M3"),
        ("KWH", "KWH"),
        ("CEL", "CEL"),
        ("P1", "PC"),
        ("GV", "GJ"),
        ("µg/m³", "µg/m³"),
        ("59", "59"),
        ("", ""),
    ],
)
def test_units_of_uncefact_are_ours_where_they_are_known(code: str, ours: str) -> None:
    assert our_unit(code) == ours


def test_a_code_of_uncefact_that_means_something_else_is_not_taken_for_ours() -> None:
    assert our_unit("GJ") == "gram per millilitre (UN/CEFACT GJ)"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (prop(True), ("TRUE", "text")),
        (prop("dobra"), ("dobra", "text")),
        (prop({"@type": "DateTime", "@value": "2024-01-01"}), ("2024-01-01", "text")),
        (prop("urn:ngsi-ld:null"), ("", "empty")),
        (prop(None), ("", "empty")),
        (prop([1, 2.50]), ('["1", "2.5"]', "text")),
        ({"type": "JsonProperty", "json": {"a": "b"}}, ('{"a": "b"}', "text")),
        ({"type": "VocabProperty", "vocab": "dobra"}, ("dobra", "text")),
        ({"type": "Point", "coordinates": [1, 2]}, ('{"type": "Point", "coordinates": ["1", "2"]}', "text")),
        ({"addressLocality": "Kranj"}, ('{"addressLocality": "Kranj"}', "text")),
    ],
)
def test_values_of_each_kind(value: object, cell: tuple[str, str]) -> None:
    applied = AppliedMapping("city", "ngsi-ld", "air", mapping())
    table = read_values(answered([station("a", pm10=value)]), applied)

    assert [(row[4].text, row[4].kind) for row in table.rows] == [cell]


START = datetime(2024, 1, 1, tzinfo=UTC)


def history(many: int, step: timedelta = timedelta(hours=1), begin: datetime = START) -> list[Entity]:
    times = [(begin + step * at).isoformat().replace("+00:00", "Z") for at in range(many)]
    return [prop(at, moment, "GQ") for at, moment in enumerate(times)]


@pytest.mark.parametrize("inclusive", [(True, True), (True, False), (False, True), (False, False)])
@pytest.mark.parametrize("form", ["normalized", "keyValues"])
def test_a_history_that_the_broker_cuts_is_read_whole_in_halves_whichever_ends_it_includes(
    inclusive: tuple[bool, bool], form: str
) -> None:
    broker = FakeBroker([station("a", pm10=history(40)), station("b", pm10=history(3))], most_instances=6)
    broker.inclusive = inclusive
    wanted = mapping(since="2024-01-01", until="2024-01-02")
    pages, seen = documents(broker, wanted, form=form)
    found = rows(pages, wanted)

    assert sorted(int(row["value"]) for row in found if row["entity"].endswith("a")) == list(range(40))
    assert sorted(int(row["value"]) for row in found if row["entity"].endswith("b")) == [0, 1, 2]
    first = {name: values[0] for name, values in seen[0].query.items()}
    assert (first["timerel"], first["timeproperty"]) == ("between", "observedAt")
    assert (first["timeAt"], first["endTimeAt"]) == (
        "2023-12-31T23:59:59.999500Z",
        "2024-01-02T23:59:59.999500Z",
    )
    assert {page.status for page in pages} == {200}


def test_a_broker_that_cuts_unsaid_is_found_out_by_the_number_of_values() -> None:
    class Silent(FakeBroker):
        def __call__(self, seen: Seen) -> Reply:
            reply = super().__call__(seen)
            return Reply(reply.body, 200, reply.headers)

    broker = Silent([station("a", pm10=history(40))], most_instances=10)
    wanted = mapping(since="2024-01-01", until="2024-01-02")

    assert len(read(broker, wanted, last_n=10)) == 40


def test_a_broker_makes_the_mean_of_each_year_of_the_sources_zone() -> None:
    values = [
        prop(10.0, "2022-12-31T23:30:00Z"),
        prop(20.0, "2023-06-01T00:00:00Z"),
        prop(5.0, "2024-06-01T00:00:00Z"),
    ]
    wanted = mapping({"period": "start year"}, since="2023", until="2024")
    found = read(FakeBroker([station("a", pm10=values)]), wanted, aggregate="avg", zone="Europe/Ljubljana")

    assert [(row["value"], row["start year"], row["start"], row["method"]) for row in found] == [
        ("15.0", "2023", "2022-12-31T23:00:00Z", "avg"), ("5.0", "2024", "2023-12-31T23:00:00Z", "avg"),
    ]  # fmt: skip


def test_what_stays_cut_is_told() -> None:
    many = FakeBroker([station("a", pm10=history(10, timedelta(seconds=1)))], most_instances=3)

    with pytest.raises(NgsiCutError, match="HTTP 206"):
        documents(many, mapping(since="2024-01-01", until="2024-01-01"))


@pytest.mark.parametrize(
    ("select", "words"),
    [
        ({"since": "yesterday"}, "select.since"),
        ({"since": "2024", "until": "2023"}, "since < until"),
        ({"key": {"colour": ["red"]}}, "select.key.colour"),
        ({"key": {"q": ["a==1", "b==2"]}}, "select.key.q"),
        ({"table": ""}, "select.table"),
    ],
)
def test_what_no_broker_can_be_asked_is_told_before_it_is(select: Mapping[str, Any], words: str) -> None:
    with pytest.raises(NgsiKeyError) as caught:
        documents(FakeBroker([KRANJ]), mapping(**select))

    assert words in str(caught.value)


def test_a_misspelt_type_or_attribute_is_told_with_the_nearest() -> None:
    with pytest.raises(NgsiTypeError, match="nearest: AirQualityObserved"):
        documents(FakeBroker([KRANJ]), mapping(table="AirQualityObservd"))
    with pytest.raises(NgsiAttributeError, match="they have: no2"):
        documents(FakeBroker([KRANJ]), mapping(attrs=("no2", "pm1O")))
    with pytest.raises(NgsiAttributeError, match="found adress"):
        documents(FakeBroker([KRANJ]), mapping({"comment": "adress.addressLocality"}))


@pytest.mark.parametrize("lists_types", [True, False])
def test_a_type_without_entities_is_an_empty_answer(lists_types: bool) -> None:
    broker = FakeBroker([KRANJ, {"id": "urn:b", "type": "Other"}], lists_types=lists_types)
    wanted = mapping(key={"id": ["urn:none"]})
    pages, _ = documents(broker, wanted)

    with pytest.raises(EmptyFileError):
        rows(pages, wanted)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (
            answered(
                {"type": "https://uri.etsi.org/ngsi-ld/errors/BadRequestData", "title": "x", "detail": "y"},
                400,
            ),
            NgsiRefusalError,
        ),
        (
            answered({"type": "https://uri.etsi.org/ngsi-ld/errors/TooManyResults", "title": "x"}, 403),
            NgsiCutError,
        ),
        (answered({"title": "token"}, 401), AccessRefusedError),
        (answered({"title": "none"}, 404), NotFoundError),
        (answered({"title": "InternalError"}, 500), ServerFailureError),
        (answered(b"Unauthorized", 401), AccessRefusedError),
        (answered(b"<html></html>", 405), RequestRefusedError),
        (answered(b"<!DOCTYPE html><html></html>"), HtmlAnswerError),
        (answered({"error": "x"}), JsonShapeError),
        (answered(["x"]), JsonShapeError),
    ],
)
def test_each_way_of_saying_no_is_told_apart(reply: Fetched, kind: type[ConnectorError]) -> None:
    with pytest.raises(ConnectorError) as caught:
        read_entities(reply)

    assert type(caught.value) is kind


def test_a_context_that_the_broker_cannot_fetch_is_for_the_next_run() -> None:
    problem = {"type": "https://uri.etsi.org/ngsi-ld/errors/LdContextNotAvailable", "title": "x"}

    with pytest.raises(BusyError):
        documents(always(Reply(json.dumps(problem).encode(), 503)), mapping())


def test_links_of_pages_are_told_apart_from_those_of_contexts() -> None:
    context = '<https://c/x.jsonld>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'

    assert pages_told(answered([], link=context)) == frozenset()
    assert pages_told(
        answered([], link=f'{context}, </e?offset=2>;rel="next", </e>; type="x"; rel=prev')
    ) == {"next", "prev"}
