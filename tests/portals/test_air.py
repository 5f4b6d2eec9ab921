"""The twins of the two states' air quality: ISZZ's export with its silent cut and its -999, ARSO's XML of days.

The figures are invented; the services behave as they were seen to.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.connectors.test_harvest import outcomes
from tests.fakes.air import FakeIszz, arso_document, arso_station
from tests.fakes.server import Reply, Seen
from tests.portals.twin import Twin, twin_of

ADDRESS = "https://www.arso.gov.si"
FILE = "/xml/zrak/ones_zrak_dnevni_podatki_zadnji.xml"


def dust(stamp: datetime) -> str | None:
    """Three bad days in January 2025, one day that was not measured, and nothing after June 2026."""
    if (stamp.year == 2026 and stamp.month > 6) or (stamp.month, stamp.day) == (3, 1):
        return None
    return "60.5" if (stamp.year, stamp.month) == (2025, 1) and stamp.day in (10, 11, 12) else "20"


@pytest.fixture
def service() -> FakeIszz:
    return FakeIszz({("155", "5", "5"): dust, ("155", "1", "5"): lambda stamp: "30"}, busy=1)


@pytest.fixture
def iszz(engine: Engine, tmp_path: Path, now: datetime, service: FakeIszz) -> Iterator[Twin]:
    with twin_of("iszz", "https://iszz.azo.hr", service, engine, tmp_path, now) as twin:
        yield twin


def test_means_of_a_year_at_zagreb_come_out_of_their_bytes_again(iszz: Twin, service: FakeIszz) -> None:
    first = iszz.harvest("iszz")

    figures = {
        "AQ.NO2": [
            ("HR_01333", "2025", "_T", "_T", "30 UG_M3", "iszz-zagreb-1"),
            ("HR_01333", "2026", "_T", "_T", "30 UG_M3", "iszz-zagreb-1"),
        ],
        "AQ.PM10": [
            ("HR_01333", "2025", "_T", "_T", "20.334 UG_M3", "iszz-zagreb-1"),
            ("HR_01333", "2026", "_T", "_T", "none O UG_M3", "iszz-zagreb-1"),
        ],
        "AQ.PM10.EXC": [
            ("HR_01333", "2025", "_T", "_T", "3 DAY", "iszz-zagreb-1"),
            ("HR_01333", "2026", "_T", "_T", "none O DAY", "iszz-zagreb-1"),
        ],
    }
    assert (first.state, outcomes(first)) == ("done", {"added": 3})
    assert iszz.figures() == figures
    assert outcomes(iszz.harvest("iszz")) == {"unchanged": 3}
    assert iszz.prove() == 3
    assert iszz.explained("AQ.PM10", "HR_01333", "2025")[0] == "20.334"


def test_a_component_that_the_station_lacks_is_told_and_the_others_go_on(
    iszz: Twin, service: FakeIszz
) -> None:
    service.series = {("155", "5", "5"): dust}
    result = iszz.harvest("iszz")

    assert (result.state, outcomes(result)) == ("partial", {"added": 2, "refused": 1})
    assert set(iszz.figures()) == {"AQ.PM10", "AQ.PM10.EXC"}


def days(first: date, count: int) -> bytes:
    """Daily means at two stations, Bežigrad's under the code that it had in 2016, and a day of a third one."""
    stations = [
        arso_station(
            "E405",
            "Ljubljana Celovška",
            f"{first} 00:00",
            f"{first + timedelta(days=1)} 00:00",
            {"pm10_dnevna": "99"},
        )
    ]
    for number in range(count):
        day = first + timedelta(days=number)
        start, end = f"{day} 00:00", f"{day + timedelta(days=1)} 00:00"
        bad = "55" if number in (5, 6) else "25"
        stations += [
            arso_station("E417", "Kranj", start, end, {"pm10_dnevna": bad, "so2_dnevna": ""}),
            arso_station("E21", "Ljubljana Bežigrad", start, end, {"pm10_dnevna": "30"}, old=True),
        ]
    return arso_document(*stations)


def test_a_year_has_no_mean_and_says_so_until_enough_of_its_days_were_read(
    engine: Engine, tmp_path: Path, now: datetime
) -> None:
    file = [days(date(2026, 11, 20), 4)]

    def answer(seen: Seen) -> Reply:
        found = seen.path == FILE
        return Reply(file[0] if found else b"", 200 if found else 404, media_type="text/xml")

    with twin_of("arso", ADDRESS, answer, engine, tmp_path, now) as arso:
        first, lately = arso.harvest("arso"), arso.figures()
        again = arso.harvest("arso")
        file[0] = days(date(2025, 1, 1), 365)
        last = arso.harvest("arso")
        told = arso.figures()

        assert [outcomes(run) for run in (first, again, last)] == [
            {"added": 4},
            {"unchanged": 4},
            {"changed": 4},
        ]
        assert lately == {
            "AQ.PM10": [
                ("SI_052", "2026", "_T", "_T", "none O UG_M3", "arso-kranj"),
                ("SI_061", "2026", "_T", "_T", "none O UG_M3", "arso-ljubljana-bezigrad"),
            ],
            "AQ.PM10.EXC": [
                ("SI_052", "2026", "_T", "_T", "none O DAY", "arso-kranj"),
                ("SI_061", "2026", "_T", "_T", "none O DAY", "arso-ljubljana-bezigrad"),
            ],
        }
        whole = {
            "AQ.PM10": [
                ("SI_052", "2025", "_T", "_T", "25.164 UG_M3", "arso-kranj"),
                ("SI_061", "2025", "_T", "_T", "30 UG_M3", "arso-ljubljana-bezigrad"),
            ],
            "AQ.PM10.EXC": [
                ("SI_052", "2025", "_T", "_T", "2 DAY", "arso-kranj"),
                ("SI_061", "2025", "_T", "_T", "0 DAY", "arso-ljubljana-bezigrad"),
            ],
        }
        assert told == {name: sorted([*rows, *lately[name]]) for name, rows in whole.items()}
        assert arso.explained("AQ.PM10", "SI_052", "2025")[0] == "25.164"
