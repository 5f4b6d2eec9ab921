"""Any SDMX service is asked by its structure and read in each of SDMX's forms, digit by digit."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from pysdmx.api.qb.data import DataQuery
from pysdmx.api.qb.util import ApiVersion
from pysdmx.io.xml.doc_validation import validate_doc

from connectors.definitions import MappingDefinition, SourceDefinition
from connectors.errors import (
    ConnectorError,
    EmptyFileError,
    NotFoundError,
)
from connectors.fetching import Answer, Fetched, sending
from connectors.items import Item
from connectors.mapping import AppliedMapping, Document, apply_mapping
from connectors.reading import Context, raw_table
from connectors.sdmx_answer import COMPONENTS
from connectors.sdmx_errors import (
    SdmxCodeError,
    SdmxDimensionError,
    SdmxFormError,
    SdmxKeyError,
)
from connectors.sdmx_items import sdmx_items
from connectors.sdmx_maps import times_ten
from tests.connectors.outgoing import portal
from tests.fakes.sdmx import ENERGY, FORMS, FakeSdmx, data_message
from tests.fakes.server import Answering, Reply, always

MAPPING: dict[str, Any] = {
    "name": "electricity",
    "indicator": "EN.FEC",
    "locale": "hr",
    "select": {
        "table": "CITY:ENERGY(1.0)",
        "key": {"REF_AREA": ["SVN", "HRV"], "PRODUCT": ["EL"]},
        "since": "2019",
    },
    "columns": {"place": "REF_AREA", "period": "time", "unit": "unit", "value": "value", "status": "status"},
}
PLACES = frozenset({"SI", "HR"})
CONTEXT = Context({}, {}, 2026)


def applied_to(mapping: Mapping[str, Any], options: Mapping[str, Any] | None = None) -> AppliedMapping:
    definition = MappingDefinition.model_validate(mapping)
    return AppliedMapping("energy", "sdmx", "electricity", definition, {}, options or {}, PLACES)


@contextmanager
def harvest(
    service: Answering, mapping: Mapping[str, Any] = MAPPING, **options: Any
) -> Iterator[tuple[Item, str]]:
    with portal(service) as (server, client):
        source = SourceDefinition(id="energy", connector="sdmx", url=server.url, owner="eu", options=options)
        (item,) = sdmx_items(source, [applied_to(mapping, options)], sending(client.outgoing.fetch), CONTEXT)
        yield item, server.url


def item_of(service: Answering, mapping: Mapping[str, Any] = MAPPING, **options: Any) -> Item:
    with harvest(service, mapping, **options) as (item, _):
        return item


def figures(item: Item) -> list[tuple[object, ...]]:
    assert item.error is None
    (read,) = item.reads
    assert [one for one in read.findings if one.rule.startswith(("mapping", "connectors"))] == []
    return sorted(
        (one.key.place, one.key.period, one.published_unit, one.published_value, one.obs_status)
        for one in read.observations
    )


EXPECTED = [
    ("HR", "2019", "GWH", Decimal("0.50"), "P"),
    ("SI", "2019", "GWH", Decimal("13510.250"), "A"),
    ("SI", "2020", "GWH", Decimal("12345678901234567.125"), "E"),
    ("SI", "2021", "GWH", None, "M"),
]


@pytest.mark.parametrize(("form", "had"), [("csv", "csv1"), ("xml", "xml21"), ("generic", "generic")])
def test_each_form_of_sdmx_2_1_gives_the_same_figures(form: str, had: str) -> None:
    service = FakeSdmx(ENERGY, forms=[had])

    assert figures(item_of(service, format=form)) == EXPECTED
    assert service.asked == [
        "/dataflow/CITY/ENERGY/1.0?references=descendants",
        "/data/CITY,ENERGY,1.0/.SVN+HRV.EL.?startPeriod=2019",
    ]


@pytest.mark.parametrize(("form", "had"), [("csv", "csv2"), ("xml", "xml30"), ("generic", "generic")])
@pytest.mark.parametrize("structures", ["3.0", "2.1", "json"])
def test_each_form_of_sdmx_3_0_gives_the_same_figures(form: str, had: str, structures: str) -> None:
    service = FakeSdmx(ENERGY, api="3.0", forms=[had], structures=structures)

    assert figures(item_of(service, api="3.0", format=form)) == EXPECTED
    assert service.asked == [
        "/structure/dataflow/CITY/ENERGY/1.0?references=descendants",
        "/data/dataflow/CITY/ENERGY/1.0/*?c[REF_AREA]=SVN,HRV&c[PRODUCT]=EL&c[TIME_PERIOD]=ge:2019",
    ]


@pytest.mark.parametrize("form", ["generic", "xml21"])
def test_the_messages_of_the_stub_are_those_of_the_standard(form: str) -> None:
    validate_doc(data_message(ENERGY, ENERGY.rows, form).decode())


def test_keys_are_written_as_pysdmx_writes_them() -> None:
    query = DataQuery(agency_id="CITY", resource_id="ENERGY", version="1.0", key=".SVN+HRV.EL.")
    service = FakeSdmx(ENERGY)
    item_of(service, {**MAPPING, "select": {**MAPPING["select"], "since": ""}})

    assert service.asked[1] == query.get_url(ApiVersion.V1_5_0, omit_defaults=True)


def test_a_flow_by_its_id_is_asked_for_in_its_latest_version() -> None:
    service = FakeSdmx(ENERGY)
    item = item_of(
        service, {**MAPPING, "select": {"table": "ENERGY", "key": {"ref_area": ["SVN"]}, "until": "2019"}}
    )

    assert len(figures(item)) == 1
    assert service.asked == [
        "/dataflow/all/ENERGY/latest?references=descendants",
        "/data/ENERGY/.SVN..?endPeriod=2019",
    ]


def test_a_service_without_descendants_is_asked_for_flow_and_structure() -> None:
    service = FakeSdmx(ENERGY, descendants=False)

    assert figures(item_of(service)) == EXPECTED
    assert service.asked[:3] == [
        "/dataflow/CITY/ENERGY/1.0?references=descendants",
        "/dataflow/CITY/ENERGY/1.0?references=children",
        "/datastructure/CITY/ENERGY_DSD/1.0?references=children",
    ]


def test_a_service_that_understands_one_form_at_a_time_is_asked_so() -> None:
    service = FakeSdmx(ENERGY, forms=["generic"], lists_understood=False)

    assert figures(item_of(service)) == EXPECTED


def test_a_service_without_any_form_that_we_read_is_told() -> None:
    assert isinstance(item_of(FakeSdmx(ENERGY, forms=[])).error, SdmxFormError)


def test_a_published_figure_comes_out_of_its_bytes_and_its_mapping_alone() -> None:
    for form in ("csv1", "xml21", "generic"):
        (read,) = item_of(FakeSdmx(ENERGY, forms=[form])).reads
        rows = [one for one in ENERGY.rows if one["REF_AREA"] != "AUT"]
        content = data_message(ENERGY, rows, form)
        fetched = Fetched.of(Answer(200, {}, content, "https://x.example", 0.0))
        again = AppliedMapping.of(read.applied.definition(), PLACES)

        assert again.maps[COMPONENTS]["UNIT_MEASURE"] == "CL_UNIT"
        assert read.snapshot == fetched.sha256
        document = Document("x", fetched.sha256)
        assert apply_mapping(again, raw_table(again, fetched), document).observations == read.observations
        assert again.id == read.applied.id


def test_cells_are_named_by_their_place_in_the_message() -> None:
    (read,) = item_of(FakeSdmx(ENERGY, forms=["xml21"])).reads

    assert [one.source_cell for one in read.observations] == [
        "Series[1]/Obs[1]/OBS_VALUE", *(f"Series[2]/Obs[{number}]/OBS_VALUE" for number in (1, 2, 3)),
    ]  # fmt: skip


def selecting(**select: Any) -> dict[str, Any]:
    return {**MAPPING, "select": {**MAPPING["select"], **select}}


@pytest.mark.parametrize(
    ("select", "kind", "words"),
    [
        ({"table": "CITY:"}, SdmxKeyError, "ECB:EXR(1.0)"),
        ({"table": "../x"}, SdmxKeyError, "ECB:EXR(1.0)"),
        ({"table": "NOTHING"}, EmptyFileError, "100"),
        ({"key": {"AREA": ["SVN"]}}, SdmxDimensionError, "nearest: REF_AREA"),
        ({"key": {"REF_AREA": ["SWN"]}}, SdmxCodeError, "nearest: SVN"),
        ({"key": {"REF_AREA": []}}, SdmxKeyError, "[]"),
        ({"key": {"REF_AREA": ["SVN+HRV"]}}, SdmxKeyError, "SVN+HRV"),
        ({"key": {"TIME_PERIOD": ["2019"]}}, SdmxKeyError, "select.since"),
        ({"since": "2019&x"}, SdmxKeyError, "2010-Q1"),
        ({"since": "2022"}, EmptyFileError, "No results found"),
    ],
)
def test_what_the_flow_lacks_is_told_before_data_are_asked_for(
    select: dict[str, Any], kind: type[ConnectorError], words: str
) -> None:
    item = item_of(FakeSdmx(ENERGY), selecting(**select))

    assert type(item.error) is kind
    assert words in str(item.error)
    assert item.error.sentence("sl")
    assert item.trouble == "refused"


def test_figures_in_thousands_need_a_unit_that_says_so() -> None:
    columns = {**MAPPING["columns"], "unit": {"column": "UNIT_MEASURE"}}
    (read,) = item_of(FakeSdmx(ENERGY), {**MAPPING, "columns": columns}).reads

    assert [one.rule for one in read.findings] == ["connectors.sdmx-multiplier"]
    stated = {name: told for name, told in MAPPING["columns"].items() if name != "unit"}
    item = item_of(FakeSdmx(ENERGY), {**MAPPING, "columns": stated, "constants": {"unit": "GWH"}})
    assert figures(item) == EXPECTED


def test_a_unit_is_multiplied_only_where_one_of_ours_is_that_multiple() -> None:
    assert [times_ten("MWH", power) for power in (-3, 3, 6, 1)] == ["KWH", "GWH", "TWH", None]


def test_a_map_of_the_mapping_comes_before_one_of_the_structure() -> None:
    columns = {**MAPPING["columns"], "place": {"column": "REF_AREA", "map": "mine"}}
    definition = MappingDefinition.model_validate({**MAPPING, "columns": columns})
    maps = {"mine": {"SVN": "HR", "HRV": "HR"}}
    with portal(FakeSdmx(ENERGY)) as (server, client):
        source = SourceDefinition(id="energy", connector="sdmx", url=server.url, owner="eu")
        applied = AppliedMapping("energy", "sdmx", "electricity", definition, maps, {}, PLACES)
        (item,) = sdmx_items(source, [applied], sending(client.outgoing.fetch), CONTEXT)

    assert {place for place, *_ in figures(item)} == {"HR"}


def test_a_failing_structure_is_asked_for_once_for_all_mappings() -> None:
    with portal(always(Reply(b"", 404))) as (server, client):
        source = SourceDefinition(id="energy", connector="sdmx", url=server.url, owner="eu")
        mappings = [applied_to(MAPPING), applied_to(MAPPING)]
        items = list(sdmx_items(source, mappings, sending(client.outgoing.fetch), CONTEXT))

        assert [type(item.error) for item in items] == [NotFoundError] * 2
        assert len(server.seen) == 1


def test_requests_keep_the_pace_that_the_source_sets() -> None:
    with portal(FakeSdmx(ENERGY)) as (server, client):
        source = SourceDefinition(id="e", connector="sdmx", url=server.url, owner="eu", options={"pace": 2})
        list(sdmx_items(source, [applied_to(MAPPING)], sending(client.outgoing.fetch), CONTEXT))

        assert client.waits == [2.0]


def accepted(service: FakeSdmx, **options: Any) -> Sequence[str]:
    with portal(service) as (server, client):
        source = SourceDefinition(id="e", connector="sdmx", url=server.url, owner="eu", options=options)
        list(sdmx_items(source, [applied_to(MAPPING)], sending(client.outgoing.fetch), CONTEXT))
        return [seen.headers["accept"] for seen in server.seen]


def test_the_form_asked_for_stands_before_those_that_are_read_too() -> None:
    told = accepted(FakeSdmx(ENERGY), format="xml")[1]

    assert told == f"{FORMS['xml21']}, {FORMS['csv1']};q=0.8, {FORMS['generic']};q=0.7"
