"""Units of work on people: they take their turn, so that nothing is decided on what another one is changing."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlmodel import Session, col, update

from api.gateway import Gateway
from catalogue.database import WRITES_FIRST
from catalogue.models import Organisation


@contextmanager
def acting(gateway: Gateway) -> Iterator[Session]:
    """Open a unit of work of its own that writes, and move its acts to the audit log.

    For what must stay although the request is refused, such as a wrong code, and for what a command does.
    """
    connecting = gateway.engine.connect().execution_options(**{WRITES_FIRST: True})
    with connecting as connection, Session(connection, expire_on_commit=False) as session:
        yield session
        session.commit()
    gateway.audit.drain_or_tell(gateway.engine)


def take_turn(session: Session, organisations: Iterable[str]) -> None:
    """Wait until nobody else changes the people of some organisations, then see what stands.

    What was only read so far is let go of: SQLite would go on seeing it as it was.

    Args:
        organisations: ids of those at the top; their departments wait with them.
    """
    session.commit()
    for organisation in sorted(set(organisations)):
        one = update(Organisation).where(col(Organisation.id) == organisation)
        session.exec(one.values(id=organisation))
