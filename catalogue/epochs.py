"""Epochs: counters by which every process learns that figures or policies changed."""

from sqlmodel import Session, col, select, update

from catalogue.models import Epoch

CATALOGUE = "catalogue"
POLICY = "policy"
RULES = "rules"
"""Grows with what policies are compiled of: their versions, who belongs where, what was agreed, places, organisations."""


def advance(session: Session, name: str) -> None:
    """Count a change; it becomes visible with the transaction that made it."""
    found = session.exec(update(Epoch).where(col(Epoch.name) == name).values(value=Epoch.value + 1))
    if not found.rowcount:
        session.add(Epoch(name=name, value=1))


def epochs(session: Session) -> dict[str, int]:
    """Give all counters."""
    return {epoch.name: epoch.value for epoch in session.exec(select(Epoch))}
