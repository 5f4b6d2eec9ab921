"""What a station measured: one figure with its time, and what is to be told of it; as the rows of a table."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import product
from zoneinfo import ZoneInfo

from connectors.air_errors import AirDoubleError, AirNegativeError
from connectors.air_hours import HOUR, Span, is_day
from connectors.errors import ConnectorError, EmptyFileError
from connectors.raw_table import RawCell, RawRow, RawTable, text_cell
from connectors.where import Where
from schemas.findings import Finding, Severity
from schemas.observations import decimal_text

COLUMNS = (
    "station", "station_code", "station_name", "latitude", "longitude", "component", "statistic", "from", "to",
    "period", "value", "lower", "upper", "unit", "status", "comment", "measured", "expected",
)  # fmt: skip
MEAN = "mean"
PM10 = "pm10"
QUOTED = re.compile(r"'((?:[^']|'')*)'")
MOST_TRIES = 10_000
MISSING = "O"
UNVALIDATED = "V"
VALIDATED = "A"


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure.

    Args:
        station: the code by which the station is known today.
        code: the code as printed.
        component: ``pm10``, ``pm2.5``, ``no2``, ``nox``, ``so2``, ``co``, ``o3``, ``benzene`` ...
        statistic: ``mean``, ``max_1h``, ``max_8h``, or of an aggregate ``days_over_50``.
        span: what it is the mean, or the highest, of.
        text: the number's plain digits; empty where there is none.
        unit: as the source says it.
        status: code of SDMX's CL_OBS_STATUS.
        ref: where it stands.
        lower: lower bound, e.g. 0 of a figure below what can be detected.
        upper: upper bound, e.g. 1 of ``<1``.
        period: of an aggregate, e.g. ``2025-07``; else it is told by the span.
        measured: of an aggregate, how many hours or days it is made of; ``expected`` how many there are.
    """

    station: str
    code: str
    component: str
    statistic: str
    span: Span
    text: str
    unit: str
    status: str
    ref: str
    name: str = ""
    latitude: str = ""
    longitude: str = ""
    lower: Decimal | None = None
    upper: Decimal | None = None
    comment: str = ""
    period: str = ""
    measured: int = 0
    expected: int = 0

    @property
    def number(self) -> Decimal | None:
        """The figure; None where there is none."""
        return Decimal(self.text) if self.text else None

    @property
    def below_detection(self) -> bool:
        """Whether only its bounds are known."""
        return not self.text and self.upper is not None


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be told of some figures.

    Args:
        about: what is known of their texts by column, so that a mapping hears only of what it reads.
    """

    error: ConnectorError
    severity: Severity
    about: Mapping[str, str]

    def concerns(self, condition: Where | None) -> bool:
        """Say whether a condition on rows may hold for the figures."""
        return may_hold(condition, self.about)

    def finding(self, snapshot: str) -> Finding:
        """Give it as a finding."""
        return self.error.finding(self.severity, snapshot)


def may_hold(condition: Where | None, told: Mapping[str, str]) -> bool:
    """Say whether a condition on rows may hold where only some texts are known: of the others, any value may."""
    if condition is None:
        return True
    known = {name: told[name] for name in COLUMNS if name in told}
    open_to = [name for name in condition.columns if name in COLUMNS and name not in known]
    words = sorted({"", *(text.replace("''", "'") for text in QUOTED.findall(condition.text))})
    if len(words) ** len(open_to) > MOST_TRIES:
        return True
    row = {**dict.fromkeys(COLUMNS, ""), **known}
    tries = product(words, repeat=len(open_to))
    return any(condition({**row, **dict(zip(open_to, one, strict=True))}) for one in tries)


@dataclass(frozen=True, slots=True)
class Measurements:
    """What a document holds: figures in its order, and what is to be told of them."""

    figures: tuple[Measured, ...]
    remarks: tuple[Remark, ...] = ()


def about(figure: Measured) -> dict[str, str]:
    """Give the texts of a figure that a mapping's condition may name."""
    return {
        "station": figure.station, "station_code": figure.code, "station_name": figure.name,
        "latitude": figure.latitude, "longitude": figure.longitude,
        "component": figure.component, "statistic": figure.statistic, "unit": figure.unit,
    }  # fmt: skip


def of_days_too(told: Mapping[str, str]) -> dict[str, str]:
    """Give what is known of figures without their statistic, where other statistics are made of them."""
    made = told.get("statistic") == MEAN and told.get("component") == PM10
    return {name: text for name, text in told.items() if not (made and name == "statistic")}


def reviewed(found: Measurements) -> Measurements:
    """Leave out what stands twice, and tell of that and of figures below zero."""
    single, doubles = _without_doubles(found.figures)
    return Measurements(tuple(single), (*found.remarks, *doubles, *_negatives(single)))


def _without_doubles(figures: Sequence[Measured]) -> tuple[list[Measured], list[Remark]]:
    first: dict[tuple[object, ...], Measured] = {}
    differ: set[tuple[object, ...]] = set()
    told: list[Remark] = []
    for figure in figures:
        key = (figure.station, figure.component, figure.statistic, figure.span)
        other = first.setdefault(key, figure)
        if other is figure:
            continue
        alike = (other.number, other.lower, other.upper) == (figure.number, figure.lower, figure.upper)
        if not alike:
            differ.add(key)
        words = f"{other.text or other.status}, {figure.text or figure.status}"
        told.append(
            Remark(
                AirDoubleError(words, where=figure.ref),
                "info" if alike else "warning",
                of_days_too(about(figure)),
            )
        )
    return [figure for key, figure in first.items() if key not in differ], told


def _negatives(figures: Sequence[Measured]) -> list[Remark]:
    below: dict[tuple[str, str, str], list[Measured]] = {}
    for figure in figures:
        if figure.text.startswith("-") and figure.number != 0:
            below.setdefault((figure.station, figure.component, figure.statistic), []).append(figure)
    return [
        Remark(
            AirNegativeError(f"{min(ones, key=lambda one: Decimal(one.text)).text} (n = {len(ones)})", where=ones[0].ref),
            "info",
            of_days_too(about(ones[0])),
        )
        for ones in below.values()
    ]  # fmt: skip


def table_of_figures(figures: Iterable[Measured], zone: ZoneInfo) -> RawTable:
    """Make a table with a row a figure; all cells of a row stand where the figure does.

    Raises:
        EmptyFileError: there is no figure.
    """
    rows = tuple(_row(figure, zone) for figure in figures)
    if not rows:
        raise EmptyFileError("0", where="rows")
    return RawTable(COLUMNS, COLUMNS, rows, "csv")


def _row(figure: Measured, zone: ZoneInfo) -> RawRow:
    texts = about(figure) | {
        "from": _moment(figure.span.start), "to": _moment(figure.span.end), "period": period_of(figure, zone),
        "status": figure.status, "comment": figure.comment,
    }  # fmt: skip
    numbers = {
        "value": figure.text, "lower": decimal_text(figure.lower), "upper": decimal_text(figure.upper),
        "measured": str(figure.measured or ""), "expected": str(figure.expected or ""),
    }  # fmt: skip
    return tuple(
        text_cell(texts[name], figure.ref) if name in texts else _number(numbers[name], figure.ref)
        for name in COLUMNS
    )


def _number(digits: str, ref: str) -> RawCell:
    return RawCell(digits, ref, "number" if digits else "empty")


def _moment(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%MZ")


def period_of(figure: Measured, zone: ZoneInfo) -> str:
    """Write a figure's period: ``2025``, ``2025-07``, ``2025-07-14``, or of an hour its local start and length."""
    if figure.period:
        return figure.period
    local = figure.span.start.astimezone(zone)
    if is_day(figure.span, zone):
        return local.date().isoformat()
    hours = (figure.span.end - figure.span.start) // HOUR
    return f"{local.isoformat(timespec='minutes')}/PT{hours}H"
