"""Registered sources: the database is the truth, TOML goes in and out."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import tomli_w
from sqlmodel import Session, col, select

from catalogue import epochs, registry
from catalogue.models import Organisation, PlaceRow
from connectors.definitions import (
    BasisDefinition,
    OrganisationDefinition,
    PlaceDefinition,
    SourceDefinition,
    SourcesFile,
    text_of,
)
from connectors.errors import UnknownSourceError
from connectors.mapping import AppliedMapping
from connectors.models import UPLOAD, MapRow, SourceRow
from connectors.sources import Known
from schemas.basis import Basis
from schemas.languages import Text
from schemas.places import Place


def known(session: Session) -> Known:
    """Give what a sources file may name without declaring it."""
    return Known(
        organisations=frozenset(registry.organisations(session)),
        bases=frozenset(registry.bases(session)),
        places=frozenset(registry.places_in_time(session)),
        maps=frozenset(row.name for row in session.exec(select(MapRow))),
    )


def put_sources(session: Session, file: SourcesFile) -> list[str]:
    """Register everything a checked file holds and give the ids of its sources."""
    for place in file.place:
        registry.put_place(session, _place(place))
    for organisation in file.organisation:
        registry.put_organisation(session, _organisation(organisation))
    for basis in file.basis:
        registry.put_basis(session, _basis(basis))
    for name, words in file.maps.items():
        session.merge(MapRow(name=name, words=words))
    count = len(session.exec(select(SourceRow.id)).all())
    for number, source in enumerate(file.source):
        _put_source(session, source, position=count + number)
    epochs.advance(session, epochs.CATALOGUE)
    return [source.id for source in file.source]


def _put_source(session: Session, source: SourceDefinition, position: int) -> None:
    standing = session.get(SourceRow, source.id)
    session.merge(
        SourceRow(
            id=source.id,
            position=standing.position if standing else position,
            connector=source.connector,
            owner=source.owner,
            priority=source.priority,
            definition=source.model_dump(mode="json", exclude_defaults=True),
        )
    )


def registered(session: Session) -> list[SourceDefinition]:
    """Give all sources in the order in which they were registered."""
    harvested = select(SourceRow).where(col(SourceRow.connector) != UPLOAD)
    rows = session.exec(harvested.order_by(col(SourceRow.position), col(SourceRow.id)))
    return [SourceDefinition.model_validate(row.definition) for row in rows]


def find_source(session: Session, source_id: str) -> SourceDefinition:
    """Give one source.

    Raises:
        UnknownSourceError: none has that id.
    """
    row = session.get(SourceRow, source_id)
    if row is None:
        raise UnknownSourceError(source_id, known=[source.id for source in registered(session)])
    return SourceDefinition.model_validate(row.definition)


def priorities(session: Session) -> Mapping[str, int]:
    """Give each source's priority: the lower one is preferred where two tell the same fact."""
    found = session.exec(select(col(SourceRow.id), col(SourceRow.priority)))
    return dict(found.all())


def applied_mappings(session: Session, source: SourceDefinition) -> list[AppliedMapping]:
    """Give a source's mappings with the maps they name; a mapping without a name is called by indicator and place."""
    maps = {row.name: row.words for row in session.exec(select(MapRow))}
    places = frozenset(registry.places_in_time(session))
    return [
        AppliedMapping(
            source=source.id,
            connector=source.connector,
            name=mapping.name or f"{mapping.indicator.lower()}-{number}",
            mapping=mapping,
            maps={name: maps.get(name, {}) for name in _map_names(mapping.model_dump())},
            options=source.options,
            places=places,
        )
        for number, mapping in enumerate(source.mapping, start=1)
    ]


def _map_names(mapping: Mapping[str, Any]) -> list[str]:  # a dumped definition
    columns = [column["map"] for column in mapping["columns"].values()]
    unpivoted = [mapping["unpivot"]["map"]] if mapping["unpivot"] else []
    return sorted({name for name in (*columns, *unpivoted) if name})


def export_sources(session: Session) -> str:
    """Write everything that is registered as a sources file."""
    bases = [
        {
            name: str(getattr(basis, name))
            for name in _BASIS_KEYS
            if getattr(basis, name) not in ("", "UNK", None)
        }
        for basis in registry.bases(session).values()
    ]
    tables: dict[str, Any] = {  # a TOML document
        "organisation": [_organisation_table(row) for row in registry.organisations(session).values()],
        "basis": bases,
        "place": [_place_table(row) for row in session.exec(select(PlaceRow).order_by(col(PlaceRow.code)))],
        "source": [source.model_dump(mode="json", exclude_defaults=True) for source in registered(session)],
        "maps": {row.name: row.words for row in session.exec(select(MapRow).order_by(col(MapRow.name)))},
    }
    return tomli_w.dumps({name: table for name, table in tables.items() if table})


_BASIS_KEYS = tuple(field.name for field in fields(Basis))


def _place_table(row: PlaceRow) -> dict[str, Any]:  # a TOML table
    names = ("code", "level", "parent", "kind", "name", "same_as", "valid_from", "valid_to")
    table = {name: getattr(row, name) for name in names}
    return {name: value for name, value in table.items() if value}


def _organisation_table(row: Organisation) -> dict[str, Any]:  # a TOML table
    table = {
        name: getattr(row, name) for name in ("id", "name", "kind", "parent", "homepage", "email", "place")
    }
    return {name: value for name, value in table.items() if value}


def _organisation(told: OrganisationDefinition) -> Organisation:
    return Organisation(
        id=told.id, name=(text_of(told.name) if told.name else Text.of(told.id)).as_dict(), kind=told.kind,
        parent=told.parent, homepage=told.homepage, email=told.email, place=told.place,
    )  # fmt: skip


def _place(told: PlaceDefinition) -> Place:
    name = text_of(told.name)
    return Place(
        told.code, told.level, told.parent, told.kind, name, told.same_as, told.valid_from, told.valid_to
    )


def _basis(told: BasisDefinition) -> Basis:
    return Basis(**told.model_dump())
