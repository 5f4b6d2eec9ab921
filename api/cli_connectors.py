"""Commands on connectors: which there are, where each comes from, and what a source may set for it."""

from typing import Annotated

import simplejson
import typer

from api.cli_errors import fail, language
from api.connectors_told import connector_json
from connectors.connector import Offer, offers
from connectors.connector_errors import UnknownConnectorError
from connectors.options_told import options_told
from schemas.languages import Lang
from schemas.messages import say

connectors = typer.Typer(help="Connectors: list, show.", no_args_is_help=True)
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
LangOption = Annotated[str, typer.Option("--lang", help="en, sl or hr.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(connectors, name="connectors")


@connectors.command("list")
def list_connectors(as_json: JsonOption = False, lang: LangOption = "en") -> None:
    """List the connectors: our own, those of other packages, and those of them that cannot be used, with why."""
    spoken = language(lang)
    if as_json:
        told = [connector_json(offer, spoken, told_why=True) for offer in offers()]
        typer.echo(simplejson.dumps(told, ensure_ascii=False, indent=1))
        return
    for offer in offers():
        typer.echo(f"{offer.name:16} {origin(offer, spoken):32} {_names(offer, spoken)}".rstrip())


@connectors.command("show")
def show_connector(name: str, as_json: JsonOption = False, lang: LangOption = "en") -> None:
    """Show a connector's options: name, type, what counts unless told, what each means."""
    spoken = language(lang)
    found = [offer for offer in offers() if offer.name == name]
    if not found:
        raise UnknownConnectorError(name, known=", ".join(dict.fromkeys(one.name for one in offers())))
    if as_json:
        told = connector_json(found[0], spoken, told_why=True)
        typer.echo(simplejson.dumps(told, ensure_ascii=False, indent=1))
        return
    for offer in found:
        typer.echo(f"{offer.name}: {origin(offer, spoken)}")
        for option in options_told(offer.connector) if offer.connector else ():
            typer.echo(f"  {option.line({}, spoken)}")
    if found[0].connector is None:
        fail(found[0].broken().sentence(spoken))


def origin(offer: Offer, lang: Lang) -> str:
    """Say where a connector comes from."""
    package = f"{offer.package} {offer.version}".strip() or offer.declared
    return package or say("connector.built_in", lang)


def _names(offer: Offer, lang: Lang) -> str:
    if offer.connector is None:
        return say("connector.broken", lang, why=offer.why)
    return ", ".join(offer.connector.options.model_fields)
