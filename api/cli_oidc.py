"""Commands on external identity providers."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from api.cli_common import gateway_of
from api.cli_errors import REFUSED, fail, language
from api.oidc.attempt import redirect_uri
from api.oidc.checking import faults_of
from api.oidc.registry import ProviderEntry, all_providers, put_provider, remove_provider
from catalogue.audit import AuditEntry, record_act
from catalogue.database import unit_of_work
from schemas.messages import say

provider = typer.Typer(help="External identity providers (OpenID Connect).", no_args_is_help=True)
STANDARD_INPUT = "-"


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(provider, name="provider")


@provider.command("add")
def add(
    issuer: str,
    organisation: Annotated[
        list[str], typer.Option("--organisation", help="An organisation it may speak for.")
    ],
    client_id: Annotated[
        str, typer.Option("--client-id", help="Our id there; none: tokens of machines only.")
    ] = "",
    client_secret: Annotated[
        str, typer.Option("--client-secret-file", help="A file with our secret, or -.")
    ] = "",
    label: Annotated[str, typer.Option("--label", help="What it is called on the sign-in page.")] = "",
    audience: Annotated[str, typer.Option("--audience", help="What tokens must be meant for.")] = "",
    claim: Annotated[
        str, typer.Option("--organisation-claim", help="Where tokens name the organisation.")
    ] = "organisation",
    meaning: Annotated[
        list[str] | None, typer.Option("--organisation-map", help="VALUE=ORGANISATION")
    ] = None,
    role_claim: Annotated[str, typer.Option("--role-claim", help="Where tokens name roles.")] = "",
    role_map: Annotated[
        list[str] | None, typer.Option("--role-map", help="VALUE=[ORGANISATION:]ROLE")
    ] = None,
    assurance: Annotated[
        list[str] | None, typer.Option("--assurance", help="ACR=low, substantial or high")
    ] = None,
    scope: Annotated[str, typer.Option("--scope", help="What is asked for at sign-in.")] = "openid",
    any_typ: Annotated[bool, typer.Option("--any-typ", help="Take access tokens without at+jwt.")] = False,
) -> None:
    """Register a provider, or state its registration anew."""
    gateway = gateway_of()
    entry = ProviderEntry(
        issuer=issuer, organisations=tuple(dict.fromkeys(organisation)), label=label, client_id=client_id,
        client_secret=_secret(client_secret), audience=audience, organisation_claim=claim,
        organisation_map=_pairs("--organisation-map", meaning), role_claim=role_claim,
        role_map=_pairs("--role-map", role_map), assurance_map=_pairs("--assurance", assurance), login_scope=scope,
        typ_required=not any_typ,
    )  # fmt: skip
    with unit_of_work(gateway.engine) as session:
        now = gateway.clock()
        put_provider(session, gateway, entry, now)
        for owner in entry.organisations:
            act = AuditEntry(
                "operator", "provider.add", issuer, permitted=True, rule="command-line", owner=owner
            )
            record_act(session, act, now)
    gateway.audit.drain(gateway.engine)
    typer.echo(f"registered {issuer}, for {', '.join(entry.organisations)}")
    if client_id:
        typer.echo(say("oidc.check.callback", "en", address=redirect_uri(gateway)))


@provider.command("list")
def list_providers() -> None:
    """List the registered providers, and for whom each may speak."""
    gateway = gateway_of()
    with unit_of_work(gateway.engine) as session:
        for row in all_providers(session):
            state = "in use" if row.enabled else "off"
            ways = "people and machines" if row.client_id else "machines"
            typer.echo(f"{row.issuer}  {state}  {ways}  {', '.join(row.organisations)}")


@provider.command("remove")
def remove(issuer: str) -> None:
    """Drop a provider: its tokens and the sessions that began there open nothing any more."""
    gateway = gateway_of()
    with unit_of_work(gateway.engine) as session:
        owners = remove_provider(session, issuer).organisations
        for owner in owners:
            act = AuditEntry(
                "operator", "provider.remove", issuer, permitted=True, rule="command-line", owner=owner
            )
            record_act(session, act, gateway.clock())
    gateway.audit.drain(gateway.engine)
    typer.echo(f"removed {issuer}")


@provider.command("check")
def check(issuer: str, lang: Annotated[str, typer.Option("--lang", help="en, sl or hr")] = "en") -> None:
    """Ask a provider what it is, registered or not, and say what is wrong with it. Exit 1 where something is."""
    gateway, chosen = gateway_of(), language(lang)
    faults = faults_of(gateway, issuer)
    for fault in faults:
        typer.echo(f"{issuer}: {fault.in_(chosen)}")
    if faults:
        raise typer.Exit(REFUSED)
    typer.echo(say("oidc.check.well", chosen, issuer=issuer))
    typer.echo(say("oidc.check.callback", chosen, address=redirect_uri(gateway)))


def _secret(file: str) -> str:
    """Read a secret from where it stands in no history of commands."""
    if not file:
        return ""
    text = sys.stdin.read() if file == STANDARD_INPUT else Path(file).read_text(encoding="utf-8")
    return text.strip() or fail(f"{file}: found nothing, expected the client's secret")


def _pairs(option: str, written: Iterable[str] | None) -> dict[str, str]:
    """Read pairs; the last = parts them, for values of claims may hold one."""
    pairs = [one.rpartition("=") for one in written or ()]
    for before, _, after in pairs:
        if not before or not after:
            raise typer.BadParameter(f"{option}: expected VALUE=MEANING")
    return {before: after for before, _, after in pairs}
