"""The command `ogledalo serve`."""

import typer
import uvicorn

from api.app import create_app
from api.cli_common import gateway_of
from api.machines.redacting import install_redaction

BELIEVED = False
"""Whether uvicorn believes what a caller of this machine says of others: whose word counts is `OGLEDALO_TRUSTED_PROXIES`."""


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(serve)


def serve(host: str = "127.0.0.1", port: int = 8000, workers: int = 1) -> None:
    """Serve the gateway."""
    install_redaction()
    if workers > 1:
        uvicorn.run(
            "api.serving:app", factory=True, host=host, port=port, workers=workers, log_level="warning",
            proxy_headers=BELIEVED,
        )  # fmt: skip
        return
    uvicorn.run(create_app(gateway_of()), host=host, port=port, log_level="warning", proxy_headers=BELIEVED)
