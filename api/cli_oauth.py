"""Commands on OAuth clients and on the keys that sign tokens."""

import json
from pathlib import Path
from typing import Annotated

import typer

from api.cli_common import gateway_of
from api.cli_errors import fail
from api.cli_machines import (
    Label,
    Networks,
    OrganisationOption,
    Purposes,
    Scopes,
    operator_act,
    several,
)
from api.machines.granting import Wanted, grant
from api.machines.key_text import Kind
from api.oauth.clients import NOBODY, end_client, find_client, list_clients, make_client, rotate_secret
from api.oauth.signing import rotate
from api.people.work import acting
from catalogue.audit import AuditEntry, record_act

oauth = typer.Typer(help="OAuth clients, and the keys that sign tokens.", no_args_is_help=True)
client = typer.Typer(help="Machines that fetch tokens.", no_args_is_help=True)
ClientId = Annotated[str, typer.Argument(metavar="CLIENT_ID", help="The client's id.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    oauth.add_typer(client, name="client")
    app.add_typer(oauth, name="oauth")


@client.command("add")
def add_client(
    organisation: OrganisationOption,
    name: Annotated[str, typer.Option("--name", help="Whose roles it has; else none.")] = "",
    label: Label = "",
    scope: Scopes = None,
    network: Networks = None,
    purpose: Purposes = None,
    jwks: Annotated[
        Path | None,
        typer.Option("--jwks", exists=True, dir_okay=False, help="Its public keys; then it has no secret."),
    ] = None,
) -> None:
    """Register a client, and print its id and, once, its secret."""
    wanted = Wanted(
        organisation,
        name or NOBODY,
        label,
        Kind.LIVE,
        several(scope) or ("read",),
        several(network),
        several(purpose),
    )
    gateway = gateway_of()
    with acting(gateway) as session:
        now = gateway.clock()
        granted = grant(session, wanted, now, gateway.settings.longest_key_life)
        keys = _keys(jwks) if jwks else None
        row, secret = make_client(session, gateway.pepper, granted, created_by="operator", now=now, jwks=keys)
        operator_act(session, "client.create", row.id, row.organisation, row.holder, now)
    typer.echo(f"client_id      {row.id}")
    typer.echo(
        f"client_secret  {secret}" if secret else "proves itself by its registered keys (private_key_jwt)"
    )


@client.command("list")
def print_clients(
    organisation: Annotated[str, typer.Option("--organisation", help="Only its clients.")] = "",
) -> None:
    """List the clients by their id, with state, organisation, scopes and how they prove themselves."""
    with acting(gateway_of()) as session:
        for row in list_clients(session, {organisation} if organisation else None):
            state, proof = "revoked" if row.revoked_at else "live", "keys" if row.jwks else "secret"
            typer.echo(
                f"{row.id}  {state:8} {row.organisation:28} {proof:7} [{' '.join(row.scopes)}]  {row.label}"
            )


@client.command("rotate")
def replace_secret(client_id: ClientId) -> None:
    """Give a client a new secret, and print it once; the old one is worthless at once."""
    gateway = gateway_of()
    with acting(gateway) as session:
        row, now = find_client(session, client_id, None), gateway.clock()
        secret = rotate_secret(session, gateway.pepper, row, now)
        operator_act(session, "client.rotate", row.id, row.organisation, row.holder, now)
    typer.echo(secret)


@client.command("revoke")
def revoke_client(client_id: ClientId) -> None:
    """Make a client and all its tokens worthless from now on."""
    gateway = gateway_of()
    with acting(gateway) as session:
        row, now = find_client(session, client_id, None), gateway.clock()
        end_client(session, row, now)
        operator_act(session, "client.revoke", row.id, row.organisation, row.holder, now)
    typer.echo(f"revoked {row.id}")


@oauth.command("rotate")
def rotate_signing_key(
    compromised: Annotated[
        bool, typer.Option("--compromised", help="Withdraw all other keys, and the tokens they signed, now.")
    ] = False,
) -> None:
    """Make the next key that signs tokens, and say from when it signs."""
    gateway = gateway_of()
    with acting(gateway) as session:
        now = gateway.clock()
        row = rotate(
            session, gateway.pepper, now, gateway.settings.signing_key_notice, compromised=compromised
        )
        act = AuditEntry("operator", "oauth.rotate", row.kid, permitted=True, rule="command-line")
        record_act(session, act, now)
    typer.echo(f"{row.kid} signs from {row.signs_from:%Y-%m-%dT%H:%M:%SZ}")


def _keys(file: Path) -> dict[str, object]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        fail(f"{file}: no JSON: {error}")
    return found if isinstance(found, dict) else {}
