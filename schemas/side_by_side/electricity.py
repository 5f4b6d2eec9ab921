"""Electricity with one factor for all: what each place's emissions would be with the grid's reference factor."""

from decimal import Decimal

from schemas.comparability.comparison import Comparison
from schemas.comparability.conversion_factors import implied_factor, reference_factor
from schemas.comparability.outcome import Case
from schemas.comparability.side import Side
from schemas.comparability.wording import name, percent, words
from schemas.messages import Message
from schemas.side_by_side.table import NOTHING, Table, between, columns, figure, tonnes

EMISSIONS = "T_CO2E"
NAMES = "place period used declared implied reference change share"


def electricity(common: Comparison) -> Table:
    """Lay out electricity of a comparison with common emission factors."""
    rows = tuple(
        _row(side, side.case)
        for side in common.sides
        if side.case is not None and side.asked.measure.base_unit == EMISSIONS
    )
    head = columns("electricity", NAMES, NAMES.split()[2:])
    return Table("electricity", head, rows, Message("side_by_side.no_emissions"))


def _row(side: Side, case: Case) -> tuple[Message, ...]:
    taken = side.outcome.taken("elec_factor")
    implied, declared = implied_factor(case), side.basis.elec_factor
    change = NOTHING if taken is None else between(
        taken.delta, taken.delta - taken.below, taken.delta + taken.above
    )  # fmt: skip
    share = NOTHING if taken is None or not case.printed else percent(taken.delta / case.printed)
    return (
        name(side.place),
        words(side.period),
        tonnes(side.energy.electricity),
        _factor(declared),
        _factor(implied),
        _factor(reference_factor(case)),
        change,
        share,
    )


def _factor(value: Decimal | None) -> Message:
    return figure(value, 4 if value is not None and value != round(value, 3) else 3)
