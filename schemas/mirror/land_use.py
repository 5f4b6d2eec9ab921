"""Land use beside a total: from the rows of the source that counts it, or tells of it apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from schemas.mirror.fact import CELLS, LAND_CELL, LAND_USE, UNDIVIDED
from schemas.mirror.part import Side, summed
from schemas.mirror.series import Entry

SOURCES, SINKS = "SRC", "SNK"
AFOLU = "V"


@dataclass(frozen=True, slots=True)
class Found:
    """A value and what it was read from."""

    value: Decimal
    observations: tuple[str, ...]


def land_use(side: Side) -> Found | None:
    """Give the land use that a side's inventory counts; None where it is not printed apart.

    Sources or sinks alone are all of it only where no row holds land use and agriculture together.
    """
    rows = [entry for entry in side.series.cells if _is_of(entry, side)]
    land = [entry for entry in rows if entry.key.sector == LAND_CELL and entry.kin.indicator == CELLS]
    own = [entry for entry in rows if entry.kin.indicator == LAND_USE]
    together = any(entry.key.sector == AFOLU and entry.kin.indicator == CELLS for entry in rows)
    return _net(own, whole=True) or _net(land, whole=not together)


def _is_of(entry: Entry, side: Side) -> bool:
    here, there = entry.facet, side.facet
    same = (here.period, here.gas, here.gwp) == (there.period, there.gas, there.gwp)
    return same and entry.unit == side.entry.unit


def _net(rows: Sequence[Entry], *, whole: bool) -> Found | None:
    """Read the net row, or add sources and sinks; scope 1 counts before what is wider."""
    for scope in ("S1", "_T"):
        of_scope = {entry.key.mode: entry for entry in reversed(_in_turn(rows)) if entry.facet.scope == scope}
        net = next((of_scope[mode] for mode in sorted(UNDIVIDED) if mode in of_scope), None)
        if net is not None:
            return Found(net.value, (net.id,))
        parts = [of_scope[mode] for mode in (SOURCES, SINKS) if mode in of_scope]
        if len(parts) == len((SOURCES, SINKS)) or (parts and whole):
            return Found(summed(one.value for one in parts), tuple(one.id for one in parts))
    return None


def _in_turn(rows: Sequence[Entry]) -> list[Entry]:
    return sorted(rows, key=lambda entry: (entry.basis.id, entry.id))
