"""The command `ogledalo demo`."""

import socket
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from api import demo as demos
from api.app import create_app
from api.gateway import Gateway
from api.settings import Settings
from catalogue.database import unit_of_work
from connectors.registered import registered
from connectors.runs import RunResult

FAILED = 1


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(demo)


def demo(
    port: int = 8000,
    once: Annotated[bool, typer.Option("--once", help="Publish, print a summary and end.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Empty var/demo first.")] = False,
) -> None:
    """Harvest the simulated portals of four cities, two states and the EU, publish, and serve."""
    address = f"http://127.0.0.1:{port}"
    settings = Settings(
        data_dir=demos.FOLDER, database_url="", object_store="", base_url=address, publisher=demos.PUBLISHER
    )
    with demos.portals() as addresses:
        gateway = demos.prepare(settings, addresses, fresh=fresh)
        with unit_of_work(gateway.engine) as session:
            names = [source.id for source in registered(session)]
        results = demos.harvest_all(gateway, names, demos.say)
        demos.local_indicators(gateway)
        demos.say(_summary(gateway, results, demos.FOLDER))
        if once:
            raise typer.Exit(FAILED if any(result.state == "failed" for result in results) else 0)
        _serve(gateway, port, address)


def _summary(gateway: Gateway, results: list[RunResult], folder: Path) -> str:
    counted = {name: sum(result.outcomes.get(name, 0) for result in results) for name in results[0].outcomes}
    said = ", ".join(f"{count} {name}" for name, count in counted.items() if count)
    return f"published in {folder}: {len(results)} sources, {said}"


def _serve(gateway: Gateway, port: int, address: str) -> None:
    keys = demos.access(gateway)
    config = uvicorn.Config(
        create_app(gateway), host="127.0.0.1", port=port, log_level="warning", proxy_headers=False
    )
    _Announced(config, demos.welcome(address, keys)).run()


class _Announced(uvicorn.Server):
    """A server that says where it is once it answers, and not before."""

    def __init__(self, config: uvicorn.Config, lines: list[str]) -> None:
        super().__init__(config)
        self.lines = lines

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then announce."""
        await super().startup(sockets)
        if self.started:
            demos.say("\n".join(self.lines))
