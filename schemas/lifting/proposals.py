"""Proposals: which data could lift a reason, by dimension; a trial says which of them do.

Proposals are generous: what does not lift anything is never asked for. A dimension without a function of its own is
about attributes of the basis, and those are asked for.
"""

from collections.abc import Callable, Iterator, Mapping

from schemas.basis import ATTRIBUTES
from schemas.comparability.dimension_table import table as dimension_table
from schemas.comparability.pair import Pair
from schemas.comparability.reasons import Level, Reason
from schemas.comparability.scopes import WHOLE, under
from schemas.comparability.side import Side
from schemas.lifting.datum import Datum
from schemas.lifting.proposals_basis import electricity, fuel_factors, of_attribute, recalculation
from schemas.lifting.proposals_cells import coverage
from schemas.lifting.proposals_concealed import gases, told_apart
from schemas.lifting.proposals_figures import figure, people, population, year
from schemas.lifting.proposals_state import (
    answers,
    certain,
    definition,
    final,
    free,
    heat,
    methane,
    power,
    same_reading,
    spliced,
    value_type,
)
from schemas.lifting.proposals_tables import (
    accounting,
    closing,
    land,
    land_use,
    not_told,
    of_scope,
    split,
    table,
)
from schemas.lifting.stand import Stand

Propose = Callable[[Stand, Pair, Reason], Iterator[Datum]]

LEAST_LEVEL = Level.BOUNDED
"""What was converted exactly needs nothing more."""


def _period(stand: Stand, pair: Pair, reason: Reason) -> Iterator[Datum]:
    if pair.one.period == pair.other.period:
        return of_attribute(stand, pair, reason, "base_period")
    return year(stand, pair, reason)


def _electricity(stand: Stand, pair: Pair, reason: Reason) -> Iterator[Datum]:
    yield from electricity(stand, pair, reason)
    yield from power(stand, pair, reason)


def _state(stand: Stand, pair: Pair, reason: Reason) -> Iterator[Datum]:
    yield from final(stand, pair, reason)
    yield from told_apart(stand, pair, reason)


OF_ITS_YEAR = frozenset({"population", "base_period", "reference_period", "elec_factor"})
"""Dimensions whose data are of the year that is looked at; all others are of the year that a place has figures of."""

OF_A_DIMENSION: Mapping[str, Propose] = {
    "accounting": accounting, "scope_coverage": coverage, "internal_sum": closing, "lulucf": land_use, "elec_factor": _electricity,
    "ef_basis": fuel_factors,
    "base_period": _period, "reference_period": year, "population": population, "obs_status": _state, "gas_group": gases,
    "break_in_series": spliced, "confidentiality": free, "uncertainty": certain, "findings": answers,
    "definition": definition, "value_type": value_type, "vintage": same_reading, "heat_scope": heat,
    "ch4_origin": methane,
}  # fmt: skip

IN_THE_BASIS: Mapping[str, tuple[str, ...]] = {row.name: row.attributes for row in dimension_table()}


def proposals(stand: Stand, pair: Pair, reason: Reason) -> Iterator[Datum]:
    """Propose data that could lift a reason between two places.

    Args:
        stand: the comparison as it stands in a trial.
        pair: the two places.
        reason: what stands between them.
    """
    if reason.level < LEAST_LEVEL:
        return
    if reason.dimension not in OF_ITS_YEAR:
        pair = Pair(pair.asked, stand.at_home(pair.one), stand.at_home(pair.other))
    for side in pair.sides:
        yield from _without_figure(stand, side, pair)
    own = OF_A_DIMENSION.get(reason.dimension)
    if own is not None:
        yield from own(stand, pair, reason)
        return
    for attribute in IN_THE_BASIS.get(reason.dimension, ()):
        if attribute in ATTRIBUTES:
            yield from of_attribute(stand, pair, reason, attribute)


def _without_figure(stand: Stand, side: Side, pair: Pair) -> Iterator[Datum]:
    """Propose what a place without a harmonised figure lacks, by the need that each failure names."""
    other = pair.other if side is pair.one else pair.one
    for failure in side.failures:
        for lift in failure.lifted_by:
            need = lift.needs.key.rpartition(".")[2]
            yield from _of_failure(stand, side, other, failure, need)


def _of_failure(stand: Stand, side: Side, other: Side, failure: Reason, need: str) -> Iterator[Datum]:
    if side.case is None:
        if need != "population":
            yield from figure(stand, side)
    elif need in ("split", "sector"):
        yield from _taken_apart(side, other)
    elif need == "population":
        yield people(side)
    elif need == "land":
        yield land(side)
    elif need == "processes":
        yield recalculation(stand, side, "industry_energy", "I", failure.dimension)
    elif need == "scope":
        yield of_scope(stand, side, other)


def _taken_apart(side: Side, other: Side) -> Iterator[Datum]:
    if _untold(side) or not_told(side):
        yield table(side, other)
    if not _untold(side):
        yield split(side, side.cells)


def _untold(side: Side) -> bool:
    """Say whether no rows by sector stand behind a figure, or none of the sector that is asked for."""
    rows = {} if side.case is None else side.case.inventory.table.rows
    sector = side.asked.measure.sector
    inside = {code for code, _ in rows if code != WHOLE}
    return not inside or (sector != WHOLE and not inside & under(sector))
