"""Commands on indicators: what they mean, and what places measure in their own words."""

from pathlib import Path
from typing import Annotated

import simplejson
import typer

from api.cli_common import gateway_of, operator_door
from api.cli_errors import language
from api.local_importing import import_local, read_body
from api.schema_told import indicator_json, local_json
from catalogue.local_indicators import local_indicators
from schemas.indicators import Indicator, found_indicators, indicator
from schemas.languages import Lang
from schemas.local_indicators import LocalIndicator
from schemas.local_matching import propose
from schemas.messages import say

indicators = typer.Typer(help="Indicators, and what places measure in their own words.", no_args_is_help=True)
LangOption = Annotated[str, typer.Option("--lang", help="en, sl or hr.")]
JsonOption = Annotated[bool, typer.Option("--json", help="The answer as the API gives it.")]
PlaceOption = Annotated[str, typer.Option("--place", help="The place's code.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(indicators, name="indicators")


@indicators.command("list")
def list_indicators(
    group: Annotated[str, typer.Option(help="e.g. GHG, Energy, Mobility.")] = "",
    words: Annotated[str, typer.Option(help="Words of code, name or definition, in any language.")] = "",
    lang: LangOption = "en",
) -> None:
    """List the indicators."""
    for one in found_indicators(group, words=words):
        typer.echo(f"{one.code:14} {one.unit:12} {one.name.in_(language(lang))}")


@indicators.command("show")
def show_indicator(code: str, lang: LangOption = "en", as_json: JsonOption = False) -> None:
    """Show what an indicator means, and what it is called elsewhere."""
    one = indicator(code)
    if as_json:
        typer.echo(simplejson.dumps(indicator_json(one, language(lang)), ensure_ascii=False, indent=1))
        return
    for line in _lines(one, language(lang)):
        typer.echo(line)


def _lines(one: Indicator, lang: Lang) -> list[str]:
    told = indicator_json(one, lang)
    lines = [f"{one.code}  {one.name.in_(lang)}", one.definitions.in_(lang), f"{one.unit} (UCUM {one.ucum})"]
    for scheme, mappings in told["mappings"].items():
        for mapping in mappings:
            limits = (mapping["valid_from"], mapping["valid_to"])
            years = f"  {'..'.join(limits)}" if any(limits) else ""
            lines.append(
                f"  {scheme:10} {mapping['relation']:13} {mapping['recipe'] or mapping['code']}{years}"
            )
    return lines


@indicators.command("local")
def list_local(place: PlaceOption = "", lang: LangOption = "en", as_json: JsonOption = False) -> None:
    """List what places measure in their own words, and how it is matched."""
    with operator_door(gateway_of()) as door:
        found = local_indicators(door.session, places=(place,) if place else ())
        if as_json:
            told = [local_json(one, language(lang)) for one in found]
            typer.echo(simplejson.dumps(told, ensure_ascii=False, indent=1))
            return
        for one in found:
            local = one.local
            match = f"{local.match} {local.indicator}".strip() or "-"
            typer.echo(f"{local.place:10} {local.name.in_(language(lang))} [{local.unit}]  {match}")


@indicators.command("import")
def import_local_indicators(
    file: Path,
    place: PlaceOption = "",
    document: Annotated[str, typer.Option(help="Where they are stated.")] = "",
    lang: LangOption = "en",
) -> None:
    """Record a place's own indicators from a JSON file, all or none, and propose what they may be near to."""
    with operator_door(gateway_of()) as door:
        done = import_local(door, read_body(file.read_bytes()), place, document, operator=True)
    for one, outcome in done.outcomes:
        typer.echo(f"{outcome:10} {one.id}")
        for line in _proposed(one, language(lang)):
            typer.echo(line)


def _proposed(one: LocalIndicator, lang: Lang) -> list[str]:
    if one.match:
        return []
    lines = [
        f"{'':11}{match.relation} {match.indicator}: {' '.join(reason.in_(lang) for reason in match.reasons)}"
        for match in propose(one)
    ]
    return lines or [f"{'':11}{say('cli.indicators.nothing', lang)}"]
