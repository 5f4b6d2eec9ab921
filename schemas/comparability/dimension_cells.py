"""Dimensions of what the figures hold: coverage of cells and scopes, and whether the rows close."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from schemas.basis import UNKNOWN
from schemas.comparability.closing import Gap
from schemas.comparability.concealed import filed_under_no_scope
from schemas.comparability.dimension_table import OF_ONE_SECTOR
from schemas.comparability.figures import NONE, Figure
from schemas.comparability.holders import inventory_holder, lift, of_place, waste_holder
from schemas.comparability.pair import Pair, largest, reason
from schemas.comparability.reasons import Level, Lift, Reason
from schemas.comparability.scopes import INDUSTRY, WASTE, WHOLE, in_order
from schemas.comparability.side import Side, once_a_side
from schemas.comparability.wording import enumerated, in_turn, label, labels, listed, name, percent, quantity
from schemas.messages import Message

SMALL = Decimal("0.05")
"""Share of the other side's figure up to which what one side lacks is a caveat."""


@dataclass(frozen=True, slots=True)
class Lack:
    """What one side lacks of the other.

    Args:
        side: the one that lacks it.
        other: the one that has it.
        cells: codes, with the emission scopes that are lacking; none where the whole cell is.
        amount: how much it weighs in the other's figure, sinks as much as sources; None where not known.
        unclear: whether the cell is there, but may hold something else.
    """

    side: Side
    other: Side
    cells: Mapping[str, frozenset[str]]
    amount: Decimal | None
    unclear: bool

    @property
    def share(self) -> Decimal | None:
        """The amount as a share of the other's figure."""
        whole = self.other.outcome.value
        return None if self.amount is None or not whole else self.amount / abs(whole)

    @property
    def level(self) -> Level:
        """A caveat where it weighs little, else a blocker."""
        share = self.share
        return Level.CAVEAT if share is not None and share < SMALL else Level.BLOCKER


def scope_coverage(pair: Pair) -> Reason | None:
    """Compare the cells and emission scopes that the figures hold."""
    if pair.asked.measure.kind == "sector" and any(side.outcome.value is None for side in pair.sides):
        return None
    one, other = pair.one.held, pair.other.held
    if not one.keys() & other.keys():
        return _nothing_in_common(pair)
    if WHOLE in one.keys() & other.keys() and pair.asked.measure.indicator in OF_ONE_SECTOR:
        return None
    if WHOLE in one.keys() & other.keys():
        said = Message("compare.scope_coverage.bare", pair.names())
        return reason("scope_coverage", Level.CAVEAT, said, None, _cell_lifts(pair.sides))
    lacks = [lack for lack in (_lack(pair.one, pair.other), _lack(pair.other, pair.one)) if lack is not None]
    return _lacking(pair, lacks) if lacks else _not_split(pair, one, other) or _no_scope(pair)


def _unclear(side: Side, held: Mapping[str, Figure | None]) -> frozenset[str]:
    """Give the cells that may hold something else: IPPU, unless industry's energy is filed for sure."""
    told = side.basis.industry_energy != UNKNOWN or held.get(INDUSTRY) is None
    return frozenset() if told or side.asked.measure.kind == "sector" else frozenset({INDUSTRY})


def _lack(side: Side, other: Side) -> Lack | None:
    own, others = side.held, other.held
    unclear = _unclear(side, own)
    if side.holds == other.holds and not unclear:
        return None
    missing = dict.fromkeys(others.keys() - (own.keys() - unclear), frozenset[str]())
    amounts = {cell: _amount(other, others[cell]) for cell in missing}
    energy = side.asked.measure.group != "GHG"
    for cell in () if energy else own.keys() & others.keys() - unclear:
        scopes = other.holds[cell] - side.holds[cell]
        if scopes:
            missing[cell], amounts[cell] = scopes, _at(other, cell, scopes)
    weighing = {cell: missing[cell] for cell in in_order(missing) if amounts[cell] is None or amounts[cell]}
    if not weighing:
        return None
    known = [abs(amount) for cell in weighing if (amount := amounts[cell]) is not None]
    total = sum(known, Decimal(0)) if len(known) == len(weighing) else None
    return Lack(side, other, weighing, total, weighing.keys() <= unclear)


def _amount(side: Side, figure: Figure | None) -> Decimal | None:
    return None if figure is None or side.outcome.value is None else figure.value


def _at(side: Side, cell: str, scopes: frozenset[str]) -> Decimal | None:
    figure = side.case.inventory.cell(cell, scopes) if side.case is not None else None
    return figure.value if figure is not None and figure.scopes == scopes else None


def _lacking(pair: Pair, lacks: list[Lack]) -> Reason:
    said = in_turn(tuple(_said(lack) for lack in lacks))
    level = max(lack.level for lack in lacks)
    lifts = tuple(_lift(lack) for lack in lacks if lack.level == level)
    return reason("scope_coverage", level, said, largest(lack.amount for lack in lacks), lifts)


def _said(lack: Lack) -> Message:
    values: dict[str, object] = {
        "place": name(lack.side.place),
        "other": name(lack.other.place),
        "cells": _cells(lack),
    }
    key = "compare.scope_coverage.unclear" if lack.unclear else "compare.scope_coverage.lacks"
    if lack.amount is None or lack.share is None:
        return Message(key, values)
    unit = lack.side.asked.measure.base_unit
    values |= {"tonnes": quantity(lack.amount, unit), "share": percent(lack.share)}
    return Message(f"{key}.weighed", values)


def _lift(lack: Lack) -> Lift:
    place = lack.side.place
    holder = waste_holder(place) if lack.cells.keys() == {WASTE} else inventory_holder(place)
    return lift("cells", holder, place=name(place), cells=_cells(lack))


def _cells(lack: Lack) -> Message:
    """Name cells, with the emission scopes that are lacking where only those are."""
    return enumerated(tuple(_cell(cell, scopes) for cell, scopes in lack.cells.items()))


def _cell(cell: str, scopes: frozenset[str]) -> Message:
    named = label("sector", cell)
    if not scopes:
        return named
    numbers = "+".join(sorted(scope.removeprefix("S") for scope in scopes))
    return Message("compare.scope_coverage.part", {"cell": named, "scopes": numbers})


def _nothing_in_common(pair: Pair) -> Reason:
    return reason(
        "scope_coverage", Level.BLOCKER, Message("compare.scope_coverage.nothing", pair.names()), None,
        _cell_lifts(pair.sides),
    )  # fmt: skip


def _cell_lifts(sides: tuple[Side, ...]) -> tuple[Lift, ...]:
    return tuple(of_place("by_sector", side.place) for side in sides if WHOLE in side.cells or not side.cells)


def _not_split(
    pair: Pair, one: Mapping[str, Figure | None], other: Mapping[str, Figure | None]
) -> Reason | None:
    """Say that one side prints scopes in one number that the other takes apart."""
    if pair.asked.measure.group != "GHG":
        return None
    cells = [
        cell
        for cell in in_order(one.keys() & other.keys())
        if (a := one[cell]) is not None and (b := other[cell]) is not None and a.split != b.split
    ]
    if not cells:
        return None
    lumped = [
        side
        for side, held in zip(pair.sides, (one, other), strict=True)
        if any((figure := held[cell]) is not None and not figure.split for cell in cells)
    ]
    values = {"places": listed(tuple(name(side.place) for side in lumped)), "cells": labels("sector", cells)}
    lifts = tuple(
        lift("split", inventory_holder(side.place), place=name(side.place), cells=labels("sector", cells))
        for side in lumped
    )
    return reason(
        "scope_coverage", Level.CAVEAT, Message("compare.scope_coverage.not_split", values), None, lifts
    )


def _no_scope(pair: Pair) -> Reason | None:
    """Say whose emissions do not tell their scopes: two that are silent are not the same."""
    silent = [side for side in pair.sides if filed_under_no_scope(side)]
    if not silent:
        return None
    said = Message(
        "compare.scope_coverage.no_scope", {"places": listed(tuple(name(one.place) for one in silent))}
    )
    lifts = tuple(
        lift(
            "split",
            inventory_holder(one.place),
            place=name(one.place),
            cells=labels("sector", in_order(one.held)),
        )
        for one in silent
    )
    return reason("scope_coverage", Level.CAVEAT, said, None, lifts)


def internal_sum(pair: Pair) -> Reason | None:
    """Say whose printed rows do not add up to the printed total.

    A total that holds much more than its rows tell holds cells that nobody can compare: what is left out of a table
    weighs as much as what is left out of an inventory.
    """
    open_sums = [side for side in pair.sides if side.gap is not None]
    if not open_sums:
        return None
    said = in_turn(tuple(_open_sum(side) for side in open_sums))
    lifts = tuple(of_place("closed_table", side.place) for side in open_sums)
    tonnes = largest(side.gap.excess for side in open_sums if side.gap is not None)
    level = max(map(_gravity, open_sums))
    return reason("internal_sum", level, said, tonnes, lifts)


def _gravity(side: Side) -> Level:
    gap = side.gap
    hides = gap is not None and gap.excess < 0 and -gap.excess >= SMALL * abs(gap.total)
    return Level.BLOCKER if hides else Level.CAVEAT


@once_a_side
def _open_sum(side: Side) -> Message:
    gap = side.gap or Gap(NONE, NONE)
    unit = side.asked.measure.base_unit
    return Message(
        f"compare.internal_sum.{'more' if gap.excess > 0 else 'less'}",
        {
            "place": name(side.place),
            "rows": quantity(gap.rows, unit),
            "total": quantity(gap.total, unit),
            "gap": quantity(abs(gap.excess), unit),
        },
    )
