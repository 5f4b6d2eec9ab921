"""A page of the catalogue costs the same few statements however many policies are in force."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Engine, event

from api.app import create_app
from api.gateway import Gateway
from api.keys import issue_key
from catalogue.database import unit_of_work
from tests.api.caller import Caller
from tests.api.many_policies import MEMBER, fill_many

POLICIES = 3_000
PAGES = {"/api/v1/datasets?limit=20": 3, "/catalog?page=1": 3, "/datasets": 3}
"""Statements of drawing each page: what stands on it, what stands beside it, and what is counted."""

OF_THE_REQUEST = ("BEGIN", "SELECT api_key.", "SELECT staff.")
"""Beginnings of statements that every request makes, whatever it draws: its transaction, and who sent its key."""

SEEN_BY_ALL, SEEN_BY_MEMBERS = POLICIES * 3 // 4, POLICIES
"""One of four policies lets only the members of a network know of its dataset."""


@contextmanager
def _statements(engine: Engine) -> Iterator[list[str]]:
    """Write down the statements of drawing; the epochs are read on a connection of their own, and stand not among them."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(OF_THE_REQUEST):
            found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def test_a_catalogue_page_with_3000_policies_in_force_costs_at_most_three_statements(
    gateway: Gateway, now: datetime
) -> None:
    with unit_of_work(gateway.engine) as session:
        fill_many(session, POLICIES, now)
        key = issue_key(session, gateway.pepper, staff="ana", organisation=MEMBER, now=now)
    caller = Caller(create_app(gateway))
    totals = [caller.json("/api/v1/datasets?limit=1", key=who)["total"] for who in ("", key)]
    assert totals == [SEEN_BY_ALL, SEEN_BY_MEMBERS]
    counted = {}
    for path in PAGES:
        for who in ("", key):
            with _statements(gateway.engine) as found:
                assert caller.get(path, key=who).status_code == 200
            counted[path, bool(who)] = len(found)
    assert counted == {(path, known): most for path, most in PAGES.items() for known in (False, True)}
