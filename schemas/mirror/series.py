"""Series: one source's rows of a fact, found by their facet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from schemas.basis import UNKNOWN, Basis
from schemas.codes import codelist
from schemas.errors import SchemaError
from schemas.indicators import indicator
from schemas.mirror.fact import ACTUAL, CELLS, UNDIVIDED, WHOLE, Fact, Kin
from schemas.mirror.potentials import CARBON_DIOXIDE
from schemas.mirror.seen import Gathered, Seen
from schemas.observations import SeriesKey
from schemas.units import convert

MASS_OF_CO2, TONNE_OF_CO2, TONNE_OF_CO2E = "mass_co2", "T_CO2", "T_CO2E"

NOT_NEEDED = ""
EMISSIONS = "GHG"
"""Group of the indicators that count gases."""

WIDEST_FIRST = (WHOLE, "S1_S2", "S1_S3", "S1", "S2", "S3")


@dataclass(frozen=True, slots=True)
class Facet:
    """What exactly a figure is a figure of.

    Args:
        period: SDMX time.
        definition: of the fact's kin: with or without land use.
        scope: code of cl_scope.csv; ``S1_S2_S3`` is ``_T``.
        gas: code of cl_gas_group.csv; ``UNK`` where nothing is stated; empty where no gases are counted.
        gwp: set of warming potentials; empty where none is needed, as for CO2 alone.
    """

    period: str
    definition: str
    scope: str
    gas: str
    gwp: str

    @property
    def co2_only(self) -> bool:
        """Whether only CO2 is counted."""
        return self.gas in CARBON_DIOXIDE

    def scopes(self) -> frozenset[str]:
        """Give the scopes it takes together; none where they are not stated."""
        known = codelist("scope")
        return frozenset(known[self.scope].columns["parts"].split()) if self.scope in known else frozenset()


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as the mirror reads it.

    Args:
        seen: the row.
        facet: what it is a figure of.
        kin: by which indicator and sector it tells of the fact.
        value: the number in `unit`.
        unit: the fact's, or the row's own where that measures something else.
        basis: how it was made.
    """

    seen: Seen
    facet: Facet
    kin: Kin
    value: Decimal
    unit: str
    basis: Basis

    @property
    def key(self) -> SeriesKey:
        """Its dimensions."""
        return self.seen.stored.observation.key

    @property
    def id(self) -> str:
        """The observation's id."""
        return self.seen.stored.id


@dataclass(frozen=True, slots=True)
class Series:
    """One source's rows of a fact.

    Args:
        source: its id.
        standing: rows of the whole fact that stand, the newest first.
        earlier: rows that were replaced.
        cells: standing rows by sector, for taking a total apart.
    """

    source: str
    standing: tuple[Entry, ...]
    earlier: tuple[Entry, ...]
    cells: tuple[Entry, ...]

    def find(self, facet: Facet, basis: str) -> Entry | None:
        """Give the row of a facet, on a basis if it has it there."""
        found = [entry for entry in self.standing if entry.facet == facet]
        return min(found, key=lambda entry: (entry.basis.id != basis, entry.id), default=None)

    def alike(self, entry: Entry, **changes: str) -> Entry | None:
        """Give the row that differs from another in some parts of its facet only."""
        return self.find(replace(entry.facet, **changes), entry.basis.id)


def series_of(fact: Fact, gathered: Gathered, places: frozenset[str]) -> dict[str, Series]:
    """Sort the rows of some places by their source.

    Args:
        fact: what is asked.
        gathered: the evidence.
        places: the place and those that are the same area.
    """
    whole: dict[str, list[Entry]] = {}
    cells: dict[str, list[Entry]] = {}
    for seen in gathered.seen:
        key = seen.stored.observation.key
        if key.place in places and _is_actual(seen):
            entry = _entry(fact, seen, gathered.basis(key.basis))
            cell = None if entry is not None else _cell(fact, seen, gathered.basis(key.basis))
            if entry is not None:
                whole.setdefault(key.source, []).append(entry)
            if cell is not None:
                cells.setdefault(key.source, []).append(cell)
    return {source: _series(source, entries, cells.get(source, ())) for source, entries in whole.items()}


def _series(source: str, entries: Iterable[Entry], cells: Iterable[Entry]) -> Series:
    newest_first = sorted(entries, key=lambda one: (-one.seen.recorded_from.timestamp(), one.id))
    standing = tuple(one for one in newest_first if one.seen.recorded_to is None)
    earlier = tuple(one for one in newest_first if one.seen.recorded_to is not None)
    return Series(source, standing, earlier, tuple(one for one in cells if one.seen.recorded_to is None))


def _is_actual(seen: Seen) -> bool:
    observation = seen.stored.observation
    key = observation.key
    return key.value_type == ACTUAL and key.carrier in UNDIVIDED and observation.value is not None


def _entry(fact: Fact, seen: Seen, basis: Basis) -> Entry | None:
    key = seen.stored.observation.key
    if key.mode not in UNDIVIDED:
        return None
    kin = next((one for one in fact.kin if _tells(one, key)), None)
    return None if kin is None else _read(fact, seen, kin, basis)


def _tells(kin: Kin, key: SeriesKey) -> bool:
    same = key.sector == kin.sector or (kin.sector == WHOLE and key.sector in UNDIVIDED)
    return key.indicator == kin.indicator and same


def _cell(fact: Fact, seen: Seen, basis: Basis) -> Entry | None:
    """Read a row of a sector, or of land use, beside a total."""
    key = seen.stored.observation.key
    if not fact.is_total_of_emissions or key.indicator not in fact.indicators:
        return None
    sector = key.sector if key.indicator == CELLS else "V.2"
    return _read(fact, seen, Kin(key.indicator, sector), basis)


def _read(fact: Fact, seen: Seen, kin: Kin, basis: Basis) -> Entry:
    observation = seen.stored.observation
    found = observation.key.unit or fact.unit
    facet = facet_of(observation.key, kin, basis)
    if _counts_co2(found) and not facet.co2_only:
        facet = replace(facet, gas="CO2_FOS", gwp=NOT_NEEDED)
    value, unit = _in_unit(observation.value or Decimal(0), found, fact.unit)
    return Entry(seen, facet, kin, value, unit, basis)


def _in_unit(value: Decimal, found: str, wanted: str) -> tuple[Decimal, str]:
    """Convert a value; a tonne of CO2 is a tonne of CO2 equivalent, what measures something else stays."""
    try:
        if _counts_co2(found) and not _counts_co2(wanted):
            return convert(convert(value, found, TONNE_OF_CO2), TONNE_OF_CO2E, wanted), wanted
        return convert(value, found, wanted), wanted
    except SchemaError:
        return value, found


def _counts_co2(unit: str) -> bool:
    known = codelist("unit")
    return unit in known and known[unit].columns["dimension"] == MASS_OF_CO2


def facet_of(key: SeriesKey, kin: Kin, basis: Basis) -> Facet:
    """Say what a row is a figure of, as its dimensions and its basis state it."""
    undivided = key.gas in UNDIVIDED or key.gas == "_U"
    if undivided and indicator(key.indicator).group != EMISSIONS:
        gas, gwp = NOT_NEEDED, NOT_NEEDED
    else:
        gas = basis.gas_group if undivided else key.gas
        gwp = NOT_NEEDED if gas in CARBON_DIOXIDE else basis.gwp_set
    scope = WHOLE if key.scope == "S1_S2_S3" else key.scope
    return Facet(key.period, kin.definition, scope, gas, gwp)


GAS_RANK: Mapping[str, int] = {"CO2E": 0, "CO2E_3G": 1, UNKNOWN: 2, "CO2": 4, "CO2_FOS": 4}


def heads(series: Series, fact: Fact, period: str) -> list[Entry]:
    """Give a source's figures of a period, one on each basis: the nearest to what is asked.

    That is the indicator asked for before its kin, all gases before some, the widest scope.
    """
    found = [entry for entry in series.standing if entry.facet.period == period]
    if not found:
        return []
    turn = {entry.id: _turn(entry, fact) for entry in found}
    best = min(turn[entry.id][:2] for entry in found)
    by_basis: dict[str, Entry] = {}
    for entry in sorted(found, key=lambda one: (*turn[one.id], one.id)):
        if turn[entry.id][:2] == best:
            by_basis.setdefault(entry.basis.id, entry)
    return list(by_basis.values())


def _turn(entry: Entry, fact: Fact) -> tuple[int, int, int]:
    scope = entry.facet.scope
    width = WIDEST_FIRST.index(scope) if scope in WIDEST_FIRST else len(WIDEST_FIRST)
    return (fact.kin.index(entry.kin), GAS_RANK.get(entry.facet.gas, 3), width)
