"""Epochs: counters by which every process learns that figures or policies changed."""

from sqlmodel import Session, col, select, update

from catalogue.models import Epoch

CATALOGUE = "catalogue"
POLICY = "policy"
RULES = "rules"
"""Grows with what policies are compiled of: their versions, who belongs where, what was agreed, places, organisations."""


_ADVANCED = "epochs advanced"


def advance(session: Session, name: str) -> None:
    """Count a change; it becomes visible with the transaction that made it, and counts once in it."""
    transaction = session.get_nested_transaction() or session.get_transaction()
    before, names = session.info.get(_ADVANCED, (None, set()))
    if transaction is not None and before is transaction and name in names:
        return
    _count(session, name)
    transaction = session.get_nested_transaction() or session.get_transaction()
    session.info[_ADVANCED] = (transaction, {*(names if before is transaction else ()), name})


def _count(session: Session, name: str) -> None:
    if session.get_bind().dialect.name == "postgresql":
        # whoever counts several takes them in one order, so that no two wait for each other
        session.execute(
            select(Epoch.name).where(col(Epoch.name) <= name).order_by(col(Epoch.name)).with_for_update()
        )
    found = session.exec(update(Epoch).where(col(Epoch.name) == name).values(value=Epoch.value + 1))
    if not found.rowcount:
        session.add(Epoch(name=name, value=1))


def epochs(session: Session) -> dict[str, int]:
    """Give all counters."""
    return {epoch.name: epoch.value for epoch in session.exec(select(Epoch))}
