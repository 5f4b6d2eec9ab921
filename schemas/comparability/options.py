"""Options: what a place could answer with, by source and period."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cache

from schemas.comparability.evidence import Holdings
from schemas.comparability.measures import CELLS_OF_GHG, SECTOR_INDICATORS, Measure
from schemas.comparability.question import BASELINE, LATEST_COMMON, Asked
from schemas.comparability.rows import ACTUAL, MEMO_GASES, UNDIVIDED, is_actual, is_of_all_gases, is_undivided
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
from schemas.indicators import indicator
from schemas.observations import SeriesKey, StoredObservation
from schemas.periods import Period, parse_period

VALUE_TYPES = (ACTUAL, "RESID", "GAP", "TGT", "TGT_PCT", "PROJ", "BASE", "TGT_RED")
"""Types of values in the order in which they are taken; a level comes before a reduction."""


@dataclass(frozen=True, slots=True)
class Option:
    """One source's figures for one period.

    Args:
        source: its id.
        period: the figures' period.
        heads: printed figures of the measure itself, the best first.
        rows: rows by sector of all gases together, of every basis; of each gas where nothing else is told.
        by_gas: rows by sector and gas, of every basis.
    """

    source: str
    period: Period
    heads: tuple[StoredObservation, ...]
    rows: tuple[StoredObservation, ...]
    by_gas: tuple[StoredObservation, ...] = ()

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
    heads = _by_source(_heads(asked, held.of(place, *measure.printed)))
    told = held.of(place, measure.rows) if measure.rows else []
    by_gas = [seen for seen in told if is_actual(seen) and not is_of_all_gases(seen)]
    whole = [seen for seen in told if is_actual(seen) and is_of_all_gases(seen)]
    rows = _by_source((*whole, *_told_by_gas_alone(whole, by_gas)))
    totals = _totals_by_gas(asked, held, place)
    rows |= {
        where: told
        for where, told in _by_source(_told_by_gas_alone((), totals)).items()
        if where not in heads and where not in rows
    }
    gases = _by_source((*by_gas, *totals))
    found = [
        Option(
            source,
            period_of(period),
            tuple(sorted(heads.get((source, period), ()), key=lambda seen: _preference(seen, asked))),
            tuple(rows.get((source, period), ())),
            tuple(gases.get((source, period), ())),
        )
        for source, period in sorted(heads.keys() | rows.keys())
    ]
    return sorted(
        (option for option in found if option.heads or _tells(option.rows, measure)),
        key=lambda option: _turn(option, held, place),
    )


def _told_by_gas_alone(
    whole: Iterable[StoredObservation], by_gas: Sequence[StoredObservation]
) -> list[StoredObservation]:
    """Give rows of single gases where no row of all gases stands beside them: together they are the figure."""
    if not by_gas:
        return []
    known: dict[tuple[str, ...], set[str]] = {}
    for seen in whole:
        if _says(seen):
            known.setdefault(_cell(seen.observation.key), set()).add(seen.observation.key.carrier)
    return [
        seen
        for seen in by_gas
        if seen.observation.key.gas not in MEMO_GASES
        and not _told_already(seen.observation.key.carrier, known.get(_cell(seen.observation.key), set()))
    ]


def _says(seen: StoredObservation) -> bool:
    """Say whether a row tells anything: a number, or why there is none."""
    told = seen.observation
    return told.value is not None or bool(told.notation_key) or told.obs_status in ("K", "L", "M", "Q")


def _told_already(carrier: str, known: Set[str]) -> bool:
    """Say whether a cell's rows of all gases hold a carrier; all carriers together are held by any of them."""
    return bool(known) if carrier in UNDIVIDED else carrier in known or not known.isdisjoint(UNDIVIDED)


def _totals_by_gas(asked: Asked, held: Holdings, place: str) -> list[StoredObservation]:
    """Give rows of a total that are told gas by gas: they stand for it where no total and no sector is printed."""
    measure = asked.measure
    if measure.kind != "total" or measure.rows != CELLS_OF_GHG:
        return []
    return [
        seen
        for seen in held.of(place, measure.printed[0])
        if is_actual(seen) and not is_of_all_gases(seen) and seen.observation.key.sector in UNDIVIDED
    ]


def _cell(key: SeriesKey) -> tuple[str, ...]:
    return (key.source, key.period, key.basis, key.sector, key.scope, key.mode)


@cache
def period_of(text: str) -> Period:
    """Read a stored period; a store holds few, and many rows of each."""
    return parse_period(text)


def _turn(option: Option, held: Holdings, place: str) -> tuple[bool, int, bool, int, int, str]:
    unlike, priority, source = held.turn(option.source)
    decided, position = held.turn_of_place(option.source, place)
    return (unlike, decided, not option.heads, position, priority, source)


def _by_source(
    observations: Iterable[StoredObservation],
) -> dict[tuple[str, str], list[StoredObservation]]:
    found: dict[tuple[str, str], list[StoredObservation]] = {}
    for stored in observations:
        key = stored.observation.key
        found.setdefault((key.source, key.period), []).append(stored)
    return found


def _heads(asked: Asked, observations: Iterable[StoredObservation]) -> Iterable[StoredObservation]:
    """Give the printed figures of the measure: what was; a target only where nothing else is told of a period.

    A target counts for an indicator that is one, and for a period that is named.
    """
    measure = asked.measure
    found = [
        seen
        for seen in observations
        if seen.observation.value is not None and _is_of_sector(seen.observation.key, measure)
    ]
    actual = [seen for seen in found if is_actual(seen)]
    if _asks_for_targets(asked):
        told = {(seen.observation.key.source, seen.observation.key.period) for seen in actual}
        actual += [
            seen for seen in found
            if not is_actual(seen) and (seen.observation.key.source, seen.observation.key.period) not in told
        ]  # fmt: skip
    whole = [seen for seen in actual if is_undivided(seen) and is_of_all_gases(seen)]
    return whole or (_of_one_kind(actual) if measure.kind == "plain" else ())


def _is_of_sector(key: SeriesKey, measure: Measure) -> bool:
    """Say whether a row is of the measure's sector; one of a sector's own indicator need not repeat it."""
    if key.sector == measure.sector:
        return True
    implied = measure.kind == "plain" and measure.sector == WHOLE
    return (implied or key.indicator in SECTOR_INDICATORS) and key.sector in UNDIVIDED


def _asks_for_targets(asked: Asked) -> bool:
    named = asked.question.period not in (BASELINE, LATEST_COMMON)
    return named or indicator(asked.measure.indicator).kind == "target"


def _of_one_kind(observations: Iterable[StoredObservation]) -> list[StoredObservation]:
    """Take figures that are printed for one kind only (one type of station, one gas); of several none is the figure."""
    found = list(observations)
    kinds: dict[tuple[str, str], set[tuple[str, str, str]]] = {}
    for seen in found:
        key = seen.observation.key
        kinds.setdefault((key.source, key.period), set()).add((key.carrier, key.mode, key.gas))
    return [
        seen for seen in found if len(kinds[seen.observation.key.source, seen.observation.key.period]) == 1
    ]


def _preference(stored: StoredObservation, asked: Asked) -> tuple[bool, int, int, int, str]:
    """Order printed figures: the scope asked for, the indicator's own before its kin, the widest scope."""
    key = stored.observation.key
    own_type = VALUE_TYPES.index(key.value_type) if key.value_type in VALUE_TYPES else len(VALUE_TYPES)
    wanted = asked.question.scope
    width = WIDEST_FIRST.index(key.scope) if key.scope in WIDEST_FIRST else len(WIDEST_FIRST)
    kin = asked.measure.printed.index(key.indicator)
    return (bool(wanted) and key.scope != wanted, kin, own_type, width, stored.id)


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
