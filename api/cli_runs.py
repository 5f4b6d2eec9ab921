"""Commands on runs: how harvests went, what is held, and letting it go on."""

from typing import Annotated

import simplejson
import typer

from api.cli_common import gateway_of
from api.cli_errors import fail
from api.cli_sources import exit_code, summary
from api.harvesting import harvester
from catalogue.audit import AuditEntry, record_act
from catalogue.database import unit_of_work
from connectors.registered import registered
from connectors.runs import result, runs_of

runs = typer.Typer(help="Runs of harvests: list, show, approve.", no_args_is_help=True)
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(runs, name="runs")


@runs.command("list")
def list_runs(
    source: Annotated[list[str] | None, typer.Argument(help="Sources; all where none is named.")] = None,
    most: Annotated[int, typer.Option("--most", help="How many.", min=1)] = 20,
) -> None:
    """List the newest runs, the newest first."""
    gateway = gateway_of()
    with unit_of_work(gateway.engine) as session:
        names = source or [one.id for one in registered(session)]
        for run in runs_of(session, names, most):
            counted = ", ".join(f"{count} {name}" for name, count in run.outcomes.items() if count) or "-"
            typer.echo(f"{run.id}  {run.started_at:%Y-%m-%d %H:%M}  {run.source:24} {run.state:8} {counted}")


@runs.command("show")
def show(run: str, as_json: JsonOption = False) -> None:
    """Show how a run went: what was refused by its cause, and what a held one would take away."""
    gateway = gateway_of()
    with unit_of_work(gateway.engine) as session:
        found = result(session, run)
    if found is None:
        fail(f"no run {run!r}; `ogledalo runs list` shows them")
    if as_json:
        typer.echo(simplejson.dumps(found.as_json(), ensure_ascii=False, indent=1))
        return
    typer.echo(f"{found.source}:\n{summary(found)}")


@runs.command("approve")
def approve(run: str, as_json: JsonOption = False) -> None:
    """Publish a held run as it was read, with the losses that it shows; the source is not asked again."""
    gateway = gateway_of()
    act = AuditEntry("operator", "run.approve", run, permitted=True, rule="command-line", request="cli")
    with harvester(gateway) as worker:
        ended = worker.approve(run, lambda session: record_act(session, act, gateway.clock()))
    gateway.audit.drain(gateway.engine)
    typer.echo(
        simplejson.dumps(ended.as_json(), ensure_ascii=False, indent=1)
        if as_json
        else f"{ended.source}:\n{summary(ended)}"
    )
    raise typer.Exit(exit_code([ended]))
