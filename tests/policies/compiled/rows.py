"""Rows of the tests, columns empty or not, and what each says as facts of a request."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Column, Engine, Integer, MetaData, String, Table

from catalogue.columns import UtcTime
from policies.compiled.request import Fact
from policies.compiled.residual import Row, period_bounds, period_of
from policies.odrl.policy import ODRL, Duration, Iri, Span, Value
from policies.odrl.vocabulary import OG
from schemas.places import shipped_places

SECTORS = (None, "", "I", "I.1", "I.1.1", "II", "_T", "elsewhere")
INDICATORS = ("GHG.TOT", "EN.FEC", None)
PLACES = ("SI_052", "SI042", "SI", "HR", None, "nowhere")
PERIODS = ("2019", "2022", "2022-S2", "2022-Q3", "2022-07", "2020-12", None, "", "later")
STATUSES = ("A", "E", "P", "B", None)
RECORDED = (
    datetime(2025, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(2026, 1, 1, tzinfo=UTC),
    datetime(2026, 11, 24, 9, tzinfo=UTC),
    datetime(2026, 11, 24, 8, 59, 59, 999_999, tzinfo=UTC),
    datetime(2026, 3, 31, tzinfo=UTC),
    None,
)
LEVELS = {"COUNTRY": "country", "NUTS3": "NUTS3", "MUN": "LAU"}
FLAGS = {"A": "validated", "E": "estimated", "P": "draft"}


def _row(number: int) -> dict[str, object]:
    """One row; the factors are chosen so that all pairs of columns meet."""
    return {
        "sector": SECTORS[number % len(SECTORS)],
        "indicator": INDICATORS[number % len(INDICATORS)],
        "place": PLACES[(number // 2) % len(PLACES)],
        "period": PERIODS[(number // 3) % len(PERIODS)],
        "obs_status": STATUSES[number % len(STATUSES)],
        "freq": ("A", "Q", "M", "S", None)[(number // 5) % 5],
        "recorded_from": RECORDED[(number // 7) % len(RECORDED)],
    }


ROWS: tuple[Row, ...] = tuple(map(_row, range(240)))

TABLE = Table(
    "row_under_test",
    MetaData(),
    Column("number", Integer, primary_key=True),
    *(
        Column(name, String, nullable=True)
        for name in ("sector", "indicator", "place", "period", "obs_status", "freq")
    ),
    Column("recorded_from", UtcTime, nullable=True),
)


def fill(engine: Engine) -> None:
    """Put the rows into a database."""
    TABLE.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(TABLE.insert(), [{"number": at, **row} for at, row in enumerate(ROWS)])


def facts_of(row: Row, now: datetime | None) -> dict[str, Fact]:
    """What a row says, as facts of a request for that row alone."""
    place = shipped_places().get(str(row["place"]))
    recorded = row["recorded_from"]
    found: dict[str, Value | None] = {
        f"{OG}sector": _text(row["sector"]),
        f"{OG}indicator": _text(row["indicator"]),
        f"{ODRL}spatial": Iri(str(row["place"])) if row["place"] else None,
        f"{OG}referencePeriod": _span(row["period"]),
        f"{OG}embargoUntil": recorded if isinstance(recorded, datetime) else None,
        f"{OG}dataAge": _age(recorded, now),
        f"{OG}qualityFlag": FLAGS.get(str(row["obs_status"])),
        f"{OG}spatialLevel": LEVELS.get(place.kind) if place else None,
    }
    return {left: Fact((value,)) for left, value in found.items() if value is not None}


def _text(value: object) -> str | None:
    return str(value) if value else None


def _span(text: object) -> Span | None:
    found = period_of(text)
    bounds = period_bounds(*found) if found else None
    return Span(*bounds) if bounds else None


def _age(recorded: object, now: datetime | None) -> Duration | None:
    if now is None or not isinstance(recorded, datetime):
        return None
    return Duration(0, Decimal((now - recorded) // timedelta(microseconds=1)) / 1_000_000)
