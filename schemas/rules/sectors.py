"""Which rows a printed total adds up: a sector's own row, else the rows of its parts, never both."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain

from schemas.codes import codelist
from schemas.observations import Observation
from schemas.rules.inventories import CELLS, ENERGY, Inventory, Spot, amount

Rows = tuple[Observation, ...]
TOP = ("I", "II", "III", "IV")
ENERGY_TOGETHER = "I_II"


@cache
def parts_of_sectors() -> Mapping[str, tuple[str, ...]]:
    """Give each sector's parts, e.g. I.2: I.2.C, I.2.I, I.2.L."""
    parts: dict[str, tuple[str, ...]] = {}
    for code in codelist("sector"):
        parent = code.columns["parent"]
        parts[parent] = (*parts.get(parent, ()), code.code)
    return parts


@cache
def below(sector: str) -> tuple[str, ...]:
    """Give a sector's parts, their parts and so on."""
    parts = parts_of_sectors().get(sector, ())
    return tuple(chain(parts, chain.from_iterable(below(part) for part in parts)))


@cache
def with_parts(sector: str) -> tuple[str, ...]:
    """Give a sector and all that is below it."""
    return (sector, *below(sector))


def sector_rows(
    inventory: Inventory, indicator: str, sector: str, scope: str, carrier: str = "_T", mode: str = "_T"
) -> Rows:
    """Give a sector's own row, or the rows of its parts where it has none with a number."""
    if not inventory.tells(indicator, with_parts(sector)):
        return ()
    own = inventory.at(indicator, sector, scope, carrier, mode)
    if own is not None and amount(own) is not None:
        return (own,)
    parts = tuple(
        chain.from_iterable(
            sector_rows(inventory, indicator, part, scope, carrier, mode)
            for part in parts_of_sectors().get(sector, ())
        )
    )
    return parts or ((own,) if own is not None else ())


def part_rows(inventory: Inventory, spot: Spot) -> Rows:
    """Give the rows of a sector's parts that stand for it: of each part its own row, else its modes, else its parts."""
    if not inventory.tells(spot.indicator, below(spot.sector)):
        return ()
    found: list[Observation] = []
    for part in parts_of_sectors().get(spot.sector, ()):
        line = inventory.of_line(spot.indicator, part, spot.scope, spot.carrier)
        rows = [row for row in line if amount(row) is not None]
        whole = [row for row in rows if row.key.mode == "_T"]
        found += whole or rows or part_rows(inventory, spot._replace(sector=part))
    return tuple(found)


def readings(inventory: Inventory, total: str, scope: str, carrier: str) -> list[list[Rows]]:
    """Give the ways in which a total may add up its sectors, the likeliest first.

    Args:
        total: ``GHG.TOT`` (without land use), ``GHG.NET`` (with it) or ``EN.FEC``.

    Returns:
        For each way the rows of each sector; a sector that is not told has none.
    """
    indicator = ENERGY if total == ENERGY else CELLS
    top = [sector_rows(inventory, indicator, sector, scope, carrier) for sector in TOP]
    together = inventory.at(indicator, ENERGY_TOGETHER, scope, carrier)
    if together is not None and not top[0] and not top[1]:
        top[0:2] = [(together,), ()]
    if total == ENERGY:
        return [[*top, sector_rows(inventory, indicator, "V", scope, carrier)]]
    land = _Land(inventory, scope, carrier)
    ways = land.net() if total == "GHG.NET" else land.gross()
    return [[*top, way] for way in ways if way] or [[*top, ()]]


class _Land:
    """Agriculture and land use, which inventories print in several ways."""

    def __init__(self, inventory: Inventory, scope: str, carrier: str) -> None:
        self.inventory, self.scope, self.carrier = inventory, scope, carrier

    def row(self, sector: str, mode: str = "_T") -> Rows:
        row = self.inventory.at(CELLS, sector, self.scope, self.carrier, mode)
        return (row,) if row is not None else ()

    def agriculture(self) -> Rows:
        return sector_rows(self.inventory, CELLS, "V.1_V.3", self.scope, self.carrier)

    def net(self) -> Sequence[Rows]:
        """V as one figure; sources and sinks; agriculture and land."""
        sinks = self.row("V.2", "SNK") or self.row("V", "SNK")
        land = self.row("V.2") or self.row("V.2", "SRC") + sinks
        sources = self.row("V", "SRC")
        return (self.row("V"), sources and sources + sinks, self.agriculture() + land)

    def gross(self) -> Sequence[Rows]:
        """Agriculture alone; sources, where nothing says that land is among them; V as one figure."""
        return (self.agriculture(), self.row("V", "SRC"), self.row("V"))
