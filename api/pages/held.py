"""What figures are held: which places have an indicator, for which periods; read through a scope."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from catalogue import registry
from catalogue.dataset_views import standing
from catalogue.models import Dataset, ObservationRow
from catalogue.scope import Scope
from schemas.comparability.measures import NET_OF_GHG, POPULATION, TOTAL_OF_GHG, measure, needed
from schemas.comparability.scopes import under
from schemas.indicators import Indicator, indicators
from schemas.languages import Lang
from schemas.places import LEVELS, Place, ancestors

MOST_FEATURED = 12
TOTALS = (TOTAL_OF_GHG, NET_OF_GHG)


@dataclass(frozen=True, slots=True)
class Held:
    """That figures of an indicator and sector are held for a place, from a first to a last period."""

    indicator: str
    place: str
    sector: str
    first: str
    last: str


def held(session: Session, within: Scope, indicators: Sequence[str] = ()) -> list[Held]:
    """Give what is held now, of some indicators or of all; example data left out."""
    row = ObservationRow
    indicator, place, sector, period = map(col, (row.indicator, row.place, row.sector, row.period))
    statement = (
        select(indicator, place, sector, func.min(period), func.max(period))
        .where(
            col(ObservationRow.recorded_to).is_(None),
            col(ObservationRow.example).is_(False),
            within.observations(),
        )
        .group_by(indicator, place, sector)
    )
    if indicators:
        statement = statement.where(indicator.in_(indicators))
    return [Held(*row) for row in session.execute(statement)]


def counted(session: Session, within: Scope, place: str) -> dict[str, int]:
    """Give how many figures are held now for a place, by indicator."""
    indicator = col(ObservationRow.indicator)
    current = (col(ObservationRow.recorded_to).is_(None), col(ObservationRow.place) == place)
    statement = select(indicator, func.count()).where(*current, within.observations()).group_by(indicator)
    return {code: int(count) for code, count in session.execute(statement)}


def known_places(session: Session, codes: Iterable[str]) -> dict[str, Place]:
    """Give the places of some codes, those that are known."""
    places = registry.places(session)
    return {code: places[code] for code in codes if code in places}


def in_order(places: Iterable[Place], lang: Lang) -> list[Place]:
    """Put places in the order in which they are shown: cities first, then larger areas, each by name."""
    turn = {level: -position for position, level in enumerate(LEVELS)}
    return sorted(places, key=lambda place: (turn[place.level], place.name.in_(lang).casefold()))


def featured(session: Session, within: Scope, lang: Lang) -> list[Place]:
    """Give the municipalities whose emission totals are held: those that the pages begin with."""
    found = {one.place for one in held(session, within, TOTALS)}
    places = known_places(session, found).values()
    return in_order((place for place in places if place.level == "local"), lang)[:MOST_FEATURED]


def answering(code: str, everything: Iterable[Held]) -> list[Held]:
    """Give, of what is held, the figures that answer for an indicator: per head only where inhabitants are held too."""
    made_of, found = measure(code), list(everything)
    codes = {*made_of.printed, made_of.rows}
    sectors = under(made_of.sector) if made_of.kind == "sector" else None
    answers = [one for one in found if one.indicator in codes and (sectors is None or one.sector in sectors)]
    if not made_of.per_head:
        return answers
    inhabited = {one.place for one in found if one.indicator == POPULATION}
    return [one for one in answers if one.place in inhabited]


def offered(session: Session, within: Scope) -> list[Indicator]:
    """Give the indicators that some dataset has figures for, or that are computed from such."""
    statement = select(col(Dataset.indicators)).where(col(Dataset.example).is_(False), *standing(within))
    told = {code for codes in session.scalars(statement) for code in codes}
    return [one for one in indicators().values() if _answerable(one.code, told)]


def _answerable(code: str, told: Collection[str]) -> bool:
    made_of = measure(code)
    figures = any(one in told for one in (*made_of.printed, made_of.rows))
    return figures and (not made_of.per_head or POPULATION in told)


def choices(session: Session, within: Scope, indicator: str, lang: Lang) -> list[Place]:
    """Give the places for which a comparison of an indicator has figures, in order."""
    found = answering(indicator, held(session, within, needed(indicator)))
    return in_order(known_places(session, {one.place for one in found}).values(), lang)


def periods(session: Session, within: Scope, indicator: str, places: Sequence[str]) -> list[str]:
    """Give the periods for which places have figures of an indicator, newest first."""
    made_of = measure(indicator)
    codes = [code for code in (*made_of.printed, made_of.rows) if code]
    statement = (
        select(col(ObservationRow.period))
        .where(
            col(ObservationRow.recorded_to).is_(None),
            col(ObservationRow.indicator).in_(codes),
            col(ObservationRow.place).in_(places),
            within.observations(),
        )
        .distinct()
    )
    return sorted(session.scalars(statement), reverse=True)


def suggested(
    session: Session, within: Scope, options: Sequence[Place], lang: Lang, *, around: bool
) -> list[Place]:
    """Give the places to begin with: the featured ones that have the figure, and the areas around them.

    Args:
        session: the unit of work.
        within: what the reader may see.
        options: places that have the figure.
        lang: for the order.
        around: whether states and the Union stand beside them.
    """
    have = {place.code: place for place in options}
    local = [place for place in featured(session, within, lang) if place.code in have]
    local = local or [place for place in options if place.level == "local"][:MOST_FEATURED]
    if not around:
        return local
    everywhere: Mapping[str, Place] = registry.places(session)
    outer = dict.fromkeys(
        code for place in local for code in ancestors(place.code, everywhere) if code in have
    )
    beyond = [have[code] for code in outer] if local else list(options)[:MOST_FEATURED]
    return local + in_order(beyond, lang)
