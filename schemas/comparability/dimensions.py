"""The dimensions of comparability: which there are, what each concerns, and what compares it.

A new dimension is a line here and a function of a pair, in the module of its topic.
"""

from dataclasses import replace

from schemas.comparability.attributes import accounting, attribute, gwp_set, waste
from schemas.comparability.dimension_cells import internal_sum, scope_coverage
from schemas.comparability.dimension_energy import ef_basis, elec_factor
from schemas.comparability.dimension_land import classification, lulucf
from schemas.comparability.dimension_place import base_period, boundary, population
from schemas.comparability.dimension_state import findings, obs_status
from schemas.comparability.pair import Dimension, Pair
from schemas.comparability.reasons import Reason, one_a_dimension
from schemas.comparability.scopes import AFOLU, AGRICULTURE, INDUSTRY_ENERGY, LAND, STATIONARY, WHOLE, under

_EMISSIONS = frozenset({"GHG"})
_ENERGY = frozenset({"Energy"})
_BY_CELL = _EMISSIONS | _ENERGY
_WITH_LAND = frozenset({WHOLE, AFOLU, AGRICULTURE, LAND})
_WITH_WASTE = under("III") | {WHOLE}
_WITH_INDUSTRY = under("IV") | {WHOLE, STATIONARY, INDUSTRY_ENERGY}
_WITH_GRID = under("I", "II", "III") | {WHOLE, "I_II"}
_WITH_PLANTS = under("I", "IV") | {WHOLE, "I_II"}

DIMENSIONS: tuple[Dimension, ...] = (
    Dimension("accounting", accounting, _EMISSIONS),
    Dimension("scope_coverage", scope_coverage, _BY_CELL),
    Dimension("boundary", boundary),
    Dimension("lulucf", lulucf, _EMISSIONS, _WITH_LAND),
    Dimension("classification", classification, _EMISSIONS, _WITH_INDUSTRY),
    Dimension("base_period", base_period),
    Dimension("gas_group", attribute("gas_group"), _EMISSIONS),
    Dimension("gwp_set", gwp_set, _EMISSIONS),
    Dimension("ef_basis", ef_basis, _EMISSIONS),
    Dimension("elec_factor", elec_factor, _EMISSIONS, _WITH_GRID),
    Dimension("ets", attribute("ets", alike=(frozenset({"INCL", "NONE"}),)), _EMISSIONS, _WITH_PLANTS),
    Dimension("waste", waste, _EMISSIONS, _WITH_WASTE),
    Dimension("calorific", attribute("calorific"), _ENERGY),
    Dimension("climate_correction", attribute("climate_correction"), _ENERGY),
    Dimension("population", population, per_head=True),
    Dimension("internal_sum", internal_sum, _BY_CELL),
    Dimension("obs_status", obs_status),
    Dimension("findings", findings),
)


def reasons_between(pair: Pair) -> tuple[Reason, ...]:
    """Give what stands between two places' figures, one reason a dimension, the gravest first."""
    found = [*pair.one.failures, *pair.other.failures]
    if pair.one.case is not None and pair.other.case is not None:
        concerned = (dimension for dimension in DIMENSIONS if dimension.concerns(pair.asked))
        compared = (dimension.compare(pair) for dimension in concerned)
        found += [reason for reason in compared if reason is not None]
    if pair.asked.measure.group not in _EMISSIONS:
        found = [replace(reason, tonnes=None) for reason in found]
    return one_a_dimension(found)
