"""The rule table: what refuses an observation although each of its cells has the right form.

Each rule stands three times and means the same: as SPARQL in ``shapes/observation-rules.ttl``, as a question to whole
columns here, and as an example in ``schemas/rule_book``; tests hold them to one another. H15 is about a dataset and
stands in ``terms.py``; H16 is about disclosure. Sums and plausibility are in ``schemas.rules``.
"""

from schemas.validation.basis_rules import base_period_stated, energy_stated, gases_stated
from schemas.validation.identity_rules import known_basis, known_place, period_of_its_frequency, unique_key
from schemas.validation.ledger import HardRule
from schemas.validation.quantity_rules import (
    in_range,
    not_in_the_future,
    ratio_of_two_things,
    unit_of_the_indicator,
)
from schemas.validation.status_rules import included_somewhere, status_and_value, told_where_included
from schemas.validation.target_rules import identities_close, residual_below_baseline

BESIDE_OTHERS = frozenset({"H6", "H7-includes", "H12", "H13"})
"""Shapes of the rules that look at other rows, too: a row may break them beside those of another table."""

HARD_RULES: tuple[HardRule, ...] = (
    HardRule("H1", "violation", "H1-frequency", period_of_its_frequency),
    HardRule("H1", "violation", "H1-basis", known_basis),
    HardRule("H2", "violation", "H2", status_and_value),
    HardRule("H3", "violation", "H3", unit_of_the_indicator),
    HardRule("H4", "violation", "H4", gases_stated),
    HardRule("H5", "violation", "H5", energy_stated),
    HardRule("H6", "violation", "H6", unique_key),
    HardRule("H7", "violation", "H7", told_where_included),
    HardRule("H7", "info", "H7-includes", included_somewhere),
    HardRule("H8", "violation", "H8", ratio_of_two_things),
    HardRule("H9", "violation", "H9", base_period_stated),
    HardRule("H10", "violation", "H10", not_in_the_future),
    HardRule("H11", "violation", "H11", in_range),
    HardRule("H12", "violation", "H12", identities_close),
    HardRule("H13", "violation", "H13", residual_below_baseline),
    HardRule("H14", "violation", "H14", known_place),
)
