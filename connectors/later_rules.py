"""Rules across rows after a publication: asked of very many rows while others write, recorded if they still hold."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session

from catalogue.database import unit_of_work
from catalogue.quality import Asked, ask, holds, put
from catalogue.settling import begin_publication
from connectors.items import Item
from connectors.publication import Prepared, places_of, standing_rows


@contextmanager
def rules_asked(
    engine: Engine, clock: Callable[[], datetime], items: Sequence[Item], prepared: Prepared
) -> Iterator[tuple[Session, datetime]]:
    """Ask the rules about what was published, and give the unit of work in which the findings are recorded.

    They are asked in a transaction that only reads: it takes as long as publishing, and who wants to write would not
    wait that long. Where somebody changed the catalogue meanwhile, they are asked anew while nobody else writes.

    Args:
        engine: the store.
        clock: tells the time.
        items: what was published.
        prepared: their rows.
    """
    with Session(engine, expire_on_commit=False) as session:
        asked = _asked(session, items, prepared, clock())
    with unit_of_work(engine) as session:
        now = begin_publication(session, clock)
        if not holds(session, asked):
            asked = _asked(session, items, prepared, now)
        put(session, asked, now)
        yield session, now


def _asked(session: Session, items: Sequence[Item], prepared: Prepared, now: datetime) -> Asked:
    return ask(session, places_of(items), now, standing_rows(session, items, prepared))
