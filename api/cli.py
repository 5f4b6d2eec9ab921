"""The command line: `ogledalo`, also `python -m api`."""

import sys
from collections.abc import Mapping
from importlib import import_module

import typer

from api.cli_common import close_gateways
from api.cli_errors import exit_on_error
from api.version import VERSION

COMMANDS: Mapping[str, str] = {
    "demo": "api.cli_demo",
    "serve": "api.cli_serve",
    "work": "api.cli_work",
    "worker": "api.cli_work",
    "sources": "api.cli_sources",
    "connectors": "api.cli_connectors",
    "harvest": "api.cli_sources",
    "runs": "api.cli_runs",
    "datasets": "api.cli_datasets",
    "compare": "api.cli_figures",
    "lifts": "api.cli_lifting",
    "mirror": "api.cli_mirror",
    "report": "api.cli_report",
    "explain": "api.cli_figures",
    "findings": "api.cli_findings",
    "indicators": "api.cli_indicators",
    "progress": "api.cli_progress",
    "nzc": "api.cli_nzc",
    "coverage": "api.cli_coverage",
    "validate": "api.cli_files",
    "template": "api.cli_files",
    "map": "api.cli_map",
    "import": "api.cli_files",
    "export": "api.cli_files",
    "admin": "api.cli_admin",
    "key": "api.cli_keys",
    "oauth": "api.cli_oauth",
    "organisation": "api.cli_people",
    "staff": "api.cli_people",
    "network": "api.cli_networks",
    "notices": "api.cli_notices",
    "audit": "api.cli_audit",
    "policy": "api.cli_policy",
    "provider": "api.cli_oidc",
    "migrate": "api.cli_node",
    "doctor": "api.cli_node",
    "backup": "api.cli_node",
    "restore": "api.cli_node",
    "rebuild": "api.cli_node",
    "store": "api.cli_store",
    "quality": "api.cli_quality",
    "links": "api.cli_quality",
    "withdraw": "api.cli_releases",
}
"""The module of each command: only what is asked for is loaded, so that a question is answered quickly."""


def command_line(arguments: list[str]) -> typer.Typer:
    """Make the command line, with the module of the command that is asked for, or with all of them."""
    app = typer.Typer(
        name="ogledalo",
        help="Ogledalo: cities share comparable climate indicators.",
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback(invoke_without_command=True)(ogledalo)
    for module in _modules(arguments):
        import_module(module).add_to(app)
    return app


def _modules(arguments: list[str]) -> list[str]:
    """Give the modules that a command line needs; help and a misspelt command need all of them."""
    first = arguments[0] if arguments else ""
    if first == "--version":
        return []
    return [COMMANDS[first]] if first in COMMANDS else list(dict.fromkeys(COMMANDS.values()))


def ogledalo(
    context: typer.Context, version: bool = typer.Option(False, "--version", help="Print the version.")
) -> None:
    """Ogledalo: cities share comparable climate indicators."""
    if version:
        typer.echo(VERSION)
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; an error of ours is one line and exit code 1, not a traceback.

    Args:
        arguments: those of the process where none are given.
    """
    given = sys.argv[1:] if arguments is None else arguments
    try:
        with exit_on_error():
            command_line(given)(given, prog_name="ogledalo")
    finally:
        close_gateways()


if __name__ == "__main__":
    main()
