"""Commands on people with a role."""

from datetime import datetime
from typing import Annotated

import typer
from sqlmodel import Session

from api.cli_common import gateway_of, require_organisation
from api.keys import issue_key
from api.people.acts import Actor
from api.people.invitations import sign_in_link
from api.people.models import Person
from api.people.names import login_name
from api.people.persons import add_person, find_person
from api.people.staff import give_role
from api.people.work import acting
from api.settings import Settings
from policies.decision import Role

admin = typer.Typer(help="People with a role.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(admin, name="admin")


@admin.command("create")
def create_admin(
    organisation: Annotated[str, typer.Option("--organisation", prompt=True, help="The organisation's id.")],
    name: Annotated[str, typer.Option("--name", prompt=True, help="The person's name or e-mail address.")],
    role: Annotated[Role, typer.Option("--role")] = Role.ADMINISTRATOR,
) -> None:
    """Give a person a role on an organisation, a key and a link to sign in by once; both are shown once."""
    shown, link = create_staff(organisation, name, role)
    typer.echo(shown)
    typer.echo(link)


def create_staff(
    organisation: str, name: str, role: Role, settings: Settings | None = None
) -> tuple[str, str]:
    """Record a role, issue a key and make a link to sign in by once; the act is on record."""
    gateway = gateway_of(settings.data_dir if settings else None)
    with acting(gateway) as session:
        require_organisation(session, organisation)
        now = gateway.clock()
        actor = Actor.operator(now)
        person = _person(session, name, now)
        give_role(session, person.name, organisation, role)
        shown = issue_key(
            session, gateway.pepper, staff=person.name, organisation=organisation, now=now, label=role.value
        )
        actor.record(session, "admin.create", organisation, owner=organisation, person=person.name)
        link = sign_in_link(session, gateway, person, organisation, role, actor)
    return shown, link


def _person(session: Session, name: str, now: datetime) -> Person:
    """Give the person of a name, made where there is none; who left is back."""
    person = find_person(session, name)
    if person is None:
        return add_person(session, login_name(name), now)
    person.left_at = None
    session.add(person)
    return person
