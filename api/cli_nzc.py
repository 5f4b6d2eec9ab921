"""Commands on NetZeroPlanner plans."""

from pathlib import Path
from typing import Annotated

import simplejson
import typer

from api.cli_common import gateway_of, operator_door
from api.cli_errors import language
from api.nzc_plans import fill_plan, read_body
from schemas.languages import Lang
from schemas.messages import say
from schemas.nzc.filling import Change
from schemas.nzc.gap_report import Line, Wish

nzc = typer.Typer(help="NetZeroPlanner plans.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(nzc, name="nzc")


@nzc.callback()
def of_plans() -> None:
    """NetZeroPlanner plans."""


@nzc.command("plan")
def plan(
    file: Annotated[
        Path, typer.Argument(help="The plan as the NetZeroPlanner exports it (JSON, version 2).")
    ],
    place: Annotated[str, typer.Option("--place", help="The city's code.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write the filled plan there.")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace what the city entered.")] = False,
    every_year: Annotated[bool, typer.Option("--all-years", help="Fill every year that is held.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    lang: Annotated[str, typer.Option("--lang", help="en, sl or hr.")] = "en",
) -> None:
    """Tell what we can fill of a plan, what the city has entered and what nobody has; -o writes the filled plan."""
    gateway = gateway_of()
    content, units = read_body(file.read_bytes())
    wish = Wish(place, overwrite=overwrite, every_year=every_year, units=units)
    with operator_door(gateway) as door:
        answer = fill_plan(door, content, wish)
    told = answer.to_dict(language(lang))
    if output is not None:
        filled = simplejson.dumps(answer.filled.plan, use_decimal=True, ensure_ascii=False, indent=2)
        output.write_text(filled, encoding="utf-8")
    if as_json:
        typer.echo(simplejson.dumps(told, use_decimal=True, ensure_ascii=False, indent=1))
        return
    counts = ", ".join(
        f"{count} {say(f'nzc.state.{state}', language(lang))}"
        for state, count in told["gap_report"]["counts"].items()
    )
    typer.echo(counts)
    for line in answer.lines:
        if line.state not in ("not_ours", "missing"):
            typer.echo(plan_line(line, language(lang)))
    for change in answer.filled.changes:
        typer.echo(diff_line(change))


def plan_line(line: Line, lang: Lang) -> str:
    """Say one line of the gap report."""
    name = line.measure.label.in_(lang) if line.measure else line.entry.uuid if line.entry else ""
    state = say(f"nzc.state.{line.state}", lang)
    return f"  {state:12} {name}: {line.message.in_(lang) if line.message else ''}"


def diff_line(change: Change) -> str:
    """Say one change of the plan: its JSON pointer, what stood there and what stands there now."""
    value, before = (
        simplejson.dumps(one, use_decimal=True, ensure_ascii=False) for one in (change.value, change.before)
    )
    return f"  {change.op:12} {change.path}: {f'{before} → ' if change.op == 'replace' else ''}{value}"
