"""Commands on organisations and their staff, for whoever runs the node."""

from collections.abc import Mapping
from typing import Annotated

import typer

from api.cli_common import gateway_of, require_organisation
from api.people.acts import Actor
from api.people.organisations import OrganisationDraft, add_organisation
from api.people.persons import persons_named
from api.people.staff import leave, staff_of, take_role, wait_for
from api.people.work import acting
from catalogue.database import unit_of_work
from catalogue.registry import organisations
from policies.decision import Role
from policies.marking import mark_governed

organisation = typer.Typer(help="Organisations.", no_args_is_help=True)
staff = typer.Typer(help="Who works for an organisation.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for name, group in (("organisation", organisation), ("staff", staff)):
        app.add_typer(group, name=name)


@organisation.command("add")
def add(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="Small letters, digits and hyphens.")],
    en: Annotated[str, typer.Option("--name", help="The name in English.")] = "",
    sl: Annotated[str, typer.Option("--name-sl", help="The name in Slovenian.")] = "",
    hr: Annotated[str, typer.Option("--name-hr", help="The name in Croatian.")] = "",
    kind: Annotated[str, typer.Option("--kind", help="A code, e.g. municipality.")] = "",
    parent: Annotated[str, typer.Option("--parent", help="What a department belongs to.")] = "",
    homepage: Annotated[str, typer.Option("--homepage")] = "",
    email: Annotated[str, typer.Option("--email")] = "",
) -> None:
    """Register an organisation."""
    gateway = gateway_of()
    draft = OrganisationDraft(identifier, _names(en, sl, hr), kind, parent, homepage, email)
    with acting(gateway) as session:
        row = add_organisation(session, draft)
        mark_governed(session, gateway.clock())
        Actor.operator(gateway.clock()).record(session, "organisation.create", row.id, owner=row.id)
    typer.echo(f"registered {row.id}")


@organisation.command("list")
def list_organisations() -> None:
    """List the organisations, departments below what they belong to."""
    with unit_of_work(gateway_of().engine) as session:
        for row in sorted(organisations(session).values(), key=lambda one: one.id):
            name = row.name.get("en") or next(iter(row.name.values()), "")
            typer.echo(f"{row.id:36} {row.kind:14} {row.parent:28} {name}".rstrip())


@staff.command("list")
def list_staff(
    organisation: Annotated[str, typer.Option("--organisation", help="Only of this one.")] = "",
) -> None:
    """List who holds which roles."""
    with unit_of_work(gateway_of().engine) as session:
        if organisation:
            require_organisation(session, organisation)
        for one in [organisation] if organisation else sorted(organisations(session)):
            rows = staff_of(session, one)
            known = persons_named(session, {name for name, _ in rows})
            for name, roles in rows:
                kind = "person" if name in known else "machine"
                typer.echo(f"{one:36} {kind:8} {name:32} {', '.join(roles)}")


@staff.command("remove")
def remove(
    organisation: Annotated[str, typer.Option("--organisation", help="The organisation's id.")],
    name: Annotated[str, typer.Option("--name", help="Who.")],
    role: Annotated[
        Role | None, typer.Option("--role", help="Only this role; all and the keys unless told.")
    ] = None,
) -> None:
    """Take a role from somebody, or let them leave an organisation; its last administrator stays."""
    gateway = gateway_of()
    actor = Actor.operator(gateway.clock())
    with acting(gateway) as session:
        wait_for(session, [organisation])
        if role is None:
            leave(session, actor, name, [organisation])
        else:
            take_role(session, actor, name, organisation, role)
    typer.echo(f"removed {name} from {organisation}" + (f" as {role}" if role else ""))


def _names(en: str, sl: str, hr: str) -> Mapping[str, str]:
    return {lang: text for lang, text in (("en", en), ("sl", sl), ("hr", hr)) if text}
