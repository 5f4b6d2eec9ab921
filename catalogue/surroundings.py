"""What stands around some rows: the same cells of the places that hold them, are held by them, or are their peers.

Only open datasets with real figures that no policy governs count, so that a finding may quote them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from catalogue.models import Dataset, ObservationRow, Organisation
from catalogue.rule_rows import RuleRow, rule_rows
from schemas.errors import PeriodError
from schemas.observations import Observation
from schemas.periods import parse_period
from schemas.places import Place, ancestors
from schemas.rules.inventories import ACTUAL
from schemas.rules.peers import NEAR_YEARS, PEOPLE, PEOPLE_YEARS

PEERS = 40
"""Peers that a place is held beside at most: those of its own state first. Quartiles need no more."""

UNION = "eu"


def surroundings(
    session: Session, observations: Sequence[Observation], places: Mapping[str, Place]
) -> list[Observation]:
    """Load the rows that the rules about peers and nesting hold some rows beside.

    Args:
        observations: the rows asked about.
        places: all places, by code.
    """
    asked = {row.key.place for row in observations if row.key.place in places}
    if not asked:
        return []
    rows = {row.number: row for row in _family(session, observations, asked, places)}
    rows |= {row.number: row for row in _peers(session, observations, asked, places)}
    return [row.observation for row in rows.values()]


def told_by_others(
    session: Session, observations: Sequence[Observation], places: Mapping[str, Place]
) -> list[Observation]:
    """Load what other sources tell of the same places and periods: a file that is not stored is held beside it.

    Args:
        observations: the rows asked about.
        places: all places, by code.
    """
    asked = {row.key.place for row in observations if row.key.place in places}
    if not asked:
        return []
    others = rule_rows(
        session,
        *_standing(),
        col(ObservationRow.place).in_(sorted(asked)),
        col(ObservationRow.period).in_(sorted({row.key.period for row in observations})),
        col(ObservationRow.source).not_in(sorted({row.key.source for row in observations})),
    )
    return [row.observation for row in others]


def _standing() -> list[ColumnElement[bool]]:
    """Give the conditions under which a row stands for everybody: what a policy governs never does, by itself."""
    governed = select(col(Organisation.id)).where(col(Organisation.governed).is_(True))
    shown = select(col(Dataset.id)).where(
        col(Dataset.access) == "open",
        col(Dataset.governed).is_(False),
        col(Dataset.publisher).not_in(governed),
    )
    return [
        col(ObservationRow.recorded_to).is_(None),
        col(ObservationRow.example).is_(False),
        col(ObservationRow.value_type) == ACTUAL,
        col(ObservationRow.dataset).in_(shown),
    ]


def _family(
    session: Session, observations: Sequence[Observation], asked: Collection[str], places: Mapping[str, Place]
) -> Iterable[RuleRow]:
    """Load the cells asked about of the places above, and of all that lie in those."""
    above = {code for place in asked for code in ancestors(place, places) if places[code].level != UNION}
    wholes = above | {place for place in asked if places[place].level in ("regional", "national")}
    below = {code for code in places if code not in asked and wholes & set(ancestors(code, places))}
    wanted = (above | below) - set(asked)
    indicators = {row.key.indicator for row in observations}
    periods = {row.key.period for row in observations}
    held = select(ObservationRow.indicator, ObservationRow.period).where(
        *_standing(),
        col(ObservationRow.place).in_(sorted(wholes)),
        col(ObservationRow.indicator).in_(sorted(indicators)),
        col(ObservationRow.period).in_(sorted(periods)),
    )
    cells = set(session.exec(held.distinct()).all()) if wholes else set()
    if not wanted or not cells:
        return []
    return rule_rows(
        session,
        *_standing(),
        col(ObservationRow.place).in_(sorted(wanted)),
        col(ObservationRow.indicator).in_(sorted({indicator for indicator, _ in cells})),
        col(ObservationRow.period).in_(sorted({period for _, period in cells})),
    )


def _peers(
    session: Session, observations: Sequence[Observation], asked: Collection[str], places: Mapping[str, Place]
) -> Iterable[RuleRow]:
    """Load the same indicators of places of the same kind, of years near by, and their inhabitants."""
    annual = {(row.key.indicator, row.key.period) for row in observations if row.key.freq == "A"}
    years = {year for period in {period for _, period in annual} if (year := _year(period))}
    indicators = {indicator for indicator, _ in annual} - {PEOPLE}
    kinds = {places[place].kind for place in asked}
    peers = {code for code, place in places.items() if place.kind in kinds and code not in asked}
    if not years or not indicators or not peers:
        return []
    near = {str(year + by) for year in years for by in range(-NEAR_YEARS, NEAR_YEARS + 1)}
    same = [
        col(ObservationRow.indicator).in_(sorted(indicators)),
        col(ObservationRow.period).in_(sorted(near)),
    ]
    holding = select(ObservationRow.place).where(
        *_standing(), *same, col(ObservationRow.place).in_(sorted(peers))
    )
    found = _nearest(set(session.exec(holding.distinct()).all()), asked, places)
    if not found:
        return []
    counted = [
        col(ObservationRow.indicator) == PEOPLE,
        col(ObservationRow.period) >= str(min(years) - PEOPLE_YEARS),
    ]
    return rule_rows(
        session, *_standing(), col(ObservationRow.place).in_(found), or_(_both(same), _both(counted))
    )


def _both(conditions: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    first, second = conditions
    return first & second


def _nearest(peers: Collection[str], asked: Collection[str], places: Mapping[str, Place]) -> list[str]:
    """Choose peers: those of the states asked about first, the rest in the order of their codes."""
    states = {code for place in asked for code in ancestors(place, places)}
    return sorted(peers, key=lambda code: (not states & set(ancestors(code, places)), code))[:PEERS]


def _year(period: str) -> int:
    try:
        return parse_period(period).year
    except PeriodError:
        return 0
