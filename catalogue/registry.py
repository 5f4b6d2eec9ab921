"""The registry: organisations, places and bases that a node knows."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from sqlmodel import Session, select

from catalogue import epochs
from catalogue.models import BasisRow, Organisation, PlaceRow
from schemas.basis import Basis
from schemas.languages import Text
from schemas.places import LEVELS, Place, ancestors, former_places, shipped_places


def put_organisation(session: Session, organisation: Organisation) -> None:
    """Add an organisation, or bring its description up to date."""
    standing = session.get(Organisation, organisation.id)
    if standing is None or (standing.parent, standing.kind) != (organisation.parent, organisation.kind):
        epochs.advance(session, epochs.RULES)
    if standing is not None:
        organisation.governed = (
            standing.governed
        )  # policies say it, whoever describes the organisation does not
    session.merge(organisation)
    epochs.advance(session, epochs.CATALOGUE)


def put_place(session: Session, place: Place) -> None:
    """Add a place, or bring its description up to date."""
    row = PlaceRow(
        code=place.code,
        level=place.level,
        parent=place.parent,
        kind=place.kind,
        same_as=place.same_as,
        valid_from=place.valid_from,
        valid_to=place.valid_to,
    )
    row.name = place.name.as_dict()
    standing = session.get(PlaceRow, place.code)
    if standing is None or standing.parent != place.parent:
        epochs.advance(session, epochs.RULES)
    session.merge(row)
    epochs.advance(session, epochs.CATALOGUE)


def put_basis(session: Session, basis: Basis) -> None:
    """Add a basis, or state it anew; a changed statement is a change of the catalogue."""
    attributes = {
        name: str(value) for name, value in asdict(basis).items() if name != "id" and value is not None
    }
    version = hashlib.sha256(json.dumps(attributes, sort_keys=True).encode()).hexdigest()[:16]
    standing = session.get(BasisRow, basis.id)
    if standing is not None and standing.version == version:
        return
    session.merge(BasisRow(id=basis.id, version=version, attributes=attributes))
    epochs.advance(session, epochs.CATALOGUE)


def bases(session: Session) -> Mapping[str, Basis]:
    """Give all bases by id."""
    return {row.id: _basis(row) for row in session.exec(select(BasisRow))}


def _basis(row: BasisRow) -> Basis:
    attributes: dict[str, Any] = dict(row.attributes)  # names and types are Basis's own
    factor = attributes.pop("elec_factor", None)
    return Basis(id=row.id, elec_factor=None if factor is None else Decimal(factor), **attributes)


def basis_versions(session: Session) -> Mapping[str, str]:
    """Give the version of each basis."""
    return {row.id: row.version for row in session.exec(select(BasisRow))}


def places(session: Session) -> Mapping[str, Place]:
    """Give all places by code: the shipped ones and those a sources file added."""
    own = {row.code: as_place(row) for row in session.exec(select(PlaceRow))}
    return {**shipped_places(), **own}


def places_in_time(session: Session) -> Mapping[str, Place]:
    """Give all places by code with those whose codes were in force once: figures of earlier years stand under them."""
    return {**former_places(), **places(session)}


def places_with(session: Session, codes: Iterable[str]) -> Mapping[str, Place]:
    """Give the places in force, and of the former ones those that are asked about with what contained them."""
    every, current = places_in_time(session), places(session)
    asked = [one for code in codes if code not in current for one in (code, *ancestors(code, every))]
    return {**{code: every[code] for code in asked if code in every}, **current}


def as_place(row: PlaceRow) -> Place:
    """Give a stored place as a value."""
    level = next(level for level in LEVELS if level == row.level)
    name = Text.of(row.name)
    return Place(row.code, level, row.parent, row.kind, name, row.same_as, row.valid_from, row.valid_to)


def organisations(session: Session) -> Mapping[str, Organisation]:
    """Give all organisations by id."""
    return {row.id: row for row in session.exec(select(Organisation))}
