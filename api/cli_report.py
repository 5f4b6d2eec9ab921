"""The command `ogledalo report comparability`."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli_common import gateway_of, operator_door
from api.cli_errors import language
from api.comparability_report import filled, lay_open, report
from schemas.comparability.profiles import DEFAULT
from schemas.comparability.question import BASELINE, Question

reports = typer.Typer(help="Reports for people.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.add_typer(reports, name="report")


@reports.callback()
def of_reports() -> None:
    """Write reports for people."""


@reports.command("comparability")
def comparability(
    place: Annotated[list[str], typer.Option("--place", help="A place's code; several times.")],
    indicator: str = "GHG.TOT",
    table: Annotated[
        list[str] | None, typer.Option("--table", help="Only this table; several times.")
    ] = None,
    period: str = BASELINE,
    source: str = "",
    profile: str = DEFAULT,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file to write into.")] = None,
    fill: Annotated[
        Path | None, typer.Option("--fill", help="A page whose marked tables are written anew.")
    ] = None,
    lang: Annotated[str, typer.Option("--lang", help="en, sl or hr.")] = "en",
) -> None:
    """Lay a comparison open as tables: what is printed, what was adjusted and why, what remains."""
    gateway = gateway_of()
    question = Question(indicator, tuple(place), source=source, period=period, profile=profile)
    with operator_door(gateway) as door:
        found = lay_open(door, question)
    if fill is not None:
        fill.write_text(filled(fill.read_text(encoding="utf-8"), found, language(lang)), encoding="utf-8")
        return
    text = report(found, tuple(table or ()), language(lang))
    if output is None:
        typer.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
