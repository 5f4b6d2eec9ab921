"""One mapping reads Eurostat through each interface and in each form, and makes the same observations of it."""

import gzip
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.definitions import MappingDefinition, SourceDefinition
from connectors.errors import (
    AnswerError,
    DelayedAnswerError,
    EmptyFileError,
    EurostatKeyError,
    EurostatRefusalError,
    NotATableError,
    NotFoundError,
    OverloadedError,
    ServerFailureError,
)
from connectors.eurostat import EurostatQuestion, fetch_table, request_for
from connectors.eurostat_answer import read_answer, updated_at
from connectors.eurostat_errors import EurostatTableError, EurostatTooBigError
from connectors.eurostat_items import eurostat_items
from connectors.eurostat_options import EurostatOptions
from connectors.fetching import Answer, Fetched, sending
from connectors.items import Item
from connectors.mapping import AppliedMapping
from connectors.raw_table import RawTable
from connectors.reading import Context
from connectors.sdmx_errors import SdmxDimensionError, SdmxMessageError, UnsafeXmlError
from schemas.observations import Observation
from tests.connectors.outgoing import portal
from tests.fakes.eurostat import ROOT, Cube, FakeEurostat, fault, queued
from tests.fakes.server import Reply, always

DIMENSIONS = {"freq": ["A"], "unit": ["NR"], "sex": ["T"], "geo": ["SI", "HR", "EU27_2020"]}


def key(geo: str, period: str) -> tuple[str, ...]:
    return ("A", "NR", "T", geo, period)


PEOPLE = Cube(
    DIMENSIONS,
    ["2019", "2020", "2021", "2022"],
    {
        key("SI", "2019"): ("2080908", ""),
        key("SI", "2020"): ("2095861", "b"),
        key("SI", "2021"): ("2108977.50", "bep"),
        key("SI", "2022"): ("", "m"),
        key("HR", "2019"): ("4076246", "e"),
        key("HR", "2021"): ("", ""),
        key("EU27_2020", "2022"): ("446735291", ""),
    },
    frozenset({key("HR", "2019")}),
)
WAYS = [
    EurostatOptions(api=api, format=form)
    for api, forms in {
        "statistics": ("json-stat",),
        "sdmx-2.1": ("json-stat", "sdmx-csv", "tsv"),
        "sdmx-3.0": ("json-stat", "sdmx-csv", "tsv"),
    }.items()
    for form in forms
]
ALL = EurostatQuestion("demo_pjan", {"geo": ["SI", "HR", "EU27_2020"], "sex": ["T"]}, since="2019")
CONTEXT = Context({}, {}, 2026)


@contextmanager
def eurostat(service: FakeEurostat) -> Iterator[tuple[str, Any, list[float]]]:
    with portal(service) as (server, client):
        yield server.url + ROOT, sending(client.outgoing.fetch), client.waits


def figures(table: RawTable) -> list[tuple[str, ...]]:
    names = ("geo", "time", "value", "status")
    places = [table.columns.index(name) for name in names]
    return sorted(tuple(row[place].text for place in places) for row in table.rows)


def asked(options: EurostatOptions, **quirks: Any) -> RawTable:
    service = FakeEurostat({"demo_pjan": PEOPLE}, **quirks)
    with eurostat(service) as (root, fetch, _):
        return fetch_table(fetch, root, ALL, options)


EXPECTED = [
    ("EU27_2020", "2022", "446735291", ""),
    ("HR", "2019", "4076246", "ec"),
    ("SI", "2019", "2080908", ""),
    ("SI", "2020", "2095861", "b"),
    ("SI", "2021", "2108977.50", "bep"),
    ("SI", "2022", "", "m"),
]


@pytest.mark.parametrize("options", WAYS, ids=lambda way: f"{way.api} {way.format}")
def test_each_form_gives_the_same_figures_under_the_same_names(options: EurostatOptions) -> None:
    table = asked(options)

    assert [name for name in table.columns if name != "conf_status"] == [
        "freq", "unit", "sex", "geo", "time", "value", "status",
    ]  # fmt: skip
    assert figures(table) == EXPECTED
    assert {row[-2].kind for row in table.rows} == {"number", "empty"}


@pytest.mark.parametrize("quirks", [{"descending": True}, {"packed": True}])
def test_text_with_the_newest_period_first_or_packed_is_read_alike(quirks: dict[str, bool]) -> None:
    assert figures(asked(EurostatOptions(api="sdmx-2.1", format="tsv"), **quirks)) == EXPECTED


MAPPING = MappingDefinition.model_validate(
    {
        "name": "people",
        "indicator": "CX.POP",
        "locale": "sl",
        "select": {"table": "demo_pjan", "key": {"geo": ["SI", "HR", "EU27_2020"]}, "since": "2019"},
        "columns": {"place": "geo", "period": "time", "unit": "unit", "value": "value", "status": "status"},
    }
)
PLACES = frozenset({"SI", "HR", "EU27_2020"})


def harvested(service: FakeEurostat, options: Mapping[str, Any]) -> tuple[Item, list[float]]:
    with eurostat(service) as (root, fetch, waits):
        source = SourceDefinition(
            id="eurostat", connector="eurostat", url=root, owner="eu", options=dict(options)
        )
        applied = AppliedMapping("eurostat", "eurostat", "people", MAPPING, {}, source.options, PLACES)
        (item,) = eurostat_items(source, [applied], fetch, CONTEXT)
        return item, waits


def said(row: Observation) -> tuple[object, ...]:
    """What a figure says, whatever cell it stands in."""
    return (*row.key.canonical().split("|"), row.value, row.obs_status, row.conf_status, row.comment)


cells = st.tuples(
    st.one_of(st.just(""), st.decimals(-10, 10**9, places=2).map(str)),
    st.sampled_from(["", "", "b", "e", "p", "be", "bdep", "u", "d", "n", "s", "f", "m"]),
)


@settings(max_examples=15, deadline=None)
@given(
    st.dictionaries(st.sampled_from([key(g, p) for g in DIMENSIONS["geo"] for p in PEOPLE.periods]), cells),
    st.data(),
)
def test_whatever_a_table_holds_one_mapping_makes_the_same_observations_of_it(
    found: dict[tuple[str, ...], tuple[str, str]], data: st.DataObject
) -> None:
    hidden = frozenset(data.draw(st.sets(st.sampled_from(sorted(found)), max_size=2)) if found else ())
    cube = Cube(DIMENSIONS, PEOPLE.periods, found, hidden)
    answers = []
    for options in WAYS:
        service = FakeEurostat({"demo_pjan": cube}, descending=data.draw(st.booleans()))
        item = of_service(service, options)
        answers.append(item)
    assert all(answer == answers[0] for answer in answers)


def of_service(service: FakeEurostat, options: EurostatOptions) -> object:
    """What comes of a harvest that asks the service without a network between."""

    def fetch(request: Any) -> Fetched:
        from tests.fakes.server import Seen

        reply = service(
            Seen(request.method, request.url.removeprefix("http://e.example").partition("#")[0], {}, b"")
        )
        assert isinstance(reply.body, bytes)
        return Fetched.of(Answer(reply.status, {}, reply.body, request.url, 0.0))

    told = options.model_dump(exclude_defaults=True)
    source = SourceDefinition(
        id="eurostat", connector="eurostat", url=f"http://e.example{ROOT}", owner="eu", options=told
    )
    applied = AppliedMapping("eurostat", "eurostat", "people", MAPPING, {}, told, PLACES)
    (item,) = eurostat_items(source, [applied], fetch, CONTEXT)
    assert item.error is None
    (read,) = item.reads
    rules = sorted(
        (one.rule, one.found, one.place) for one in read.findings if one.rule != "connectors.empty-file"
    )
    return sorted(map(said, read.observations), key=str), rules, not read.observations


def test_an_item_tells_when_its_table_was_updated() -> None:
    for options in ({}, {"api": "sdmx-2.1"}, {"api": "sdmx-3.0"}):
        item, _ = harvested(FakeEurostat({"demo_pjan": PEOPLE}), options)

        assert item.changed_at == datetime(2026, 2, 6, 22, tzinfo=UTC)


def test_what_the_queue_prepares_is_asked_for_in_growing_distances() -> None:
    service = FakeEurostat({"demo_pjan": PEOPLE}, delays=4)
    item, waits = harvested(service, {"api": "sdmx-2.1", "format": "tsv", "polls": 8})

    assert [row.value for row in item.reads[0].observations][-1:] == [None]
    assert waits == [2.0, 2.0 + 4, 2.0 + 4 + 8, 2.0 + 4 + 8 + 16]  # the client's clock stands still
    assert [one.removeprefix(ROOT + "/") for one in service.asked[2:]] == [
        *["1.0/async/status/job-1"] * 4,
        "1.0/async/data/job-1",
    ]


def test_the_statistics_interface_is_asked_the_same_again() -> None:
    service = FakeEurostat({"demo_pjan": PEOPLE}, delays=3)
    item, _ = harvested(service, {})

    assert item.error is None
    assert len(item.reads[0].observations) == 6
    assert len(service.asked) == 4
    assert len(set(service.asked)) == 1


def test_what_is_not_ready_in_time_is_left_to_the_next_run() -> None:
    for options in ({"polls": 2}, {"polls": 2, "api": "sdmx-2.1"}, {"polls": 0, "api": "sdmx-3.0"}):
        item, _ = harvested(FakeEurostat({"demo_pjan": PEOPLE}, delays=99), options)

        assert isinstance(item.error, DelayedAnswerError)
        assert item.trouble == "failed"


def footer(*texts: str, severity: str = "Infomation", code: int = 413) -> bytes:
    told = "".join(f'<common:Text xml:lang="en">{text}</common:Text>' for text in texts)
    base = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
    return (
        f'<message:GenericData xmlns:footer="{base}/message/footer" xmlns:common="{base}/common" '
        f'xmlns:message="{base}/message"><message:Header><message:ID>1</message:ID></message:Header>'
        f'<footer:Footer><footer:Message code="{code}" severity="{severity}">{told}</footer:Message></footer:Footer>'
        "</message:GenericData>"
    ).encode()


def test_the_file_that_a_footer_names_is_waited_for_and_unpacked() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("demo.tsv", "unit,geo\\time\t2020 \t2019 \nNR,SI\t5 e\t: \n")
    seen: list[str] = []

    def answer(asked: Any) -> Reply:
        seen.append(asked.path)
        if asked.path != "/file/x":
            return Reply(
                footer("Look at http://127.0.0.1/file/x", "http://127.0.0.1/file/x"), media_type="text/xml"
            )
        return Reply(b"", 404) if len(seen) < 4 else Reply(archive.getvalue(), media_type="application/zip")

    with portal(answer) as (server, client):
        question = EurostatQuestion("demo_pjan")
        table = fetch_table(
            sending(client.outgoing.fetch), server.url, question, EurostatOptions(api="sdmx-2.1")
        )

    assert figures(table) == [("SI", "2020", "5", "e")]
    assert seen[1:] == ["/file/x"] * 3


def test_a_file_at_another_host_is_not_fetched() -> None:
    with portal(always(Reply(footer("http://elsewhere.example/x")))) as (server, client):
        options = EurostatOptions(api="sdmx-2.1")
        with pytest.raises(DelayedAnswerError):
            fetch_table(sending(client.outgoing.fetch), server.url, EurostatQuestion("demo_pjan"), options)
        assert len(server.seen) == 1


def test_an_expired_place_in_the_queue_is_taken_anew() -> None:
    replies = [
        queued("a", "SUBMITTED"),
        queued("a", "EXPIRED"),
        queued("b", "SUBMITTED"),
        queued("b", "AVAILABLE"),
    ]
    replies.append(
        Reply(b"DATAFLOW,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\nX,SI,2020,5,\n", media_type="text/csv")
    )
    with portal(lambda _: replies.pop(0)) as (server, client):
        options = EurostatOptions(api="sdmx-3.0")
        table = fetch_table(
            sending(client.outgoing.fetch), server.url, EurostatQuestion("demo_pjan"), options
        )
        asked = [seen.path for seen in server.seen]

    assert figures(table) == [("SI", "2020", "5", "")]
    data = "/sdmx/3.0/data/dataflow/ESTAT/demo_pjan/1.0"
    assert asked == [data, "/1.0/async/status/a", data, "/1.0/async/status/b", "/1.0/async/data/b"]


def fetched(content: bytes, status: int = 200) -> Fetched:
    return Fetched.of(Answer(status, {}, content, "https://ec.example/data/t", 0.0))


TOO_BIG = "EXTRACTION_TOO_BIG: The requested extraction is too big, estimated 420709314 rows, max authorised is 5000000"


def body(reply: Reply) -> Fetched:
    assert isinstance(reply.body, bytes)
    return fetched(reply.body, reply.status)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (body(fault(404, 100, "No Results Found")), EurostatRefusalError),
        (body(fault(413, 413, TOO_BIG)), EurostatTooBigError),
        (
            fetched(json.dumps({"error": [{"status": 413, "label": TOO_BIG}]}).encode(), 413),
            EurostatTooBigError,
        ),
        (fetched(footer(TOO_BIG, severity="Error")), EurostatTooBigError),
        (fetched(footer("Something", severity="Error", code=500)), ServerFailureError),
        (fetched(footer("http://ec.example/file")), DelayedAnswerError),
        (body(queued("a", "PROCESSING")), DelayedAnswerError),
        (body(queued("a", "NO_RESULTS")), EurostatRefusalError),
        (fetched(b"<html><body>busy</body></html>"), OverloadedError),
        (fetched(b"<a/>"), SdmxMessageError),
        (fetched(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), UnsafeXmlError),
        (fetched(b"<a><b></a>"), UnsafeXmlError),
        (fetched(b"geo\\time\t2020 \nSI\t: \n"), EmptyFileError),
        (fetched(b"unit,geo\\time\t2020 \t2021 \nNR,SI\t5 \n"), EurostatTableError),
        (fetched(b"unit,geo\\time\t2020 \nSI\t5 \n"), EurostatTableError),
        (fetched(b"geo\\time\t2020 \t2020 \nSI\t5 \t6 \n"), EurostatTableError),
        (fetched(b"DATAFLOW,geo,TIME_PERIOD,OBS_VALUE\nX,SI,2020,5\nX,SI,20"), SdmxMessageError),
        (fetched(b"DATAFLOW,geo,TIME_PERIOD\nX,SI,2020\n"), SdmxMessageError),
        (fetched(b"PK\x03\x04broken"), NotATableError),
    ],
)
def test_each_way_of_not_answering_with_data_is_told_apart(answer: Fetched, kind: type[AnswerError]) -> None:
    with pytest.raises(kind) as error:
        read_answer(answer)

    assert error.type is kind
    assert error.value.url == answer.url
    assert error.value.sentence("hr")


def test_a_text_of_old_form_is_read_cell_by_cell() -> None:
    content = b"unit,geo\\time\t2021 \t2020 \t2019 \t2018\r\nNR,SI\t: m\t6.7 e\t-11.5 be\t:c\r\nNR,HR\t: \t5\t~3 \t\r\n"
    table = read_answer(fetched(gzip.compress(content)))

    assert [[(cell.text, cell.ref) for cell in row[1:]] for row in table.rows] == [
        [("SI", "A2"), ("2021", "B1"), ("", "B2"), ("m", "B2")],
        [("SI", "A2"), ("2020", "C1"), ("6.7", "C2"), ("e", "C2")],
        [("SI", "A2"), ("2019", "D1"), ("-11.5", "D2"), ("be", "D2")],
        [("SI", "A2"), ("2018", "E1"), ("", "E2"), ("c", "E2")],
        [("HR", "A3"), ("2020", "C1"), ("5", "C3"), ("", "C3")],
        [("HR", "A3"), ("2019", "D1"), ("~3", "D3"), ("", "D3")],
    ]
    assert table.columns == ("unit", "geo", "time", "value", "status")


def test_labels_beside_codes_are_left_out() -> None:
    header = "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,geo,Geopolitical entity (reporting),TIME_PERIOD,Time,OBS_VALUE,OBS_FLAG"
    line = "dataflow,ESTAT:T(1.0),Table,SI,Slovenia,2020,,5,"
    table = read_answer(fetched(f"{header}\n{line}\n".encode()))

    assert figures(table) == [("SI", "2020", "5", "")]


def test_an_update_is_read_in_each_of_its_forms() -> None:
    day = "22/05/26 11:00:00"
    text = f"DATAFLOW,LAST UPDATE,geo,TIME_PERIOD,OBS_VALUE\nX,{day},SI,2020,5\n".encode()

    assert updated_at(fetched(text)) == datetime(2026, 5, 22, 9, tzinfo=UTC)
    assert updated_at(fetched(b'{"updated": "2026-05-22T11:00:00+02:00"}')) == datetime(
        2026, 5, 22, 9, tzinfo=UTC
    )
    assert updated_at(fetched(b'{"updated": "2026-05-22T11:00:00"}')) is None
    assert updated_at(fetched(b"geo\\time\t2020 \nSI\t5 \n")) is None


def request_of(question: EurostatQuestion, **options: str) -> str:
    with eurostat(FakeEurostat({"demo_pjan": PEOPLE})) as (root, fetch, _):
        return request_for(fetch, root, question, EurostatOptions.model_validate(options)).url.removeprefix(
            root
        )


def test_a_key_of_sdmx_2_1_has_the_codes_in_the_tables_order() -> None:
    assert request_of(
        EurostatQuestion("demo_pjan", {"GEO": ["SI", "HR"], "freq": ["A"]}, "2019", "2021"), api="sdmx-2.1"
    ) == (
        "/sdmx/2.1/data/demo_pjan/A...SI+HR?format=SDMX-CSV&lang=en&compressed=false&startPeriod=2019&endPeriod=2021"
    )


def test_sdmx_3_0_is_asked_by_name() -> None:
    assert request_of(
        EurostatQuestion("demo_pjan", {"geo": ["SI", "HR"]}, "2019"), api="sdmx-3.0", format="tsv"
    ) == (
        "/sdmx/3.0/data/dataflow/ESTAT/demo_pjan/1.0?c[geo]=SI,HR&c[TIME_PERIOD]=ge:2019"
        "&format=tsv&lang=en&labels=id&compress=false"
    )


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        (EurostatQuestion("demo_pjan", {"region": ["SI"]}), SdmxDimensionError),
        (EurostatQuestion("demo_pjan", {"geo": ["SI+HR"]}), EurostatKeyError),
        (EurostatQuestion("demo_pjan", {"geoLevel": ["country"]}), EurostatKeyError),
        (EurostatQuestion("demo_pjan", {"time": ["2019"]}), EurostatKeyError),
        (EurostatQuestion("demo_pjan", since="2019&x"), EurostatKeyError),
        (EurostatQuestion("nothing", {"geo": ["SI"]}), NotFoundError),
    ],
)
def test_what_sdmx_2_1_cannot_be_asked_is_told(question: EurostatQuestion, kind: type[AnswerError]) -> None:
    with eurostat(FakeEurostat({"demo_pjan": PEOPLE})) as (root, fetch, _), pytest.raises(kind):
        request_for(fetch, root, question, EurostatOptions(api="sdmx-2.1"))


def test_a_form_that_the_interface_lacks_is_told_at_its_key() -> None:
    from connectors.options import check_options

    (told,) = check_options(EurostatOptions, {"api": "statistics", "format": "tsv"})

    assert told[:2] == (("format",), "'tsv'")
    assert EurostatOptions(api="statistics", format="json-stat").form == "json-stat"


def test_the_values_of_a_harvest_are_those_of_the_source() -> None:
    item, _ = harvested(FakeEurostat({"demo_pjan": PEOPLE}), {"api": "sdmx-3.0"})
    rows = {(row.key.place, row.key.period): row for row in item.reads[0].observations}

    assert not [one for one in item.reads[0].findings if one.rule.startswith(("mapping", "connectors"))]
    assert (rows["SI", "2021"].value, rows["SI", "2021"].obs_status) == (Decimal("2108977.50"), "B")
    assert (rows["HR", "2019"].obs_status, rows["HR", "2019"].conf_status) == ("Q", "C")
    assert (rows["SI", "2022"].value, rows["SI", "2022"].obs_status) == (None, "M")
