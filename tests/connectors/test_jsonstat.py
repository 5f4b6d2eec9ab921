"""JSON-stat of both versions becomes the same kind of table, digit by digit."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import EmptyFileError, HtmlAnswerError, JsonStatError, NotJsonError
from connectors.jsonstat import read_jsonstat
from connectors.raw_table import RawCell, RawTable
from connectors.tables import read_table

EUROSTAT = b"""{"version": "2.0", "class": "dataset", "label": "Greenhouse gases", "updated": "2026-02-06T23:00:00+0100",
 "id": ["unit", "geo", "time"], "size": [1, 2, 2],
 "dimension": {
  "unit": {"category": {"label": {"THS_T": "Thousand tonnes"}}},
  "geo": {"category": {"index": {"SI": 0, "HR": 1}}},
  "time": {"category": {"index": ["2018", "2019"]}}},
 "value": {"0": 17744.90, "2": 24548.4},
 "status": {"1": ":", "2": "p"}}"""


def test_a_sparse_cube_gives_a_row_for_each_cell_that_has_anything() -> None:
    assert read_jsonstat(EUROSTAT) == RawTable(
        ("unit", "geo", "time", "value", "status"),
        ("dimension[unit]", "dimension[geo]", "dimension[time]", "value", "status"),
        (
            (
                RawCell("THS_T", "value[0]"),
                RawCell("SI", "value[0]"),
                RawCell("2018", "value[0]"),
                RawCell("17744.90", "value[0]", "number"),
                RawCell("", "status[0]", "empty"),
            ),
            (
                RawCell("THS_T", "value[1]"),
                RawCell("SI", "value[1]"),
                RawCell("2019", "value[1]"),
                RawCell("", "value[1]", "empty"),
                RawCell(":", "status[1]"),
            ),
            (
                RawCell("THS_T", "value[2]"),
                RawCell("HR", "value[2]"),
                RawCell("2018", "value[2]"),
                RawCell("24548.4", "value[2]", "number"),
                RawCell("p", "status[2]"),
            ),
        ),
        "jsonstat",
    )


def document(**parts: object) -> bytes:
    whole = {
        "id": ["geo", "time"],
        "size": [2, 1],
        "dimension": {
            "geo": {"category": {"index": ["SI", "HR"]}},
            "time": {"category": {"index": {"2018": 0}}},
        },
        "value": [1, 2],
    }
    return json.dumps({"version": "2.0", "class": "dataset", **whole, **parts}).encode()


def values(content: bytes) -> list[tuple[str, str, str]]:
    table = read_jsonstat(content)
    return [(row[0].text, row[-2].text, row[-1].text) for row in table.rows]


def test_values_may_be_a_list_with_gaps() -> None:
    assert values(document(value=[None, 2.50])) == [("HR", "2.5", "")]


def test_statuses_may_be_a_list_with_gaps() -> None:
    assert values(document(value=[None, None], status=["c", ""])) == [("SI", "", "c")]


def test_one_status_may_count_for_all_values() -> None:
    assert values(document(value=[1, None], status="e")) == [("SI", "1", "e")]


def test_a_value_that_is_a_text_stays_a_text() -> None:
    cell = read_jsonstat(document(value=["1,5", None])).rows[0][-2]

    assert (cell.text, cell.kind) == ("1,5", "text")


@pytest.mark.parametrize("digits", ["3732810.91", "1234567890123456.12345", "1E5", "-0.0", "17744.900"])
def test_the_digits_are_those_of_the_document(digits: str) -> None:
    content = document(value=["DIGITS", None]).replace(b'"DIGITS"', digits.encode())

    assert values(content) == [("SI", digits, "")]


def test_version_1_keeps_ids_in_its_dimensions_and_wraps_the_data_set() -> None:
    inner = json.loads(document())
    inner["dimension"] |= {"id": inner.pop("id"), "size": inner.pop("size"), "role": {"time": ["time"]}}

    for name in ("dataset", "nama_gdp_c"):
        assert values(json.dumps({name: inner}).encode()) == [("SI", "1", ""), ("HR", "2", "")]


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.data())
def test_each_cell_gets_the_codes_of_its_place(sizes: list[int], data: st.DataObject) -> None:
    ids = [f"d{number}" for number in range(len(sizes))]
    places = [data.draw(st.integers(0, size - 1)) for size in sizes]
    index = 0
    for place, size in zip(places, sizes, strict=True):
        index = index * size + place
    dimension = {
        id_: {"category": {"index": {f"c{n}": n for n in range(size)}}}
        for id_, size in zip(ids, sizes, strict=True)
    }
    content = document(id=ids, size=sizes, dimension=dimension, value={str(index): 1})

    assert [cell.text for cell in read_jsonstat(content).rows[0]][:-2] == [f"c{place}" for place in places]


@pytest.mark.parametrize(
    ("parts", "where"),
    [
        ({"size": [2]}, "$.size"),
        ({"size": [3, 1]}, "$.dimension[geo].category"),
        ({"size": [2, "x"]}, "$.size[1]"),
        ({"id": "geo"}, "$.id"),
        ({"id": ["geo", "jahr"]}, "$.dimension[jahr].category"),
        ({"dimension": []}, "$.dimension"),
        ({"value": [1]}, "$.value"),
        ({"value": {"2": 1}}, "$.value"),
        ({"value": {"-1": 1}}, "$.value"),
        ({"value": {"x": 1}}, "$.value"),
        ({"value": 5}, "$.value"),
        ({"value": [True, None]}, "value[0]"),
        ({"status": {"7": "p"}}, "$.status"),
        (
            {"dimension": {"geo": {"category": {"index": {"SI": 0, "HR": 0}}}}},
            "$.dimension[geo].category.index",
        ),
    ],
)
def test_a_cube_that_contradicts_itself_is_told_with_its_place(parts: dict[str, object], where: str) -> None:
    with pytest.raises(JsonStatError) as error:
        read_jsonstat(document(**parts), "https://ec.example/data")

    assert (error.value.where, error.value.url) == (where, "https://ec.example/data")


@pytest.mark.parametrize(
    "content", [b"[]", b'{"class": "collection", "link": {}}', b'{"error": []}', b'"text"']
)
def test_json_that_is_no_data_set_is_told(content: bytes) -> None:
    with pytest.raises(JsonStatError):
        read_jsonstat(content)


@pytest.mark.parametrize(
    "content", [b"", document(value=[]), document(value={}), document(value=[None, None])]
)
def test_an_answer_without_cells_is_told(content: bytes) -> None:
    with pytest.raises((EmptyFileError, JsonStatError)):
        read_jsonstat(content)


@pytest.mark.parametrize(
    "content", [b"{", b'{"value": NaN}', b"[" * 100_000 + b"]" * 100_000, b"a;b\n1;2\n", b"{\xff}"]
)
def test_what_is_no_json_is_told(content: bytes) -> None:
    with pytest.raises(NotJsonError):
        read_jsonstat(content)


def test_a_page_is_told() -> None:
    with pytest.raises(HtmlAnswerError) as error:
        read_table(b"<!doctype html>", media="jsonstat", url="https://ec.example/")

    assert error.value.url == "https://ec.example/"


def test_an_answer_of_sistat_is_read(shared: Path) -> None:
    table = read_jsonstat((shared / "data/sistat_pxweb/prebivalstvo_obcine.json").read_bytes())
    column = table.columns.index("OBČINE")

    kranj = [row[-2].text for row in table.rows if row[column].text == "052"]

    assert kranj == ["57133"]


@pytest.mark.parametrize(
    "name",
    [
        "jsonstat2_prc_hicp_manr_EA.json",
        "jsonstat1_eurostat-name_gpd_c.json",
        "jsonstat1_eurostat-name_gpd_c-geo_IT.json",
    ],
)
def test_answers_of_eurostat_are_read(shared: Path, name: str) -> None:
    table = read_jsonstat((shared / "data/eurostat" / name).read_bytes())

    assert {row[-2].kind for row in table.rows} <= {"number", "empty"}
    assert any(row[-2].kind == "number" for row in table.rows)
