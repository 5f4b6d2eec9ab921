"""ArcGIS layers are read whole or not at all, with what their dates and codes mean; their ways of saying no are told apart."""

from collections.abc import Mapping
from typing import Any

import pytest

from connectors.arcgis_answer import read_document
from connectors.arcgis_errors import (
    ArcgisCoordinatesError,
    ArcgisCutError,
    ArcgisFieldError,
    ArcgisKeyError,
    ArcgisLayerError,
    ArcgisMovedError,
    ArcgisRefusalError,
)
from connectors.arcgis_items import CONNECTOR
from connectors.arcgis_options import ArcgisOptions
from connectors.arcgis_query import ArcgisReader
from connectors.arcgis_table import read_features, with_layers_maps
from connectors.arcgis_text import plain_text
from connectors.definitions import MappingDefinition
from connectors.errors import (
    AccessRefusedError,
    BusyError,
    ConnectorError,
    EmptyFileError,
    HtmlAnswerError,
    NotFoundError,
    ServerFailureError,
)
from connectors.fetching import Fetched, sending
from connectors.mapping import AppliedMapping
from tests.connectors.outgoing import portal
from tests.fakes.arcgis import SERVICES, FakeArcgis, FakeLayer, told
from tests.fakes.server import Reply, Seen

BINS = "Spremnici/FeatureServer/0"
FIELDS = {"OBJECTID": "OID", "četvrt": "String", "vrsta": "SmallInteger", "kg": "Double", "upisano": "Date"}
NEW_YEAR = 1704063600000
"""Midnight of 2024-01-01 in Zagreb: an hour earlier in UTC."""


def feature(
    oid: int, place: str = "Sesvete", kind: int = 1, kg: float | None = 1.5, when: int | str | None = NEW_YEAR
) -> Any:
    return {"OBJECTID": oid, "četvrt": place, "vrsta": kind, "kg": kg, "upisano": when}


def bins(*features: Any, **how: Any) -> FakeLayer:
    return FakeLayer(FIELDS, list(features), domains={"vrsta": {1: "papir", 2: "staklo"}}, **how)


def mapping(
    columns: Mapping[str, str] | None = None, key: Mapping[str, list[str]] | None = None, **told: Any
) -> MappingDefinition:
    named = {"place": "četvrt", "period": "upisano year", "value": "kg", **(columns or {})}
    select = {"table": BINS, "key": key or {}}
    given = {"indicator": "WST.MUN", "locale": "plain", "columns": named, "select": select, **told}
    return MappingDefinition.model_validate(given)


def documents(
    server: FakeArcgis,
    wanted: MappingDefinition,
    options: Mapping[str, Any] | None = None,
    root: str = SERVICES,
) -> tuple[AppliedMapping, list[Fetched], list[Seen]]:
    """What a server answers to a mapping, the mapping with what it needs of the layer, and what was asked."""
    chosen = ArcgisOptions.model_validate(options or {})
    with portal(server) as (running, client):
        reader = ArcgisReader(sending(client.outgoing.fetch), running.url + root, chosen)
        described = reader.describe(wanted.select)
        applied = AppliedMapping("geohub", "arcgis", "bins", wanted)
        return (
            with_layers_maps(applied, described.layer, chosen.zone),
            reader.documents(described, wanted),
            list(running.seen),
        )


def rows(server: FakeArcgis, wanted: MappingDefinition, **options: Any) -> list[dict[str, str]]:
    """The rows of the answers, by column."""
    applied, pages, _ = documents(server, wanted, options)
    tables = [read_features(page, applied) for page in pages]
    return [dict(table.texts(row)) for table in tables for row in table.rows]


def asked(seen: list[Seen], name: str) -> list[str]:
    return [one.query[name][0] for one in seen if name in one.query]


def answered(body: bytes, status: int = 200) -> Fetched:
    return Fetched(body, status, "https://gis.example/0/query", "application/json", "00")


def test_a_layer_is_counted_and_read_page_by_page_in_the_order_of_its_ids() -> None:
    server = FakeArcgis({BINS: bins(*(feature(oid) for oid in (5, 3, 1, 4, 2)), most=2)})
    applied, pages, seen = documents(server, mapping())

    assert asked(seen, "resultOffset") == ["0", "2", "4"]
    assert asked(seen, "orderByFields") == ["OBJECTID"] * 3
    assert asked(seen, "returnGeometry") == ["false"] * 3
    assert asked(seen, "returnCountOnly") == ["true"]
    ids = [[row[0].text for row in read_features(page, applied).rows] for page in pages]
    assert ids == [["1", "2"], ["3", "4"], ["5"]]


def test_dates_and_codes_stand_beside_their_meaning_and_each_cell_says_where_it_is() -> None:
    server = FakeArcgis({BINS: bins(feature(7, kind=2), feature(8, kind=9, kg=None, when=None))})
    columns = {"comment": "vrsta text", "status": "upisano month"}
    wanted = mapping(columns, where="`upisano text` != 'x'")
    applied, (page,), _ = documents(server, wanted, {"zone": "Europe/Zagreb"})
    table = read_features(page, applied)

    assert [dict(table.texts(row)) for row in table.rows] == [
        {
            "OBJECTID": "7", "četvrt": "Sesvete", "vrsta": "2", "kg": "1.5", "upisano": str(NEW_YEAR), "vrsta text": "staklo",
            "upisano text": "2024-01-01", "upisano year": "2024", "upisano month": "2024-01",
        },
        {
            "OBJECTID": "8", "četvrt": "Sesvete", "vrsta": "9", "kg": "", "upisano": "", "vrsta text": "",
            "upisano text": "", "upisano year": "", "upisano month": "",
        },
    ]  # fmt: skip
    assert [cell.ref for cell in table.rows[1][3:6]] == [
        "feature 2 / kg",
        "feature 2 / upisano",
        "feature 2 / vrsta",
    ]
    assert [cell.kind for cell in table.rows[1][3:4]] == ["empty"]


def test_a_mapping_stored_with_what_it_needs_reads_the_bytes_alone() -> None:
    server = FakeArcgis({BINS: bins(feature(7, kind=2))})
    applied, (page,), _ = documents(server, mapping({"comment": "vrsta text"}), {"zone": "Europe/Zagreb"})
    again = AppliedMapping.of(applied.definition(), frozenset())
    assert CONNECTOR.table is not None

    assert CONNECTOR.table(again, page) == read_features(page, applied)
    assert again.maps == {
        "arcgis-dates": {"upisano": "Europe/Zagreb"},
        "arcgis-domain-vrsta": {"1": "papir", "2": "staklo"},
    }


def test_a_date_that_is_a_text_is_told_as_it_is_written() -> None:
    layer = bins(feature(7, when="2024-01-31"))
    layer.fields = {**FIELDS, "upisano": "DateOnly"}
    (row,) = rows(FakeArcgis({BINS: layer}), mapping({"comment": "upisano text"}), zone="Europe/Zagreb")

    assert (row["upisano text"], row["upisano year"]) == ("2024-01-31", "2024")


def test_a_date_is_told_in_the_zone_of_the_source() -> None:
    server = FakeArcgis({BINS: bins(feature(7))})

    assert rows(server, mapping())[0]["upisano year"] == "2023"
    assert rows(server, mapping(), zone="Europe/Zagreb")[0]["upisano year"] == "2024"


@pytest.mark.parametrize("form", ["json", "geojson"])
def test_places_are_asked_for_only_where_they_are_read(form: str) -> None:
    server = FakeArcgis({BINS: bins(feature(7), feature(8), shapes={7: {"x": 15.97, "y": 45.81}})})
    wanted = mapping({"comment": "lon", "status": "lat"})
    applied, (page,), seen = documents(server, wanted, {"format": form})
    table = read_features(page, applied)

    assert (asked(seen, "returnGeometry"), asked(seen, "outSR")) == (["true"], ["4326"])
    assert [[cell.text for cell in row[-2:]] for row in table.rows] == [["15.97", "45.81"], ["", ""]]
    assert table.rows[0][-1].ref == "feature 1 / geometry"


def test_a_key_chooses_features_by_codes_texts_and_numbers() -> None:
    places = ("Sesvete", "Trnje", "Gornji 'grad'")
    server = FakeArcgis({BINS: bins(*(feature(at, place, at) for at, place in enumerate(places, start=1)))})

    assert [row["OBJECTID"] for row in rows(server, mapping(key={"Vrsta": ["papir"]}))] == ["1"]
    assert [row["OBJECTID"] for row in rows(server, mapping(key={"četvrt": ["Trnje", "Gornji 'grad'"]}))] == [
        "2",
        "3",
    ]
    assert [row["OBJECTID"] for row in rows(server, mapping(key={"vrsta": ["2"], "četvrt": ["Trnje"]}))] == [
        "2"
    ]


@pytest.mark.parametrize(
    ("key", "kind", "words"),
    [
        ({"cetvrt": ["Trnje"]}, ArcgisFieldError, "nearest: četvrt"),
        ({"vrsta": ["1) OR (1=1"]}, ArcgisKeyError, "1) OR (1=1"),
        ({"upisano": ["2024-01-01"]}, ArcgisKeyError, "`upisano year`"),
        ({"vrsta": []}, ArcgisKeyError, "vrsta = []"),
    ],
)
def test_a_key_that_does_not_fit_the_layer_is_told_before_features_are_asked_for(
    key: Mapping[str, list[str]], kind: type[ConnectorError], words: str
) -> None:
    with pytest.raises(kind) as caught:  # its words are asked for below
        documents(FakeArcgis({BINS: bins(feature(1))}), mapping(key=key))

    assert words in str(caught.value)


def test_a_layer_that_cannot_be_paged_is_read_by_ranges_of_its_ids() -> None:
    layer = bins(*(feature(oid, kind=1 + oid % 2) for oid in (10, 30, 20, 50, 40)), most=2, pages=False)
    applied, pages, seen = documents(FakeArcgis({BINS: layer}), mapping(key={"vrsta": ["1"]}))

    assert [one for one in asked(seen, "where") if ">=" in one] == [
        f"(vrsta IN (1)) AND OBJECTID >= {low} AND OBJECTID <= {high}"
        for low, high in ((10, 20), (30, 40), (50, 50))
    ]
    assert [row[0].text for page in pages for row in read_features(page, applied).rows] == [
        "10",
        "20",
        "30",
        "40",
        "50",
    ]


def test_a_layer_without_ids_and_pages_is_read_at_once_or_not_at_all() -> None:
    fields = {"kg": "Double", "četvrt": "String", "upisano": "Date"}
    layer = FakeLayer(fields, [{"kg": 1}, {"kg": 2}], pages=False, oid="", most=2)

    assert [row["kg"] for row in rows(FakeArcgis({BINS: layer}), mapping())] == ["1", "2"]
    layer.most = 1
    with pytest.raises(ArcgisCutError) as caught:
        documents(FakeArcgis({BINS: layer}), mapping())
    assert (caught.value.found, caught.value.expected.values["count"]) == ("1", 2)


def test_a_server_that_does_not_say_that_there_is_more_is_asked_until_all_came() -> None:
    layer = bins(*(feature(oid) for oid in range(1, 6)), most=2, says_more=False)

    assert len(rows(FakeArcgis({BINS: layer}), mapping(), format="geojson")) == 5


def losing(layer: FakeLayer) -> None:
    del layer.features[0]


def growing(layer: FakeLayer) -> None:
    layer.features.append(feature(99))


def slipping(layer: FakeLayer) -> None:
    layer.features.append(feature(0))


@pytest.mark.parametrize("change", [losing, growing, slipping])
def test_a_layer_that_changes_between_its_pages_is_tried_again(change: Any) -> None:
    layer = bins(*(feature(oid) for oid in range(1, 6)), most=2, before={1: change})

    with pytest.raises(ArcgisMovedError):
        documents(FakeArcgis({BINS: layer}), mapping())


def test_a_layer_that_loses_a_feature_whose_id_it_told_is_tried_again() -> None:
    layer = bins(*(feature(oid) for oid in range(1, 6)), most=2, pages=False, before={0: losing})

    with pytest.raises(ArcgisMovedError):
        documents(FakeArcgis({BINS: layer}), mapping())


def test_a_server_that_does_not_heed_the_place_in_the_list_is_found_out() -> None:
    layer = bins(*(feature(oid) for oid in range(1, 6)), most=2)
    first = layer.query({"where": "1=1", "f": "json", "resultOffset": "0", "resultRecordCount": "2"})
    server = FakeArcgis(
        {BINS: layer}, instead={f"{SERVICES}/{BINS}/query": [told({"count": 5}), first, first]}
    )

    with pytest.raises(ArcgisMovedError, match="OBJECTID 1 x 2"):
        documents(server, mapping())


def test_an_empty_layer_is_told() -> None:
    applied, (page,), _ = documents(FakeArcgis({BINS: bins()}), mapping())

    with pytest.raises(EmptyFileError):
        read_features(page, applied)


@pytest.mark.parametrize("pages", [True, False])
def test_nothing_is_guessed_of_coordinates_in_another_reference_system(pages: bool) -> None:
    layer = bins(feature(7), shapes={7: {"x": 459000.5, "y": 5074000.1}}, wkid=3765 if pages else 4326)
    applied, (page,), _ = documents(FakeArcgis({BINS: layer}), mapping({"comment": "lon"}))

    with pytest.raises(ArcgisCoordinatesError) as caught:
        read_features(page, applied)
    assert caught.value.where == ("$.spatialReference" if pages else "feature 1 / geometry")


def test_a_service_with_one_layer_needs_no_number_and_one_with_several_names_them() -> None:
    server = FakeArcgis({BINS: bins(feature(1))})
    wanted = mapping(select={"table": "Spremnici/FeatureServer"})

    assert len(rows(server, wanted)) == 1
    server.layers["Spremnici/FeatureServer/3"] = bins()
    with pytest.raises(ArcgisLayerError, match=r"2 layers.*0 \(Spremnici/FeatureServer/0\), 3 \("):
        documents(server, wanted)
    with pytest.raises(ArcgisLayerError):
        documents(server, mapping(select={}))


def test_a_random_500_is_asked_again_and_a_lasting_one_is_for_the_next_run() -> None:
    server = FakeArcgis({BINS: bins(feature(1))})
    broken = Reply(b"Internal Server Error", 500, media_type="text/plain")
    server.instead = {f"{SERVICES}/{BINS}/query": [broken, broken]}

    assert len(rows(server, mapping())) == 1
    server.instead = {f"{SERVICES}/{BINS}/query": [broken] * 4}
    with pytest.raises(ServerFailureError):
        documents(server, mapping())


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b'{"error":{"code":499,"message":"Token Required","details":[]}}', 200, AccessRefusedError),
        (b'{"error":{"code":498,"message":"Invalid token.","details":[]}}', 200, AccessRefusedError),
        (b'{"error":{"code":403,"message":"You do not have permissions"}}', 200, AccessRefusedError),
        (b'{"error":{"code":404,"message":"Service not found"}}', 200, NotFoundError),
        (
            b'{"error":{"code":400,"message":"Cannot perform query.","details":["x"]}}',
            200,
            ArcgisRefusalError,
        ),
        (b'{"error":{"code":500,"message":"Error performing query operation"}}', 200, ServerFailureError),
        (b'{"error":{"code":504,"message":"Timed out"}}', 200, BusyError),
        (b'{"error":"no such thing"}', 200, ArcgisRefusalError),
        (b'{"message":["limit must not be greater than 100"],"statusCode":400}', 400, ArcgisRefusalError),
        (b'{"message":"x"}', 500, ServerFailureError),
        (b"<!DOCTYPE html><html>", 200, HtmlAnswerError),
        (b"<!DOCTYPE html><html>", 404, NotFoundError),
        (b"", 200, EmptyFileError),
    ],
)
def test_each_way_of_saying_no_is_told_apart(body: bytes, status: int, kind: type[ConnectorError]) -> None:
    with pytest.raises(ConnectorError) as caught:
        read_document(answered(body, status))

    assert type(caught.value) is kind


def test_a_servers_words_are_told() -> None:
    with pytest.raises(ArcgisRefusalError) as caught:
        read_document(
            answered(b'{"error":{"code":400,"message":"Bad.","details":["\'where\' is invalid","Bad."]}}')
        )

    assert caught.value.found == "400: Bad.; 'where' is invalid"


def test_html_becomes_lines_of_words() -> None:
    told = "<p>Spremnici&nbsp;za <b>papir</b></p><ul><li>plavi</li><li>1 &lt; 2</li></ul><script>alert(1)</script>"

    assert plain_text(told) == "Spremnici za papir\nplavi\n1 < 2"
    assert plain_text("  već  je \n\n tekst") == "već je\ntekst"
