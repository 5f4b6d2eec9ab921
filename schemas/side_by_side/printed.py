"""What each source prints: year, total, what it holds, and the cell it stands in."""

from schemas.comparability.comparison import Comparison
from schemas.comparability.published import published
from schemas.comparability.side import Side
from schemas.comparability.wording import enumerated, name, words
from schemas.messages import Message
from schemas.side_by_side.table import NOTHING, Table, as_printed, columns

NAMES = "place period total unit indicator holds cell"


def printed(comparison: Comparison) -> Table:
    """Lay out what is printed."""
    rows = tuple(_row(side) for side in comparison.sides)
    return Table("printed", columns("printed", NAMES, ["total"]), rows, Message("side_by_side.none"))


def _row(side: Side) -> tuple[Message, ...]:
    found = published(side)
    if found is None:
        return (name(side.place), words(side.period or "–"), *[NOTHING] * 5)
    seen = found.stored.observation
    return (
        name(side.place),
        words(side.period),
        as_printed(found.value),
        words(found.unit),
        words(seen.key.indicator),
        held(found.covers),
        words(f"{seen.key.source}, {seen.source_cell}" if seen.source_cell else seen.key.source),
    )


def held(covers: tuple[str, ...]) -> Message:
    """Write cells with their scopes, each cell once: ``I (1, 2), III (1, 2, 3)``."""
    scopes: dict[str, list[str]] = {}
    for cell in covers:
        sector, _, scope = cell.rpartition(".S")
        told = scopes.setdefault(sector or cell, [])
        told.extend(scope.replace("_S", "+").split() if sector else ())
    return enumerated(
        tuple(words(f"{cell} ({', '.join(told)})" if told else cell) for cell, told in scopes.items())
    )
