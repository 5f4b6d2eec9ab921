"""The rule table: what refuses an observation although each of its cells has the right form.

H4, H5, H8, H9, H12, H13, H15 and H16 are about bases, targets, licences and disclosure: they are checked where
those are known. Sums and plausibility are in ``schemas.rules``.
"""

from schemas.validation.identity_rules import known_basis, known_place, period_of_its_frequency, unique_key
from schemas.validation.ledger import HardRule
from schemas.validation.quantity_rules import in_range, not_in_the_future, unit_of_the_indicator
from schemas.validation.status_rules import included_somewhere, status_and_value, told_where_included

HARD_RULES: tuple[HardRule, ...] = (
    HardRule("H1", "violation", period_of_its_frequency),
    HardRule("H1", "violation", known_basis),
    HardRule("H2", "violation", status_and_value),
    HardRule("H3", "violation", unit_of_the_indicator),
    HardRule("H6", "violation", unique_key),
    HardRule("H7", "violation", told_where_included),
    HardRule("H7", "info", included_somewhere),
    HardRule("H10", "violation", not_in_the_future),
    HardRule("H11", "violation", in_range),
    HardRule("H14", "violation", known_place),
)
