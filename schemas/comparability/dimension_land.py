"""Dimensions that move tonnes between cells: land use, and where industry's energy is filed."""

from decimal import Decimal

from schemas.comparability.attributes import different, unstated
from schemas.comparability.dimension_table import OF_ONE_SECTOR
from schemas.comparability.figures import NONE, Figure, total
from schemas.comparability.holders import of_place
from schemas.comparability.pair import Pair, largest, reason
from schemas.comparability.reasons import Level, Reason
from schemas.comparability.rows import bounds_of
from schemas.comparability.scopes import AFOLU, AGRICULTURE, INDUSTRY, LAND, WHOLE
from schemas.comparability.side import Side
from schemas.comparability.wording import in_turn, name, quantity
from schemas.messages import Message

PARTLY = "I_IV"
"""Industry's energy partly under each: without a move, nobody knows how much is where."""


def lulucf(pair: Pair) -> Reason | None:
    """Compare land use: what was taken out, what of it remains uncertain, and what is not stated."""
    moved = largest(side.outcome.delta("lulucf") for side in pair.sides)
    if pair.silent("lulucf"):
        return unstated(pair, "lulucf", Level.CAVEAT, moved)
    uncertain = [side for side in pair.sides if _width(side)]
    if uncertain:
        return _bounded(pair, uncertain)
    if moved:
        return reason("lulucf", Level.CONVERTIBLE, in_turn(_converted(pair)), moved)
    if not pair.asked.profile.converts and _printed_net(pair.one) != _printed_net(pair.other):
        land = largest(figure.value for side in pair.sides if (figure := _land(side)) is not None)
        return reason("lulucf", Level.CAVEAT, Message("compare.lulucf.differs", pair.said("lulucf")), land)
    return _as_stated(pair)


def _as_stated(pair: Pair) -> Reason | None:
    """Compare what is stated of figures that no rows take apart, as a residual or emissions by area."""
    measure = pair.asked.measure
    one, other = pair.codes("lulucf")
    if measure.kind != "plain" or measure.indicator in OF_ONE_SECTOR or one == other:
        return None
    return different(pair, "lulucf", Level.CAVEAT)


def _width(side: Side) -> Decimal | None:
    """Say how wide the interval is that land use leaves."""
    below, above = _left_open(side)
    return below + above or None


def _left_open(side: Side) -> tuple[Decimal, Decimal]:
    """Say by how much a figure may be lower and higher as land use and agriculture are not told apart."""
    figure = _uncertain_land(side)
    if figure is None or side.case is None:
        return NONE, NONE
    told = [bounds_of(stored, side.asked.measure.base_unit) for stored in figure.observations]
    stated = sum((below + above for below, above in told), NONE)
    below, above = max(figure.hidden - stated, NONE), max(figure.more - stated, NONE)
    step = side.outcome.taken("lulucf")
    return (above, below) if step is not None and side.asked.measure.land != "NET" else (below, above)


def _uncertain_land(side: Side) -> Figure | None:
    """Give the figure of land use or agriculture that the harmonised figure rests on."""
    if side.case is None or side.outcome.value is None:
        return None
    inventory, sector = side.case.inventory, side.asked.measure.sector
    if sector != WHOLE:
        return inventory.filed(sector) if sector in (AFOLU, AGRICULTURE, LAND) else None
    if side.outcome.taken("lulucf") is not None:
        return inventory.land()
    if side.outcome.taken("sum_of_cells") is None:
        return None
    held = [side.blocks.get(frozenset({cell})) for cell in (AGRICULTURE, LAND) if cell in side.cells]
    return total(figure for figure in held if figure is not None)


def _printed_net(side: Side) -> bool:
    return side.case is not None and side.case.printed_net


def _land(side: Side) -> Figure | None:
    return side.case.inventory.land() if side.case is not None else None


def _converted(pair: Pair) -> tuple[Message, ...]:
    unit = pair.asked.measure.base_unit
    return tuple(
        Message(
            f"compare.lulucf.{'added' if _printed_net(side) is False else 'taken_out'}",
            {
                "place": name(side.place),
                "tonnes": quantity(abs(delta), unit),
                "signed": quantity(-delta, unit),
            },
        )
        for side in pair.sides
        if (delta := side.outcome.delta("lulucf")) is not None
    )


def _direction(side: Side) -> str:
    return "lower" if _left_open(side)[0] else "higher"


def _bounded(pair: Pair, uncertain: list[Side]) -> Reason:
    unit = pair.asked.measure.base_unit
    said = in_turn(
        tuple(
            Message(
                f"compare.lulucf.bounded.{_direction(side)}",
                {"place": name(side.place), "tonnes": quantity(_width(side) or Decimal(0), unit)},
            )
            for side in uncertain
        )
    )
    lifts = tuple(of_place("agriculture", side.place) for side in uncertain)
    return reason("lulucf", Level.BOUNDED, said, largest(map(_width, uncertain)), lifts)


def classification(pair: Pair) -> Reason | None:
    """Compare where industry's energy is filed; it can be moved where all of it stands under IPPU.

    Between totals a filing that is not known is a caveat; for the sectors it is filed in, it blocks.
    """
    grave = Level.CAVEAT if pair.asked.measure.sector == WHOLE else Level.BLOCKER
    moved = largest(_moved(side) for side in pair.sides)
    if pair.silent("industry_energy"):
        return unstated(pair, "industry_energy", grave, moved, "classification")
    one, other = pair.codes("industry_energy")
    settled = all(side.basis.industry_energy == "I" or _moves(side) for side in pair.sides)
    alike = one == other and (settled or one != PARTLY or pair.asked.measure.sector == WHOLE)
    if alike or (settled and not moved):
        return None
    if settled:
        values = pair.said("industry_energy") | {
            "tonnes": quantity(moved or Decimal(0), pair.asked.measure.base_unit)
        }
        return reason(
            "classification", Level.CONVERTIBLE, Message("compare.classification.moved", values), moved
        )
    found = different(pair, "industry_energy", grave)
    return Reason("classification", found.level, found.message, found.tonnes, found.lifted_by)


def _moves(side: Side) -> bool:
    return side.case is not None and INDUSTRY in side.case.inventory.moves


def _moved(side: Side) -> Decimal | None:
    return next((step.moved for step in side.outcome.steps if step.step == "classification"), None)
