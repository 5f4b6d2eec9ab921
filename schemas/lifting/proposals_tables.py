"""Proposals about tables: scopes told one by one, totals by sector, tables that close, land use apart."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from schemas.comparability.attributes import OUTSIDE
from schemas.comparability.figures import Rows
from schemas.comparability.pair import Pair
from schemas.comparability.reasons import Reason
from schemas.comparability.scopes import (
    AFOLU,
    AGRICULTURE,
    ALL,
    GROSS_CELLS,
    LAND,
    WASTE,
    WHOLE,
    WIDEST_FIRST,
    in_order,
    parts,
    scope_code,
)
from schemas.comparability.side import Side
from schemas.comparability.wording import label, labels, quantity
from schemas.lifting.datum import Datum
from schemas.lifting.holding import holder
from schemas.lifting.proposals_basis import STATEMENT, of_attribute
from schemas.lifting.stand import MOST_ROWS, Stand, named, printed_totals, row_key, table_form, total_raised
from schemas.lifting.supply import Added, Stated, Supply, TotalMoved, supplied_row
from schemas.observations import SeriesKey, StoredObservation

SINGLE = ("S1", "S2", "S3")
NOTHING = Decimal(0)
NARROWEST_FIRST = tuple(code for code in reversed(WIDEST_FIRST) if code not in SINGLE)


def split(side: Side, codes: Iterable[str]) -> Datum:
    """Propose that scopes which stand in one number are told one by one."""
    wanted = in_order(codes)
    keys = [row_key(side, code, scope) for code in wanted for scope in SINGLE]
    return Datum(
        id=f"split.{side.place.code}",
        need="split",
        places=frozenset({side.place.code}),
        holder=holder("inventory", side.place),
        values=named(side, cells=labels("sector", wanted)),
        dimensions=frozenset({"scope_coverage"}),
        supplies=(Added(tuple(_taken_apart(side))),),
        form=table_form(keys),
        period=side.period,
        unit=side.asked.measure.base_unit,
        moves=False,
    )


def _taken_apart(side: Side) -> Iterator[StoredObservation]:
    """Give single scopes for each row that takes several together: what it does not tell of is nothing."""
    table = {} if side.case is None else side.case.inventory.table.rows
    for (sector, mode), rows in table.items():
        if mode == WHOLE and sector != WHOLE and not rows.keys() <= frozenset(SINGLE):
            told = {code: row.value for code, row in rows.items() if code in SINGLE and row.value is not None}
            for scope, amount in _open_scopes(rows, told).items():
                yield supplied_row(row_key(side, sector, scope), amount, f"split {side.place.code}")


def _open_scopes(rows: Rows, known: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
    """Give amounts to the scopes that are not told by themselves, so that they make up the sums that are."""
    told, found = dict(known), dict[str, Decimal]()
    for code in NARROWEST_FIRST:
        value = rows[code].value if code in rows else None
        open_ones = sorted(parts(code) - told.keys())
        if value is not None and open_ones:
            rest = value - sum((told[one] for one in parts(code) & told.keys()), NOTHING)
            found |= {scope: rest if scope == open_ones[0] else NOTHING for scope in open_ones}
            told |= found
    return found | dict.fromkeys(frozenset(SINGLE) - told.keys(), NOTHING)


def table(side: Side, other: Side | None) -> Datum:
    """Propose the figure by sector and scope, where nothing but a total is told."""
    cells = in_order(_cells_of(side, other))
    keys = [row_key(side, cell, scope) for cell in cells for scope in sorted(_scopes(side))]
    datum_id = f"table.{side.place.code}"
    return Datum(
        id=datum_id,
        need="table",
        places=frozenset({side.place.code}),
        holder=holder("inventory", side.place),
        values=named(side, cells=labels("sector", cells)),
        dimensions=frozenset({"scope_coverage", "lulucf", "internal_sum"}),
        supplies=(Added(tuple(_divided(side, other, keys, datum_id))),),
        form=table_form(keys[:MOST_ROWS]),
        period=side.period,
        unit=side.asked.measure.base_unit,
    )


def of_scope(stand: Stand, side: Side, other: Side | None) -> Datum:
    """Propose the figure of the emission scopes that are asked for, where it holds none of them."""
    cells, scopes = in_order(_cells_of(side, other)), side.asked.scopes
    keys = [row_key(side, cell, scope) for cell in cells for scope in sorted(scopes)]
    datum_id = f"scope.{side.place.code}"
    unit = side.asked.measure.base_unit
    return Datum(
        id=datum_id,
        need="scope",
        places=frozenset({side.place.code}),
        holder=holder("inventory", side.place),
        values=named(side, scope=label("scope", scope_code(scopes))),
        dimensions=frozenset({"scope_coverage"}),
        supplies=(
            Added(tuple(supplied_row(key, NOTHING, datum_id) for key in keys)),
            total_raised(side, NOTHING, scopes),
            *inside_from_now_on(stand, side, WASTE),
        ),
        form=table_form(keys[:MOST_ROWS]),
        period=side.period,
        unit=unit,
    )


def inside_from_now_on(stand: Stand, side: Side, cell: str) -> tuple[Supply, ...]:
    """Say that waste is no longer outside an inventory whose waste is told."""
    if cell != WASTE or side.basis.waste != OUTSIDE:
        return ()
    return (Stated(side.place.code, side.basis.id, "waste", stand.targets.of("waste", side)),)


def accounting(stand: Stand, pair: Pair, reason: Reason) -> Iterator[Datum]:
    """Propose a statement on the accounting approach, or the figure by sector and scope as the others account."""
    for datum in of_attribute(stand, pair, reason, "accounting"):
        side = next(one for one in pair.sides if one.place.code in datum.places)
        other = pair.other if side is pair.one else pair.one
        if datum.need == STATEMENT or not side.asked.measure.rows:
            yield datum
            continue
        cells = in_order(_cells_of(side, other))
        keys = [row_key(side, cell, scope) for cell in cells for scope in sorted(ALL)]
        rows = tuple(_divided(side, other, keys, datum.id))
        supplies = (*datum.supplies, Added(rows), total_raised(side, NOTHING, ALL))
        dimensions = datum.dimensions | {"scope_coverage"}
        yield replace(datum, supplies=supplies, form=table_form(keys[:MOST_ROWS]), dimensions=dimensions)


def _cells_of(side: Side, other: Side | None) -> frozenset[str]:
    if side.asked.measure.kind == "sector":
        return frozenset({side.asked.measure.sector})
    held = frozenset() if other is None else frozenset(other.held) - {WHOLE, LAND}
    net = side.case is not None and side.case.printed_net
    return (held or frozenset(GROSS_CELLS)) | not_told(side) | (frozenset({LAND}) if net else frozenset())


def not_told(side: Side) -> frozenset[str]:
    """Give the cells that a figure holds and that its rows do not tell one by one."""
    if side.case is None or side.asked.measure.kind == "sector":
        return frozenset()
    cells = side.case.cells - {WHOLE, LAND}
    return frozenset(cell for cell in cells if side.case.inventory.cell(cell) is None)


def _scopes(side: Side) -> frozenset[str]:
    return ALL if side.case is None else side.case.scopes


def _divided(
    side: Side, other: Side | None, keys: Iterable[SeriesKey], why: str
) -> Iterator[StoredObservation]:
    """Divide a total over its cells as the other place's is; all of it stands in each cell's first scope."""
    whole = (side.case.printed if side.case is not None else None) or Decimal(1000)
    firsts: dict[str, SeriesKey] = {}
    for key in keys:
        firsts.setdefault(key.sector, key)
    told = {} if other is None else {cell: figure.value for cell, figure in other.held.items() if figure}
    counted = {cell: max(told.get(cell, NOTHING), NOTHING) for cell in firsts if cell != LAND}
    weight = sum(counted.values(), NOTHING)
    shares = {
        cell: (whole * value / weight).quantize(NOTHING) if weight else NOTHING
        for cell, value in counted.items()
    }
    largest = max(counted, key=lambda cell: (counted[cell], cell == "I"), default="")
    for key in keys:
        value = shares.get(key.sector, NOTHING) if key == firsts[key.sector] else NOTHING
        if key.sector == largest and key == firsts[key.sector]:
            value = whole - sum((share for cell, share in shares.items() if cell != largest), NOTHING)
        yield supplied_row(key, value, why)


def closing(stand: Stand, pair: Pair, reason: Reason) -> Iterator[Datum]:
    """Propose a table whose rows give its total."""
    for side in pair.sides:
        if side.gap is None:
            continue
        unit = side.asked.measure.base_unit
        yield Datum(
            id=f"closed_table.{side.place.code}",
            need="closed_table",
            places=frozenset({side.place.code}),
            holder=holder("inventory", side.place),
            values=named(
                side,
                rows=quantity(side.gap.rows, unit),
                total=quantity(side.gap.total, unit),
                gap=quantity(abs(side.gap.excess), unit),
            ),
            dimensions=frozenset({reason.dimension}),
            supplies=(TotalMoved(printed_totals(side), side.gap.excess, unit),),
            form=table_form(_table_keys(side)),
            period=side.period,
            unit=unit,
            about="closing",
        )


def _table_keys(side: Side) -> list[SeriesKey]:
    """Give the rows of a place's table, its total last."""
    rows = {} if side.case is None else side.case.inventory.table.rows
    found = [
        row_key(side, sector, code)
        for (sector, mode), codes in rows.items()
        if mode == WHOLE
        for code in codes
    ]
    measure = side.asked.measure
    return [*found[: MOST_ROWS - 1], row_key(side, WHOLE, WHOLE, indicator=measure.printed[0])]


def land_use(stand: Stand, pair: Pair, reason: Reason) -> Iterator[Datum]:
    """Propose a statement on land use; agriculture and land use apart; land use of the same year."""
    yield from (one for one in of_attribute(stand, pair, reason, "lulucf") if one.need == STATEMENT)
    for side in pair.sides:
        if side.case is not None:
            yield agriculture(side)


def agriculture(side: Side) -> Datum:
    """Propose that agriculture and the sources of land use are told apart."""
    keys = [row_key(side, AGRICULTURE, "S1"), row_key(side, LAND, "S1")]
    half = NOTHING
    if side.case is not None:
        rows = [side.case.inventory.table.of(AFOLU, mode) for mode in ("SRC", WHOLE)]
        values = [row.value for found in rows for row in found.values() if row.value is not None]
        half = values[0] / 2 if values else NOTHING
    datum_id = f"agriculture.{side.place.code}"
    return Datum(
        id=datum_id,
        need="agriculture",
        places=frozenset({side.place.code}),
        holder=holder("inventory", side.place),
        values=named(side),
        dimensions=frozenset({"lulucf"}),
        supplies=(Added((supplied_row(keys[0], half, datum_id),)),),
        form=table_form(keys),
        period=side.period,
        unit=side.asked.measure.base_unit,
        about="land",
    )


def land(side: Side) -> Datum:
    """Propose net land use of the year of the figures, to take it out or put it in."""
    key = row_key(side, LAND, "S1")
    datum_id = f"land.{side.place.code}.{side.period}"
    return Datum(
        id=datum_id,
        need="land",
        places=frozenset({side.place.code}),
        holder=holder("inventory", side.place),
        values=named(side),
        dimensions=frozenset({"lulucf"}),
        supplies=(Added((supplied_row(key, NOTHING, datum_id),)),),
        form=table_form([key]),
        period=side.period,
        unit=side.asked.measure.base_unit,
        about="land",
    )
