"""Commands on the node as a whole: database, settings, backup."""

from pathlib import Path
from typing import Annotated

import typer

from api import backup as backups
from api.cli_common import gateway_of
from api.doctor import examine
from api.settings import Settings
from api.tables import all_tables
from catalogue.database import make_engine, unit_of_work
from catalogue.migrations import migrate as migrate_database
from catalogue.rebuild import rebuild as rebuild_rows


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (migrate, doctor, backup, restore, rebuild):
        app.command()(command)


def migrate() -> None:
    """Bring the database to the newest version."""
    settings = Settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    engine = make_engine(settings.resolved_database_url())
    typer.echo(migrate_database(engine, all_tables()))
    engine.dispose()


def doctor() -> None:
    """Print each setting, where it comes from, and what is wrong."""
    lines, well = examine()
    typer.echo("\n".join(lines))
    if not well:
        raise typer.Exit(1)


def backup(
    target: Path,
    objects: Annotated[
        bool, typer.Option(help="With the bytes of the object store; a bucket may have a backup of its own.")
    ] = True,
) -> None:
    """Write everything a node holds into one file."""
    typer.echo(backups.backup(gateway_of(), target, objects=objects))


def restore(file: Path) -> None:
    """Put a node back from a backup into an empty data folder."""
    typer.echo(backups.restore(Settings(), file))


def rebuild() -> None:
    """Make the rows of the observations anew from the release archives."""
    gateway = gateway_of()
    with unit_of_work(gateway.engine) as session:
        typer.echo(f"{rebuild_rows(session, gateway.store)} rows")
