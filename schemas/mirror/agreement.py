"""Agreement: how well the sources of a mirror agree, in one sentence."""

from collections.abc import Sequence
from decimal import Decimal

from schemas.comparability.wording import percent, quantity
from schemas.messages import Message
from schemas.mirror.part import minus
from schemas.mirror.series import Entry

ALIKE = Decimal("0.01")
"""Spread, as a share of the reference, within which sources are said to agree."""


def agreement(lines: Sequence[tuple[Entry, bool]]) -> Message:
    """Say how well sources agree.

    Args:
        lines: figures with whether each is example data, the reference first.
    """
    if not lines:
        return Message("mirror.agreement.none")
    first = lines[0][0]
    alike = [entry for entry, example in lines if not example and _is_alike(entry, first)]
    sources = {entry.key.source for entry in alike}
    if len(sources) < 2:
        return Message("mirror.agreement.alone", {"count": len({entry.key.source for entry, _ in lines})})
    values = [entry.value for entry in alike]
    spread = minus(max(values), min(values))
    told: dict[str, object] = {
        "count": len(sources),
        "lowest": quantity(min(values), first.unit),
        "highest": quantity(max(values), first.unit),
        "spread": quantity(spread, first.unit),
        "share": percent(spread / abs(first.value)) if first.value else "–",
    }
    close = spread <= abs(first.value) * ALIKE
    return Message("mirror.agreement.close" if close else "mirror.agreement.apart", told)


def _is_alike(entry: Entry, first: Entry) -> bool:
    """Say whether a figure is of the same period and unit, and not of CO2 alone where the other counts more."""
    same = entry.facet.period == first.facet.period and entry.unit == first.unit
    return same and entry.facet.co2_only == first.facet.co2_only
