"""The command that validates a file without storing it."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli_common import gateway_of, operator_door
from api.cli_errors import language
from api.validating import OPEN, SentTable, validate_file

VIOLATIONS = 1


def validate(
    file: Path,
    form: Annotated[
        str, typer.Option("--as", help="dcat or observations; found out where it is not said.")
    ] = "",
    output: Annotated[str, typer.Option("--format", help="text, json or ttl.")] = "text",
    lang: Annotated[str, typer.Option("--lang", help="en, sl or hr.")] = "en",
    licence: Annotated[
        str | None,
        typer.Option(
            "--licence", help="The licence of the figures; also asks whether it lets them be published."
        ),
    ] = None,
    access: Annotated[
        str, typer.Option("--access", help="Who may see them: open, restricted or hidden.")
    ] = OPEN,
) -> None:
    """Report on a file (RDF, CSV, XLSX) without storing it; exit 1 on violations."""
    gateway = gateway_of()
    sent = SentTable(file.name, file.read_bytes(), licence, access)
    with operator_door(gateway) as door:
        report = validate_file(door.session, sent, form, gateway.clock())
    typer.echo(report.render(output, language(lang)), nl=False)
    if not report.conforms:
        raise typer.Exit(VIOLATIONS)
