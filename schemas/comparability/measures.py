"""Measures: what a compared indicator is made of, as data.

`GHG.TOT` is a printed total, or the sum of `GHG.SEC` rows; `GHG.STAT` is the `GHG.SEC` row of sector I, or printed
under its own code;
`GHG.CAP` is `GHG.TOT` by the inhabitants. Any other indicator is its own printed figure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from schemas.comparability.scopes import AFOLU, AGRICULTURE, LAND, WHOLE
from schemas.indicators import indicator

Kind = Literal["total", "sector", "plain"]
LandUse = Literal["EX", "NET"]

POPULATION = "CX.POP"
CELLS_OF_GHG = "GHG.SEC"
TOTAL_OF_GHG = "GHG.TOT"
NET_OF_GHG = "GHG.NET"
FINAL_ENERGY = "EN.FEC"
HEAT_FACTOR = "EN.DH.EF"
DEGREE_DAYS = "CL.HDD"
CORRECTED_BUILDINGS = "EN.FEC.HC"


@dataclass(frozen=True, slots=True)
class Measure:
    """What a compared indicator is made of.

    Args:
        indicator: the code asked for.
        base: the indicator whose unit the harmonised figure has before it is divided.
        kind: a total over all sectors, one sector, or a printed figure that has no sectors.
        group: GHG, Energy or another group of indicators.
        printed: indicators whose printed figure is taken, the best first.
        rows: the indicator of the rows by sector, empty where there are none.
        sector: code of cl_sector.csv.
        land: whether land use counts.
        per_head: whether it is divided by the inhabitants.
    """

    indicator: str
    base: str
    kind: Kind
    group: str
    printed: tuple[str, ...]
    rows: str = ""
    sector: str = WHOLE
    land: LandUse = "EX"
    per_head: bool = False

    @property
    def unit(self) -> str:
        """The unit of the answer."""
        return indicator(self.indicator).unit or "NR"

    @property
    def base_unit(self) -> str:
        """The unit before anything is divided by the inhabitants."""
        return indicator(self.base).unit or "NR"


_GHG_TOTAL = Measure(TOTAL_OF_GHG, TOTAL_OF_GHG, "total", "GHG", (TOTAL_OF_GHG, NET_OF_GHG), CELLS_OF_GHG)
_GHG_NET = replace(
    _GHG_TOTAL, indicator=NET_OF_GHG, base=NET_OF_GHG, printed=(NET_OF_GHG, TOTAL_OF_GHG), land="NET"
)
_GHG_CELL = Measure(CELLS_OF_GHG, CELLS_OF_GHG, "sector", "GHG", (CELLS_OF_GHG,), CELLS_OF_GHG)
_ENERGY = Measure(FINAL_ENERGY, FINAL_ENERGY, "total", "Energy", (FINAL_ENERGY,), FINAL_ENERGY)

SECTOR_INDICATORS: Mapping[str, str] = {
    "GHG.STAT": "I",
    "GHG.TRAN": "II",
    "GHG.WAST": "III",
    "GHG.IPPU": "IV",
    "GHG.AFOL": AGRICULTURE,
}

MEASURES: Mapping[str, Measure] = {
    TOTAL_OF_GHG: _GHG_TOTAL,
    NET_OF_GHG: _GHG_NET,
    "GHG.CAP": replace(_GHG_TOTAL, indicator="GHG.CAP", per_head=True),
    CELLS_OF_GHG: _GHG_CELL,
    FINAL_ENERGY: _ENERGY,
    "EN.FEC.CAP": replace(_ENERGY, indicator="EN.FEC.CAP", per_head=True),
    **{
        code: replace(_GHG_CELL, indicator=code, sector=sector, printed=(CELLS_OF_GHG, code))
        for code, sector in SECTOR_INDICATORS.items()
    },
}


def measure(code: str, sector: str = WHOLE) -> Measure:
    """Say what an indicator is made of.

    Args:
        code: the indicator.
        sector: the sector asked for; ``_T`` leaves the indicator's own.

    Raises:
        UnknownCodeError: there is no such indicator.
    """
    group = indicator(code).group
    found = MEASURES.get(code, Measure(code, code, "plain", group, (code,)))
    if sector == WHOLE:
        return _whole(found)
    if found.rows == CELLS_OF_GHG:
        land: LandUse = "NET" if sector in (LAND, AFOLU) else "EX"
        return replace(
            found, base=CELLS_OF_GHG, kind="sector", printed=(CELLS_OF_GHG,), sector=sector, land=land
        )
    return replace(found, kind="sector" if found.rows else "plain", sector=sector)


def _whole(found: Measure) -> Measure:
    """Take `GHG.SEC` of all sectors for what it is: the total."""
    if found.kind == "sector" and found.sector == WHOLE:
        return replace(_GHG_TOTAL, indicator=found.indicator)
    return found


def needed(code: str) -> tuple[str, ...]:
    """Give the indicators whose observations a comparison of an indicator looks at.

    Raises:
        UnknownCodeError: there is no such indicator.
    """
    found = measure(code)
    looked_at = {
        CELLS_OF_GHG: (TOTAL_OF_GHG, NET_OF_GHG, CELLS_OF_GHG, FINAL_ENERGY, HEAT_FACTOR),
        FINAL_ENERGY: (FINAL_ENERGY, CORRECTED_BUILDINGS, DEGREE_DAYS),
    }.get(found.rows, found.printed)
    own = tuple(one for one in found.printed if one not in looked_at)
    return (*looked_at, *own, POPULATION) if found.per_head else (*looked_at, *own)
