"""What an SDMX service answers is read in each form of data, and each form of an error is told apart."""

from collections.abc import Mapping

import pytest

from connectors.definitions import MappingDefinition
from connectors.errors import (
    AccessRefusedError,
    ConnectorError,
    DelayedAnswerError,
    EmptyFileError,
    HtmlAnswerError,
    ServerFailureError,
)
from connectors.fetching import Answer, Fetched
from connectors.sdmx_answer import read_data, refuse_no_data
from connectors.sdmx_errors import (
    SdmxFormError,
    SdmxMessageError,
    SdmxRefusalError,
    SdmxTooLargeError,
    UnsafeXmlError,
)
from tests.fakes.sdmx import ENERGY, data_message, error
from tests.fakes.server import Reply

MAPPING = MappingDefinition.model_validate(
    {"indicator": "EN.FEC", "locale": "hr", "columns": {"value": "value", "unit": "unit"}}
)


def fetched(content: bytes, status: int = 200) -> Fetched:
    return Fetched.of(Answer(status, {}, content, "https://x.example/data", 0.0))


def body(reply: Reply) -> Fetched:
    assert isinstance(reply.body, bytes)
    return fetched(reply.body, reply.status)


def with_footer(code: int, severity: str) -> Fetched:
    note = (
        '<f:Footer xmlns:f="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message/footer">'
        f'<f:Message code="{code}" severity="{severity}"><c:Text>words</c:Text></f:Message></f:Footer>'
    )
    text = data_message(ENERGY, ENERGY.rows, "xml21").decode()
    return fetched(text.replace("</m:StructureSpecificData>", note + "</m:StructureSpecificData>").encode())


def _read_whole(answer: Fetched, mapping: MappingDefinition) -> None:
    refuse_no_data(answer)
    read_data(answer, mapping)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (body(error(404, 100, "No results")), EmptyFileError),
        (body(error(200, 100, "No results")), EmptyFileError),
        (fetched(b"", 404), EmptyFileError),
        (body(error(401, 110, "Unauthorized")), AccessRefusedError),
        (fetched(b"", 403), AccessRefusedError),
        (body(error(400, 140, "Syntax")), SdmxRefusalError),
        (body(error(403, 150, "Semantics")), SdmxRefusalError),
        (body(error(413, 510, "Too large")), SdmxTooLargeError),
        (body(error(200, 130, "Too large")), SdmxTooLargeError),
        (fetched(b"", 413), SdmxTooLargeError),
        (fetched(b"", 414), SdmxTooLargeError),
        (fetched(b"", 406), SdmxFormError),
        (body(error(501, 501, "Not implemented")), SdmxFormError),
        (body(error(500, 500, "Broken")), ServerFailureError),
        (body(error(500, 1000, "Own")), ServerFailureError),
        (
            fetched(b'{"errors": [{"code": 150, "title": "Semantic", "detail": "no such dimension"}]}', 400),
            SdmxRefusalError,
        ),
        (fetched(b'{"errors": [{"code": 100, "title": "No results"}]}', 404), EmptyFileError),
        (fetched(b'{"data": {"dataSets": []}}'), SdmxMessageError),
        (fetched(b""), EmptyFileError),
        (fetched(b"<html>portal</html>"), HtmlAnswerError),
        (fetched(b"a;b\n1;2\n"), SdmxMessageError),
        (fetched(b"<a/>"), SdmxMessageError),
        (fetched(b"<m:GenericData xmlns:m='x'><DataSet>"), UnsafeXmlError),
        (fetched(b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>"), UnsafeXmlError),
        (fetched(b"<GenericData>" + b"<a>" * 200 + b"</a>" * 200 + b"</GenericData>"), UnsafeXmlError),
        (with_footer(510, "Warning"), SdmxTooLargeError),
        (with_footer(413, "Information"), DelayedAnswerError),
        (with_footer(500, "Error"), SdmxRefusalError),
    ],
)
def test_each_way_of_not_answering_with_data_is_told_apart(
    answer: Fetched, kind: type[ConnectorError]
) -> None:
    with pytest.raises(kind) as raised:
        _read_whole(answer, MAPPING)

    assert raised.type is kind
    assert raised.value.url == answer.url


def test_a_warning_beside_the_data_does_not_hold_them_up() -> None:
    table = read_data(with_footer(150, "Warning"), MAPPING)

    assert len(table.rows) == len(ENERGY.rows)


def read(content: bytes) -> list[Mapping[str, str]]:
    table = read_data(fetched(content), MAPPING)
    return [table.texts(one) for one in table.rows]


BASE = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"


def test_what_is_said_of_groups_and_data_sets_is_said_of_their_observations() -> None:
    content = f"""<?xml version="1.0"?>
<m:StructureSpecificData xmlns:m="{BASE}/message" xmlns:ss="{BASE}/data/structurespecific" xmlns:n="urn:n"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <m:Header><m:Structure structureID="S" dimensionAtObservation="TIME_PERIOD"/></m:Header>
 <m:DataSet ss:structureRef="S" xsi:type="n:DataSetType" action="Replace" PUBLISHER="CITY">
  <Group xsi:type="n:G1" AREA="SI" TITLE="Slovenia"/>
  <Group xsi:type="n:G2" AREA="SI" ITEM="X" NOTE="both"/>
  <Group xsi:type="n:G1" AREA="HR" TITLE="Croatia"/>
  <Series AREA="SI" ITEM="X" DECIMALS="2"><Obs TIME_PERIOD="2020" OBS_VALUE="5"/></Series>
  <Series AREA="HR" ITEM="X"><Obs TIME_PERIOD="2020" OBS_VALUE="6"/></Series>
 </m:DataSet>
 <m:DataSet ss:structureRef="S" action="Delete"><Series AREA="SI"><Obs TIME_PERIOD="2019"/></Series></m:DataSet>
</m:StructureSpecificData>""".encode()
    rows = [{name: text for name, text in one.items() if text} for one in read(content)]
    common = {"PUBLISHER": "CITY", "ITEM": "X", "TIME_PERIOD": "2020", "time": "2020"}

    assert rows == [
        {
            **common,
            "AREA": "SI",
            "DECIMALS": "2",
            "TITLE": "Slovenia",
            "NOTE": "both",
            "OBS_VALUE": "5",
            "value": "5",
        },
        {**common, "AREA": "HR", "TITLE": "Croatia", "OBS_VALUE": "6", "value": "6"},
    ]


def test_flat_and_generic_observations_are_read() -> None:
    content = f"""<m:GenericData xmlns:m="{BASE}/message" xmlns:g="{BASE}/data/generic"><m:Header>
<m:Structure structureID="S" dimensionAtObservation="AllDimensions"/></m:Header><m:DataSet structureRef="S">
<g:Attributes><g:Value id="SOURCE" value="x"/></g:Attributes>
<g:Obs><g:ObsKey><g:Value id="AREA" value="SI"/><g:Value id="TIME_PERIOD" value="2020"/></g:ObsKey>
<g:ObsValue value="-5.50"/><g:Attributes><g:Value id="OBS_STATUS" value="E"/></g:Attributes></g:Obs>
</m:DataSet></m:GenericData>""".encode()

    (one,) = read(content)
    assert (one["AREA"], one["time"], one["value"], one["status"], one["SOURCE"]) == (
        "SI",
        "2020",
        "-5.50",
        "E",
        "x",
    )


def test_a_dimension_other_than_time_may_stand_at_the_observations() -> None:
    content = f"""<m:GenericData xmlns:m="{BASE}/message" xmlns:g="{BASE}/data/generic"><m:Header>
<m:Structure structureID="S" dimensionAtObservation="AREA"/></m:Header><m:DataSet structureRef="S"><g:Series>
<g:SeriesKey><g:Value id="TIME_PERIOD" value="2020"/></g:SeriesKey>
<g:Obs><g:ObsDimension value="SI"/><g:ObsValue value="1"/></g:Obs>
<g:Obs><g:ObsDimension value="HR"/><g:ObsValue value="2"/></g:Obs></g:Series></m:DataSet></m:GenericData>""".encode()

    assert [(one["AREA"], one["value"]) for one in read(content)] == [("SI", "1"), ("HR", "2")]


def test_eurostats_flags_become_codes_of_sdmx() -> None:
    rows = read(
        b"DATAFLOW,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\nX,SI,2020,5,bep\nX,SI,2021,,m\nX,HR,2021,6,\nX,HR,2022,7,y\n"
    )

    assert [one["status"] for one in rows] == ["B E P", "M", "", "y"]


def test_observations_that_a_message_deletes_are_left_out() -> None:
    text = b"STRUCTURE;STRUCTURE_ID;ACTION;AREA;TIME_PERIOD;OBS_VALUE\ndataflow;X:Y(1.0);D;SI;2019;1\ndataflow;X:Y(1.0);I;SI: Slovenia;2020;2\n"

    assert [(one["AREA"], one["value"]) for one in read(text)] == [("SI: Slovenia", "2")]


def test_codes_with_labels_are_read_as_codes() -> None:
    text = b'DATAFLOW,AREA: Area,TIME_PERIOD: Time,OBS_VALUE,OBS_STATUS: Status\nX:Y(1.0): Name,SI: Slovenia,2020: 2020,2,"E: Estimate, own"\n'

    assert [(one["AREA"], one["time"], one["value"], one["status"]) for one in read(text)] == [
        ("SI", "2020", "2", "E")
    ]


def test_names_with_a_suffix_are_read_without_it() -> None:
    text = b"STRUCTURE[;],STRUCTURE_ID,ACTION,AREA,TIME_PERIOD,OBS_VALUE,NOTE[en;fr]\ndataflow,X:Y(1.0),I,SI,2020,2,en:a;fr:b\n"

    assert [(one["AREA"], one["value"], one["NOTE"]) for one in read(text)] == [("SI", "2", "en:a;fr:b")]
