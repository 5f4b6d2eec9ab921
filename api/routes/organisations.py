"""Organisations, as their administrators keep them: described, and departments made under them."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from api.answers import json_response
from api.people.acts import Actor
from api.people.deps import StaffDoorDep
from api.people.organisations import OrganisationDraft, add_organisation, change_organisation
from api.people.roles import DEPARTMENT
from api.people.staff import wait_for
from api.people.told import NEVER_KEPT, administered, organisation_told, require_administrator
from catalogue import registry
from catalogue.models import Organisation
from policies.decision import Role
from policies.marking import mark_governed
from schemas.languages import Lang

router = APIRouter(prefix="/api/v1/admin/organisations", tags=["administration"])
LOOKERS = (Role.ADMINISTRATOR, Role.AUDITOR)


class DepartmentIn(BaseModel):
    """A department to be made under an organisation of the caller."""

    model_config = ConfigDict(extra="forbid")

    id: str
    name: dict[Lang, str]
    parent: str = Field(description="id of the organisation that it belongs to")
    kind: str = Field(DEPARTMENT, pattern=f"^{DEPARTMENT}$")
    homepage: str = ""
    email: str = ""


class OrganisationChanges(BaseModel):
    """What is to change; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: dict[Lang, str] = Field(default_factory=dict)
    kind: str = ""
    parent: str = ""
    homepage: str = ""
    email: str = ""


@router.get("")
def list_organisations(door: StaffDoorDep) -> Response:
    """List the organisations that the caller administers or audits, with their departments."""
    mine = administered(door, LOOKERS)
    rows = registry.organisations(door.session)
    found = [organisation_told(rows[one]) for one in sorted(mine) if one in rows]
    return json_response({"organisations": found, "count": len(found)}, headers=NEVER_KEPT)


@router.post("", status_code=201)
def make_department(body: DepartmentIn, door: StaffDoorDep) -> Response:
    """Make a department under an organisation that the caller administers."""
    require_administrator(door, body.parent)
    wait_for(door.session, [body.parent])
    draft = OrganisationDraft(
        body.id, dict(body.name.items()), DEPARTMENT, body.parent, body.homepage, body.email
    )
    row = add_organisation(door.session, draft)
    mark_governed(door.session, door.now)
    Actor.at(door).record(door.session, "organisation.create", row.id, owner=body.parent)
    return json_response(organisation_told(row), status=201, headers=NEVER_KEPT)


@router.patch("/{organisation}")
def change(organisation: Annotated[str, Path()], body: OrganisationChanges, door: StaffDoorDep) -> Response:
    """Change what is told of an organisation; where it stands is changed by who administers it there and here."""
    require_administrator(door, organisation)
    changes: dict[str, Any] = body.model_dump(exclude_unset=True)  # checked by the model
    wait_for(door.session, {organisation, *filter(None, [changes.get("parent")])})
    row = door.session.get_one(Organisation, organisation)
    for one in _above_that_must_agree(row, changes):
        require_administrator(door, one)
    change_organisation(door.session, row, changes)
    mark_governed(door.session, door.now)
    Actor.at(door).record(door.session, "organisation.change", row.id, owner=row.id)
    return json_response(organisation_told(row), headers=NEVER_KEPT)


def _above_that_must_agree(row: Organisation, changes: dict[str, Any]) -> list[str]:
    """Give the organisations whose administrators win or lose what reaches down to this one.

    Nobody leaves those above by a change of their own, and nobody is put under an organisation that does not want it.
    """
    kind, parent = changes.get("kind", row.kind), changes.get("parent", row.parent)
    if (kind == DEPARTMENT, parent) == (row.kind == DEPARTMENT, row.parent):
        return []
    before = [row.parent] if row.kind == DEPARTMENT else []
    return [one for one in (*before, parent) if one]
