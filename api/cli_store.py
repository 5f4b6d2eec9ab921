"""Commands on the object store: copy it elsewhere, forget what nothing needs."""

from typing import Annotated

import typer

from api.cli_common import gateway_of
from api.settings import Settings
from catalogue.database import unit_of_work
from catalogue.object_store import ObjectStore
from catalogue.object_stores.copying import copy_store
from catalogue.object_stores.opening import open_store
from connectors.snapshot_retention import GRACE, forget_unused, unused_snapshots

store = typer.Typer(help="The object store: copy it, forget what nothing needs.", no_args_is_help=True)
TOLD_EVERY = 1000
KeepDays = Annotated[
    float | None, typer.Option("--keep-days", min=1, help="Instead of OGLEDALO_SNAPSHOTS_KEEP.")
]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(store, name="store")


@store.command("copy")
def copy(
    source: Annotated[
        str, typer.Argument(metavar="FROM", help="A folder, or s3://BUCKET/PREFIX?endpoint=...")
    ],
    target: Annotated[str, typer.Argument(metavar="TO", help="The same.")],
) -> None:
    """Copy all objects, each read back; what is there is passed by, so that it goes on where it was stopped."""
    copied = 0

    def tell(_name: str) -> None:
        nonlocal copied
        copied += 1
        if copied % TOLD_EVERY == 0:
            typer.echo(f"  {copied} copied", err=True)

    done = copy_store(_opened(source), _opened(target), tell)
    typer.echo(f"copied {done.copied} objects ({done.size} bytes); {done.there} stood there already")


@store.command("forget")
def forget(
    keep_days: KeepDays = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be forgotten.")] = False,
) -> None:
    """Forget snapshots that explain nothing and that no run of late gave; they are deleted two days later."""
    gateway = gateway_of()
    days = keep_days or gateway.settings.snapshots_keep
    with unit_of_work(gateway.engine) as session:
        if dry_run:
            unused = unused_snapshots(session, gateway.store, days, gateway.clock())
            typer.echo(f"{len(unused)} snapshots ({sum(unused.values())} bytes) would be forgotten")
            return
        done = forget_unused(session, gateway.store, days, gateway.clock())
    typer.echo(
        f"forgot {done.set_aside} snapshots ({done.size} bytes), to be deleted in {GRACE.days} days;"
        f" deleted {done.deleted}, brought back {done.brought_back} of those before"
    )


def _opened(address: str) -> ObjectStore:
    """Open a store with the key that the settings hold."""
    settings = Settings()
    key, secret = settings.s3_key.get_secret_value(), settings.s3_secret.get_secret_value()
    return open_store(address, key=key, secret=secret) if "://" in address else open_store(address)
