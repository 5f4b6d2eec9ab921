"""Commands on people and keys."""

from typing import Annotated

import typer
from sqlmodel import col, select

from api.cli_common import gateway_of
from api.cli_errors import fail
from api.keys import issue_key, revoke_key
from api.models import ApiKey, Staff
from api.settings import Settings
from catalogue.audit import AuditEntry, record_act
from catalogue.database import unit_of_work
from catalogue.registry import organisations
from policies.decision import Role

admin = typer.Typer(help="People with a role.", no_args_is_help=True)
key = typer.Typer(help="API keys.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for name, group in (("admin", admin), ("key", key)):
        app.add_typer(group, name=name)


@admin.command("create")
def create_admin(
    organisation: Annotated[str, typer.Option("--organisation", prompt=True, help="The organisation's id.")],
    name: Annotated[str, typer.Option("--name", prompt=True, help="The person's name or e-mail address.")],
    role: Annotated[Role, typer.Option("--role")] = Role.ADMINISTRATOR,
) -> None:
    """Give a person a role on an organisation, and a key that is shown once."""
    typer.echo(create_staff(organisation, name, role))


def create_staff(organisation: str, name: str, role: Role, settings: Settings | None = None) -> str:
    """Record a role and issue a key; the act is on record."""
    gateway = gateway_of(settings.data_dir if settings else None)
    with unit_of_work(gateway.engine) as session:
        if organisation not in organisations(session):
            fail(
                f"no organisation {organisation!r}; there are {', '.join(sorted(organisations(session))) or 'none'}"
            )
        session.merge(Staff(name=name, organisation=organisation, role=role.value))
        now = gateway.clock()
        shown = issue_key(
            session, gateway.pepper, staff=name, organisation=organisation, now=now, label=role.value
        )
        act = AuditEntry(
            "operator",
            "admin.create",
            organisation,
            permitted=True,
            rule="command-line",
            person=name,
            owner=organisation,
        )
        record_act(session, act, now)
    gateway.audit.drain(gateway.engine)
    return shown


@key.command("create")
def create_key(
    organisation: Annotated[str, typer.Option("--organisation", prompt=True, help="The organisation's id.")],
    name: Annotated[str, typer.Option("--name", prompt=True, help="Who holds it.")],
) -> None:
    """Issue a key that speaks for an organisation, without a role; it is shown once."""
    gateway = gateway_of()
    with unit_of_work(gateway.engine) as session:
        if organisation not in organisations(session):
            fail(
                f"no organisation {organisation!r}; there are {', '.join(sorted(organisations(session))) or 'none'}"
            )
        now = gateway.clock()
        shown = issue_key(session, gateway.pepper, staff=name, organisation=organisation, now=now)
        act = AuditEntry(
            "operator", "key.create", "", permitted=True, rule="command-line", person=name, owner=organisation
        )
        record_act(session, act, now)
    gateway.audit.drain(gateway.engine)
    typer.echo(shown)


@key.command("list")
def list_keys() -> None:
    """List the keys by their prefix."""
    gateway = gateway_of()
    with unit_of_work(gateway.engine) as session:
        for row in session.exec(select(ApiKey).order_by(col(ApiKey.created_at))):
            state = "revoked" if row.revoked_at else "live"
            typer.echo(f"{row.prefix}  {state:8} {row.organisation:28} {row.staff}")


@key.command("revoke")
def revoke(prefix: str) -> None:
    """Make a key worthless from now on."""
    gateway = gateway_of()
    with unit_of_work(gateway.engine) as session:
        revoke_key(session, prefix, gateway.clock())
        act = AuditEntry("operator", "key.revoke", prefix, permitted=True, rule="command-line")
        record_act(session, act, gateway.clock())
    gateway.audit.drain(gateway.engine)
    typer.echo(f"revoked {prefix}")
