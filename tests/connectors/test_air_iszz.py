"""ISZZ is asked for no more than it answers, in its own dates, and what it says is read as what it means."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.air_errors import (
    AirKeyError,
    IszzCutError,
    IszzNoContentError,
    IszzNothingError,
)
from connectors.air_hours import HOUR, instants, spans_of
from connectors.air_iszz import Question, read_iszz, request_for
from connectors.air_iszz_asking import Wanted, questions, wanted_of
from connectors.air_iszz_items import CONNECTOR
from connectors.air_options import IszzOptions
from connectors.definitions import MappingDefinition, SelectDefinition, SourceDefinition
from connectors.errors import (
    BusyError,
    ConnectorError,
    EmptyFileError,
    HtmlAnswerError,
    JsonShapeError,
    NotJsonError,
)
from connectors.fetching import Answer, Fetched, sending
from connectors.items import Item
from connectors.mapping import AppliedMapping
from connectors.reading import Context
from schemas.places import shipped_places
from tests.connectors.outgoing import PatientClient, client_for
from tests.fakes.air import FakeIszz
from tests.fakes.server import LoopbackServer, Reply, serving

ADDRESS = (
    "https://iszz.azo.hr/iskzl/rs/podatak/export/json?postaja=155&polutant={component}&tipPodatka=0"
    "&vrijemeOd={first}&vrijemeDo={last}"
)
LJUBLJANA = ZoneInfo("Europe/Ljubljana")


def answer(
    body: bytes,
    *,
    component: str = "32",
    first: str = "26.09.2026",
    last: str = "26.09.2026",
    status: int = 200,
) -> Fetched:
    url = ADDRESS.format(component=component, first=first, last=last)
    return Fetched.of(Answer(status, {"content-type": "application/json"}, body, url, 0.0))


def said(fetched: Fetched, **options: Any) -> list[tuple[str, str, str, str, str]]:
    """Give what a document says: component, start, value, unit, status."""
    found = read_iszz(fetched, IszzOptions.model_validate({"type": 0, "aggregate": "", **options}))
    return [
        (one.component, f"{one.span.start:%Y-%m-%dT%H:%MZ}", one.text, one.unit, one.status)
        for one in found.figures
    ]


@dataclass
class Twin:
    """A simulated ISZZ and a client that asks it."""

    service: FakeIszz
    server: LoopbackServer
    client: PatientClient

    def item(
        self, key: Mapping[str, list[str]], told: Mapping[str, Any] | None = None, **options: Any
    ) -> Item:
        """Give what a mapping makes of it, asked in 2026."""
        source = SourceDefinition.model_validate(
            {
                "id": "iszz",
                "connector": "air-iszz",
                "url": f"{self.server.url}/iskzl",
                "owner": "mzozt",
                "options": options,
            }
        )
        applied = mapped(key, options, **(told or {}))
        fetch = sending(self.client.outgoing.fetch)
        (item,) = CONNECTOR.items(source, [applied], fetch, Context({}, shipped_places(), 2026))
        return item


def mapped(key: Mapping[str, list[str]], options: Mapping[str, Any], **told: Any) -> AppliedMapping:
    select = {"key": key, **told.pop("select", {})}
    definition = {
        "indicator": "AQ.PM10", "locale": "plain", "select": select, "where": "statistic == 'mean'",
        "columns": {"period": "period", "value": "value", "unit": "unit", "status": "status", "comment": "comment"},
        "constants": {"place": "HR_01333"}, **told,
    }  # fmt: skip
    mapping = MappingDefinition.model_validate(definition)
    return AppliedMapping(
        "iszz", "air-iszz", "pm10", mapping, options=options, places=frozenset(shipped_places())
    )


@contextmanager
def twin(service: FakeIszz) -> Iterator[Twin]:
    with serving(service) as server, client_for(server.target) as client:
        yield Twin(service, server, client)


def observed(item: Item) -> list[tuple[str, Decimal | None, str, str]]:
    return [
        (one.key.period, one.value, one.obs_status, one.comment)
        for read in item.reads
        for one in read.observations
    ]


PM10 = {"station": ["155"], "component": ["pm10"]}


def always(value: str) -> FakeIszz:
    return FakeIszz({("155", "5", kind): lambda _: value for kind in ("0", "1", "4", "5", "16", "17")})


def test_an_hour_is_stamped_at_its_end(shared: Path) -> None:
    body = (shared / "data/iszz/iszz_export_2026_sample.json").read_bytes()

    assert said(answer(body)) == [
        ("benzene", "2026-09-26T17:00Z", "1.1", "µg/m3", "V"),
        ("benzene", "2026-09-26T18:00Z", "1.4", "µg/m3", "V"),
    ]


def test_xml_is_read_as_what_it_is_whatever_was_asked_for(shared: Path) -> None:
    body = (shared / "data/iszz/iszz_export_2026_sample.xml").read_bytes()

    assert said(answer(body)) == [("benzene", "2026-09-25T22:00Z", "1.4", "µg/m3", "V")]


def test_the_form_of_the_manual_is_read_too() -> None:
    body = b'[{"Podatak":{"vrijednost":"1.4","mjernaJedinica":"\xc2\xb5g/m3","vrijeme":"2026-09-26T01:00:00+02:00"}}]'

    assert said(answer(body)) == [("benzene", "2026-09-25T22:00Z", "1.4", "µg/m3", "V")]


def test_a_day_is_stamped_at_its_start_and_a_sentinel_is_no_figure() -> None:
    rows = [
        (datetime(2025, 10, day, tzinfo=ZoneInfo("Europe/Zagreb")), value)
        for day, value in ((25, "12.500"), (26, "-999"), (27, "-999.0"))
    ]
    parts = (
        f'{{"vrijednost":{value},"mjernaJedinica":"x","vrijeme":{int(at.timestamp())}000}}'
        for at, value in rows
    )
    body = f"[{','.join(parts)}]".encode()

    assert said(answer(body, first="01.01.2025", last="31.12.2025"), type=5) == [
        ("benzene", "2025-10-24T22:00Z", "12.500", "x", "A"),
        ("benzene", "2025-10-25T22:00Z", "", "x", "O"),
        ("benzene", "2025-10-26T23:00Z", "", "x", "O"),
    ]


@pytest.mark.parametrize(
    ("row", "rule", "severity"),
    [
        ('"vrijednost":"x","vrijeme":1790445600000', "air-number", "violation"),
        ('"vrijednost":"12,5","vrijeme":1790445600000', "air-number", "violation"),
        ('"vrijednost":-9999,"vrijeme":1790445600000', "air-number", "violation"),
        ('"vrijednost":true,"vrijeme":1790445600000', "air-number", "violation"),
        ('"vrijednost":1,"vrijeme":1790445660000', "air-time", "warning"),
        ('"vrijednost":1,"vrijeme":null', "air-time", "warning"),
        ('"vrijednost":1,"vrijeme":"2026-09-26T01:00:00"', "air-time", "warning"),
        ('"vrijednost":1,"vrijeme":99999999999999999999', "air-time", "warning"),
        ('"vrijednost":-0.3,"vrijeme":1790445600000', "air-negative", "info"),
        ('"vrijednost":1,"vrijeme":1790532000000', "air-window", "info"),
    ],
)
def test_what_is_odd_about_a_row_is_told(row: str, rule: str, severity: str) -> None:
    found = read_iszz(answer(f"[{{{row}}}]".encode()), IszzOptions(type=0, aggregate=""))

    assert [(one.error.rule, one.severity, one.error.where) for one in found.remarks] == [
        (rule, severity, "/0/vrijednost")
    ]
    assert [one.text for one in found.figures] == (["-0.3"] if rule == "air-negative" else [])


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        (b"", 204, IszzNoContentError),
        (b"", 200, EmptyFileError),
        (b"<html><body>JBoss</body></html>", 200, HtmlAnswerError),
        (b"Too many requests", 200, NotJsonError),
        (b'{"status":"error"}', 200, JsonShapeError),
        (b'[{"vrijednost":1}]', 200, JsonShapeError),
    ],
)
def test_other_answers_are_errors_of_their_own(body: bytes, status: int, error: type[ConnectorError]) -> None:
    with pytest.raises(error):
        read_iszz(answer(body, status=status), IszzOptions())


def test_a_question_is_asked_in_the_services_own_dates_and_at_its_pace() -> None:
    question = Question("155", "5", date(2025, 1, 1), date(2025, 12, 31))
    request = request_for("https://iszz.azo.hr/iskzl/", question, IszzOptions())

    assert (request.method, request.url, request.pace) == (
        "GET",
        "https://iszz.azo.hr/iskzl/rs/podatak/export/json?postaja=155&polutant=5&tipPodatka=5"
        "&vrijemeOd=01.01.2025&vrijemeDo=31.12.2025",
        1.1,
    )


def test_years_of_days_are_asked_for_from_last_year_on() -> None:
    with twin(always("20")) as iszz:
        item = iszz.item(PM10)

    assert iszz.service.asked == ["01.01.2025-31.12.2025", "01.01.2026-31.12.2026"]
    assert observed(item) == [("2025", Decimal(20), "A", ""), ("2026", Decimal(20), "A", "")]
    assert (item.trouble, item.all_findings()) == ("", ())
    assert [one.source_cell for one in item.reads[0].observations] == [
        "/0/vrijednost../364/vrijednost (365)"
    ] * 2


def test_days_above_the_limit_are_counted_and_too_few_days_give_bounds() -> None:
    def figure(stamp: datetime) -> str | None:
        local = stamp.astimezone(ZoneInfo("Europe/Zagreb"))
        if local.year == 2026 and local.month > 3:
            return None
        return "50.1" if local.day <= 3 else "50"

    columns = {
        "period": "period",
        "value": "value",
        "unit": "unit",
        "status": "status",
        "comment": "comment",
        "lower": "lower",
        "upper": "upper",
    }
    told = {"indicator": "AQ.PM10.EXC", "where": "statistic == 'days_over_50'", "columns": columns}
    with twin(FakeIszz({("155", "5", "4"): figure})) as iszz:
        item = iszz.item(PM10, told, type=4)

    assert observed(item) == [
        ("2025", Decimal(36), "V", ""),
        ("2026", None, "O", "measured 90 of 365 days, 85 % needed"),
    ]
    assert [(one.lower, one.upper) for one in item.reads[0].observations] == [
        (None, None),
        (Decimal(9), Decimal(284)),
    ]


def test_a_month_of_hours_counts_the_hour_that_the_service_loses_in_autumn() -> None:
    with twin(always("20")) as iszz:
        item = iszz.item(
            PM10,
            {"select": {"since": "2025-10-15", "until": "2025-10"}},
            type=0,
            aggregate="month",
            coverage=100,
        )
        again = iszz.item(
            PM10, {"select": {"since": "2025-10", "until": "2025-10"}}, type=0, aggregate="month"
        )

    assert iszz.service.asked == ["01.10.2025-31.10.2025"] * 2
    assert observed(item) == [("2025-10", None, "O", "measured 744 of 745 hours, 100 % needed")]
    assert observed(again) == [("2025-10", Decimal(20), "V", "")]


def test_the_hour_before_the_first_day_is_left_out_and_told() -> None:
    service = always("20")
    service.overlap = True
    with twin(service) as iszz:
        item = iszz.item(
            PM10, {"select": {"since": "2025-01", "until": "2025-02"}}, type=0, aggregate="month"
        )

    assert observed(item) == [("2025-01", Decimal(20), "V", ""), ("2025-02", Decimal(20), "V", "")]
    assert [(one.rule, one.severity, one.found) for one in item.all_findings()] == [
        ("connectors.air-window", "info", "2024-12-31T22:00+00:00 (n = 1)"),
        ("connectors.air-window", "info", "2025-01-31T22:00+00:00 (n = 1)"),
    ]


def test_an_answer_that_may_be_cut_is_asked_for_again_in_halves() -> None:
    service = always("20")
    service.most = 200
    with twin(service) as iszz, pytest.MonkeyPatch.context() as patch:
        patch.setattr("connectors.air_iszz_asking.MOST_ROWS", 200)
        item = iszz.item(PM10, {"select": {"since": "2025-03", "until": "2025-03"}}, type=0, aggregate="day")

    assert service.asked == [
        "01.03.2025-31.03.2025", "01.03.2025-15.03.2025", "01.03.2025-07.03.2025", "08.03.2025-15.03.2025",
        "16.03.2025-31.03.2025", "16.03.2025-23.03.2025", "24.03.2025-31.03.2025",
    ]  # fmt: skip
    assert len(item.reads[0].slices) == 4
    assert {finding.found for finding in item.all_findings()} == {
        f"2025-03-{day:02d}" for day in range(1, 32)
    }


@pytest.mark.parametrize(
    ("since", "options"),
    [("2025-03-01", {"type": 0, "aggregate": "day"}), ("2025-03", {"type": 0, "aggregate": "month"}), ("2025", {"type": 5})],
)  # fmt: skip
def test_an_answer_that_cannot_be_parted_is_an_error(since: str, options: dict[str, Any]) -> None:
    rows = ",".join(
        f'{{"vrijednost":1,"mjernaJedinica":"x","vrijeme":{1740787200000 + i}}}' for i in range(1000)
    )
    service = FakeIszz({}, instead=[Reply(f"[{rows}]".encode())])
    with twin(service) as iszz:
        item = iszz.item(PM10, {"select": {"since": since, "until": since}}, **options)

    assert isinstance(item.error, IszzCutError)
    assert (item.error.found, item.trouble) == ("1000", "refused")


def test_a_code_that_the_service_does_not_know_is_told() -> None:
    with twin(always("20")) as iszz:
        item = iszz.item({"station": ["9999"], "component": ["pm10"]})

    assert isinstance(item.error, IszzNothingError)
    assert item.error.found == "station 9999; component 5; type 5"


def test_204_is_told_as_what_it_is() -> None:
    with twin(FakeIszz({}, instead=[Reply(b"", 204)])) as iszz:
        item = iszz.item(PM10)

    assert isinstance(item.error, IszzNoContentError)
    assert "dd.MM.yyyy" in str(item.error)


def test_429_without_retry_after_is_waited_out_or_tried_by_the_next_run() -> None:
    service = always("20")
    service.busy = 2
    with twin(service) as iszz:
        well = iszz.item(PM10)
        waited = len(iszz.client.waits)
        service.busy = 100
        busy = iszz.item(PM10)

    assert (well.trouble, waited >= 2) == ("", True)
    assert (isinstance(busy.error, BusyError), busy.trouble) == (True, "failed")


def test_each_request_keeps_its_distance() -> None:
    with twin(always("20")) as iszz:
        iszz.item(PM10, {"select": {"since": "2023"}})

    assert len(iszz.client.waits) == len(iszz.service.asked) - 1 == 3
    assert all(0 < wait <= 1.1 * number for number, wait in enumerate(iszz.client.waits, start=1))


def test_a_station_goes_by_its_european_code_too_and_xml_comes_by_option() -> None:
    with twin(always("20")) as iszz:
        item = iszz.item(
            {"station": ["HR0007A"], "component": ["PM10"]},
            {"select": {"since": "2025", "until": "2025"}},
            format="xml",
        )

    assert observed(item) == [("2025", Decimal(20), "A", "")]
    assert item.reads[0].observations[0].source_cell == "Podatak[1]/vrijednost..Podatak[365]/vrijednost (365)"


@pytest.mark.parametrize(
    ("select", "where"),
    [
        ({"key": {"component": ["pm10"]}}, "select.key.station"),
        ({"key": {"station": ["155"], "component": []}}, "select.key.component"),
        ({"key": {"station": ["Zagreb"], "component": ["pm10"]}}, "select.key.station"),
        ({"key": {"station": ["155"], "component": ["dust"]}}, "select.key.component"),
        ({"key": {"station": ["155"], "component": ["5"], "type": ["0"]}}, "select.key"),
        ({"key": PM10, "since": "2025-13"}, "select.since"),
        ({"key": PM10, "until": "31.12.2025"}, "select.until"),
        ({"key": PM10, "since": "2026", "until": "2025"}, "select.since"),
    ],
)
def test_what_cannot_be_asked_for_is_told_before_anything_is_asked(
    select: dict[str, Any], where: str
) -> None:
    with pytest.raises(AirKeyError) as caught:
        wanted_of(SelectDefinition.model_validate(select), {}, 2026)

    assert caught.value.where == where


def test_a_year_of_hours_is_put_together_of_its_months() -> None:
    def figure(stamp: datetime) -> str | None:
        return "60" if stamp.month == 1 else "20"

    service = FakeIszz({("155", "5", "1"): figure})
    with twin(service) as running:
        item = running.item(PM10, {"select": {"since": "2025", "until": "2025"}}, type=1)

    assert len(service.asked) == 12
    (read,) = item.reads
    (year,) = read.observations
    assert (year.key.period, year.value, year.obs_status) == ("2025", Decimal("23.398"), "A")
    assert (year.source_cell, item.all_findings()) == ("line[2]..line[8760] (8759)", ())


DATES = st.dates(date(2000, 1, 1), date(2040, 12, 31))


@given(DATES, st.integers(0, 900), st.sampled_from([0, 5]), st.sampled_from(["", "day", "month"]))
def test_questions_cover_each_day_once(first: date, length: int, kind: int, per: str) -> None:
    last = first + timedelta(days=length)
    options = IszzOptions.model_validate({"type": kind, "aggregate": per})
    asked = list(questions(Wanted(("1",), ("5",), first, last), options))

    days = [one.first + timedelta(days=i) for one in asked for i in range((one.last - one.first).days + 1)]
    assert days == [days[0] + timedelta(days=i) for i in range(len(days))]
    assert (days[0] <= first, days[-1] >= last) == (True, True)
    assert per == "month" or (days[0], days[-1]) == (first, last)
    assert all((one.last - one.first).days < (366 if kind else 31) for one in asked)


@given(st.integers(0, 20 * 366 * 24), st.integers(1, 12))
def test_hours_printed_by_local_clocks_come_back_as_they_were(start: int, count: int) -> None:
    first = datetime(2015, 1, 1, tzinfo=UTC) + HOUR * start
    hours = [(first + HOUR * i, first + HOUR * (i + 1)) for i in range(count)]
    clocks = [tuple(one.astimezone(LJUBLJANA).replace(tzinfo=None, fold=0) for one in hour) for hour in hours]
    spans = list(spans_of([("E1", begun, end) for begun, end in clocks], LJUBLJANA))

    assert [(span.start, span.end) for span in spans if span] == hours
    assert all(first + HOUR * i in instants(clocks[i][0], LJUBLJANA) for i in range(count))
