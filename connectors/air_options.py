"""The options of `air-arso` and `air-iszz`."""

from typing import Literal

from pydantic import Field

from connectors.air_means import Aggregate
from connectors.options import Options

DAYS = frozenset({4, 5, 16, 17})
"""ISZZ's types of daily means; the others are hourly."""


class ArsoOptions(Options):
    """Options of `air-arso`: what is made of the figures, how complete it must be, codes of stations that changed.

    `aggregate` is nothing (the rows as they are), or the means of what; `coverage` is in percent of a month or year;
    `window` is how many days back answers of earlier runs are looked for; `stations` gives today's code by a former one,
    beside those that are shipped.
    """

    aggregate: Aggregate = ""
    coverage: int = Field(default=85, ge=50, le=100)
    window: int = Field(default=400, ge=1, le=4000)
    stations: dict[str, str] = Field(default_factory=dict)


class IszzOptions(Options):
    """Options of `air-iszz`: ISZZ's type of figures, and as for `air-arso`; its usual answer is JSON.

    `type` is 0 (hours, raw), 1 (hours, validated), 4 (days, raw), 5 (days, validated), 16 or 17 (days by weighing, raw or
    validated).
    """

    type: Literal[0, 1, 4, 5, 16, 17] = 5
    aggregate: Aggregate = "year"
    coverage: int = Field(default=85, ge=50, le=100)
    stations: dict[str, str] = Field(default_factory=dict)
    format: Literal["json", "xml"] = "json"

    @property
    def daily(self) -> bool:
        """Whether a figure is of a day."""
        return self.type in DAYS

    @property
    def composed(self) -> bool:
        """Whether a figure is made of several answers: a year of hours is, as they are asked for by the month."""
        return self.aggregate == "year" and not self.daily

    @property
    def validated(self) -> bool:
        """Whether the service has looked the figures over."""
        return self.type in (1, 5, 17)
