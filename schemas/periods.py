"""Periods in SDMX's time formats: 2018, 2020-S2, 2025-Q4, 2025-07."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from schemas.errors import PeriodError

Freq = Literal["A", "S", "Q", "M"]
_PER_YEAR: dict[Freq, int] = {"A": 1, "S": 2, "Q": 4, "M": 12}
_FORMS = (
    re.compile(r"(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})-?(?P<freq>[SHQ])(?P<part>\d)"),
    re.compile(r"(?P<year>\d{4})-?(?P<freq>M)?(?(freq)|(?<=-))(?P<part>\d{2})"),
)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A stretch of the calendar: a year, half-year, quarter or month; part counts from 1."""

    year: int
    freq: Freq = "A"
    part: int = 1

    def __str__(self) -> str:
        if self.freq == "A":
            return f"{self.year:04d}"
        return (
            f"{self.year:04d}-{self.part:02d}"
            if self.freq == "M"
            else f"{self.year:04d}-{self.freq}{self.part}"
        )

    @property
    def start(self) -> date:
        """The first day."""
        return date(self.year, (self.part - 1) * (12 // _PER_YEAR[self.freq]) + 1, 1)

    @property
    def middle_year(self) -> float:
        """The middle as a year with a fraction, to measure how far two periods lie apart."""
        return self.year + (self.part - 0.5) / _PER_YEAR[self.freq]


def parse_period(text: str) -> Period:
    """Read a period as SDMX writes it, and the half-years of SiStat (2020H2).

    Raises:
        PeriodError: the text is none.
    """
    for form in _FORMS:
        match = form.fullmatch(text.strip())
        if match:
            return _period(text, match.groupdict())
    raise PeriodError(text)


def _period(text: str, parts: dict[str, str | None]) -> Period:
    if not parts.get("part"):
        return Period(int(parts["year"] or 0))
    letter = parts.get("freq") or "M"
    freq: Freq = "S" if letter in "SH" else "Q" if letter == "Q" else "M"
    part = int(parts["part"] or 0)
    if not 1 <= part <= _PER_YEAR[freq]:
        raise PeriodError(text)
    return Period(int(parts["year"] or 0), freq, part)
