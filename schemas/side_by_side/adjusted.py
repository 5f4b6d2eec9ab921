"""What was adjusted: each step from the printed to the harmonised figure, and the figure on the common cells."""

from collections.abc import Iterator

from schemas.codes import codelist
from schemas.comparability.comparison import Comparison
from schemas.comparability.coverage import Covered
from schemas.comparability.outcome import Step
from schemas.comparability.side import Side
from schemas.comparability.wording import enumerated, label, name, quantity, words
from schemas.messages import Message
from schemas.side_by_side.table import NOTHING, Table, between, columns, tonnes

STEPS = "place step why change"
NONE_TOLD = Message("side_by_side.none")
CELLS = "place harmonised common left_out what"


def adjusted(comparison: Comparison, table: str = "adjusted") -> Table:
    """Lay out the steps of each place: what is printed, each conversion with its reason, what came of it."""
    rows = tuple(row for side in comparison.sides for row in _rows(side))
    return Table(table, columns("adjusted", STEPS, ["change"], _unit(comparison)), rows, NONE_TOLD)


def _rows(side: Side) -> Iterator[tuple[Message, ...]]:
    place, printed, result = (
        name(side.place),
        None if side.case is None else side.case.printed,
        side.outcome,
    )
    if printed is not None:
        yield place, Message("side_by_side.as_printed"), NOTHING, tonnes(printed)
    for step in result.steps:
        yield place, Message(f"side_by_side.step.{step.step}"), step.message, _changed(step)
    for failure in result.failures:
        yield place, Message(f"compare.dimension.{failure.dimension}"), failure.message, NOTHING
    made = between(result.value, result.lower, result.upper)
    yield place, Message("side_by_side.harmonised"), _open(side), made


def _unit(comparison: Comparison) -> str:
    """Give the code of the unit of a comparison's figures."""
    return next((side.asked.measure.unit for side in comparison.sides), "")


def _changed(step: Step) -> Message:
    return between(step.delta, step.delta - step.below, step.delta + step.above)


def _open(side: Side) -> Message:
    """Name the conversions of which nobody can say how much they are."""
    names = tuple(Message(f"compare.dimension.{one}") for one in side.outcome.unbounded)
    return Message("side_by_side.unbounded", {"what": enumerated(names)}) if names else NOTHING


def common_cells(comparison: Comparison) -> Table:
    """Lay out the figures on the cells that all places cover, and what was left out of each."""
    by_place = {covered.place: covered for covered in comparison.coverage.values if comparison.coverage.cells}
    found = ((side, by_place.get(side.place.code)) for side in comparison.sides)
    rows = tuple(_covered(side, covered) for side, covered in found if covered is not None)
    head = columns("common_cells", CELLS, ["harmonised", "common", "left_out"], _unit(comparison))
    empty = Message("side_by_side.nothing_in_common")
    return Table("common_cells", head, rows, empty)


def _covered(side: Side, covered: Covered) -> tuple[Message, ...]:
    unit = side.asked.measure.unit
    out = tuple(
        Message("side_by_side.left_out", {"cell": _cell(cell), "value": quantity(value, unit)})
        if value is not None
        else _cell(cell)
        for cell, value in covered.left_out
    )
    return (
        name(side.place),
        between(side.answer.value, side.answer.lower, side.answer.upper),
        between(covered.value, covered.lower, covered.upper),
        tonnes(covered.delta),
        enumerated(out) if out else NOTHING,
    )


def _cell(code: str) -> Message:
    return label("sector", code) if code in codelist("sector") else words(code)
