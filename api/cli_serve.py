"""The command `ogledalo serve`."""

from typing import Annotated

import typer
import uvicorn

from api.app import create_app
from api.cli_common import gateway_of
from api.machines.redacting import install_redaction
from api.workers import with_workers

BELIEVED = False
"""Whether uvicorn believes what a caller of this machine says of others: whose word counts is `OGLEDALO_TRUSTED_PROXIES`."""


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(serve)


def serve(
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: int = 1,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Answer questions only; `ogledalo work` harvests.")
    ] = False,
) -> None:
    """Serve the gateway, with a worker in the process that harvests what is due."""
    install_redaction()
    if workers > 1:
        uvicorn.run(
            "api.serving:answering" if no_worker else "api.serving:app", factory=True, host=host, port=port,
            workers=workers, log_level="warning", proxy_headers=BELIEVED,
        )  # fmt: skip
        return
    gateway = gateway_of()
    app = create_app(gateway)
    served = app if no_worker else with_workers(app, gateway.settings)
    uvicorn.run(served, host=host, port=port, log_level="warning", proxy_headers=BELIEVED)
