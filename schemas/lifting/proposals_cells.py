"""Proposals about what figures hold: the cells and emission scopes that one side lacks of the other."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from schemas.comparability.measures import NET_OF_GHG, TOTAL_OF_GHG
from schemas.comparability.pair import Pair
from schemas.comparability.reasons import Reason
from schemas.comparability.scopes import (
    ALL,
    ENERGY_TOGETHER,
    INDUSTRY,
    LAND,
    STATIONARY,
    WASTE,
    WHOLE,
    in_order,
    told,
    under,
)
from schemas.comparability.side import Side
from schemas.comparability.wording import label, listed, words
from schemas.lifting.datum import Datum
from schemas.lifting.holding import Holder, holder
from schemas.lifting.proposals_basis import STATEMENT, of_attribute
from schemas.lifting.proposals_concealed import scope_told
from schemas.lifting.proposals_tables import inside_from_now_on, split, table
from schemas.lifting.stand import Stand, named, row_key, table_form, total_raised, which
from schemas.lifting.supply import Added, Rewritten, Stated, Supply, TotalMoved, supplied_row
from schemas.messages import Message

ONE = Decimal(1)
BESIDES = {INDUSTRY: ("classification",), LAND: ("lulucf",)}
"""What a cell's figures may lift besides the coverage."""

NET, EXCLUDED = "NET", "EX"
INDUSTRY_ENERGY, INDUSTRY_USE = "industry_energy", "I.3"


def coverage(stand: Stand, pair: Pair, reason: Reason) -> Iterator[Datum]:
    """Propose the cells and scopes that one side lacks of the other, and scopes taken apart."""
    for side in pair.sides:
        other = pair.other if side is pair.one else pair.one
        if side.case is None or other.case is None:
            continue
        if not side.cells or WHOLE in side.cells:
            yield table(side, other)
            continue
        yield from (_cell(stand, side, other, cell, scopes) for cell, scopes in _missing(side, other))
        yield from scope_told(side, reason)
        lumped = [code for code, figure in side.held.items() if figure is not None and not figure.split]
        if lumped:
            yield split(side, lumped)
    for datum in of_attribute(stand, pair, reason, INDUSTRY_ENERGY):
        if datum.need == STATEMENT:
            yield datum


def _missing(side: Side, other: Side) -> Iterator[tuple[str, frozenset[str]]]:
    """Give the cells that a side lacks of the other, or the scopes of a cell, in order."""
    for cell in in_order(other.held):
        if cell == WHOLE:
            continue
        if cell not in side.held:
            yield cell, frozenset()
        elif side.asked.measure.group == "GHG":
            scopes = other.holds[cell] - side.holds[cell]
            if scopes and _at(other, cell, scopes) != 0:
                yield cell, scopes


def _at(side: Side, cell: str, scopes: frozenset[str]) -> Decimal | None:
    """Give a cell's figure at some scopes, None where it does not stand for itself."""
    figure = None if side.case is None else side.case.inventory.cell(cell, scopes)
    return figure.value if figure is not None and figure.scopes == scopes else None


def _cell(stand: Stand, side: Side, other: Side, cell: str, scopes: frozenset[str]) -> Datum:
    """Propose the figures of a cell, or of some scopes of it, as part of the place's total."""
    wanted = scopes or other.holds.get(cell) or frozenset({"S1"})
    datum_id = f"cells.{side.place.code}.{cell}" + "".join(f".{scope}" for scope in sorted(scopes))
    keys = [row_key(side, cell, scope) for scope in sorted(wanted)]
    amounts = [_amount(side, other, cell, scopes), *(Decimal(0) for _ in keys[1:])]
    rows = tuple(supplied_row(key, amount, datum_id) for key, amount in zip(keys, amounts, strict=True))
    more = _stated_with(stand, side, cell) + _energy_taken_out(side, cell)
    return Datum(
        id=datum_id,
        need="scopes" if scopes else "cells",
        places=stand.sharing(side) if more else frozenset({side.place.code}),
        holder=_holder(side, cell),
        values=named(side, cell=label("sector", cell), scopes=_numbers(wanted)),
        dimensions=frozenset({"scope_coverage", *BESIDES.get(cell, ())}),
        supplies=(
            *more,
            Added(rows),
            total_raised(side, amounts[0], wanted),
        ),
        form=table_form(keys),
        period=side.period,
        unit=side.asked.measure.base_unit,
        about={INDUSTRY: "processes", WASTE: "generated"}.get(cell, ""),
        cell="" if scopes else cell,
    )


def _stated_with(stand: Stand, side: Side, cell: str) -> tuple[Supply, ...]:
    """Say what goes without saying once a cell is told: whose waste it is, and that it holds no energy of industry."""
    place, basis = side.place.code, side.basis
    if cell == WASTE:
        return inside_from_now_on(stand, side, cell)
    if cell == INDUSTRY and INDUSTRY_ENERGY in side.silent_on:
        return (Stated(place, basis.id, INDUSTRY_ENERGY, "I"),)
    if cell == LAND and side.case is not None and side.case.head is not None:
        net = Rewritten(which(side, TOTAL_OF_GHG, sector=WHOLE), key={"indicator": NET_OF_GHG})
        stated = Stated(place, basis.id, "lulucf", NET)
        return (net, stated) if basis.lulucf == EXCLUDED else (net,)
    return ()


def _energy_taken_out(side: Side, cell: str) -> tuple[Supply, ...]:
    """File the energy of industry where it belongs, where all that stands under IPPU was taken for it."""
    if side.case is None or cell not in side.case.inventory.moves:
        return ()
    inventory, indicator = side.case.inventory, side.asked.measure.rows
    unit = side.asked.measure.base_unit
    filed = [which(side, indicator, sector=code) for code, _ in inventory.table.rows if code in under(cell)]
    supplies: list[Supply] = [Rewritten(one, key={"sector": INDUSTRY_USE}) for one in filed]
    at = {scope: inventory.filed(cell, frozenset({scope})) for scope in ALL}
    known = {scope: figure.value for scope, figure in at.items() if figure is not None}
    for sector in (STATIONARY, ENERGY_TOGETHER):
        for code in inventory.table.of(sector):
            by = sum((known[scope] for scope in told(code) & known.keys()), Decimal(0))
            supplies.append(TotalMoved(replace(which(side, indicator, sector=sector), scope=code), by, unit))
    return (*supplies, Stated(side.place.code, side.basis.id, INDUSTRY_ENERGY, "I"))


def _holder(side: Side, cell: str) -> Holder:
    local_waste = cell == WASTE and side.place.level == "local"
    return holder("waste" if local_waste else "inventory", side.place)


def _numbers(scopes: frozenset[str]) -> Message:
    """Say one scope, or several."""
    said = listed(tuple(words(scope.removeprefix("S")) for scope in sorted(scopes)))
    return Message(f"lifting.scopes.{'one' if len(scopes) == 1 else 'several'}", {"scopes": said})


def _amount(side: Side, other: Side, cell: str, scopes: frozenset[str]) -> Decimal:
    """Stand in for a figure: its share in the other place's figure, of one's own."""
    held, whole, own = other.held.get(cell), other.outcome.value, side.outcome.value
    value = _at(other, cell, scopes) if scopes else None if held is None else held.value
    if value is None or not whole or own is None:
        return ONE
    return (own * value / whole).quantize(ONE) or ONE
