"""A flow's structure is read by pysdmx, and real services' loose ends do not hide it."""

from typing import Any

import pytest
from pysdmx.model import Dataflow, DataStructureDefinition

from connectors.errors import (
    ConnectorError,
)
from connectors.fetching import Answer, Fetched
from connectors.sdmx_errors import (
    SdmxStructureError,
    UnsafeXmlError,
)
from connectors.sdmx_structure import read_structure
from tests.fakes.sdmx import ENERGY, LISTS, structure_message


def fetched(content: bytes) -> Fetched:
    return Fetched.of(Answer(200, {}, content, "https://x.example/data", 0.0))


def test_time_anywhere_and_a_measure_among_the_dimensions_leave_the_order_of_the_key() -> None:
    whole = structure_message(ENERGY).decode()
    time = whole[
        whole.index("<str:TimeDimension") : whole.index("</str:TimeDimension>") + len("</str:TimeDimension>")
    ]
    moved = whole.replace(time, "").replace("<str:Dimension ", time + "<str:Dimension ", 1)
    start = moved.index('<str:Dimension id="PRODUCT"')
    end = moved.index("</str:Dimension>", start)
    measured = moved[:start] + "<str:MeasureDimension" + moved[start + len("<str:Dimension") : end]
    measured += "</str:MeasureDimension>" + moved[end + len("</str:Dimension>") :]

    for message in (moved, measured):
        assert [part.id for part in structure_of(message.encode()).dimensions] == list(LISTS)


def structure_of(content: bytes) -> Any:
    return read_structure([fetched(content)], "ENERGY")


def test_a_structure_tells_dimensions_in_order_and_code_lists() -> None:
    for form in ("2.1", "3.0", "json"):
        structure = structure_of(structure_message(ENERGY, form))

        assert [(part.id, part.kind, part.list and part.list.id) for part in structure.parts] == [
            ("FREQ", "dimension", "CL_FREQ"),
            ("REF_AREA", "dimension", "CL_AREA"),
            ("PRODUCT", "dimension", "CL_PRODUCT"),
            ("UNIT_MEASURE", "dimension", "CL_UNIT"),
            ("TIME_PERIOD", "time", None),
            ("OBS_VALUE", "measure", None),
            ("OBS_STATUS", "attribute", None),
            ("UNIT_MULT", "attribute", None),
            ("COMMENT", "attribute", None),
        ]


def test_a_code_list_in_another_version_or_left_out_does_not_hide_the_dimensions() -> None:
    whole = structure_message(ENERGY)
    moved = whole.replace(
        b'<str:Codelist id="CL_AREA" version="1.0"', b'<str:Codelist id="CL_AREA" version="2.3"'
    )
    alone = structure_message(ENERGY, kinds=[DataStructureDefinition])

    assert structure_of(moved).dimensions[1].list.codes == LISTS["REF_AREA"][1]
    assert [(part.id, part.list.codes) for part in structure_of(alone).dimensions] == [
        (name, {}) for name in LISTS
    ]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (
            structure_message(ENERGY, kinds=[Dataflow]),
            SdmxStructureError,
        ),
        (b"<Structure/>", SdmxStructureError),
        (b"<a/>", SdmxStructureError),
        (b"{}", SdmxStructureError),
        (b"a,b\n", UnsafeXmlError),
        (b"<!DOCTYPE x><Structure/>", UnsafeXmlError),
    ],
)
def test_a_structure_that_cannot_be_read_is_told(content: bytes, kind: type[ConnectorError]) -> None:
    with pytest.raises(kind) as raised:
        structure_of(content)

    assert raised.value.url == "https://x.example/data"
