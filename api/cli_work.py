"""The command `ogledalo work`: a worker of its own, which may run on any machine that reaches database and object store."""

import logging
import signal
from threading import Event
from types import FrameType
from typing import Annotated

import typer

from api.cli_common import gateway_of
from api.settings import Settings
from api.workers import at_work
from api.working import Work
from connectors.errors import ConnectorError

WARNED = 1


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line, under both of its names."""
    app.command()(work)
    app.command("worker")(work)


def work(
    once: Annotated[bool, typer.Option("--once", help="Do what is due now, then end.")] = False,
) -> None:
    """Harvest what is due, take over runs that were left, and keep house, until told to stop."""
    if once:
        _once()
        return
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    logging.getLogger("ogledalo.worker").setLevel(logging.INFO)
    stop = _stop_signal()
    with at_work(Settings()) as working:
        typer.echo("working; stop with Ctrl-C")
        stop.wait()
        working.stopping.set()


def _stop_signal() -> Event:
    """Give an event that SIGTERM and Ctrl-C set."""
    stop = Event()

    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, told)
    return stop


def _once() -> None:
    """Do what is due, each source once; what fails does not stop the rest, and makes the exit code 1."""
    working = Work(gateway_of())
    failed: dict[str, bool] = {}
    while due := [one.source for one in working.due() if one.source not in failed]:
        failed |= {source: _harvested(working, source) for source in due}
    for name in working.keep_house():
        typer.echo(f"housekeeping: {name}")
    if any(failed.values()):
        raise typer.Exit(WARNED)


def _harvested(working: Work, source: str) -> bool:
    """Harvest a source and say how that went; say whether it failed."""
    try:
        result = working.harvest(source)
    except ConnectorError as error:
        typer.echo(f"{source}: {error}", err=True)
        return True
    typer.echo(f"{source}: {result.state if result else 'another worker is at it'}")
    return result is not None and result.state == "failed"
