"""Tables of CKAN's datastore: typed by the portal, told apart from files, and never half of two."""

import json

import pytest

from connectors.ckan_asking import Asking
from connectors.ckan_datastore import datastore_pages, is_datastore, read_datastore
from connectors.ckan_errors import CkanDatastoreError
from connectors.errors import EmptyFileError, MovingListError
from connectors.fetching import Fetched, Request
from connectors.json_answer import Json

FIELDS: Json = [
    {"id": "_id", "type": "int"}, {"id": "leto", "type": "int4"}, {"id": " Delež/100~", "type": "numeric"},
    {"id": "rank", "type": "text"}, {"id": "velja", "type": "bool"},
]  # fmt: skip


def page(result: Json) -> Fetched:
    content = json.dumps({"help": "...", "success": True, "result": result}).encode()
    return Fetched(content, 200, "https://portal.example", "application/json", "0" * 64)


def answer(records: list[Json], total: int, fields: Json = FIELDS) -> Json:
    return {"fields": fields, "records": records, "total": total}


def test_cells_have_the_types_that_the_portal_says() -> None:
    rows: list[Json] = [
        {"_id": 1, "leto": 2018, " Delež/100~": "1.5", "rank": "1,5", "velja": True},
        {"_id": 2, "leto": None, " Delež/100~": "NaN", "rank": " ", "velja": False},
    ]
    table = read_datastore(page(answer(rows, 2)))

    assert (table.columns, table.media) == (("leto", "Delež/100~", "rank", "velja"), "json")
    assert table.column_refs == tuple(f"/result/fields/{at}/id" for at in (1, 2, 3, 4))
    assert [[(cell.text, cell.kind) for cell in row] for row in table.rows] == [
        [("2018", "number"), ("1.5", "number"), ("1,5", "text"), ("TRUE", "text")],
        [("", "empty"), ("NaN", "text"), (" ", "empty"), ("FALSE", "text")],
    ]
    assert table.rows[0][1].ref == "/result/records/0/ Delež~1100~0"


def test_digits_stay_as_they_were_written() -> None:
    fetched = page(answer([{"_id": 1, "x": 0}], 1, [{"id": "x", "type": "float8"}]))
    exact = Fetched(fetched.content.replace(b'"x": 0', b'"x": 17744.90'), 200, "", "", "")

    assert read_datastore(exact).rows[0][0].text == "17744.90"


@pytest.mark.parametrize(
    ("result", "where"),
    [
        ({"fields": {}, "records": []}, "$.result.fields"),
        ({"fields": [1], "records": [{}]}, "$.result.fields[0]"),
        ({"fields": [{"type": "int"}], "records": [{}]}, "$.result.fields[0].id"),
        ({"fields": [], "records": {}}, "$.result.records"),
        ({"fields": [{"id": "a"}], "records": [[1]]}, "$.result.records[0]"),
    ],
)
def test_what_is_no_table_is_told_with_its_place(result: Json, where: str) -> None:
    with pytest.raises(CkanDatastoreError) as error:
        read_datastore(page(result))

    assert (error.value.where, error.value.url) == (where, "https://portal.example")


def test_a_table_without_rows_is_empty() -> None:
    with pytest.raises(EmptyFileError):
        read_datastore(page(answer([], 0)))


@pytest.mark.parametrize(
    ("content", "is_one"),
    [
        (page(answer([], 0)).content, True),
        (b'{"success": true, "result": {"records": []}}', False),
        (b'{"fields": [], "records": []}', False),
        (b'[{"fields": 1}]', False),
        (b"Year,fields\n1,2\n", False),
        (b"", False),
    ],
)
def test_a_page_of_a_datastore_is_known_by_its_bytes(content: bytes, is_one: bool) -> None:
    assert is_datastore(Fetched(content, 200, "", "text/csv", "")) is is_one


def turned(*answers: Json) -> tuple[list[int], list[Fetched]]:
    """Give how many rows each page asked for came with, and what was kept."""
    left = list(answers)
    asked: list[Request] = []

    def fetch(request: Request) -> Fetched:
        asked.append(request)
        return page(left.pop(0))

    pages = datastore_pages(Asking(fetch, "https://portal.example"), "r")
    assert not left
    return [int(one.url.partition("offset=")[2].partition("&")[0]) for one in asked], pages


def rows(first: int, last: int) -> list[Json]:
    return [{"_id": number} for number in range(first, last + 1)]


def test_pages_are_turned_until_all_rows_are_there() -> None:
    offsets, pages = turned(answer(rows(1, 3), 7), answer(rows(5, 7), 7), answer(rows(9, 9), 7))

    assert (offsets, len(pages)) == ([0, 3, 6], 3)


def test_an_empty_table_is_one_page() -> None:
    assert turned(answer([], 0))[0] == [0]


@pytest.mark.parametrize(
    ("second", "found"),
    [
        (answer(rows(4, 6), 8), "7 -> 8"),
        (answer(rows(1, 3), 7), "7 -> 7"),  # the table was made anew: its rows are counted from 1 again
        (answer([], 7), "3 / 7"),
    ],
)
def test_a_table_that_is_made_anew_meanwhile_is_tried_again_later(second: Json, found: str) -> None:
    with pytest.raises(MovingListError) as error:
        turned(answer(rows(1, 3), 7), second)

    assert error.value.found == found
