"""Tables in JSON: lists of objects, objects of lists, portals' answers; each cell is named by its JSON pointer."""

import json

import pytest

from connectors.errors import NotATableError, NotJsonError, SheetError
from connectors.json_table import read_json_table
from connectors.proposal.decisions import Answers
from connectors.raw_table import RawCell
from connectors.tables import read_table
from tests.connectors.test_proposal import one_table, proposed, rows

CKAN = {
    "success": True,
    "result": {
        "fields": [{"id": "_id", "type": "int"}, {"id": "Sektor", "type": "text"}],
        "records": [
            {"_id": 1, "Sektor": "Promet", "Leto": 2018, "Emisije [t CO2e]": 123.5},
            {"_id": 2, "Sektor": "Stavbe", "Leto": 2018, "Emisije [t CO2e]": 65831},
            {"_id": 3, "Sektor": "Skupaj", "Leto": 2018, "Emisije [t CO2e]": 65954.5},
        ],
        "total": 3,
    },
}
SI_052 = Answers({"place": "SI_052"})


def sent(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def test_a_portals_answer_is_proposed_and_published_figures_lead_back_to_their_pointer() -> None:
    table = one_table(sent(CKAN), SI_052, "answer.json")
    cell = "/result/records/{}/Emisije [t CO2e]"
    assert rows(table) == [
        (cell.format(0), "GHG.SEC", "SI_052", "2018", "II", "_T", "_T", "123.5"),
        (cell.format(1), "GHG.SEC", "SI_052", "2018", "I", "_T", "_T", "65831"),
        (cell.format(2), "GHG.TOT", "SI_052", "2018", "_T", "_T", "_T", "65954.5"),
    ]
    assert [line.closes for line in table.sums] == [True]
    assert (table.open, table.mappings[0]["select"]) == ((), {"sheet": "/result/records"})


def test_a_portal_that_gave_a_part_of_its_records_is_told_on() -> None:
    part = {**CKAN, "result": {**CKAN["result"], "total": 5000}}  # type: ignore[dict-item]  # an object
    (note,) = proposed(sent(part), SI_052).notes
    assert (note.key, dict(note.values)) == ("connectors.note.part-of-records", {"held": 3, "total": 5000})


@pytest.mark.parametrize(
    ("document", "cells"),
    [
        (
            {"title": "Emisije TGP, Kranj", "unit": "t CO2e", "data": {"sektor": ["promet", "odpadki"], "2018": [100.5, 10]}},
            [("/data/2018/0", "II", "100.5"), ("/data/2018/1", "III", "10")],
        ),
        (
            {"title": "Emisije TGP, Kranj", "unit": "t CO2e", "Promet": {"2018": 100.5}, "Odpadki": {"2018": 10}},
            [("/Promet/2018", "II", "100.5"), ("/Odpadki/2018", "III", "10")],
        ),
        (
            {"naslov": "Emisije TGP Kranj, t CO2e", "podatki": [["Sektor", "2018"], ["Promet", 100.5], ["Odpadki", 10]]},
            [("/podatki/1/1", "II", "100.5"), ("/podatki/2/1", "III", "10")],
        ),
        (
            [{"sektor": "Promet", "meritve": [{"leto": 2018, "emisije t CO2e": 100.5}]}, {"sektor": "Odpadki", "meritve": [{"leto": 2018, "emisije t CO2e": 10}]}],
            [("/0/meritve/0/emisije t CO2e", "II", "100.5"), ("/1/meritve/0/emisije t CO2e", "III", "10")],
        ),
    ],
)  # fmt: skip
def test_objects_of_lists_of_objects_and_lists_of_lists_are_tables(
    document: object, cells: list[tuple[str, str, str]]
) -> None:
    table = one_table(sent(document), SI_052)
    assert [(row[0], row[3], row[4], row[7]) for row in rows(table)] == [
        (cell, "2018", sector, value) for cell, sector, value in cells
    ]


def test_digits_stay_as_they_were_written_and_what_is_null_is_empty() -> None:
    table = read_table(b'[{"a": 1.10, "b": null, "c/d": true}]\n', media="json")
    assert table.columns == ("a", "b", "c/d")
    assert table.rows == (
        (RawCell("1.10", "/0/a", "number"), RawCell("", "/0/b", "empty"), RawCell("TRUE", "/0/c~1d")),
    )


def test_an_object_on_each_line_is_a_table_too() -> None:
    table = read_json_table(b'{"leto": 2018, "t": 1}\n{"leto": 2019, "t": 2}\n')
    assert [[cell.text for cell in row] for row in table.rows] == [["2018", "1"], ["2019", "2"]]


def test_of_several_tables_one_must_be_named() -> None:
    content = sent({"a": [{"x": 1, "y": 2}], "b": [{"x": 3, "y": 4}]})
    assert [cell.ref for cell in read_json_table(content, sheet="/b").rows[0]] == ["/b/0/x", "/b/0/y"]
    with pytest.raises(SheetError) as caught:
        read_json_table(content)
    assert "/a, /b" in str(caught.value)


@pytest.mark.parametrize("content", [b'{"error": {"code": 404}}', b"[]", b'{"a": 1}', b"[1, 2]"])
def test_what_holds_no_records_is_no_table(content: bytes) -> None:
    with pytest.raises(NotATableError):
        read_json_table(content)


def test_broken_json_is_said_to_be_none() -> None:
    with pytest.raises(NotJsonError):
        read_json_table(b'[{"a": 1},]')
