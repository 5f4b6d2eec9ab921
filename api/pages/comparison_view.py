"""A comparison as it is shown: values with names for codes, and reasons gathered by dimension."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Told = Mapping[str, Any]  # the answer of GET /api/v1/compare, with Decimal for numbers


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as its place prints it.

    Args:
        indicator: what it really is, e.g. ``GHG.NET``.
        value: as printed, in `unit`; None where a notation key stands in its place.
        unit: code.
        raw: the cell's text.
        observation: id of the observation.
        covers: cells that it holds, e.g. ``I.S1``.
        status: SDMX CL_OBS_STATUS.
        source: id of the source.
        dataset: id of the dataset.
        example: labelled example data.
    """

    indicator: str
    value: Decimal | None
    unit: str
    raw: str
    observation: str
    covers: tuple[str, ...]
    status: str
    source: str
    dataset: str
    example: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A conversion: what it did and what it added."""

    step: str
    message: str
    delta: Decimal


@dataclass(frozen=True, slots=True)
class Value:
    """A figure in the indicator's unit.

    Args:
        value: the figure.
        lower: lower bound, where it is bounded.
        upper: upper bound.
        delta: on common cells: what leaving the other cells out takes away.
        left_out: those cells with their figures, where they are known.
        steps: how a harmonised figure came about.
    """

    value: Decimal
    lower: Decimal | None = None
    upper: Decimal | None = None
    delta: Decimal | None = None
    left_out: tuple[tuple[str, Decimal | None], ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """A place in a comparison.

    Args:
        place: its code.
        name: its name.
        level: eu, national, regional or local.
        period: of its figure.
        published: as printed, None where nothing is.
        harmonised: on the profile's basis, None where it cannot be made.
        common: on the cells that all places cover.
        missing: why a figure is not there.
        rank: its rank, where ranking is allowed.
        population: of a figure per head, the inhabitants it was divided by.
    """

    place: str
    name: str
    level: str
    period: str
    published: Printed | None
    harmonised: Value | None
    common: Value | None
    missing: tuple[str, ...] = ()
    rank: int | None = None
    population: Told | None = None


@dataclass(frozen=True, slots=True)
class PairReason:
    """What a dimension says of some pairs of places, in the same words.

    Args:
        pairs: names of the places, two and two.
        level: how grave it is.
        message: what differs.
        tonnes: how much it moves, in the unit of the figures.
        weight: the same with its unit, where the message does not say it.
    """

    pairs: tuple[tuple[str, str], ...]
    level: str
    message: str
    tonnes: Decimal | None
    weight: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """Everything that one dimension says.

    Args:
        dimension: e.g. ``scope_coverage``.
        level: the gravest.
        reasons: the gravest first.
        lifts: what would lift them, and who holds it.
    """

    dimension: str
    level: str
    reasons: tuple[PairReason, ...]
    lifts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A cell and which places hold it; `common` where all of them do."""

    cell: str
    label: str
    common: bool
    held: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """A whole comparison.

    Args:
        told: the answer itself.
        verdict: comparable, with_caveats or not_comparable.
        sentence: why, in one sentence.
        unit: of harmonised and common values.
        places: in the order asked.
        dimensions: the gravest first.
        coverage: one row a cell; none for an indicator without cells.
    """

    told: Told
    verdict: str
    sentence: str
    unit: str
    places: tuple[Compared, ...]
    dimensions: tuple[Dimension, ...]
    coverage: tuple[CoverageRow, ...]

    @property
    def ranked(self) -> bool:
        """Whether the places may be ranked."""
        return self.told.get("rank") is not None

    @property
    def common_cells(self) -> tuple[str, ...]:
        """The cells that all places cover."""
        return tuple(self.told["coverage"]["cells"])

    def at_level(self, *levels: str) -> list[Dimension]:
        """Give the dimensions whose gravest reason is of one of these levels."""
        return [one for one in self.dimensions if one.level in levels]
