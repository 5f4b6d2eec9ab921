"""The fact that a mirror shows: an indicator of a place, and which rows of a source tell of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.codes import codelist
from schemas.indicators import indicator

WHOLE = "_T"
UNDIVIDED = frozenset({WHOLE, "_Z"})
ACTUAL = "ACT"

GROSS, NET = "GHG.TOT", "GHG.NET"
CELLS = "GHG.SEC"
LAND_USE, LAND_CELL = "GHG.LULUCF", "V.2"
WITHOUT_LAND, WITH_LAND = "EX", "NET"

SECTOR_OF: Mapping[str, str] = {
    "GHG.STAT": "I",
    "GHG.TRAN": "II",
    "GHG.WAST": "III",
    "GHG.IPPU": "IV",
    "GHG.AFOL": "V.1_V.3",
    LAND_USE: LAND_CELL,
}
"""Indicators that are a sector of the rows `GHG.SEC` (cl_sector.csv)."""


@dataclass(frozen=True, slots=True)
class Kin:
    """An indicator and sector whose rows tell of the fact, and by which definition.

    Args:
        indicator: code.
        sector: code of cl_sector.csv.
        definition: what tells it from the others: ``EX`` without land use, ``NET`` with it, else empty.
    """

    indicator: str
    sector: str = WHOLE
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """What is asked of every source.

    Args:
        indicator: the code asked for.
        sector: the sector asked for, ``_T`` for all.
        unit: unit of the answer.
        kin: rows that tell of it, the best first.
    """

    indicator: str
    sector: str
    unit: str
    kin: tuple[Kin, ...]

    @property
    def is_total_of_emissions(self) -> bool:
        """Whether land use is a question of its definition."""
        return any(one.definition for one in self.kin)

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators that a mirror looks at."""
        told = [one.indicator for one in self.kin]
        if self.is_total_of_emissions:
            told += [CELLS, LAND_USE]
        return tuple(dict.fromkeys(told))


def fact(code: str, sector: str = WHOLE) -> Fact:
    """Say which rows tell of an indicator.

    Raises:
        UnknownCodeError: there is no such indicator or sector.
    """
    found = indicator(code)
    if sector != WHOLE:
        codelist("sector")[sector]
    return Fact(code, sector, found.unit or "NR", _kin(code, sector))


def _kin(code: str, sector: str) -> tuple[Kin, ...]:
    gross, net = Kin(GROSS, WHOLE, WITHOUT_LAND), Kin(NET, WHOLE, WITH_LAND)
    if sector == WHOLE and code in (GROSS, CELLS):
        return (gross, net)
    if sector == WHOLE and code == NET:
        return (net, gross)
    if sector == WHOLE and code in SECTOR_OF:
        return (Kin(code), Kin(CELLS, SECTOR_OF[code]))
    if code in (GROSS, NET, CELLS):
        own = tuple(Kin(one) for one, cell in SECTOR_OF.items() if cell == sector)
        return (Kin(CELLS, sector), *own)
    return (Kin(code, sector),)
