"""Inventory: one place's figures of one source and period, read cell by cell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from schemas.basis import Basis
from schemas.comparability.figures import Figure, at_scopes, total
from schemas.comparability.rows import Table
from schemas.comparability.scopes import (
    AFOLU,
    AGRICULTURE,
    ALL,
    CELLS,
    ENERGY_TOGETHER,
    INDUSTRY,
    INDUSTRY_ENERGY,
    LAND,
    STATIONARY,
    TRANSPORT,
    children,
    scope_one_only,
    under,
)
from schemas.observations import TOTAL

SOURCES, SINKS, PLANTS = "SRC", "SNK", "ETS"


@dataclass(frozen=True, slots=True)
class Inventory:
    """One place's rows and how they are to be read.

    Args:
        table: the rows.
        basis: how they were made.
        moves: cells whose content belongs to another cell, e.g. industry's energy filed in IV to I.
        gross: whether sector V holds agriculture alone.
        emissions: false for energy, which knows no land use and no scope-1-only sectors.
        land_by_totals: land use as the difference of two printed totals, where the source prints both.
        unlisted: cells that a printed total holds though they are not printed one by one.
        misfiled: gives what a sector holds under scope 1 that belongs to scope 2 (heat from a network).
        read: cells that were read already at some scopes; each step of a harmonisation asks for them.
    """

    table: Table
    basis: Basis
    moves: Mapping[str, str] = field(default_factory=dict)
    gross: bool = False
    emissions: bool = True
    land_by_totals: Figure | None = None
    unlisted: frozenset[str] = frozenset()
    misfiled: Callable[[str], Figure | None] | None = None
    read: dict[tuple[str, frozenset[str]], Figure | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def sector(self, sector: str, wanted: frozenset[str] = ALL, mode: str = TOTAL) -> Figure | None:
        """Read a sector at the scopes wanted: its own row, else the sum of its sub-sectors."""
        if sector not in self.table.tells_of:
            return None
        own = at_scopes(self.table.of(sector, mode), wanted, self._scope_one(sector))
        if own is not None and own.scopes <= wanted:
            return own
        below = (self.sector(child, wanted) for child in children().get(sector, ()) if mode == TOTAL)
        return total(figure for figure in below if figure is not None) or own

    def _scope_one(self, sector: str) -> bool:
        holds_energy = sector in under(INDUSTRY) and self.basis.industry_energy not in ("I", "NONE")
        return self.emissions and scope_one_only(sector) and not holds_energy

    def filed(self, cell: str, wanted: frozenset[str] = ALL) -> Figure | None:
        """Read a cell as the source files it, but for heat that stands under the wrong scope."""
        key = (cell, wanted)
        if key not in self.read:
            self.read[key] = self._less_heat(cell, wanted)
        return self.read[key]

    def _less_heat(self, cell: str, wanted: frozenset[str]) -> Figure | None:
        found = self._filed(cell, wanted)
        apart = {"S1", "S2"} & (frozenset() if found is None else found.scopes)
        if found is None or self.misfiled is None or len(apart) != 1:
            return found
        heat = self.misfiled(cell)
        return found if heat is None else _scoped(found, heat, -1 if apart == {"S1"} else 1)

    def _filed(self, cell: str, wanted: frozenset[str]) -> Figure | None:
        if cell == LAND:
            return self.land() if "S1" in wanted else None
        if cell == AGRICULTURE:
            return self.agriculture(wanted)
        parts = {ENERGY_TOGETHER: (STATIONARY, TRANSPORT), AFOLU: (AGRICULTURE, LAND)}.get(cell, ())
        printed = self.sector(cell, wanted) if not parts or self.table.of(cell) else None
        found = (self._filed(part, wanted) for part in parts) if printed is None else ()
        return printed or total(figure for figure in found if figure is not None)

    def moved_to(self, cell: str, wanted: frozenset[str] = ALL) -> Figure | None:
        """Read what the classification moves into a cell."""
        figures = (self.filed(source, wanted) for source, target in self.moves.items() if target == cell)
        return total(figure for figure in figures if figure is not None)

    def cell(self, cell: str, wanted: frozenset[str] = ALL) -> Figure | None:
        """Read a cell after the classification: what is filed there and what belongs there."""
        if cell in self.moves:
            return None
        found = [self.filed(cell, wanted), self.moved_to(cell, wanted)]
        return total(figure for figure in found if figure is not None)

    def nothing_at(self, cell: str) -> frozenset[str]:
        """Give the scopes at which a cell's row says that nothing is there."""
        rows = self.table.of(cell)
        return frozenset(scope for scope in ALL if scope in rows and rows[scope].value == 0)

    def blocks(self, wanted: Mapping[str, frozenset[str]]) -> dict[frozenset[str], Figure]:
        """Give the figures of cells, and of the cells that are only printed together.

        Args:
            wanted: the scopes wanted of each cell; a cell that is not named is left out.
        """
        found: dict[frozenset[str], Figure] = {}
        for cell, scopes in wanted.items():
            figure = self.cell(cell, scopes) if scopes else None
            if figure is not None:
                found[frozenset({cell})] = figure
        together = self.table.of(ENERGY_TOGETHER)
        scopes = wanted.get(STATIONARY, frozenset())
        figure = at_scopes(together, scopes) if scopes else None
        if figure is not None:
            found[frozenset({"I", "II"})] = figure
        return found

    def covers(self, scopes: frozenset[str] = ALL) -> frozenset[str]:
        """Give the cells it tells of at some scopes, after the moves; ``_T`` where it has a bare total."""
        found = self.unlisted.union(*self.blocks(dict.fromkeys(CELLS, scopes)))
        return found or frozenset({TOTAL})

    def agriculture(self, wanted: frozenset[str] = ALL) -> Figure | None:
        """Read agriculture without land use."""
        printed = self.sector(AGRICULTURE, wanted)
        if printed is not None:
            return printed
        for mode, land_mode in ((SOURCES, SOURCES), (TOTAL, TOTAL)):
            together = self.sector(AFOLU, wanted, mode) if self.table.of(AFOLU, mode) else None
            if together is not None:
                return together if self.gross else self._without_land(together, land_mode)
        return None

    def _without_land(self, together: Figure, mode: str) -> Figure:
        land = self._land_rows(mode)
        if land is not None:
            return together.plus(land, sign=-1)
        return replace(together, hidden=together.hidden + abs(together.value))

    def _land_rows(self, mode: str) -> Figure | None:
        return self.sector(LAND, ALL, mode) if self.table.of(LAND, mode) else None

    def land(self) -> Figure | None:
        """Read net land use (sources less sinks); sources it may lack stand in `more`."""
        net, sources, sinks = (self._land_rows(mode) for mode in (TOTAL, SOURCES, SINKS))
        if net is not None:
            return net
        if sources is not None:
            return sources if sinks is None else sources.plus(sinks)
        by_difference = self._land_within_afolu()
        if by_difference is not None:
            return by_difference if sinks is None else by_difference.plus(sinks)
        if self.land_by_totals is not None:
            return self.land_by_totals
        return self._sinks_alone(sinks)

    def _land_within_afolu(self) -> Figure | None:
        farming = self.sector(AGRICULTURE)
        together = self.sector(AFOLU, ALL, SOURCES) if self.table.of(AFOLU, SOURCES) else None
        if self.gross or farming is None or together is None:
            return None
        return together.plus(farming, sign=-1)

    def _sinks_alone(self, sinks: Figure | None) -> Figure | None:
        together = self.sector(AFOLU, ALL, SOURCES) if self.table.of(AFOLU, SOURCES) else None
        if sinks is None or self.gross or together is None:
            return sinks
        return replace(sinks, more=sinks.more + abs(together.value))

    def whole(self, sector: str, wanted: frozenset[str]) -> Figure | None:
        """Read a sector with what the classification moves into it."""
        found = (self.filed(sector, wanted), self.moved_within(sector, wanted))
        return total(figure for figure in found if figure is not None)

    def moved_within(self, sector: str, wanted: frozenset[str]) -> Figure | None:
        """Read what moves into a sector: industry's energy belongs to I, and there to I.3."""
        if sector == INDUSTRY_ENERGY:
            return self.filed(INDUSTRY, wanted) if INDUSTRY in self.moves else None
        spans = sector in (STATIONARY, ENERGY_TOGETHER)
        return self.moved_to(STATIONARY, wanted) if spans else None


def _scoped(figure: Figure, heat: Figure, sign: int) -> Figure:
    """Move heat out of a figure of scope 1, or into one of scope 2; its scopes stay."""
    return replace(figure.plus(heat, sign), scopes=figure.scopes, split=figure.split)
