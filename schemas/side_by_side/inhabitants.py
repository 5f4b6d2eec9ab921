"""Per inhabitant: the printed and the harmonised total by the same number of people, and by the next best one."""

from decimal import Decimal

from schemas.comparability.comparison import Comparison
from schemas.comparability.side import Side
from schemas.comparability.wording import name, words
from schemas.messages import Message
from schemas.side_by_side.table import NOTHING, Table, columns, figure, tonnes

NAMES = "place period people counted printed harmonised estimate otherwise"


def inhabitants(as_printed: Comparison | None, per_head: Comparison | None) -> Table:
    """Lay out what falls to an inhabitant, before and after the figures were brought onto one basis."""
    pairs = zip(as_printed.sides, per_head.sides, strict=True) if as_printed and per_head else ()
    rows = tuple(_row(printed, made) for printed, made in pairs)
    unit = per_head.sides[0].asked.measure.base_unit if per_head else ""
    head = columns("inhabitants", NAMES, ["people", "printed", "harmonised", "estimate", "otherwise"], unit)
    return Table("inhabitants", head, rows, Message("side_by_side.not_per_head"))


def _row(printed: Side, made: Side) -> tuple[Message, ...]:
    people = made.people
    if people is None:
        return (name(made.place), words(made.period or "–"), *[NOTHING] * 6)
    estimate = people.estimate if not people.exact else None
    return (
        name(made.place),
        words(made.period),
        tonnes(people.count.value),
        words(str(people.count.period)),
        figure(printed.answer.value, 2),
        figure(made.answer.value, 2),
        tonnes(estimate),
        figure(_divided(made.outcome.value, estimate), 2),
    )


def _divided(total: Decimal | None, people: Decimal | None) -> Decimal | None:
    return total / people if total is not None and people else None
