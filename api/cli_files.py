"""Commands on files: validate, template, import, export."""

from pathlib import Path
from typing import Annotated

import typer

from api import importing
from api.cli_common import gateway_of, operator_door
from api.cli_errors import language
from api.cli_validate import VIOLATIONS, validate
from api.errors import FormatError
from api.mapped_import import import_mapped, mapped_source
from api.mapping_files import SentFile
from api.rdf import whole_catalogue
from catalogue.dcat.feed import FeedFormat
from connectors.workbook import build_template
from policies.decision import Subject

export = typer.Typer(help="Exports.", no_args_is_help=True)
LangOption = Annotated[str, typer.Option("--lang", help="en, sl or hr.")]
OPERATOR = Subject(id="operator")


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(export, name="export")
    for command in (validate, template):
        app.command()(command)
    app.command("import")(import_file)


def template(
    set_name: Annotated[str, typer.Argument(metavar="SET", help="e.g. ghg-inventory, energy, targets, any")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The file to write.")] = None,
    lang: LangOption = "en",
    indicator: Annotated[
        list[str] | None,
        typer.Option("--indicator", help="Of a set of indicators: these instead of its own."),
    ] = None,
) -> None:
    """Write a workbook template."""
    content = build_template(set_name, language(lang), tuple(indicator or ()))
    target = output or Path(f"{set_name}.xlsx")
    target.write_bytes(content)
    typer.echo(f"wrote {target}")


def import_file(
    file: Path,
    place: Annotated[str, typer.Option("--place", help="The place's code, e.g. SI_052.")],
    publish: Annotated[bool, typer.Option("--publish", help="Publish it if nothing is wrong.")] = False,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="A mapping that `ogledalo map --save` wrote.")
    ] = None,
    lang: LangOption = "en",
) -> None:
    """Report on a filled workbook, or a file with its mapping, cell by cell; with --publish, publish it."""
    gateway = gateway_of()
    with operator_door(gateway, OPERATOR) as door:
        if mapping is not None:
            told = mapped_source(door.session, mapping.read_text(encoding="utf-8")).of_place(place)
            sent = SentFile(file.name, file.read_bytes())
            result = import_mapped(gateway, door, sent, told, publish=publish, operator=True)
        else:
            upload = importing.Upload(file.name, file.read_bytes(), place)
            result = importing.import_workbook(gateway, door, upload, publish=publish, operator=True)
    gateway.audit.drain(gateway.engine)
    for line in result.lines(language(lang)):
        typer.echo(line)
    if result.refused:
        raise typer.Exit(VIOLATIONS)


@export.command("catalog")
def export_catalog(
    output: Annotated[Path, typer.Option("-o", "--output", help="The file; .ttl, .jsonld, .rdf or .nt.")],
) -> None:
    """Write what is open of the catalogue as DCAT-AP."""
    forms = {form.value: form for form in FeedFormat}
    ending = output.suffix.lstrip(".")
    if ending not in forms:
        raise FormatError(ending, list(forms))
    gateway = gateway_of()
    with operator_door(gateway) as door:
        output.write_bytes(whole_catalogue(door, gateway.settings, forms[ending]))
    typer.echo(f"wrote {output}")
