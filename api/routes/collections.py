"""Collections of an owner's datasets, which its policies can name."""

from collections.abc import Collection
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlmodel import col, select

from api.access_told import NEVER_KEPT
from api.answers import json_response
from api.asking import asked_of, in_utc, told
from api.deps import LangDep
from api.door import Door
from api.granting import ANSWERING, BY_ROLE, LOOKING
from api.people.acts import Actor
from api.people.deps import StaffDoorDep
from api.people.told import administered
from api.people.work import take_turn
from api.representations.times import rfc3339
from api.routes.networks import ID, EndAsked, NetworkId, Number
from catalogue.errors import DatasetNotFoundError
from catalogue.models import Dataset
from policies.collections import (
    ItemDraft,
    add_collection,
    add_item,
    collections,
    end_item,
    find_collection,
    items,
)
from policies.decision import Role
from policies.tables import AssetCollection, AssetMembership
from schemas.languages import Lang, Text

router = APIRouter(prefix="/api/v1/admin/collections", tags=["administration"])
Json = dict[str, Any]  # an answer's object


class CollectionIn(BaseModel):
    """A collection to be registered."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=ID)
    owner: str = Field(
        max_length=100, description="organisation; the caller is its approver or administrator"
    )
    title: dict[Lang, Annotated[str, Field(max_length=300)]] = Field(min_length=1)


class ItemIn(BaseModel):
    """That a dataset belongs to a collection."""

    model_config = ConfigDict(extra="forbid")

    dataset: str = Field(max_length=300)
    valid_from: AwareDatetime | None = Field(
        None, description="the first moment; always, where it is left out"
    )
    valid_to: AwareDatetime | None = Field(None, description="the first moment at which it is over")


@router.get("")
def list_collections(door: StaffDoorDep, lang: LangDep) -> Response:
    """List the collections of organisations on which the caller has a role."""
    rows = collections(door.session, administered(door, LOOKING))
    found = [_told(door, row, lang) for row in rows]
    return json_response({"collections": found, "count": len(found)}, headers=NEVER_KEPT)


@router.post("", status_code=201)
def make_collection(body: CollectionIn, door: StaffDoorDep, lang: LangDep) -> Response:
    """Register a collection of an organisation. Role approver or administrator."""
    door.require_role(body.owner, ANSWERING)
    take_turn(door.session, [body.owner])
    title: dict[str, str] = {code: text.strip() for code, text in body.title.items() if text.strip()}
    row = add_collection(
        door.session, AssetCollection(id=body.id, owner=body.owner, title=title or {"en": body.id})
    )
    _record(door, "collection.create", row.id, row.owner)
    return json_response(_told(door, row, lang), status=201, headers=NEVER_KEPT)


@router.get("/{collection_id}")
def read_collection(collection_id: NetworkId, door: StaffDoorDep, lang: LangDep) -> Response:
    """Give a collection of an organisation on which the caller has a role."""
    row = find_collection(door.session, collection_id, _owners(door, LOOKING))
    return json_response(_told(door, row, lang), headers=NEVER_KEPT)


@router.post("/{collection_id}/members", status_code=201)
def take_dataset(collection_id: NetworkId, body: ItemIn, door: StaffDoorDep) -> Response:
    """Put a dataset of the owner or its departments into a collection, for a time. Role approver or administrator."""
    row = _changeable(door, collection_id)
    _require_own(door, body.dataset, row.owner)
    begins, ends = (in_utc(one) if one else None for one in (body.valid_from, body.valid_to))
    made = add_item(door.session, ItemDraft(body.dataset, row.id, begins, ends, door.subject.id), door.now)
    _record(door, "collection.member", f"{row.id}/{made.dataset}", row.owner)
    return json_response(_item(made), status=201, headers=NEVER_KEPT)


@router.delete("/{collection_id}/members/{number}", openapi_extra=told(EndAsked))
def let_dataset_go(
    collection_id: NetworkId, number: Number, request: Request, door: StaffDoorDep
) -> Response:
    """Let a dataset leave a collection, now or at a time to come. Role approver or administrator."""
    asked = asked_of(EndAsked, request)
    row = _changeable(door, collection_id)
    at = in_utc(asked.at) if asked.at else door.now
    ended = end_item(door.session, row.id, number, at, door.now)
    _record(door, "collection.member-end", f"{row.id}/{ended.dataset}", row.owner)
    return json_response(_item(ended), headers=NEVER_KEPT)


def _owners(door: Door, roles: Collection[Role]) -> frozenset[str]:
    return frozenset(organisation for organisation, role in door.subject.roles if role in roles)


def _changeable(door: Door, collection_id: str) -> AssetCollection:
    """Give a collection that the caller may change, in a unit of work in which nobody else does."""
    row = find_collection(door.session, collection_id, _owners(door, LOOKING))
    door.require_role(row.owner, ANSWERING)
    take_turn(door.session, [row.owner])
    return row


def _require_own(door: Door, dataset: str, owner: str) -> None:
    """Demand that a dataset is the owner's or a department's.

    Raises:
        DatasetNotFoundError: absent, or somebody else's: the same answer.
    """
    theirs = door.in_force.parties.with_departments(frozenset({owner}))
    found = select(Dataset.publisher).where(col(Dataset.id) == dataset, col(Dataset.gone_at).is_(None))
    if door.session.exec(found).first() not in theirs:
        raise DatasetNotFoundError(dataset)


def _told(door: Door, row: AssetCollection, lang: Lang) -> Json:
    return {
        "id": row.id, "owner": row.owner, "title": Text.of(row.title).in_(lang) or row.id, "titles": row.title,
        "members": [_item(one) for one in items(door.session, row.id)],
    }  # fmt: skip


def _item(row: AssetMembership) -> Json:
    return {
        "number": row.number, "dataset": row.dataset, "collection": row.collection,
        "valid_from": rfc3339(row.valid_from) if row.valid_from else None,
        "valid_to": rfc3339(row.valid_to) if row.valid_to else None, "recorded_at": rfc3339(row.recorded_at),
    }  # fmt: skip


def _record(door: Door, act: str, target: str, owner: str) -> None:
    Actor.at(door, BY_ROLE).record(door.session, act, target, owner=owner)
