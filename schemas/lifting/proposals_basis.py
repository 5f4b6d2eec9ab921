"""Proposals about the basis: a statement where a side is silent, other figures where it is not on the common basis."""

from collections.abc import Iterator
from decimal import Decimal

from schemas.basis import CODED
from schemas.comparability.holders import country
from schemas.comparability.pair import Pair, stated
from schemas.comparability.reasons import Reason
from schemas.comparability.side import Side
from schemas.comparability.wording import enumerated, name, number, words
from schemas.lifting.datum import Datum, Form
from schemas.lifting.holding import holder
from schemas.lifting.stand import Stand, named, same_rows, table_form
from schemas.lifting.supply import Stated
from schemas.messages import Message

STATEMENT, RECALCULATION, GRID = "statement", "recalculation", "grid_factor"
FACTOR, METHOD, EF_BASIS = "elec_factor", "elec_method", "ef_basis"


def of_attribute(stand: Stand, pair: Pair, reason: Reason, attribute: str) -> Iterator[Datum]:
    """Propose what each side of a pair would have to state, or be made on, in one attribute."""
    for side in pair.sides:
        if side.case is None:
            continue
        wanted = stand.targets.of(attribute, side)
        if attribute in side.silent_on:
            yield statement(stand, side, attribute, wanted, reason.dimension)
        elif getattr(side.basis, attribute) != wanted:
            yield recalculation(stand, side, attribute, wanted, reason.dimension)


def statement(stand: Stand, side: Side, attribute: str, wanted: object, dimension: str) -> Datum:
    """Propose that whoever made a side's figures states an attribute of their basis."""
    what = Message(f"compare.what.{attribute}")
    return Datum(
        id=f"{STATEMENT}.{side.place.code}.{attribute}",
        need=STATEMENT,
        places=stand.sharing(side),
        holder=holder("inventory", side.place),
        values=named(side, what=what, wanted=said(attribute, wanted)),
        dimensions=frozenset({dimension}),
        supplies=(Stated(side.place.code, side.basis.id, attribute, wanted),),
        form=_choice(side, attribute),
        period=side.period,
        about="assumed" if stand.targets.held(attribute) and attribute in CODED else "",
    )


def recalculation(stand: Stand, side: Side, attribute: str, wanted: object, dimension: str) -> Datum:
    """Propose that a side's figures are made on the basis that all are asked for."""
    what = Message(f"compare.what.{attribute}")
    now = getattr(side.basis, attribute)
    return Datum(
        id=f"{RECALCULATION}.{side.place.code}.{attribute}.{_plain(wanted)}",
        need=RECALCULATION,
        places=stand.sharing(side),
        holder=holder("inventory", side.place),
        values=named(side, what=what, wanted=said(attribute, wanted), now=said(attribute, now)),
        dimensions=frozenset({dimension}),
        supplies=(Stated(side.place.code, side.basis.id, attribute, wanted),),
        form=table_form(same_rows(side, side.period)),
        period=side.period,
        unit=side.asked.measure.base_unit,
        about="unsaid" if attribute in side.silent_on else "now",
    )


def said(attribute: str, value: object) -> Message:
    """Let what a basis states stand inside a message, a number too."""
    return number(value, 4) if isinstance(value, Decimal) else stated(attribute, str(value))


def _plain(value: object) -> str:
    """Give a value as part of an id: letters, digits, points, hyphens and underscores."""
    return "".join(sign if sign.isalnum() or sign in "._-" else "_" for sign in str(value))


def _choice(side: Side, attribute: str) -> Form:
    columns = ("place", "period", "attribute", "statement")
    line = (side.place.code, side.period, attribute, "")
    return Form(columns, (line,), "statement", attribute if attribute in CODED else "")


def fuel_factors(stand: Stand, pair: Pair, reason: Reason) -> Iterator[Datum]:
    """Propose a statement on the fuels' factors; of figures above what combustion gives, only other figures help."""
    for datum in of_attribute(stand, pair, reason, EF_BASIS):
        side = next(one for one in pair.sides if one.place.code in datum.places)
        if datum.need == STATEMENT and (side.energy.fuel_excess or 0) > 0:
            wanted = stand.targets.of(EF_BASIS, side)
            yield recalculation(stand, side, EF_BASIS, wanted, reason.dimension)
        else:
            yield datum


def electricity(stand: Stand, pair: Pair, reason: Reason) -> Iterator[Datum]:
    """Propose one factor for a shared grid; else that each side states its factor and its method."""
    yield from of_attribute(stand, pair, reason, METHOD)
    for side in pair.sides:
        if side.case is not None and FACTOR in side.silent_on:
            yield statement(stand, side, FACTOR, stand.targets.of(FACTOR, side), reason.dimension)
    one, other = pair.sides
    if one.case is not None and other.case is not None and _one_grid(one, other):
        yield _grid_factor(stand, one, reason.dimension)


def _one_grid(one: Side, other: Side) -> bool:
    return country(one.place) == country(other.place) and one.period == other.period


def _grid_factor(stand: Stand, side: Side, dimension: str) -> Datum:
    """Propose one factor, with its method, for all places on a grid that buy electricity."""
    users = [one for one in stand.sides if one.case is not None and _one_grid(one, side)]
    method, factor = stand.targets.of(METHOD, side), stand.targets.of(FACTOR, side)
    supplies = tuple(
        Stated(one.place.code, one.basis.id, attribute, value)
        for one in users
        for attribute, value in ((FACTOR, factor), (METHOD, method))
    )
    state, year = country(side.place), side.period[:4]
    columns = ("country", "period", "factor", "unit", "method")
    return Datum(
        id=f"{GRID}.{state}.{side.period}",
        need=GRID,
        places=frozenset().union(*(stand.sharing(one) for one in users)),
        holder=holder("grid_factor", side.place),
        values={
            "places": enumerated(tuple(name(one.place) for one in users)),
            "country": name(stand.asked.around[state]) if state in stand.asked.around else words(state),
            "period": year,
        },
        dimensions=frozenset({dimension}),
        supplies=supplies,
        form=Form(columns, ((state, side.period, "", "t CO2e/MWh", ""),), "factor", METHOD),
        period=side.period,
        unit="T_CO2E_MWH",
        about="grid",
    )
