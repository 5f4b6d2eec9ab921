"""What is held: the latest figure of each indicator and place, by one question to the database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from sqlalchemy import Select, and_, case, func, literal, or_, select
from sqlmodel import Session, col

from catalogue.models import Dataset, ObservationRow
from catalogue.scope import Scope
from schemas.coverage.held import Held
from schemas.coverage.table import CELLS, of_sector, sector_above
from schemas.observations import TOTAL
from schemas.progress.holdings import CONTRACT

LAST = 1000
"""The turn of sources that have none."""

_SCOPES = ("_T", "S1_S2_S3", "S1_S2", "_Z", "_U", "S1_S3", "S1", "S2", "S3")


def latest(
    session: Session,
    readable: Scope,
    visible: Scope,
    places: Sequence[str] = (),
    turn_of: Mapping[str, int] | None = None,
) -> Mapping[tuple[str, str], Held]:
    """Give what is held now, by indicator and place, and of sectors by `of_sector`; example data left out.

    Args:
        session: the unit of work.
        readable: what the caller may read.
        visible: what the caller may know of: what may not be read is told as restricted, as its dataset is described.
        places: only these; all where none is named.
        turn_of: the sources' turns, the lower first; between those of one turn the ids decide.
    """
    turn = _turn(turn_of or {})
    found = {
        (indicator, place): _restricted(indicator, place)
        for indicator, place in _described(session, readable, visible)
        if not places or place in places
    }
    for row in session.execute(_newest(readable, places, turn)):
        found[row.indicator, row.place] = _held(row)
    return {**found, **_by_sector(session, readable, places, turn)}


def _turn(turn_of: Mapping[str, int]) -> Sequence[Any]:  # columns to order by
    """Order the rows of one kind: by their sources' turns, then by their ids: the same whoever was harvested first."""
    row = ObservationRow
    stated = case(turn_of, value=col(row.source), else_=LAST) if turn_of else literal(LAST)
    return (stated, col(row.source), col(row.id))


def _by_sector(
    session: Session, within: Scope, places: Sequence[str], turn: Sequence[Any]
) -> Mapping[tuple[str, str], Held]:
    """Give the newest row of each sector: which sectors a place has tells which sums can be computed."""
    found: dict[tuple[str, str], Held] = {}
    newest = _newest(within, places, turn, CELLS)
    for row in session.execute(newest):
        sector = sector_above(row.sector)
        key = (of_sector(sector), row.place)
        if sector and (key not in found or found[key].period < row.period):
            found[key] = replace(_held(row), indicator=key[0], value=None, observation="")
    return found


def _newest(
    within: Scope, places: Sequence[str], turn: Sequence[Any], sectors_of: str = ""
) -> Select[Any]:  # rows as `_held` reads them
    """Number the figures of an indicator and place, the newest period and the widest row first, and take the first.

    Args:
        within: what may be read.
        places: only these; all where none is named.
        turn: what decides between rows alike.
        sectors_of: an indicator whose sectors are told apart; only it then.
    """
    row = ObservationRow
    widest = case(
        {scope: turn for turn, scope in enumerate(_SCOPES)}, value=col(row.scope), else_=len(_SCOPES)
    )
    whole = [col(part) == TOTAL for part in (row.sector, row.gas, row.carrier, row.mode)]
    undivided = case((and_(*whole), 0), else_=1)
    each = (col(row.indicator), col(row.place), *((col(row.sector),) if sectors_of else ()))
    number = func.row_number().over(
        partition_by=each, order_by=(col(row.period).desc(), undivided, widest, *turn)
    )
    parts = func.count().over(partition_by=(*each, col(row.period)))
    ranked = (
        select(
            *each, col(row.id), col(row.value), col(row.unit), col(row.period), col(row.source), col(row.dataset),
            undivided.label("part"), number.label("turn"), parts.label("parts"),
        )
        .where(*_current(places, sectors_of), within.observations())
        .subquery()
    )  # fmt: skip
    told = (col(Dataset.modified), col(Dataset.periodicity))
    return select(ranked, *told).join(Dataset, col(Dataset.id) == ranked.c.dataset).where(ranked.c.turn == 1)


def _current(places: Sequence[str], indicator: str) -> list[Any]:  # conditions on `observation`
    row = ObservationRow
    conditions = [
        col(row.recorded_to).is_(None), col(row.example).is_(False),
        or_(col(row.value_type) == "ACT", col(row.indicator).in_(sorted(CONTRACT))),
        col(row.value).is_not(None),
    ]  # fmt: skip
    if places:
        conditions.append(col(row.place).in_(places))
    if indicator:
        conditions.append(col(row.indicator) == indicator)
    return conditions


def _described(session: Session, readable: Scope, visible: Scope) -> Iterator[tuple[str, str]]:
    """Give what datasets hold by their descriptions, where they may be known of and not read: their rows stay closed."""
    closed = select(col(Dataset.indicators), col(Dataset.spatial)).where(
        visible.datasets, ~readable.datasets, col(Dataset.gone_at).is_(None), col(Dataset.example).is_(False)
    )
    for indicators, places in session.execute(closed):
        yield from product(indicators, places)


def _restricted(indicator: str, place: str) -> Held:
    return Held(indicator, place, None, "", "", 0, "", "", restricted=True)


def _held(row: Any) -> Held:  # a row of `_newest`
    whole = row.part == 0
    return Held(
        row.indicator, row.place, row.value if whole else None, row.unit, row.period, row.parts, row.source, row.dataset,
        row.id if whole else "", row.modified, row.periodicity,
    )  # fmt: skip
