"""PxWeb services are asked by their metadata and within their limits, and their ways of saying no are told apart."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from connectors.definitions import MappingDefinition, SourceDefinition
from connectors.errors import (
    AccessRefusedError,
    ConnectorError,
    HtmlAnswerError,
    JsonShapeError,
    NotFoundError,
    OverloadedError,
    ServerFailureError,
)
from connectors.fetching import Fetched, sending
from connectors.http import Outgoing
from connectors.options import PxwebOptions
from connectors.pxweb import PxwebReader
from connectors.pxweb_answer import read_figures
from connectors.pxweb_errors import (
    PxwebKeyError,
    PxwebLimitError,
    PxwebMovedError,
    PxwebRefusalError,
    PxwebValueError,
    PxwebVariableError,
)
from connectors.pxweb_service import PxwebService
from tests.connectors.outgoing import SETTINGS, portal
from tests.fakes.pxweb import FakePxWeb, PxTable, PxVariable, answered, page, plain
from tests.fakes.server import Reply, serving

SISTAT = "/SiStatData/api/v1/sl/Data"
POPULATION = f"{SISTAT}/05C4004S.px"
FIGURES = {("052", "2020H2"): "57133", ("061", "2020H2"): "294054", ("133", "2020H2"): "33638"}
SPOL = PxVariable("SPOL", {"0": "Spol - SKUPAJ", "1": "Moški", "2": "Ženske"}, elimination=True)
PLACES = PxVariable("OBČINE", {"0": "SLOVENIJA", "052": "Kranj", "061": "Ljubljana", "133": "Velenje"})
HALVES = plain("POLLETJE", "2019H2", "2020H1", "2020H2", time=True)
AGES = PxVariable("STAROST", {"0": "Starost - SKUPAJ", "1": "0-4 let"}, elimination=True)


def people(at: Mapping[str, str]) -> str | None:
    if (at["SPOL"], at["STAROST"]) != ("0", "0"):
        return "1"
    return FIGURES.get((at["OBČINE"], at["POLLETJE"]), "2")


SLOVENIA = PxTable((SPOL, PLACES, HALVES, AGES), people)


def mapping(select: Mapping[str, Any], **told: Any) -> MappingDefinition:
    columns = {"place": "OBČINE", "period": "POLLETJE", "value": "value"}
    given = {"indicator": "CX.POP", "locale": "plain", "columns": columns, **told}
    return MappingDefinition.model_validate({"select": select, **given})


def documents(
    service: FakePxWeb,
    wanted: MappingDefinition,
    root: str = SISTAT,
    options: Mapping[str, Any] | None = None,
) -> list[Fetched]:
    """What a service answers to a mapping."""
    chosen = PxwebOptions.model_validate(options or {})
    with portal(service) as (server, client):
        source = SourceDefinition(
            id="px", connector="pxweb", url=server.url + root, owner="surs", language="sl"
        )
        reader = PxwebReader(sending(client.outgoing.fetch), PxwebService.of(source, chosen), chosen)
        return reader.documents(wanted)


def rows(
    service: FakePxWeb,
    wanted: MappingDefinition,
    root: str = SISTAT,
    options: Mapping[str, Any] | None = None,
) -> list[dict[str, str]]:
    """The rows of the answers, by column."""
    chosen = PxwebOptions.model_validate(options or {})
    tables = [read_figures(one, wanted, chosen) for one in documents(service, wanted, root, options)]
    return [dict(table.texts(row)) for table in tables for row in table.rows]


def test_sistats_half_years_are_read_by_the_variables_own_codes() -> None:
    service = FakePxWeb({POPULATION: SLOVENIA})
    wanted = mapping(
        {"table": "05C4004S.px", "key": {"OBČINE": ["052", "061", "133"], "POLLETJE": ["2020H2"]}}
    )

    assert rows(service, wanted) == [
        {"OBČINE": place, "POLLETJE": half, "value": value, "status": "", "period": "2020-S2"}
        for (place, half), value in FIGURES.items()
    ]
    assert service.paths == [f"{SISTAT.removesuffix('/Data')}/?config", POPULATION, POPULATION]
    assert service.queries == [
        {
            "query": [
                {"code": "OBČINE", "selection": {"filter": "item", "values": ["052", "061", "133"]}},
                {"code": "POLLETJE", "selection": {"filter": "item", "values": ["2020H2"]}},
            ],
            "response": {"format": "json-stat2"},
        }
    ]


def test_both_forms_of_json_stat_hold_the_same_rows() -> None:
    wanted = mapping({"table": "05C4004S.px"}, where="SPOL == '0' and STAROST == '0'")
    read = [
        rows(FakePxWeb({POPULATION: SLOVENIA}), wanted, options={"answer": form})
        for form in ("json-stat", "json-stat2")
    ]

    assert read[0] == read[1]
    assert len(read[0]) == 3 * 4 * 3 * 2


def test_a_table_above_the_limit_comes_in_slices_that_make_the_same_table() -> None:
    wanted = mapping({"table": "05C4004S.px"}, where="SPOL == '0' and STAROST == '0'")
    sliced, whole = FakePxWeb({POPULATION: SLOVENIA}, cells=7), FakePxWeb({POPULATION: SLOVENIA})

    def ordered(service: FakePxWeb) -> list[tuple[tuple[str, str], ...]]:
        return sorted(tuple(row.items()) for row in rows(service, wanted))

    assert ordered(sliced) == ordered(whole)
    assert (len(sliced.queries), len(whole.queries)) == (12, 1)


def test_the_options_bound_what_one_request_asks_for() -> None:
    service = FakePxWeb({POPULATION: SLOVENIA})
    rows(service, mapping({"table": "05C4004S.px"}), options={"max_cells": 3})

    assert len(service.queries) == 4


@pytest.mark.parametrize("refusal", [403, 413])
def test_a_service_that_allows_less_than_it_tells_is_asked_for_less(refusal: int) -> None:
    service = FakePxWeb({POPULATION: SLOVENIA}, cells=4, told_cells=1000, refusal=refusal)

    assert len(rows(service, mapping({"table": "05C4004S.px"}))) == 12
    assert len(service.queries) == 2 + 4


def test_a_service_that_refuses_one_cell_refuses_us() -> None:
    service = FakePxWeb({POPULATION: SLOVENIA}, cells=0, told_cells=10)

    with pytest.raises(AccessRefusedError):
        rows(service, mapping({"table": "05C4004S.px"}))


def test_a_service_that_refuses_every_size_is_told_so_after_few_tries() -> None:
    service = FakePxWeb(
        {f"{SISTAT}/T.px": PxTable((plain("A", *map(str, range(500))),), lambda at: "1")},
        cells=0, told_cells=1000, refusal=413,
    )  # fmt: skip
    with pytest.raises(PxwebLimitError, match="even 2 cells"):
        rows(service, mapping({"table": "T.px"}))
    assert len(service.queries) == 7


def test_a_service_without_a_description_is_asked_by_pxwebs_own_limits() -> None:
    service = FakePxWeb(
        {f"{SISTAT}/T.px": PxTable((plain("A", *map(str, range(10_001))),), lambda at: "1")},
        cells=10_000, told_cells=0,
    )  # fmt: skip
    assert len(rows(service, mapping({"table": "T"}))) == 10_001
    assert len(service.queries) == 2


def test_the_pace_that_a_service_describes_is_kept_and_it_never_has_to_refuse() -> None:
    waits: list[float] = []
    service = FakePxWeb({POPULATION: SLOVENIA}, cells=1, calls=4, window=8, clock=lambda: sum(waits))
    with serving(service) as server:
        settings = replace(SETTINGS, allow_hosts=frozenset({server.target}))
        with Outgoing(
            settings, sleep=waits.append, monotonic=lambda: sum(waits), jitter=lambda: 1.0
        ) as outgoing:
            source = SourceDefinition(id="px", connector="pxweb", url=server.url + SISTAT, owner="surs")
            options = PxwebOptions()
            reader = PxwebReader(sending(outgoing.fetch), PxwebService.of(source, options), options)
            answers = reader.documents(mapping({"table": "05C4004S.px"}))

    assert (len(answers), service.refused) == (12, 0)
    assert waits[1:] == pytest.approx([8 / 3] * 12)


def test_what_a_service_can_leave_out_is_left_out_unless_it_is_read() -> None:
    read = rows(
        FakePxWeb({POPULATION: SLOVENIA}), mapping({"table": "05C4004S.px", "key": {"OBČINE": ["052"]}})
    )
    named = rows(
        FakePxWeb({POPULATION: SLOVENIA}),
        mapping({"table": "05C4004S.px", "key": {"OBČINE": ["052"]}}, where="SPOL != '0'"),
    )
    assert [(row["POLLETJE"], row["value"]) for row in read] == [
        ("2019H2", "2"), ("2020H1", "2"), ("2020H2", "57133"),
    ]  # fmt: skip
    assert {row["SPOL"] for row in named} == {"0", "1", "2"}
    assert "STAROST" not in named[0]


def test_a_word_of_a_condition_is_no_variable_that_it_reads() -> None:
    service = FakePxWeb({POPULATION: SLOVENIA})
    key = {"OBČINE": ["052"]}
    rows(service, mapping({"table": "05C4004S.px", "key": key}, where="`OBČINE` != 'SPOL'"))

    assert [one["code"] for one in service.queries[0]["query"]] == ["OBČINE", "POLLETJE"]


def test_a_variable_is_left_out_where_the_key_says_so() -> None:
    select = {"table": "05C4004S.px", "key": {"OBČINE": ["052"], "SPOL": []}}
    read = rows(FakePxWeb({POPULATION: SLOVENIA}), mapping(select, where="SPOL == '0'"))

    assert "SPOL" not in read[0]


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        (["*"], ["2019H2", "2020H1", "2020H2"]),
        (["2020*"], ["2020H1", "2020H2"]),
        (["????H2"], ["2019H2", "2020H2"]),
        (["top(1)"], ["2020H2"]),
        (["TOP 2"], ["2020H1", "2020H2"]),
        (["top", "1"], ["2020H2"]),
        (["bottom(1)"], ["2019H2"]),
        (["from(2020H1)"], ["2020H1", "2020H2"]),
        (["to(2020H1)"], ["2019H2", "2020H1"]),
        (["range(2020H1,2020H2)"], ["2020H1", "2020H2"]),
        (["2020H2", "2019H2", "2020H2"], ["2019H2", "2020H2"]),
    ],
)
def test_values_are_named_by_code_pattern_and_expression(asked: list[str], codes: list[str]) -> None:
    key = {"OBČINE": ["Kranj"], "POLLETJE": asked}
    read = rows(FakePxWeb({POPULATION: SLOVENIA}), mapping({"table": "05C4004S.px", "key": key}))

    assert [(row["OBČINE"], row["POLLETJE"]) for row in read] == [("052", code) for code in codes]


def test_the_newest_periods_are_the_newest_whichever_way_they_are_listed() -> None:
    descending = replace(HALVES, labels=dict(reversed(list(HALVES.labels.items()))))
    service = FakePxWeb({POPULATION: PxTable((SPOL, PLACES, descending, AGES), people)})
    key = {"OBČINE": ["052"], "POLLETJE": ["top(1)"]}

    assert [row["period"] for row in rows(service, mapping({"table": "05C4004S.px", "key": key}))] == [
        "2020-S2"
    ]


@pytest.mark.parametrize(
    ("bounds", "halves"),
    [
        ({"since": "2020"}, ["2020H1", "2020H2"]),
        ({"until": "2020-06"}, ["2019H2", "2020H1"]),
        ({"since": "2020-S1", "until": "2020-S1"}, ["2020H1"]),
    ],
)
def test_periods_are_cut_off_by_since_and_until(bounds: dict[str, str], halves: list[str]) -> None:
    select = {"table": "05C4004S.px", "key": {"OBČINE": ["052"]}, **bounds}

    assert [row["POLLETJE"] for row in rows(FakePxWeb({POPULATION: SLOVENIA}), mapping(select))] == halves


DZS = "/PXWeb/api/v1/hr"
FOLDER = "Stanovništvo, procjene – ver. 2"
GODINA = PxVariable("GODINA", {"0": "2019.", "1": "2020."}, time=True)
MJESEC = PxVariable("MJESEC", {"0": "I.", "1": "II.", "2": "III.", "3": "I. - XII.", "4": "Ukupno"})
CROATIA = PxTable(
    (GODINA, MJESEC, PxVariable("Županija, grad", {"0": "Grad Zagreb"})), lambda at: f"1{at['MJESEC']}5"
)


def test_year_and_roman_month_in_two_variables_make_one_period() -> None:
    service = FakePxWeb({f"{DZS}/{FOLDER}/Vozila i promet/T 1.px": CROATIA})
    wanted = mapping(
        {"table": f"{FOLDER}/Vozila i promet/T 1.px", "since": "2020"},
        columns={"place": "Županija, grad text", "period": "period", "value": "value"},
    )
    read = rows(service, wanted, DZS)

    assert [(row["Županija, grad text"], row["period"], row["value"]) for row in read] == [
        ("Grad Zagreb", "2020-01", "105"),
        ("Grad Zagreb", "2020-02", "115"),
        ("Grad Zagreb", "2020-03", "125"),
        ("Grad Zagreb", "2020", "135"),
        ("Grad Zagreb", "", "145"),
    ]


def test_diacritics_and_dashes_of_a_path_are_written_as_an_address_needs_them() -> None:
    source = SourceDefinition(
        id="dzs", connector="pxweb", url=f"https://web.dzs.hr:443/PXWeb/api/v1/hr/{FOLDER}/", owner="dzs"
    )
    service = PxwebService.of(source, PxwebOptions())

    assert service.table_address("Vozila/T%201.px") == (
        "https://web.dzs.hr:443/PXWeb/api/v1/hr/Stanovni%C5%A1tvo%2C%20procjene%20%E2%80%93%20ver.%202/Vozila/T%201.px"
    )


SECOND = "/api/v2"
TAB = f"{SECOND}/tables/TAB638"


def test_the_second_api_is_asked_by_its_own_addresses_and_words() -> None:
    service = FakePxWeb({TAB: SLOVENIA}, v2=True)
    wanted = mapping({"table": "TAB638", "key": {"OBČINE": ["Kranj"], "POLLETJE": ["top(1)"]}})

    assert rows(service, wanted, SECOND, {"lang": "en"}) == [
        {"OBČINE": "052", "POLLETJE": "2020H2", "value": "57133", "status": "", "period": "2020-S2"}
    ]
    assert service.paths == [
        f"{SECOND}/config",
        f"{TAB}/metadata?lang=en&outputFormat=json-stat2",
        f"{TAB}/data?lang=en&outputFormat=json-stat2",
    ]
    assert service.queries == [
        {
            "selection": [
                {"variableCode": "OBČINE", "valueCodes": ["052"]},
                {"variableCode": "POLLETJE", "valueCodes": ["2020H2"]},
            ]
        }
    ]


def test_the_second_apis_words_for_too_many_cells_are_understood() -> None:
    service = FakePxWeb({TAB: SLOVENIA}, v2=True, cells=6, told_cells=1000, refusal=400)

    assert len(rows(service, mapping({"table": "TAB638"}), SECOND)) == 12


def test_a_sign_for_no_number_stands_where_the_mapping_says_what_it_means() -> None:
    table = PxTable((PLACES, HALVES), lambda at: {"052": "12.50", "061": "...", "133": "z"}.get(at["OBČINE"]))
    wanted = {"table": "T.px", "key": {"POLLETJE": ["2020H2"]}}
    read = rows(FakePxWeb({f"{SISTAT}/T.px": table}), mapping(wanted, missing={"...": "O"}))

    assert [(row["OBČINE"], row["value"], row["status"]) for row in read] == [
        ("052", "12.50", ""),
        ("061", "...", ""),
        ("133", "", "z"),
    ]


def test_a_variable_that_is_no_longer_there_is_named_with_those_that_are() -> None:
    with pytest.raises(PxwebVariableError) as error:
        rows(FakePxWeb({POPULATION: SLOVENIA}), mapping({"table": "05C4004S.px", "key": {"OBCINE": ["052"]}}))

    assert (error.value.found, error.value.where) == ("OBCINE", "select.key")
    assert "(nearest: OBČINE); it has: SPOL, OBČINE, POLLETJE, STAROST." in error.value.sentence("en")


def test_a_value_that_is_not_there_is_named_with_the_nearest() -> None:
    with pytest.raises(PxwebValueError) as error:
        rows(
            FakePxWeb({POPULATION: SLOVENIA}), mapping({"table": "05C4004S.px", "key": {"OBČINE": ["Krani"]}})
        )

    assert "OBČINE, which has 4 (nearest: 052 (Kranj))" in error.value.sentence("en")


@pytest.mark.parametrize(
    "select",
    [
        {"table": ""},
        {"table": "../05C4004S.px"},
        {"table": "05C4004S.px", "key": {"OBČINE": []}},
        {"table": "05C4004S.px", "key": {"POLLETJE": ["top(0)"]}},
        {"table": "05C4004S.px", "since": "soon"},
    ],
)
def test_what_no_pxweb_can_be_asked_is_not_asked(select: dict[str, Any]) -> None:
    service = FakePxWeb({POPULATION: SLOVENIA})
    with pytest.raises(PxwebKeyError):
        rows(service, mapping(select))
    assert service.queries == []


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (page("404 - File or directory not found."), NotFoundError),
        (page("429 Too Many Requests"), OverloadedError),
        (page("PxWeb - izbira tabele"), HtmlAnswerError),
        (page("Napaka", 500), ServerFailureError),
        (page("404", 404), NotFoundError),
        (answered({"error": "Parameter error"}, 400), PxwebRefusalError),
        (answered({"error": "Parameter error"}), PxwebRefusalError),
        (answered({"title": "Non-existent table", "status": 400}, 400), PxwebRefusalError),
        (answered({"type": "Table not found", "title": "Not Found", "status": 404}, 404), NotFoundError),
        (answered([{"id": "05C4004S.px", "type": "t"}]), PxwebKeyError),
        (answered({"title": "A table"}), JsonShapeError),
        (answered({"variables": [{"code": "A", "values": []}]}), JsonShapeError),
        (answered({"variables": [{"code": "A", "values": ["1"], "valueTexts": ["1", "2"]}]}), JsonShapeError),
        (Reply(b"", 200), ConnectorError),
    ],
)
def test_each_way_of_not_describing_a_table_is_told_apart(reply: Reply, kind: type[ConnectorError]) -> None:
    service = FakePxWeb({POPULATION: SLOVENIA}, instead={POPULATION: [reply]})
    with pytest.raises(kind) as error:
        rows(service, mapping({"table": "05C4004S.px"}))

    assert error.value.url.endswith("/Data/05C4004S.px")
    assert error.value.sentence("sl")
    assert service.queries == []


def test_an_answer_with_other_values_than_were_asked_for_is_tried_again_later() -> None:
    described = [{"code": "A", "text": "A", "values": ["1", "2", "3"], "valueTexts": ["1", "2", "3"]}]
    answer = {
        "id": ["A"], "size": [2], "value": [5, 6],
        "dimension": {"A": {"category": {"index": ["1", "2"]}}},
    }  # fmt: skip
    replies = [answered({"title": "T", "variables": described}), answered(answer)]
    with pytest.raises(PxwebMovedError) as error:
        rows(FakePxWeb({}, instead={POPULATION: replies}), mapping({"table": "05C4004S.px"}))

    assert (error.value.found, error.value.where) == ("A: 2", "A")


def test_sistats_own_answers_are_read(shared: Path) -> None:
    content = (shared / "data/sistat_pxweb/prebivalstvo_obcine.json").read_bytes()
    fetched = Fetched(content, 200, "https://pxweb.stat.si/05C4004S.px", "application/json", "0")
    columns = {"place": "OBČINE text", "period": "period", "value": "value"}
    table = read_figures(fetched, mapping({}, columns=columns), PxwebOptions())
    found = {table.texts(row)["OBČINE"]: dict(table.texts(row)) for row in table.rows}

    assert len(table.rows) == 213
    assert {
        code: (found[code]["OBČINE text"], found[code]["value"], found[code]["period"])
        for code in ("052", "061", "133")
    } == {
        "052": ("Kranj", "57133", "2020-S2"),
        "061": ("Ljubljana", "294054", "2020-S2"),
        "133": ("Velenje", "33638", "2020-S2"),
    }


def test_sistats_regions_are_read_in_full(shared: Path) -> None:
    content = (shared / "data/sistat_pxweb/prebivalstvo_regije.json").read_bytes()
    fetched = Fetched(content, 200, "https://pxweb.stat.si/05C2002S.px", "application/json", "0")
    columns = {"place": "STATISTIČNA REGIJA", "period": "period", "value": "value"}
    table = read_figures(fetched, mapping({}, columns=columns), PxwebOptions())
    found = [dict(table.texts(row)) for row in table.rows]

    assert {row["STATISTIČNA REGIJA"]: row["value"] for row in found} == {
        "01": "114238", "02": "325994", "03": "70755", "04": "257847", "05": "57156", "06": "75824",
        "07": "145357", "08": "555274", "09": "206621", "10": "52841", "11": "118041", "12": "115913",
    }  # fmt: skip
    assert {(row["LETO"], row["period"], row["SPOL"], row["STAROST"]) for row in found} == {
        ("2020", "2020", "0", "0")
    }


def test_a_table_that_is_not_there_is_told_with_what_the_nearest_folder_holds() -> None:
    listed = answered([{"id": "ME_PS09.px", "type": "t"}, {"dbid": "Indeksi", "text": "Indeksi"}])
    service = FakePxWeb({}, instead={"/api/v1/hr/Cijene": [listed, listed]})
    with pytest.raises(PxwebKeyError) as refused:
        documents(service, mapping({"table": "Cijene/Indeksi – novi/ME_PS10"}), "/api/v1/hr")

    assert "Cijene/ME_PS09.px, Cijene/Indeksi" in str(refused.value)
    with pytest.raises(NotFoundError):
        documents(FakePxWeb({}), mapping({"table": "Cijene/ME_PS10"}), "/api/v1/hr")


def test_the_second_api_names_the_tables_most_like_one_that_it_lacks_from_all_pages_of_its_list() -> None:
    pages = [
        answered({"tables": [{"id": f"TAB{number}", "label": label}], "page": {"pageNumber": place, "totalPages": 2}})
        for place, (number, label) in enumerate(((638, "Population by region"), (4422, "Electricity")), 1)
    ]  # fmt: skip
    service = FakePxWeb({}, v2=True, instead={"/api/v2/tables": pages})
    with pytest.raises(PxwebKeyError) as refused:
        documents(service, mapping({"table": "TAB4423"}), "/api/v2")

    assert "TAB4422 (Electricity)" in str(refused.value)
    assert [path for path in service.paths if "pageNumber" in path] == [
        "/api/v2/tables?pageNumber=1&pageSize=1000",
        "/api/v2/tables?pageNumber=2&pageSize=1000",
    ]
