"""The dimensions of comparability: each row of the table with what compares it.

A new dimension is a row of ``schemas/codelists/dimensions.csv`` and, unless it compares one attribute, a function of a
pair in the module of its topic.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from schemas.comparability.attributes import (
    accounting,
    attribute,
    convertible,
    gwp_set,
    step,
    waste,
)
from schemas.comparability.dimension_cells import internal_sum, scope_coverage
from schemas.comparability.dimension_climate import climate_correction
from schemas.comparability.dimension_energy import ef_basis, elec_factor, heat_scope
from schemas.comparability.dimension_figures import (
    confidentiality,
    definition,
    uncertainty,
    value_type,
    vintage,
)
from schemas.comparability.dimension_gases import gas_group
from schemas.comparability.dimension_land import classification, lulucf
from schemas.comparability.dimension_place import (
    base_period,
    boundary,
    population,
    reference_period,
    territory,
)
from schemas.comparability.dimension_state import break_in_series, findings, obs_status
from schemas.comparability.dimension_table import Concern, Row, concern, table
from schemas.comparability.measures import Measure
from schemas.comparability.pair import Compare, Pair
from schemas.comparability.reasons import Level, Reason, gravest, one_a_dimension

OF_THE_TABLE: Mapping[str, Callable[[Row], Compare]] = {
    "attribute": attribute,
    "convertible": convertible,
    "territory": territory,
    "step": step,
}
"""Comparisons that the table itself describes."""

OF_A_TOPIC: Mapping[str, Compare] = {
    "climate_correction": climate_correction,
    "accounting": accounting, "scope_coverage": scope_coverage, "boundary": boundary, "lulucf": lulucf,
    "classification": classification, "base_period": base_period, "gas_group": gas_group, "gwp_set": gwp_set,
    "ef_basis": ef_basis, "elec_factor": elec_factor, "waste": waste, "population": population,
    "internal_sum": internal_sum, "obs_status": obs_status, "findings": findings,
    "reference_period": reference_period, "break_in_series": break_in_series, "definition": definition, "heat_scope": heat_scope,
    "confidentiality": confidentiality, "value_type": value_type, "vintage": vintage, "uncertainty": uncertainty,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way in which figures may differ.

    Args:
        row: what the table says of it.
        compare: gives the reason, None where both sides are the same.
    """

    row: Row
    compare: Compare

    @property
    def name(self) -> str:
        """As the answer calls it."""
        return self.row.name


def _dimension(row: Row) -> Dimension:
    of_the_table = OF_THE_TABLE.get(row.comparison)
    return Dimension(row, of_the_table(row) if of_the_table is not None else OF_A_TOPIC[row.comparison])


DIMENSIONS: tuple[Dimension, ...] = tuple(map(_dimension, table()))


@cache
def concerned(measure: Measure) -> tuple[tuple[Dimension, Concern], ...]:
    """Give the dimensions that concern what is compared, and whether always or only where stated."""
    found = ((dimension, concern(dimension.row, measure)) for dimension in DIMENSIONS)
    return tuple((dimension, how) for dimension, how in found if how != "never")


def reasons_between(pair: Pair) -> tuple[Reason, ...]:
    """Give what stands between two places' figures, one reason a dimension, the gravest first."""
    found = [*pair.one.failures, *pair.other.failures]
    if pair.one.case is not None and pair.other.case is not None:
        for dimension, how in concerned(pair.asked.measure):
            if how == "always" or pair.stated(dimension.row.attributes):
                reason = dimension.compare(pair)
                if reason is not None:
                    found.append(reason)
    if not found:
        return ()
    if pair.asked.measure.group != "GHG":
        found = [reason if reason.tonnes is None else replace(reason, tonnes=None) for reason in found]
    return one_a_dimension(_told_once(found))


def _told_once(found: list[Reason]) -> list[Reason]:
    """Leave out that intervals overlap where another reason says already that the figures are not certain."""
    others = [reason for reason in found if reason.dimension != "uncertainty"]
    return others if gravest(others) >= Level.BOUNDED else found
