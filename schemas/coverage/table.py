"""The table: a cell for each indicator, place and level, held or missing, and who would hold what is missing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from schemas.codes import codelist
from schemas.coverage.held import Held
from schemas.indicators import Indicator
from schemas.places import Level, Place, ancestors

State = Literal["held", "old", "restricted", "missing"]
STATES: tuple[State, ...] = get_args(State)
OLD_MONTHS = 36
"""A figure older than three years is called old: a mission city reports on 2030 every year."""

CELLS = "GHG.SEC"
SECTORS: Mapping[str, str] = {
    "GHG.STAT": "I", "GHG.TRAN": "II", "GHG.WAST": "III", "GHG.IPPU": "IV", "GHG.AFOL": "V.1_V.3", "GHG.LULUCF": "V.2",
}  # fmt: skip
"""Indicators that are the sum of a sector's rows `GHG.SEC` (cl_sector.csv)."""


def of_sector(sector: str) -> str:
    """Give the name under which the rows of a sector are held, e.g. ``GHG.SEC/III``."""
    return f"{CELLS}/{sector}"


COMPUTED: Mapping[str, tuple[str, ...]] = {
    "GHG.CAP": ("GHG.TOT", "CX.POP"), "GHG.NET": ("GHG.TOT", "GHG.LULUCF"),
    **{indicator: (of_sector(sector),) for indicator, sector in SECTORS.items()},
}  # fmt: skip
"""What is computed of others: it is held where all of those are. A row of waste is none of transport."""


def sector_above(sector: str) -> str:
    """Give the sector of `SECTORS` that a sector is part of, or is; empty where it is of none or of several."""
    known, code = codelist("sector"), sector
    while code in known and code not in SECTORS.values():
        code = known[code].columns["parent"]
    return code if code in known else ""


@dataclass(frozen=True, slots=True)
class Cell:
    """An indicator at one level of a place.

    Args:
        indicator: the indicator.
        place: the area at that level: the place itself, its region, its state, the Union.
        level: of that area.
        state: held, old, restricted or missing.
        held: what is held, None where it is missing.
        age: months since the end of its period.
        due: when the next is due.
        holder: who would have it, as the indicator's definition says.
    """

    indicator: Indicator
    place: Place
    level: Level
    state: State
    held: Held | None
    age: int | None
    due: date | None
    holder: str


@dataclass(frozen=True)
class Table:
    """The coverage of a place: its own cells and those of the areas around it.

    Args:
        place: the place asked about.
        cells: by indicator, then from the place outwards.
    """

    place: Place
    cells: tuple[Cell, ...]

    @property
    def missing(self) -> tuple[Cell, ...]:
        """What nobody here has."""
        return tuple(cell for cell in self.cells if cell.state == "missing")

    def count(self, state: State) -> int:
        """Give how many cells are in a state."""
        return sum(cell.state == state for cell in self.cells)


def table(
    place: Place,
    indicators: Sequence[Indicator],
    held: Mapping[tuple[str, str], Held],
    places: Mapping[str, Place],
    today: date,
    levels: Iterable[Level] = (),
) -> Table:
    """Make the table of a place.

    Args:
        place: the place asked about.
        indicators: the rows, in order.
        held: what is held, by indicator and place.
        places: all places by code.
        today: the day the ages are counted to.
        levels: only these; all where none is named.
    """
    areas = [place, *(places[code] for code in ancestors(place.code, places) if code in places)]
    wanted = set(levels)
    kept = [area for area in areas if not wanted or area.level in wanted]
    return Table(place, tuple(_cells(indicators, kept, held, today)))


def _cells(
    indicators: Sequence[Indicator], areas: Sequence[Place], held: Mapping[tuple[str, str], Held], today: date
) -> Iterator[Cell]:
    for indicator in indicators:
        for area in areas:
            found = _found(indicator.code, area.code, held)
            age = None if found is None else found.age_months(today)
            due = None if found is None else found.next_due()
            yield Cell(
                indicator, area, area.level, _state(found, age), found, age, due, holder(indicator, area)
            )


def _found(code: str, place: str, held: Mapping[tuple[str, str], Held]) -> Held | None:
    """Give what is held of an indicator, its own figure or what it is computed of."""
    own = held.get((code, place))
    if own is not None or code not in COMPUTED:
        return own
    parts = [_part(part, place, held) for part in COMPUTED[code]]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    oldest = min(known, key=lambda part: part.period)
    return Held(
        code, place, None, "", oldest.period, 0, oldest.source, oldest.dataset, modified=oldest.modified,
        periodicity=oldest.periodicity, restricted=any(part.restricted for part in known),
    )  # fmt: skip


def _part(code: str, place: str, held: Mapping[tuple[str, str], Held]) -> Held | None:
    """Give a part; of what is described and closed it is not known which sectors it holds."""
    if code in COMPUTED:
        return _found(code, place, held)
    own, cells = held.get((code, place)), held.get((CELLS, place))
    closed = cells is not None and cells.restricted and code.startswith(f"{CELLS}/")
    return cells if own is None and closed else own


def _state(found: Held | None, age: int | None) -> State:
    if found is None:
        return "missing"
    if found.restricted:
        return "restricted"
    return "old" if age is not None and age > OLD_MONTHS else "held"


def holder(indicator: Indicator, area: Place) -> str:
    """Say who has an indicator at a level, as its definition says; empty where nobody has."""
    country = area.code[:2].lower()
    column = {"eu": "eu", "national": country, "regional": country, "local": "local"}[area.level]
    said = indicator.sources.get(column, "")
    return "" if said in ("-", "derived", "computed") else said
