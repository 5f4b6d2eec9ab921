"""Scopes: a source's figure at the scopes of another, printed or put together from its own rows."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from schemas.mirror.land_use import Found
from schemas.mirror.part import Side, summed
from schemas.mirror.series import Entry, Facet

SINGLE = ("S1", "S2", "S3")


def at_scopes(side: Side, wanted: Facet) -> Found | None:
    """Give a side's figure at the scopes of a facet: its own row, the sum of its parts, or the rest of a sum."""
    printed = side.find(scope=wanted.scope)
    if printed is not None:
        return Found(printed.value, (printed.id,))
    parts = _rows(side, wanted.scopes())
    if parts is not None:
        return Found(summed(entry.value for entry in parts), _ids(parts))
    left_out = _rows(side, side.facet.scopes() - wanted.scopes())
    if left_out and wanted.scopes() < side.facet.scopes():
        taken = summed((side.value, *(-entry.value for entry in left_out)))
        return Found(taken, _ids(left_out))
    return None


def _rows(side: Side, scopes: Iterable[str]) -> Sequence[Entry] | None:
    """Give the rows of single scopes, where all of them are printed."""
    found = [side.find(scope=one) for one in SINGLE if one in scopes]
    whole = [entry for entry in found if entry is not None]
    return whole if len(whole) == len(found) and found else None


def _ids(entries: Iterable[Entry]) -> tuple[str, ...]:
    return tuple(entry.id for entry in entries)


def tolerance(value: Decimal) -> Decimal:
    """Give by how much a sum of printed rows may miss the printed total: rounding, no more."""
    return max(Decimal(2), abs(value) * Decimal("0.0005"))
