"""ARSO's XML of air quality is read: hours of local time, codes that changed, figures below what can be detected."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from connectors.air_arso import HOME, read_arso
from connectors.air_arso_items import CONNECTOR
from connectors.air_measured import Measurements, period_of
from connectors.air_stations import known_stations
from connectors.definitions import MappingDefinition, SourceDefinition
from connectors.errors import ConnectorError, EmptyFileError, HtmlAnswerError, NotFoundError
from connectors.fetching import Answer, Fetched, Request
from connectors.items import Item
from connectors.mapping import AppliedMapping
from connectors.raw_table import RawTable
from connectors.reading import Context
from connectors.sdmx_errors import UnsafeXmlError
from schemas.places import shipped_places
from tests.fakes.air import arso_document, arso_station

URL = "https://www.arso.gov.si/xml/zrak/ones_zrak_urni_podatki_zadnji.xml"


def fetched(content: bytes, status: int = 200) -> Fetched:
    return Fetched.of(Answer(status, {"content-type": "application/xml"}, content, URL, 0.0))


def read(*stations: str, **told: str) -> Measurements:
    return read_arso(fetched(arso_document(*stations)), known_stations("arso", told))


def hours(*times: tuple[str, str], figure: str = "5") -> Measurements:
    return read(*(arso_station("E417", "Kranj", *time, {"so2": figure}) for time in times))


def starts(found: Measurements) -> list[str]:
    return [f"{one.span.start:%d %H}-{one.span.end:%H}" for one in found.figures]


def rules(found: Measurements) -> list[tuple[str, str, str]]:
    return [(one.error.rule, one.severity, one.error.found) for one in found.remarks]


def applied(where: str = "", options: dict[str, Any] | None = None) -> AppliedMapping:
    definition = {
        "indicator": "AQ.PM10", "locale": "plain", "where": where, "constants": {"place": "SI_052"},
        "columns": {
            "period": "period", "value": "value", "lower": "lower", "upper": "upper", "unit": "unit",
            "status": "status", "comment": "comment",
        },
    }  # fmt: skip
    mapping = MappingDefinition.model_validate(definition)
    return AppliedMapping(
        "zrak", "air-arso", "pm10", mapping, options=options or {}, places=frozenset(shipped_places())
    )


def table(content: bytes, **options: Any) -> RawTable:
    assert CONNECTOR.table is not None
    return CONNECTOR.table(applied(options=options), fetched(content))


def rows(told: RawTable, *names: str) -> list[tuple[str, ...]]:
    return [tuple(told.texts(row)[name] for name in names) for row in told.rows]


def month(pm10: dict[int, str], *, gaps: int = 0) -> bytes:
    """April 2025 by the hour, figures by day; as many of its last hours were not measured."""
    stations = []
    for number in range(30 * 24 - gaps):
        day, hour = divmod(number, 24)
        start = f"2025-04-{day + 1:02d} {hour:02d}:00"
        end = f"2025-04-{day + 1:02d} {hour + 1:02d}:00"
        stations.append(arso_station("E417", "Kranj", start, end, {"pm10": pm10.get(day + 1, "20")}))
    return arso_document(*stations)


def test_a_station_of_2016_is_read_under_the_code_it_has_today(shared: Path) -> None:
    body = (shared / "data/arso/ones_zrak_postaja_2016_snippet.xml").read_bytes()
    told = table(body)

    names = ("station", "station_code", "station_name", "latitude", "longitude")
    assert set(rows(told, *names)) == {("E403", "E21", "Ljubljana Bežigrad", "46.065497", "14.512704")}
    assert set(rows(told, "from", "to", "period", "statistic", "status")) == {
        ("2016-06-10T22:00Z", "2016-06-10T23:00Z", "2016-06-11T00:00+02:00/PT1H", "mean", "V")
    }
    assert rows(told, "component", "value", "unit") == [
        ("so2", "5", "µg/m3"), ("co", "0.2", "mg/m3"), ("o3", "39", "µg/m3"), ("no2", "32", "µg/m3"),
        ("pm10", "16", "µg/m3"),
    ]  # fmt: skip
    assert [row[10].ref for row in told.rows] == [
        f"postaja[1]/{tag}" for tag in ("so2", "co", "o3", "no2", "pm10")
    ]


def test_what_is_below_the_detection_limit_has_bounds_and_no_value_and_what_is_empty_is_nothing() -> None:
    found = read(
        arso_station(
            "E417", "Kranj", "2025-01-01 00:00", "2025-01-01 01:00",
            {"so2": "<1", "pm2.5": "12", "benzen": "", "nox": "< 0.5"},
        )
    )  # fmt: skip

    assert [(one.component, one.text, one.lower, one.upper, one.status) for one in found.figures] == [
        ("so2", "", Decimal(0), Decimal(1), "O"),
        ("pm2.5", "12", None, None, "V"),
        ("nox", "", Decimal(0), Decimal("0.5"), "O"),
    ]
    assert found.remarks == ()


def test_elements_of_days_say_what_statistic_they_are() -> None:
    found = read(
        "<postaja sifra='E417' wgs84_sirina='46.2' wgs84_dolzina='14.3'><merilno_mesto>Kranj</merilno_mesto>"
        "<datum>2025-07-14</datum><pm10_dnevna>26</pm10_dnevna><pm2.5_dnevna>11</pm2.5_dnevna>"
        "<o3_max_urna>135</o3_max_urna><co_max_8urna>0.4</co_max_8urna></postaja>"
    )

    assert [(one.component, one.statistic, one.text, one.unit) for one in found.figures] == [
        ("pm10", "mean", "26", "µg/m3"), ("pm2.5", "mean", "11", "µg/m3"), ("o3", "max_1h", "135", "µg/m3"),
        ("co", "max_8h", "0.4", "mg/m3"),
    ]  # fmt: skip
    assert {period_of(one, HOME) for one in found.figures} == {"2025-07-14"}


def test_letters_that_are_written_as_their_numbers_are_letters() -> None:
    found = read(
        arso_station("E403", "Ljubljana Be\\u017eigrad", "2025-01-01 00:00", "2025-01-01 01:00", {"o3": "1"})
    )

    assert found.figures[0].name == "Ljubljana Bežigrad"


def test_a_source_may_tell_of_further_codes_that_changed() -> None:
    station = arso_station("E9", "X", "2025-01-01 00:00", "2025-01-01 01:00", {"o3": "1"}, old=True)

    assert [read(station, E9="E21").figures[0].station, read(station).figures[0].station] == ["E403", "E9"]


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([("2025-10-26 01:00", "2025-10-26 02:00")], ["25 23-00"]),
        ([("2025-10-26 02:00", "2025-10-26 02:00")], ["26 00-01"]),
        ([("2025-10-26 02:00", "2025-10-26 03:00")], ["26 01-02"]),
        ([("2025-10-26 02:00", "2025-10-26 03:00")] * 2, ["26 00-01", "26 01-02"]),
        ([("2025-10-26 02:00", "2025-10-26 02:00"), ("2025-10-26 02:00", "2025-10-26 03:00")], ["26 00-01", "26 01-02"]),
        ([("2025-03-30 01:00", "2025-03-30 03:00")], ["30 00-01"]),
        ([("2025-03-30 01:00", "2025-03-30 02:00")], ["30 00-01"]),
        ([("2025-03-30 03:00", "2025-03-30 04:00")], ["30 01-02"]),
        ([("2025-01-01 23:00", "2025-01-01 24:00")], ["01 22-23"]),
    ],
)  # fmt: skip
def test_hours_of_the_nights_when_the_clocks_change_are_told_apart(
    times: list[tuple[str, str]], expected: list[str]
) -> None:
    found = hours(*times)

    assert (starts(found), found.remarks) == (expected, ())


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2025-03-30 02:00", "2025-03-30 03:00"),
        ("2025-10-26 01:00", "2025-10-26 03:00"),
        ("2025-01-01 00:00", "2025-01-01 08:00"),
        ("2025-01-01 01:00", "2025-01-01 00:00"),
        ("01.01.2025 00:00", "01.01.2025 01:00"),
        ("", "2025-01-01 01:00"),
    ],
)
def test_a_time_that_is_no_hour_is_left_out_and_told(start: str, end: str) -> None:
    found = hours((start, end))

    assert (found.figures, rules(found)) == ((), [("air-time", "warning", f"E417: {start} - {end}")])
    assert found.remarks[0].error.where == "postaja[1]"


def test_an_hour_of_the_autumn_night_that_stands_three_times_is_none() -> None:
    found = hours(*[("2025-10-26 02:00", "2025-10-26 03:00")] * 3)

    assert (found.figures, [rule for rule, _, _ in rules(found)]) == ((), ["air-time"] * 3)


def test_figures_of_one_hour_count_once_where_they_are_alike_and_not_at_all_where_they_differ() -> None:
    time = ("2025-01-01 00:00", "2025-01-01 01:00")
    found = read(
        arso_station("E21", "Bežigrad", *time, {"o3": "10", "no2": "7"}, old=True),
        arso_station("E403", "Bežigrad", *time, {"o3": "10.0", "no2": "8"}),
    )

    assert [(one.component, one.text) for one in found.figures] == [("o3", "10")]
    assert rules(found) == [("air-double", "info", "10, 10.0"), ("air-double", "warning", "7, 8")]


def test_negative_figures_are_kept_and_told_once() -> None:
    found = hours(
        *((f"2025-01-01 0{hour}:00", f"2025-01-01 0{hour + 1}:00") for hour in range(3)), figure="-0.4"
    )

    assert [one.text for one in found.figures] == ["-0.4"] * 3
    assert rules(found) == [("air-negative", "info", "-0.4 (n = 3)")]


@pytest.mark.parametrize("figure", ["12,5", "x", "1e3", "<", "NaN", "--"])
def test_what_is_no_figure_is_a_violation(figure: str) -> None:
    found = hours(("2025-01-01 00:00", "2025-01-01 01:00"), figure=figure)

    assert (found.figures, rules(found)) == ((), [("air-number", "violation", figure)])


def test_an_element_that_is_not_known_is_told_and_not_read() -> None:
    found = read(
        arso_station("E1", "X", "2025-01-01 00:00", "2025-01-01 01:00", {"toluen": "3", "etilen": ""})
    )

    assert (found.figures, rules(found)) == ((), [("air-component", "info", "<toluen>3")])


@pytest.mark.parametrize(
    ("content", "status", "error"),
    [
        (b"<!DOCTYPE html><html><body>Vzdr\xc5\xbeevanje</body></html>", 200, HtmlAnswerError),
        (b"", 200, EmptyFileError),
        (b"<arsopodatki/>", 200, EmptyFileError),
        (b"<arsopodatki><postaja sifra='E1'>", 200, UnsafeXmlError),
        (
            b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a><postaja>&b;</postaja></a>',
            200,
            UnsafeXmlError,
        ),
        (b"no such file", 404, NotFoundError),
    ],
)
def test_what_is_no_such_document_is_an_error(
    content: bytes, status: int, error: type[ConnectorError]
) -> None:
    with pytest.raises(error) as caught:
        read_arso(fetched(content, status), {})

    assert caught.value.url == URL


def test_a_month_of_hours_has_a_mean_and_days_above_the_limit() -> None:
    told = table(month({3: "50.001", 4: "50", 5: "80"}), aggregate="month")

    assert rows(
        told, "component", "statistic", "period", "value", "unit", "status", "measured", "expected"
    ) == [
        ("pm10", "mean", "2025-04", "24", "µg/m3", "V", "720", "720"),
        ("pm10", "days_over_50", "2025-04", "2", "days", "V", "30", "30"),
    ]
    assert told.rows[0][10].ref == "postaja[1]/pm10..postaja[720]/pm10 (720)"


def test_a_month_that_was_measured_too_seldom_has_no_value_and_says_why() -> None:
    told = table(month({3: "51"}, gaps=5 * 24), aggregate="month", coverage=90)

    assert rows(told, "statistic", "value", "lower", "upper", "status", "comment") == [
        ("mean", "", "", "", "O", "measured 600 of 720 hours, 90 % needed"),
        ("days_over_50", "", "1", "6", "O", "measured 25 of 30 days, 90 % needed"),
    ]
    assert rows(table(month({}, gaps=5 * 24), aggregate="month", coverage=83), "value") == [("20",), ("0",)]


def test_a_day_needs_three_quarters_of_its_hours() -> None:
    told = table(month({}, gaps=29 * 24 + 6), aggregate="day")
    short = table(month({}, gaps=29 * 24 + 7), aggregate="day")

    assert rows(told, "period", "value", "measured", "expected") == [("2025-04-01", "20", "18", "24")]
    assert rows(short, "value", "comment") == [("", "measured 17 of 24 hours, 75 % needed")]


def test_hours_below_the_detection_limit_give_bounds_of_the_mean() -> None:
    told = table(month(dict.fromkeys(range(1, 16), "<2")), aggregate="month")

    assert rows(told, "statistic", "value", "lower", "upper", "status", "comment") == [
        ("mean", "", "10", "11", "O", "360 of 720 hours below the detection limit"),
        ("days_over_50", "0", "", "", "V", ""),
    ]


def items(content: bytes, where: str, **options: Any) -> list[Item]:
    source = SourceDefinition.model_validate(
        {"id": "zrak", "connector": "air-arso", "url": URL, "owner": "arso", "options": options}
    )
    asked: list[Request] = []

    def fetch(request: Request) -> Fetched:
        asked.append(request)
        return fetched(content)

    context = Context({}, shipped_places(), 2026)
    found = list(CONNECTOR.items(source, [applied(where, options)], fetch, context))
    assert [request.url for request in asked] == [URL]
    return found


def test_a_mapping_makes_observations_of_months_and_hears_of_its_own_station_only() -> None:
    other = arso_station("E404", "Vič", "2025-04-01 00:00", "2025-04-01 01:00", {"pm10": "-3"})
    content = month({}).replace(b"</arsopodatki>", other.encode() + b"</arsopodatki>")
    (item,) = items(content, "station == 'E417' and statistic == 'mean'", aggregate="month")

    assert (item.trouble, item.all_findings()) == ("", ())
    (observation,) = item.reads[0].observations
    assert (observation.key.period, observation.value, observation.obs_status) == (
        "2025-04",
        Decimal(20),
        "V",
    )
    (item,) = items(content, "station == 'E404' and statistic == 'mean'", aggregate="month")
    (finding,) = item.all_findings()
    assert (finding.rule, finding.severity, finding.where.cell) == (
        "connectors.air-negative",
        "info",
        "postaja[721]/pm10",
    )
    (observation,) = item.reads[0].observations
    assert (observation.value, observation.comment) == (None, "measured 1 of 720 hours, 85 % needed")


def test_hours_are_refused_by_a_mapping_that_needs_periods() -> None:
    time = ("2025-01-01 00:00", "2025-01-01 01:00")
    (item,) = items(arso_document(arso_station("E417", "Kranj", *time, {"pm10": "3"})), "")

    assert (item.trouble, [finding.rule for finding in item.all_findings()]) == (
        "refused",
        ["mapping.period"],
    )


@pytest.mark.parametrize(
    ("where", "trouble"),
    [
        ("", "refused"),
        ("station == 'E404' and period == '2025-04'", "refused"),
        ("station == 'E404' and statistic == 'days_over_50' and period != '2024'", "refused"),
        ("station == 'E404' and component == 'no2'", ""),
        ("station == 'E417' and statistic == 'days_over_50'", ""),
    ],
)
def test_a_broken_figure_refuses_whatever_may_be_made_of_it(where: str, trouble: str) -> None:
    other = arso_station("E404", "Vič", "2025-04-01 00:00", "2025-04-01 01:00", {"pm10": "?", "no2": "4"})
    content = month({}).replace(b"</arsopodatki>", other.encode() + b"</arsopodatki>")
    (item,) = items(content, f"statistic != 'x' and {where}" if where else "", aggregate="month")
    broken = [finding for finding in item.all_findings() if finding.rule == "connectors.air-number"]

    assert [finding.where.cell for finding in broken] == (["postaja[721]/pm10"] if trouble else [])
    assert trouble == "" or item.trouble == trouble
