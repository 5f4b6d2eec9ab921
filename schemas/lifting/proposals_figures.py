"""Proposals about whole figures: one that is not there, another year's, the inhabitants, their state and kind."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from schemas.basis import UNKNOWN, Basis
from schemas.comparability.dimension_table import table as dimension_table
from schemas.comparability.measures import POPULATION
from schemas.comparability.pair import Pair
from schemas.comparability.question import BASELINE, LATEST_COMMON
from schemas.comparability.reasons import Reason
from schemas.comparability.scopes import GROSS_CELLS, WHOLE, in_order
from schemas.comparability.side import Side
from schemas.comparability.wording import name, words
from schemas.indicators import indicator
from schemas.lifting.datum import Datum
from schemas.lifting.holding import ASKER, holder
from schemas.lifting.proposals_state import BREAK, HELD_BACK, MARKED
from schemas.lifting.stand import Stand, same_rows, table_form, which
from schemas.lifting.supply import (
    SUPPLIED,
    Added,
    Copied,
    Given,
    Rewritten,
    Stated,
    Supply,
    Which,
    supplied_row,
    with_key,
)
from schemas.messages import Message
from schemas.observations import SeriesKey, StoredObservation

SOME_YEAR = "2018"
"""The year from which on baselines are taken; asked for where no place has any figure."""

LAYOUT = frozenset({"industry_energy", "lulucf", "waste"})
"""Attributes by which rows are read."""

SOME_PEOPLE, SOME = Decimal(10_000), Decimal(1000)


def figure(stand: Stand, side: Side) -> Iterator[Datum]:
    """Propose the figure of a place that has none, made as another place's is, on the basis that all are asked for."""
    period = _wanted(side) or stand.targets.year() or _named_period(stand)
    models = [one for one in stand.sides if one.case is not None and one.chosen.option is not None]
    model = min(models, key=lambda one: (one.place.level != side.place.level, one.place.code), default=None)
    measure, place = side.asked.measure, side.place.code
    supplies = _bare(side, period) if model is None else _as_model(stand, side, model, period)
    scopes = ("S1", "S2", "S3") if measure.rows else (WHOLE,)
    cells = _cells(model) if measure.rows and measure.kind == "total" else (measure.sector,)
    keys = [
        SeriesKey(
            measure.rows or measure.base, place, period, sector=cell, scope=scope, unit=measure.base_unit
        )
        for cell in cells
        for scope in scopes
    ]
    yield Datum(
        id=f"figure.{place}.{period}",
        need="figure",
        places=frozenset({place}),
        holder=holder("inventory", side.place),
        values={"place": name(side.place), "period": period, "indicator": indicator_name(measure.base)},
        dimensions=frozenset(row.name for row in dimension_table()),
        supplies=supplies,
        form=table_form(keys),
        period=period,
        unit=measure.base_unit,
        about="basis",
    )


def _wanted(side: Side) -> str:
    return "" if side.chosen.wanted is None else str(side.chosen.wanted)


def _named_period(stand: Stand) -> str:
    """Give the period that was asked for; where any would do and nobody has figures, a stand-in."""
    named = stand.asked.question.period
    return SOME_YEAR if named in (BASELINE, LATEST_COMMON) else named


def indicator_name(code: str) -> Message:
    """Let an indicator's name stand inside a message."""
    return words(indicator(code).name)


def _cells(model: Side | None) -> tuple[str, ...]:
    held = () if model is None else in_order(cell for cell in model.held if cell != WHOLE)
    return held or GROSS_CELLS


def _as_model(stand: Stand, side: Side, model: Side, period: str) -> tuple[Supply, ...]:
    """Give a place the figures of another one, final and free, on the basis that all are asked for."""
    place = side.place.code
    found = [stored for stored in stand.evidence.observations if which(model).holds(stored)]
    rows = tuple(_as_own(stored, place, period) for stored in found)
    bases = [
        _on_target(stand, side, stand.evidence.basis(name), period)
        for name in sorted({stored.observation.key.basis for stored in found})
    ]
    own = Which(place, SUPPLIED)
    return (
        Given(rows, tuple(bases)),
        Rewritten(own, attributes={"obs_status": "A"}, only=("obs_status", MARKED | {BREAK})),
        Rewritten(own, attributes={"conf_status": "F"}, only=("conf_status", HELD_BACK)),
    )


def _as_own(stored: StoredObservation, place: str, period: str) -> StoredObservation:
    basis = _own(place, stored.observation.key.basis)
    copy = with_key(stored, place=place, period=period, source=SUPPLIED, basis=basis)
    return replace(copy, id=f"{SUPPLIED} {stored.id} {place} {period}")


def _own(place: str, basis: str) -> str:
    return f"{SUPPLIED} {place} {basis}"


def _on_target(stand: Stand, side: Side, basis: Basis, period: str) -> Basis:
    """Give a basis that states what all are asked for; what its rows are laid out by stays, where it is told."""
    place = side.place.code
    attributes = dict.fromkeys(one for row in dimension_table() for one in row.attributes)
    changes = {
        one: stand.targets.of(one, side)
        for one in attributes
        if one == "boundary"
        or (stand.targets.held(one) and (one not in LAYOUT or getattr(basis, one) == UNKNOWN))
    }
    based = {"base_period": period} if stand.asked.question.period == BASELINE else {}
    named = {"id": _own(place, basis.id), "place": place}
    return replace(basis, **(changes | based | named))  # type: ignore[arg-type]  # attributes and what they take


def _bare(side: Side, period: str) -> tuple[Supply, ...]:
    """Put a bare figure there, where no place has one to go by."""
    measure = side.asked.measure
    key = SeriesKey(
        measure.printed[0], side.place.code, period, sector=measure.sector, unit=measure.base_unit, source=SUPPLIED,
        basis=f"{SUPPLIED} {side.place.code}",
    )  # fmt: skip
    return (Added((supplied_row(key, SOME, f"figure {side.place.code}"),)),)


def year(stand: Stand, pair: Pair, reason: Reason) -> Iterator[Datum]:
    """Propose the figures of the year that most places have; where a place has them, only to ask for that year."""
    wanted = stand.targets.year()
    for side in pair.sides:
        if side.case is None or not wanted or side.period == wanted:
            continue
        place, before = side.place.code, side.period
        free = stand.asked.question.period == BASELINE
        based = (Stated(place, side.basis.id, "base_period", wanted),) if free else ()
        held = wanted in map(str, side.chosen.years)
        if held and not free:
            continue
        copied = Copied(Which(place, period=before), wanted, without=(POPULATION,))
        measure = side.asked.measure
        yield Datum(
            id=f"{'ask' if held else 'year'}.{place}.{wanted}",
            need="ask" if held else "year",
            places=stand.sharing(side) if based else frozenset({place}),
            holder=ASKER if held else holder("inventory", side.place),
            values={
                "place": name(side.place),
                "period": wanted,
                "before": before,
                "indicator": indicator_name(measure.base),
            },
            dimensions=frozenset({"base_period", "reference_period"}),
            supplies=based if held else (copied, *based),
            form=table_form(same_rows(side, wanted)),
            period=wanted,
            unit=measure.base_unit,
            about="" if held else "same_basis",
        )


def population(stand: Stand, pair: Pair, reason: Reason) -> Iterator[Datum]:
    """Propose the inhabitants of the year of the figures."""
    yield from (people(side) for side in pair.sides if side.people is None or not side.people.exact)


def people(side: Side) -> Datum:
    """Propose a place's inhabitants in the year of its figures."""
    period = side.period[:4] or _wanted(side)[:4]
    count = SOME_PEOPLE if side.people is None else side.people.count.value
    key = SeriesKey(POPULATION, side.place.code, period, unit="NR", source=SUPPLIED)
    return Datum(
        id=f"population.{side.place.code}.{period}",
        need="population",
        places=frozenset({side.place.code}),
        holder=holder("statistics", side.place),
        values={"place": name(side.place), "period": period},
        dimensions=frozenset({"population"}),
        supplies=(Added((supplied_row(key, count, f"population {side.place.code}"),)),),
        form=table_form([key]),
        period=period,
        unit="NR",
        about="population",
    )
