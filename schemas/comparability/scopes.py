"""Cells and emission scopes: the grid that inventories are laid over.

A cell is a top sector of the GPC (agriculture and land use apart); within it scopes 1, 2 and 3. Codes:
cl_sector.csv and cl_scope.csv.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from schemas.codes import codelist
from schemas.errors import UnknownCodeError
from schemas.languages import Text

WHOLE = "_T"
STATIONARY, TRANSPORT, WASTE, INDUSTRY, AGRICULTURE, LAND = "I", "II", "III", "IV", "V.1_V.3", "V.2"
CELLS = (STATIONARY, TRANSPORT, WASTE, INDUSTRY, AGRICULTURE, LAND)
GROSS_CELLS = CELLS[:-1]
ENERGY_TOGETHER, AFOLU, INDUSTRY_ENERGY, TO_THE_GRID = "I_II", "V", "I.3", "I.4.4"

ALL = frozenset({"S1", "S2", "S3"})
WIDEST_FIRST = ("_T", "S1_S2_S3", "S1_S2", "S1_S3", "S1", "S2", "S3")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the grid with its name, e.g. ``I`` "Stationary energy"."""

    code: str
    label: Text


@cache
def cells() -> tuple[Cell, ...]:
    """Give the cells in the order in which they are shown."""
    sectors = codelist("sector")
    return tuple(Cell(code, sectors[code].label) for code in CELLS)


@cache
def parts(scope: str) -> frozenset[str]:
    """Give the scopes that a scope code takes together: ``S1_S2`` is S1 and S2.

    Raises:
        UnknownCodeError: the list lacks the code, or it stands for no scope (``_Z``, ``_U``).
    """
    scopes = codelist("scope")
    found = frozenset(scopes[scope].columns["parts"].split())
    if not found:
        raise UnknownCodeError("scope", scope, WIDEST_FIRST[:5])
    return found


def told(scope: str) -> frozenset[str]:
    """Give the scopes that a stored figure tells of; one filed under none may hold all."""
    return ALL if scope in ("_Z", "_U") else parts(scope)


@cache
def children() -> Mapping[str, tuple[str, ...]]:
    """Give the sub-sectors of each sector that add up to it.

    Energy supplied to the grid (I.4.4) is left out: its users count it under scope 2.
    """
    found: dict[str, tuple[str, ...]] = {}
    for sector in codelist("sector"):
        parent = sector.columns["parent"]
        if sector.code != TO_THE_GRID:
            found[parent] = (*found.get(parent, ()), sector.code)
    return found


@cache
def cells_of(sector: str) -> frozenset[str]:
    """Give the cells that a sector lies in: ``I.2.C`` lies in I, ``I_II`` spans I and II."""
    spanning = {
        WHOLE: frozenset(CELLS),
        ENERGY_TOGETHER: frozenset({STATIONARY, TRANSPORT}),
        AFOLU: frozenset({AGRICULTURE, LAND}),
    }
    if sector in spanning:
        return spanning[sector]
    while sector and sector not in CELLS:
        sector = codelist("sector")[sector].columns["parent"]
    return frozenset({sector} if sector else ())


@cache
def under(*sectors: str) -> frozenset[str]:
    """Give sectors and everything below them."""
    found = set(sectors)
    for sector in sectors:
        found |= under(*children().get(sector, ())) if sector in children() else set()
    return frozenset(found)


@cache
def above(sector: str) -> frozenset[str]:
    """Give the sectors that a sector lies in, itself left out."""
    parents = [parent for parent, below in children().items() if sector in below]
    return frozenset(parents).union(*map(above, parents))


@cache
def scope_one_only(sector: str) -> bool:
    """Say whether the GPC knows only scope 1 for a sector (IPPU, AFOLU, fugitive emissions)."""
    return codelist("sector")[sector].columns["default_scopes"] == "1"


@cache
def scope_code(scopes: frozenset[str]) -> str:
    """Give the code that stands for a set of scopes, ``S1_S2`` for S1 and S2."""
    by_parts = {parts(code): code for code in reversed(WIDEST_FIRST)}
    return by_parts.get(scopes, "_".join(sorted(scopes)))


def in_order(codes: Iterable[str]) -> tuple[str, ...]:
    """Give cells in the order in which they are shown; what is no cell comes last."""
    found = set(codes)
    known = tuple(code for code in CELLS if code in found)
    return known + tuple(sorted(found.difference(CELLS)))
