"""Threats 3 and 4: entity bombs end in under a second at every door that reads XML, archives and gzip in little memory."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from pyoxigraph import RdfFormat

from connectors.errors import BrokenWorkbookError
from connectors.ods_table import read_ods
from connectors.xlsx_table import read_xlsx
from policies.odrl.errors import UnreadablePolicyError
from policies.odrl.reading import read_document
from schemas.validation.errors import UnreadableGraphError
from schemas.validation.parsing import parse_rdf
from schemas.validation.records import validate_record
from tests.api.caller import Caller
from tests.attacks import swelling
from tests.attacks.one_database import database_kind
from tests.attacks.sending import send_file

assert database_kind

DEPTHS = (5, 6, 7, 8, 9)
DOORS: dict[str, tuple[Callable[[int, str], bytes], Callable[[bytes], object], type[Exception]]] = {
    "RDF/XML": (
        swelling.rdf_xml,
        lambda content: parse_rdf(content, RdfFormat.RDF_XML),
        UnreadableGraphError,
    ),
    "policies": (
        swelling.rdf_xml,
        lambda content: read_document(content, "application/rdf+xml"),
        UnreadablePolicyError,
    ),
    "ODS": (swelling.ods, read_ods, BrokenWorkbookError),
    "XLSX": (swelling.xlsx, read_xlsx, BrokenWorkbookError),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("disguise", swelling.DISGUISES)
def test_an_entity_bomb_is_refused_before_it_grows(door: str, disguise: str) -> None:
    make, read, refusal = DOORS[door]
    for depth in DEPTHS:
        content = make(depth, disguise)
        begun = time.process_time()
        with pytest.raises(refusal):
            read(content)
        assert time.process_time() - begun < 1, depth


@pytest.mark.parametrize("part", sorted(swelling.workbook_parts()))
def test_a_document_type_is_refused_in_every_part_of_a_workbook(part: str) -> None:
    with pytest.raises(BrokenWorkbookError, match="<!DOCTYPE") as refused:
        read_xlsx(swelling.xlsx(5, "behind a long comment", part))
    assert refused.value.where == part


def test_an_entity_bomb_in_a_catalogue_record_is_a_finding() -> None:
    report = validate_record(swelling.rdf_xml(9, "plain"), "feed.rdf")
    assert [finding.rule for finding in report.findings] == ["record-readable"]


@pytest.mark.parametrize("name", ["feed.rdf", "table.ods", "table.xlsx"])
def test_an_entity_bomb_that_is_sent_to_the_node_is_answered(attacked: Caller, name: str) -> None:
    make = {"rdf": swelling.rdf_xml, "ods": swelling.ods, "xlsx": swelling.xlsx}[name.rpartition(".")[2]]
    begun = time.process_time()
    answer = send_file(attacked, "/api/v1/validate", name, make(9, "behind a long comment"))
    assert answer.status_code in (200, 422)
    assert "lollol" not in answer.text
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    ("bomb", "ended"),
    [
        ("gzip", "TooLargeError"),
        ("gzip in gzip, of which one is undone", "read"),
        ("ods", "SwollenArchiveError"),
        ("ods that lies about its size", "BrokenWorkbookError"),
        ("xlsx", "SwollenArchiveError"),
    ],
)
def test_what_unpacks_to_hundreds_of_megabytes_takes_little_memory(bomb: str, ended: str) -> None:
    how, megabytes = swelling.memory_taken(bomb)
    assert how == ended
    assert megabytes < 40
