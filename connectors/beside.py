"""Rows of several mappings beside one another: a key that two of them tell, targets in one and the baseline in another.

Each mapping's rows are checked by themselves when they are read; some hard rules look at other rows of the same source,
which another mapping may have read.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from connectors.items import Item
from connectors.publication import is_bulk
from connectors.reading import Context, Read
from schemas.findings import Finding
from schemas.validation.observations import check_beside


def held_together(reads: Sequence[Read], context: Context) -> tuple[Read, ...]:
    """Give what mappings read with what shows only where their rows stand beside one another.

    Args:
        reads: of one source.
        context: what they were checked against.
    """
    if len(reads) < 2:
        return tuple(reads)
    rows = [row for read in reads for row in read.observations]
    read_of = list(
        chain.from_iterable([number] * len(read.observations) for number, read in enumerate(reads))
    )
    found: dict[int, list[Finding]] = {}
    for row, finding in check_beside(rows, context.bases, context.places, context.year):
        if finding not in reads[read_of[row]].findings:
            found.setdefault(read_of[row], []).append(finding)
    return tuple(
        replace(read, findings=(*read.findings, *found[number])) if number in found else read
        for number, read in enumerate(reads)
    )


def items_held_together(items: Sequence[Item], context: Context) -> list[Item]:
    """Give the items of a run likewise; those of very many rows, which are no inventories, stay as they are."""
    beside = [item for item in items if not is_bulk(item)]
    reads = iter(held_together([read for item in beside for read in item.reads], context))
    return [
        item if is_bulk(item) else replace(item, reads=tuple(next(reads) for _ in item.reads))
        for item in items
    ]
