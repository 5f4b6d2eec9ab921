"""Commands on networks of cities, for whoever runs the node."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from api.cli_common import gateway_of
from api.people.acts import Actor
from api.people.work import acting
from catalogue.database import unit_of_work
from policies.networks import (
    MemberDraft,
    add_member,
    add_network,
    end_member,
    find_network,
    members,
    networks,
)
from policies.tables import Network, PartyMembership

network = typer.Typer(help="Networks of cities and who belongs to them.", no_args_is_help=True)
DAYS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(network, name="network")


@network.command("add")
def add(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="Small letters, digits and hyphens.")],
    en: Annotated[str, typer.Option("--name", help="The name in English.")] = "",
    sl: Annotated[str, typer.Option("--name-sl", help="The name in Slovenian.")] = "",
    hr: Annotated[str, typer.Option("--name-hr", help="The name in Croatian.")] = "",
    organisation: Annotated[
        str, typer.Option("--organisation", help="Who says who belongs to it; you, unless told.")
    ] = "",
    homepage: Annotated[str, typer.Option("--homepage")] = "",
) -> None:
    """Register a network."""
    gateway = gateway_of()
    named = {lang: text for lang, text in (("en", en), ("sl", sl), ("hr", hr)) if text}
    made = Network(
        id=identifier, name=named or {"en": identifier}, homepage=homepage, organisation=organisation
    )
    with acting(gateway) as session:
        add_network(session, made)
        Actor.operator(gateway.clock()).record(session, "network.create", identifier, owner=organisation)
    typer.echo(f"registered {identifier}")


@network.command("member")
def member(
    identifier: Annotated[str, typer.Argument(metavar="NETWORK")],
    name: Annotated[str, typer.Argument(metavar="MEMBER", help="An organisation or a network.")],
    evidence: Annotated[str, typer.Option("--evidence", help="What shows it.")],
    begins: Annotated[
        datetime | None, typer.Option("--from", formats=DAYS, help="The first day; always, unless told.")
    ] = None,
    ends: Annotated[
        datetime | None, typer.Option("--until", formats=DAYS, help="The first day on which it is over.")
    ] = None,
) -> None:
    """Record that an organisation or a network belongs to a network."""
    gateway = gateway_of()
    actor = Actor.operator(gateway.clock())
    with acting(gateway) as session:
        row = find_network(session, identifier)
        draft = MemberDraft(name, row.id, _in_utc(begins), _in_utc(ends), evidence, actor.name)
        made = add_member(session, draft, actor.now)
        actor.record(session, "network.member", f"{row.id}/{name}", owner=row.organisation)
    typer.echo(f"{name} belongs to {identifier} (membership {made.number})")


@network.command("end")
def end(
    identifier: Annotated[str, typer.Argument(metavar="NETWORK")],
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="As `network list` prints it.")],
    at: Annotated[datetime | None, typer.Option("--at", formats=DAYS, help="When; now, unless told.")] = None,
) -> None:
    """Let a membership end, now or at a time to come."""
    gateway = gateway_of()
    actor = Actor.operator(gateway.clock())
    with acting(gateway) as session:
        row = find_network(session, identifier)
        ended = end_member(session, row.id, number, _in_utc(at) or actor.now, actor.now)
        actor.record(session, "network.member-end", f"{row.id}/{ended.member}", owner=row.organisation)
    typer.echo(f"{ended.member} belongs to {identifier} until {_said(ended.valid_to)}")


@network.command("list")
def list_networks() -> None:
    """List the networks with their members, past ones too."""
    with unit_of_work(gateway_of().engine) as session:
        for row in networks(session):
            name = row.name.get("en") or next(iter(row.name.values()), "")
            typer.echo(f"{row.id:36} {row.organisation:28} {name}".rstrip())
            for one in members(session, row.id):
                typer.echo(_line(one))


def _line(one: PartyMembership) -> str:
    return f"  {one.number:6} {one.member:28} {_said(one.valid_from)} .. {_said(one.valid_to)}  {one.evidence}".rstrip()


def _said(moment: datetime | None) -> str:
    return moment.isoformat() if moment else "open"


def _in_utc(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment else None
