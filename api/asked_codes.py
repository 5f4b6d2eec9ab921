"""Codes that a question names: each is known, or the nearest ones are told."""

import difflib
from collections.abc import Sequence

from sqlmodel import Session, col, select

from api.door import Door
from catalogue import registry
from catalogue.dataset_views import standing
from catalogue.models import Dataset, ObservationRow
from catalogue.scope import Scope
from policies.decision import Action
from schemas.codes import codelist
from schemas.errors import UnknownCodeError
from schemas.indicators import indicator, indicators
from schemas.place_search import nearest_places
from schemas.places import former_places, shipped_places

EVERYWHERE = frozenset({"_T", "_Z", "_U"})
"""SDMX's total, not applicable and unknown: they may stand in every dimension, also where its list lacks them."""

NOWHERE = ("",)
"""Stands for no place at all: an empty part of a question would not narrow it."""


def known_indicators(codes: Sequence[str]) -> tuple[str, ...]:
    """Give the codes of indicators.

    Raises:
        UnknownCodeError: one is unknown.
    """
    return tuple(indicator(code).code for code in codes)


def known_codes(name: str, codes: Sequence[str]) -> tuple[str, ...]:
    """Give codes of the list that serves a dimension.

    Raises:
        UnknownCodeError: the list lacks one.
    """
    return tuple(code if code in EVERYWHERE else codelist(name)[code].code for code in codes)


def known_places(session: Session, codes: Sequence[str], level: str = "") -> tuple[str, ...]:
    """Give the codes of places, of one level where that is asked for.

    Raises:
        UnknownCodeError: a place is unknown.
    """
    if not level and all(code in shipped_places() or code in former_places() for code in codes):
        return tuple(codes)
    places = registry.places(session)
    for code in codes:
        if code not in places and code not in former_places():
            raise UnknownCodeError("place", code, nearest_places(code, places))
    if not level:
        return tuple(codes)
    told = {**former_places(), **places}
    found = tuple(code for code in codes or places if told[code].level == level)
    return found or NOWHERE


def known_sources(door: Door, codes: Sequence[str]) -> tuple[str, ...]:
    """Give the ids of sources that tell of something the caller may know of.

    Raises:
        UnknownCodeError: one tells of nothing, or of nothing for the caller; the two are not told apart.
    """
    if not codes:
        return ()
    visible = standing(door.scope(Action.DISCOVER))
    known = set(door.session.exec(select(Dataset.source).where(*visible).distinct()))
    for code in codes:
        if code not in known:
            raise UnknownCodeError("source", code, difflib.get_close_matches(code, known, cutoff=0.5))
    return tuple(codes)


def known_bases(door: Door, codes: Sequence[str]) -> tuple[str, ...]:
    """Give the ids of bases on which something stands that the caller may know of.

    Raises:
        UnknownCodeError: nothing stands on one, or nothing for the caller; the two are not told apart.
    """
    if not codes:
        return ()
    session, visible = door.session, door.scope(Action.DISCOVER)
    places = {basis.id: basis.place for basis in registry.bases(session).values()}
    for code in codes:
        if code not in places or not _stands(session, code, places[code], visible):
            near = difflib.get_close_matches(code, places, cutoff=0.5)
            shown = [one for one in near if _stands(session, one, places[one], visible)]
            raise UnknownCodeError("basis", code, shown)
    return tuple(codes)


def _stands(session: Session, basis: str, place: str, visible: Scope) -> bool:
    """Say whether a row stands on a basis, by the index on indicator and place where its place is known."""
    conditions = [col(ObservationRow.basis) == basis, visible.observations()]
    if place:
        conditions += [col(ObservationRow.indicator).in_(indicators()), col(ObservationRow.place) == place]
    return session.exec(select(ObservationRow.number).where(*conditions).limit(1)).first() is not None
