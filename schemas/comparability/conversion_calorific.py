"""Calorific values: energy counted gross becomes net, carrier by carrier."""

from collections.abc import Iterator
from decimal import Decimal

from schemas.comparability.conversion import CANNOT_SAY, Change, Part, together
from schemas.comparability.factors import least_net_of_gross, net_of_gross
from schemas.comparability.figures import NONE, Figure
from schemas.comparability.measures import FINAL_ENERGY
from schemas.comparability.outcome import Case

GROSS, NET, NOT_APPLICABLE = "GCV", "NCV", "_Z"
ROUNDING = Decimal("0.005")


def convert_calorific(case: Case, part: Part) -> Change | None:
    """Count the energy of fuels by their net calorific value."""
    if case.asked.measure.rows != FINAL_ENERGY or case.asked.wants("calorific") != NET:
        return None
    stated = case.inventory.basis.calorific
    if stated != GROSS:
        return None if stated in (NET, NOT_APPLICABLE) else CANNOT_SAY
    told = list(_told(case, part))
    rest = part.figure.value - sum((figure.value for _, figure in told), NONE)
    changes = [_net(carrier, figure) for carrier, figure in told]
    if abs(rest) > abs(part.figure.value) * ROUNDING:
        changes.append(_at_least(abs(rest)))
    return together(changes)


def _told(case: Case, part: Part) -> Iterator[tuple[str, Figure]]:
    for carrier, inventory in case.apart.emitted.items():
        figure = part.of(inventory)
        if figure is not None:
            yield carrier, figure


def _net(carrier: str, figure: Figure) -> Change:
    share = net_of_gross(carrier)
    if share is None:
        return _at_least(abs(figure.value))
    return Change.exactly(figure.value * (share - 1), figure.observations)


def _at_least(value: Decimal) -> Change:
    """Bound what no carrier is told of by the fuel that changes most."""
    return Change.between(value * (least_net_of_gross() - 1), NONE, NONE)
