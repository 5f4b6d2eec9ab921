"""How long the owners of a source's figures see findings before everybody else."""

from collections.abc import Callable
from datetime import timedelta

from sqlmodel import Session, select

from connectors.models import SourceRow


def notice_of(session: Session, default: timedelta) -> Callable[[str], timedelta]:
    """Give the notice of each source's findings: its own where it states one, else the node's."""
    stated = {
        row.id: timedelta(days=row.definition["finding_notice"])
        for row in session.exec(select(SourceRow))
        if row.definition.get("finding_notice") is not None
    }
    return lambda source: stated.get(source, default)
