"""Commands on API keys."""

from datetime import datetime
from typing import Annotated

import typer

from api.cli_common import gateway_of
from api.cli_machines import (
    Expires,
    Holder,
    Label,
    Networks,
    OrganisationOption,
    Purposes,
    Scopes,
    in_utc,
    operator_act,
    several,
)
from api.machines.granting import Wanted, grant
from api.machines.key_text import Kind, read_key
from api.machines.keys import end_key, find_key, is_live, list_keys, make_key, rotate_key
from api.people.work import acting

key = typer.Typer(help="API keys.", no_args_is_help=True)
KeyId = Annotated[str, typer.Argument(metavar="ID", help="The key's id, as `key list` prints it.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(key, name="key")


@key.command("create")
def create_key(
    organisation: OrganisationOption,
    name: Holder,
    label: Label = "",
    sandbox: Annotated[bool, typer.Option("--sandbox", help="Sees example data only.")] = False,
    scope: Scopes = None,
    network: Networks = None,
    purpose: Purposes = None,
    expires: Expires = None,
) -> None:
    """Issue a key that speaks for an organisation, for reading unless told otherwise; it is shown once."""
    wanted = Wanted(
        organisation, name, label, Kind.SANDBOX if sandbox else Kind.LIVE, several(scope) or ("read",),
        several(network), several(purpose), in_utc(expires),
    )  # fmt: skip
    gateway = gateway_of()
    with acting(gateway) as session:
        now = gateway.clock()
        granted = grant(session, wanted, now, gateway.settings.longest_key_life)
        row, shown = make_key(session, gateway.pepper, granted, created_by="operator", now=now)
        operator_act(session, "key.create", row.prefix, row.organisation, row.staff, now)
    typer.echo(shown)


@key.command("list")
def print_keys(
    organisation: Annotated[str, typer.Option("--organisation", help="Only its keys.")] = "",
) -> None:
    """List the keys by their id, with state, organisation, holder, scopes, end and last use."""
    gateway = gateway_of()
    now = gateway.clock()
    with acting(gateway) as session:
        for row in list_keys(session, {organisation} if organisation else None):
            state = "live" if is_live(row, now) else "revoked" if row.revoked_at else "expired"
            scopes = "as holder" if row.scopes is None else " ".join(row.scopes)
            ends = f"until {row.expires_at:%Y-%m-%d}" if row.expires_at else "without end"
            used = f"used {row.last_used_at:%Y-%m-%d}" if row.last_used_at else "not used yet"
            typer.echo(
                f"{row.prefix:12}  {row.kind:7}  {state:8} {row.organisation:28} {row.staff}  [{scopes}]  {ends}, {used}"
            )


@key.command("rotate")
def replace_key(
    key_id: KeyId,
    expires: Expires = None,
    old_until: Annotated[
        datetime | None,
        typer.Option("--old-until", help="When the old key ends (UTC); else when it is revoked."),
    ] = None,
) -> None:
    """Make a key that takes another's place, and show it once; the old one lives on until it is revoked."""
    gateway = gateway_of()
    with acting(gateway) as session:
        now = gateway.clock()
        row, shown = rotate_key(
            session, gateway.pepper, find_key(session, key_id, None), created_by="operator", now=now,
            longest=gateway.settings.longest_key_life, expires_at=in_utc(expires), old_until=in_utc(old_until),
        )  # fmt: skip
        operator_act(session, "key.rotate", row.prefix, row.organisation, row.staff, now)
    typer.echo(shown)


@key.command("revoke")
def revoke(key_id: KeyId) -> None:
    """Make a key worthless from now on; its id will do, or the whole key."""
    gateway = gateway_of()
    written = read_key(key_id)
    with acting(gateway) as session:
        row = find_key(session, written.id if written else key_id, None)
        end_key(session, row, gateway.clock())
        operator_act(session, "key.revoke", row.prefix, row.organisation, row.staff, gateway.clock())
    typer.echo(f"revoked {row.prefix}")
