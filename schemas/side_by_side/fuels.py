"""Fuels with one set of factors: where a source prints energy and emissions of its fuels, what its factors hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from schemas.comparability.apart import Apart, altogether
from schemas.comparability.comparison import Comparison
from schemas.comparability.factors import DEFAULT_FACTOR_OF, combustion_factor
from schemas.comparability.figures import NONE
from schemas.comparability.side import Side
from schemas.comparability.wording import label, name, percent
from schemas.messages import Message
from schemas.side_by_side.table import NOTHING, Table, columns, figure, tonnes

NAMES = "place fuel energy printed own default recalculated difference share"


@dataclass(frozen=True, slots=True)
class Fuel:
    """A fuel of a place whose energy and emissions are both printed.

    Args:
        energy: MWh.
        printed: tonnes as the source has them.
        factor: IPCC 2006 default of combustion, t CO2 per MWh.
    """

    carrier: str
    energy: Decimal
    printed: Decimal
    factor: Decimal

    @property
    def recalculated(self) -> Decimal:
        """Tonnes with the default factor."""
        return self.energy * self.factor


def fuels(comparison: Comparison) -> Table:
    """Lay out the fuels of the places that print both energy and emissions, with a sum for each place."""
    rows = tuple(row for side in comparison.sides for row in _rows(side))
    head = columns("fuels", NAMES, NAMES.split()[2:])
    return Table("fuels", head, rows, Message("side_by_side.no_fuels"))


def fuels_of(apart: Apart) -> Iterator[Fuel]:
    """Give the fuels of a place whose energy and emissions are both printed, the largest first."""
    found = []
    for carrier in DEFAULT_FACTOR_OF:
        burnt, used, factor = apart.emitted.get(carrier), apart.used.get(carrier), combustion_factor(carrier)
        if burnt is None or used is None or factor is None:
            continue
        emissions, energy = altogether(burnt), altogether(used)
        if emissions is not None and energy is not None and energy.value:
            found.append(Fuel(carrier, energy.value, emissions.value, factor))
    yield from sorted(found, key=lambda fuel: fuel.printed, reverse=True)


def _rows(side: Side) -> Iterator[tuple[Message, ...]]:
    found = tuple(fuels_of(side.case.apart)) if side.case is not None else ()
    for fuel in found:
        yield (
            name(side.place), label("carrier", fuel.carrier), tonnes(fuel.energy), tonnes(fuel.printed),
            figure(fuel.printed / fuel.energy, 4), figure(fuel.factor, 4), tonnes(fuel.recalculated),
            *_difference(fuel.printed, fuel.recalculated),
        )  # fmt: skip
    if found:
        energy, printed = (
            sum((getattr(fuel, part) for fuel in found), NONE) for part in ("energy", "printed")
        )
        recalculated = sum((fuel.recalculated for fuel in found), NONE)
        yield (
            name(side.place), Message("side_by_side.fuels.all"), tonnes(energy), tonnes(printed), NOTHING, NOTHING,
            tonnes(recalculated), *_difference(printed, recalculated),
        )  # fmt: skip


def _difference(printed: Decimal, recalculated: Decimal) -> tuple[Message, Message]:
    more = printed - recalculated
    return tonnes(more), percent(more / recalculated) if recalculated else NOTHING
