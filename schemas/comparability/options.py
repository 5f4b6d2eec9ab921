"""Options: what a place could answer with, by source and period."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schemas.comparability.evidence import Holdings
from schemas.comparability.measures import Measure
from schemas.comparability.question import Asked
from schemas.comparability.rows import UNDIVIDED, is_actual, is_undivided
from schemas.comparability.scopes import (
    AFOLU,
    AGRICULTURE,
    ENERGY_TOGETHER,
    INDUSTRY,
    INDUSTRY_ENERGY,
    LAND,
    STATIONARY,
    TRANSPORT,
    WHOLE,
    WIDEST_FIRST,
    under,
)
from schemas.observations import StoredObservation
from schemas.periods import Period, parse_period


@dataclass(frozen=True, slots=True)
class Option:
    """One source's figures for one period.

    Args:
        source: its id.
        period: the figures' period.
        heads: printed figures of the measure itself, the best first.
        rows: rows by sector, of every basis.
    """

    source: str
    period: Period
    heads: tuple[StoredObservation, ...]
    rows: tuple[StoredObservation, ...]

    @property
    def head(self) -> StoredObservation | None:
        """The printed figure."""
        return self.heads[0] if self.heads else None

    @property
    def basis_id(self) -> str:
        """The basis of the printed figure, else of most rows."""
        if self.head is not None:
            return self.head.observation.key.basis
        named = [stored.observation.key.basis for stored in self.rows]
        return min(set(named), key=lambda name: (-named.count(name), name), default="")

    def rows_of_basis(self) -> tuple[StoredObservation, ...]:
        """Give the rows made on the printed figure's basis; where it has none, on another of the source."""
        own = self._rows(self.basis_id)
        others = sorted({stored.observation.key.basis for stored in self.rows})
        return own or next((found for name in others if (found := self._rows(name))), ())

    def _rows(self, basis_id: str) -> tuple[StoredObservation, ...]:
        return tuple(stored for stored in self.rows if stored.observation.key.basis == basis_id)


def options(asked: Asked, held: Holdings, place: str) -> list[Option]:
    """Give what a place could answer with, the first to be asked first within each period."""
    measure = asked.measure
    heads = _by_source(seen for seen in held.of(place, *measure.printed) if _is_head(seen, measure))
    rows = _by_source(held.of(place, measure.rows)) if measure.rows else {}
    found = [
        Option(
            source,
            parse_period(period),
            tuple(sorted(heads.get((source, period), ()), key=lambda seen: _preference(seen, asked))),
            tuple(rows.get((source, period), ())),
        )
        for source, period in sorted(heads.keys() | rows.keys())
    ]
    told = [option for option in found if option.heads or _tells(option.rows, measure)]
    return sorted(told, key=lambda option: _turn(option, held))


def _turn(option: Option, held: Holdings) -> tuple[bool, bool, int, str]:
    unlike, priority, source = held.turn(option.source)
    return (unlike, not option.heads, priority, source)


def _by_source(
    observations: Iterable[StoredObservation],
) -> dict[tuple[str, str], list[StoredObservation]]:
    found: dict[tuple[str, str], list[StoredObservation]] = {}
    for stored in filter(is_actual, observations):
        key = stored.observation.key
        found.setdefault((key.source, key.period), []).append(stored)
    return found


def _is_head(stored: StoredObservation, measure: Measure) -> bool:
    key = stored.observation.key
    sectors = UNDIVIDED if measure.kind == "plain" and measure.sector == WHOLE else {measure.sector}
    return is_undivided(stored) and key.sector in sectors and stored.observation.value is not None


def _preference(stored: StoredObservation, asked: Asked) -> tuple[bool, int, int, str]:
    """Order printed figures: the scope asked for, the indicator's own before its kin, the widest scope."""
    key = stored.observation.key
    wanted = asked.question.scope
    width = WIDEST_FIRST.index(key.scope) if key.scope in WIDEST_FIRST else len(WIDEST_FIRST)
    kin = asked.measure.printed.index(key.indicator)
    return (bool(wanted) and key.scope != wanted, kin, width, stored.id)


def _tells(rows: Sequence[StoredObservation], measure: Measure) -> bool:
    """Say whether rows hold a number of the measure's sector, or of what may belong to it."""
    wanted = None if measure.kind == "total" else under(measure.sector) | kin(measure.sector)
    return any(
        stored.observation.value is not None and (wanted is None or stored.observation.key.sector in wanted)
        for stored in rows
    )


def kin(sector: str) -> frozenset[str]:
    """Give sectors whose rows may hold figures of a sector: industry's energy, agriculture in AFOLU."""
    if sector in (AGRICULTURE, LAND):
        return frozenset({AFOLU})
    if sector == ENERGY_TOGETHER:
        return under(STATIONARY, TRANSPORT)
    return frozenset({INDUSTRY}) if sector in (STATIONARY, INDUSTRY_ENERGY) else frozenset()
