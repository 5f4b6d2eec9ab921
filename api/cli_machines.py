"""What the commands on keys and on clients share: their options, and the entry that each act leaves."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer
from sqlmodel import Session

from catalogue.audit import AuditEntry, record_act

OrganisationOption = Annotated[
    str, typer.Option("--organisation", prompt=True, help="The organisation's id.")
]
Holder = Annotated[str, typer.Option("--name", prompt=True, help="Who holds it.")]
Label = Annotated[str, typer.Option("--label", help="What it is for.")]
Scopes = Annotated[
    list[str] | None, typer.Option("--scope", help="read (unless told), upload, reply, administer, audit.")
]
Networks = Annotated[
    list[str] | None, typer.Option("--network", help="A network it acts in; else all of its organisation's.")
]
Purposes = Annotated[
    list[str] | None, typer.Option("--purpose", help="IRI of a purpose it may declare; else any.")
]
Expires = Annotated[
    datetime | None, typer.Option("--expires", help="When it ends (UTC); else as late as it may.")
]


def several(given: Sequence[str] | None) -> tuple[str, ...] | None:
    """Give what was said with an option that may stand several times; None where it was not."""
    return tuple(given) if given else None


def in_utc(moment: datetime | None) -> datetime | None:
    """Give a time of the command line, which is in UTC."""
    return None if moment is None else moment.replace(tzinfo=UTC)


def operator_act(
    session: Session, act: str, target: str, organisation: str, holder: str, now: datetime
) -> None:
    """Record what the node's operator did to a key or client; it commits together with it."""
    entry = AuditEntry(
        "operator", act, target, permitted=True, rule="command-line", person=holder, owner=organisation
    )
    record_act(session, entry, now)
