"""Hours that come in many answers make the same months as one file that holds them all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.air_arso import HOME, read_arso
from connectors.air_arso_items import CONNECTOR
from connectors.air_collecting import as_documents, collected, condition
from connectors.air_composed import Collection, read_collected
from connectors.air_measured import Measurements
from connectors.composed import Part, parts_of, read_composed
from connectors.fetching import Answer, Fetched
from connectors.mapping import AppliedMapping
from tests.connectors.test_air_arso import applied
from tests.fakes.air import arso_document, arso_station

URL = "https://www.arso.gov.si/xml/zrak/ones_zrak_urni_podatki_zadnji.xml"
HOUR = timedelta(hours=1)
STATIONS = {"E417": "Kranj", "E404": "Vič"}
TOLD = (
    "station",
    "component",
    "statistic",
    "period",
    "value",
    "lower",
    "upper",
    "status",
    "comment",
    "measured",
)
Hour = tuple[str, datetime]  # a station, and the instant at which an hour begins


@dataclass(frozen=True)
class Heard:
    """What a portal's file said at a time: figures by hour."""

    figures: Mapping[Hour, str]

    @property
    def answer(self) -> Fetched:
        stations = (_station(*hour, text) for hour, text in sorted(self.figures.items()))
        document = arso_document(*stations)
        return Fetched.of(Answer(200, {"content-type": "application/xml"}, document, URL, 0.0))


def _station(code: str, start: datetime, text: str) -> str:
    begun, end = (one.astimezone(HOME).strftime("%Y-%m-%d %H:%M") for one in (start, start + HOUR))
    return arso_station(code, STATIONS[code], begun, end, {"pm10": text})


def told(documents: Sequence[Fetched], mapping: AppliedMapping) -> list[tuple[str, ...]]:
    """Give the rows that a mapping's documents make."""
    assert CONNECTOR.table is not None
    tables = [CONNECTOR.table(mapping, one) for one in documents]
    return [tuple(table.texts(row)[name] for name in TOLD) for table in tables for row in table.rows]


def reader(fetched: Fetched) -> Measurements:
    return read_arso(fetched, {})


def gone_on(
    before: Mapping[str, bytes], answer: Fetched, ages: Mapping[str, int], keep: AppliedMapping
) -> dict[str, bytes]:
    """Put an answer to what was put together before, as each run does."""
    made = Collection(condition(keep), HOME, "month")
    for content in before.values():
        made.add_composed(content, lambda part: ages[part.sha256])
    made.add(reader(answer).figures, Part.of(answer), ages[answer.sha256])
    return dict(made.documents())


BEGINNINGS = [
    datetime(2025, 3, 29, 20, tzinfo=UTC),  # the clocks go forward at 01:00 UTC of the 30th
    datetime(2025, 10, 25, 20, tzinfo=UTC),  # and back at 01:00 UTC of the 26th
    datetime(2025, 4, 30, 18, tzinfo=UTC),  # a month ends at 22:00 UTC
    datetime(2025, 12, 31, 18, tzinfo=UTC),
]


@st.composite
def hearings(draw: st.DrawFn) -> list[Heard]:
    """A file that holds the last hours, looked at again and again: with gaps, repeats and corrections."""
    begun = draw(st.sampled_from(BEGINNINGS))
    heard: list[Heard] = []
    now, held = 0, draw(st.integers(1, 6))
    for _ in range(draw(st.integers(1, 12))):
        now += draw(st.integers(0, held + 2))
        hours = [begun + HOUR * one for one in range(max(0, now - held), now + 1)]
        text = st.sampled_from(["", "5", "5.0", "20", "61.5", "<1"])
        heard.append(Heard({(code, hour): draw(text) for hour in hours for code in STATIONS}))
    return heard


def one_file(answers: Sequence[Heard]) -> Fetched:
    """Give the file that holds of each hour what was told last."""
    last: dict[Hour, str] = {}
    for one in answers:
        last.update({hour: text for hour, text in one.figures.items() if text})
    return Heard(last).answer


@settings(max_examples=25, deadline=None)
@given(hearings(), st.sampled_from(["", "station == 'E417'", "statistic == 'days_over_50'"]))
def test_harvesting_hour_by_hour_gives_the_same_months_as_one_file_with_all_hours(
    heard: list[Heard], where: str
) -> None:
    mapping = applied(where, {"aggregate": "month"})
    ages: dict[str, int] = {}
    first: list[Heard] = []
    made: dict[str, bytes] = {}
    for one in heard:
        if one.answer.sha256 not in ages:  # bytes that come again are as old as when they came first
            ages[one.answer.sha256] = len(ages)
            first.append(one)
        made = gone_on(made, one.answer, ages, mapping)

    answers = [one.answer for one in first]
    assert made == collected(mapping, answers, reader, HOME, "month"), "as if all had come at once"
    by_hash = {one.sha256: one for one in answers}
    for about, content in made.items():
        named = [by_hash[part.sha256] for part in parts_of(content)]
        assert collected(mapping, named, reader, HOME, "month")[about] == content, "its parts make it again"
    if not made:
        assert not any(read_arso(one, {}).figures for one in answers) or where
        return
    whole = collected(mapping, [one_file(first)], reader, HOME, "month")
    assert list(made) == list(whole)
    bit_by_bit, at_once = (list(as_documents(one, URL).values()) for one in (made, whole))
    assert told(bit_by_bit, mapping) == told(at_once, mapping)


def test_the_order_in_which_answers_are_put_together_does_not_matter() -> None:
    hours = [datetime(2025, 4, 1, one, tzinfo=UTC) for one in range(3)]
    heard = [
        Heard({("E417", hours[0]): "5", ("E417", hours[1]): "6"}),
        Heard({("E417", hours[0]): "7", ("E417", hours[1]): "6.0", ("E417", hours[2]): "1"}),
        Heard({("E417", hours[1]): "", ("E417", hours[2]): "<1"}),
    ]
    answers = [one.answer for one in heard]
    made = []
    for order in permutations(range(3)):
        whole = Collection(None, HOME, "month")
        for age in order:
            whole.add(reader(answers[age]).figures, Part.of(answers[age]), age)
        made.append(dict(whole.documents()))

    assert made == [made[0]] * 6
    (document,) = made[0].values()
    found = read_collected(document)
    assert [(one.text, one.upper, one.ref) for one in found.figures] == [
        ("7", None, "line[2]"),
        ("6.0", None, "line[3]"),
        ("", Decimal(1), "line[4]"),
    ]
    assert [(one.error.rule, one.error.found, one.severity) for one in found.remarks] == [
        ("air-changed", "5 -> 7 (n = 2)", "info")
    ]
    lines = read_composed(document).lines
    assert [(line["part"], line["cell"], line.get("was", {}).get("cell")) for line in lines] == [
        (1, "postaja[1]/pm10", "postaja[1]/pm10"),
        (1, "postaja[2]/pm10", None),
        (2, "postaja[2]/pm10", "postaja[3]/pm10"),
    ]
