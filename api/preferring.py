"""Preferring: which source each place is asked through first, by what it decided and by the published order."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from api.door import Door
from catalogue import registry
from catalogue.models import Dataset, ObservationRow, Organisation
from catalogue.preferences import history, overrides
from connectors.models import SourceRow
from policies.decision import Action
from schemas.basis import Basis
from schemas.comparability.evidence import LicenceLine
from schemas.languages import Text
from schemas.mirror.preference import Telling, in_order
from schemas.mirror.seen import Override, Teller
from schemas.observations import StoredObservation
from schemas.places import Place

POPULATION = "CX.POP"
PORTAL = "ckan"
"""A connector whose sources hold many publishers' datasets: there the dataset's title says who tells."""

NO_TEXT = Text()


@dataclass(frozen=True, slots=True)
class Turns:
    """In which turn sources are asked, by place.

    Args:
        decided: sources that the place itself put first.
        order: all that tell of it, as the published rule has them.
    """

    decided: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def tellers(session: Session, datasets: Collection[str]) -> Mapping[str, Teller]:
    """Give who tells of each dataset: its source, its publisher, and on which terms."""
    rows = session.exec(select(Dataset).where(col(Dataset.id).in_(sorted(datasets)))).all()
    named = sorted({row.source for row in rows})
    sources = {row.id: row for row in session.exec(select(SourceRow).where(col(SourceRow.id).in_(named)))}
    organisations = registry.organisations(session)
    return {row.id: _teller(row, sources.get(row.source), organisations) for row in rows}


def _teller(dataset: Dataset, source: SourceRow | None, organisations: Mapping[str, Organisation]) -> Teller:
    owner = organisations.get(dataset.publisher)
    told = source.definition.get("title") if source and source.connector != PORTAL else None
    title = Text.of(told or dataset.title or dataset.source)
    return Teller(
        source=dataset.source,
        title=title,
        owner=dataset.publisher,
        owner_name=Text.of(owner.name) if owner else Text.of(dataset.publisher),
        owner_kind=owner.kind if owner else "",
        owner_place=owner.place if owner else "",
        priority=source.priority if source else SourceRow.model_fields["priority"].default,
        licence=LicenceLine(dataset.licence, dataset.attribution or dataset.publisher),
    )


def override_of(door: Door, place: str, indicator: str) -> Override | None:
    """Give what a place decided on an indicator, as the caller may know it."""
    found = overrides(door.session, [place], indicator).get(place)
    return None if found is None else shown(found, door.sources_of(Action.DISCOVER))


def history_of(door: Door, place: str, indicator: str) -> list[Override]:
    """Give every decision of a place, as the caller may know it; of sources unknown to the caller nothing is said."""
    visible = door.sources_of(Action.DISCOVER)
    told = (shown(one, visible) for one in history(door.session, place, indicator))
    return [one for one in told if one is not None]


def shown(override: Override, visible: Collection[str]) -> Override | None:
    """Leave out what the caller may not know of: a reason may speak of any source that it ranks."""
    known = tuple(source for source in override.sources if source in visible)
    if not known:
        return None
    return override if known == override.sources else replace(override, sources=known, reason=NO_TEXT)


def turns(
    door: Door,
    indicator: str,
    places: Sequence[str],
    observations: Sequence[StoredObservation],
    known: tuple[Mapping[str, Basis], Mapping[str, Place]],
) -> Turns:
    """Say in which turn a comparison asks the sources of its places.

    Args:
        door: the caller's.
        indicator: that is compared.
        places: that are compared.
        observations: what the caller may read of them; inhabitants have an order of their own.
        known: bases and places by id.
    """
    decided = overrides(door.session, places, indicator)
    told = [one for one in observations if one.observation.key.indicator != POPULATION]
    several = _told_by_several(told, places)
    order = _ordered(door.session, several, told, known, decided) if several else {}
    return Turns({place: one.sources for place, one in decided.items()}, order)


def _told_by_several(observations: Iterable[StoredObservation], places: Sequence[str]) -> set[str]:
    sources: dict[str, set[str]] = {}
    for one in observations:
        sources.setdefault(one.observation.key.place, set()).add(one.observation.key.source)
    return {place for place in places if len(sources.get(place, ())) > 1}


def _ordered(
    session: Session,
    several: Collection[str],
    observations: Iterable[StoredObservation],
    known: tuple[Mapping[str, Basis], Mapping[str, Place]],
    decided: Mapping[str, Override],
) -> dict[str, tuple[str, ...]]:
    bases, places = known
    found: dict[tuple[str, str, str, str, bool], None] = {}
    for one in observations:
        key = one.observation.key
        if key.place in several:
            found[key.place, key.source, one.dataset, key.basis, one.example] = None
    who = tellers(session, {dataset for _, _, dataset, _, _ in found})
    recorded = _recorded(session, several, {dataset for _, _, dataset, _, _ in found})
    told: dict[str, list[Telling]] = {}
    for place, source, dataset, basis, example in found:
        teller = who[dataset] if dataset in who else Teller(source, Text.of(source))
        made = bases.get(basis) or Basis.unstated(basis)
        told.setdefault(place, []).append(
            Telling(source, teller, made, example, recorded[place, dataset, basis])
        )
    return {
        place: tuple(one.source for one in in_order(place, some, places, decided.get(place)))
        for place, some in told.items()
    }


def _recorded(
    session: Session, places: Collection[str], datasets: Collection[str]
) -> Mapping[tuple[str, str, str], datetime]:
    """Give when the newest standing row of each place, dataset and basis was recorded."""
    row = ObservationRow
    place, dataset, basis = map(col, (row.place, row.dataset, row.basis))
    statement = (
        select(place, dataset, basis, func.max(col(row.recorded_from)))
        .where(place.in_(sorted(places)), dataset.in_(sorted(datasets)), col(row.recorded_to).is_(None))
        .group_by(place, dataset, basis)
    )
    return {(one, other, made): recorded for one, other, made, recorded in session.exec(statement)}
