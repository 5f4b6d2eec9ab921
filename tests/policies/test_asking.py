"""Requests and agreements in the tables: one of two who answer at once wins, and what agreements are at a moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from catalogue.database import WRITES_FIRST, unit_of_work
from policies.agreements import ENDED, EXPIRED, IN_FORCE, TO_COME, end, find_agreement, state_of
from policies.asking import GRANTED, OPEN, REFUSED, WAITING, find_request, move, purposes_named
from policies.asking_errors import AccessRequestNotFoundError, AccessRequestStateError, AgreementNotFoundError
from policies.tables import AccessRequest, Agreement
from schemas.errors import UnknownCodeError


def _request(now: datetime) -> AccessRequest:
    return AccessRequest(
        id="r1", dataset="data", owner="owner", organisation="university", recorded_at=now, answer_by=now
    )


def _agreement(now: datetime, valid_to: datetime | None = None) -> Agreement:
    return Agreement(
        id="a1", dataset="data", assigner="owner", assignee="university", accepted_at=now, valid_from=now,
        valid_to=valid_to,
    )  # fmt: skip


def test_of_two_who_answer_at_once_one_wins(engine: Engine, now: datetime) -> None:
    with unit_of_work(engine) as session:
        session.add(_request(now))
    ready = Barrier(2)

    def answer(state: str) -> str:
        connecting = engine.connect().execution_options(**{WRITES_FIRST: True})
        ready.wait(30)
        with connecting as connection, Session(connection) as session:
            try:
                found = move(session, find_request(session, "r1"), WAITING, state=state).state
            except AccessRequestStateError as error:
                return f"lost to {error.found}"
            session.commit()
            return found

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(answer, (GRANTED, REFUSED)))
    with unit_of_work(engine) as session:
        winner = find_request(session, "r1").state
    assert winner in (GRANTED, REFUSED)
    assert answers == sorted([winner, f"lost to {winner}"])


def test_an_agreement_is_in_force_from_its_first_moment_to_its_last(now: datetime) -> None:
    tick, until = timedelta(microseconds=1), now + timedelta(days=1)
    row = _agreement(now, until)
    assert [state_of(row, at) for at in (now - tick, now, until - tick, until)] == [
        TO_COME, IN_FORCE, IN_FORCE, EXPIRED,
    ]  # fmt: skip
    row.ended_at = now + timedelta(hours=1)
    assert [state_of(row, at) for at in (row.ended_at - tick, row.ended_at)] == [IN_FORCE, ENDED]


def test_an_agreement_ends_once(engine: Engine, now: datetime) -> None:
    with unit_of_work(engine) as session:
        session.add(_agreement(now))
    with unit_of_work(engine) as session:
        ended = end(session, find_agreement(session, "a1"), "ema", now)
        assert (ended.ended_at, ended.ended_by) == (now, "ema")
    with unit_of_work(engine) as session, pytest.raises(AccessRequestStateError) as refused:
        end(session, find_agreement(session, "a1"), "fran", now)
    assert refused.value.found == ENDED


def test_what_is_absent_says_so(engine: Engine) -> None:
    with unit_of_work(engine) as session:
        with pytest.raises(AccessRequestNotFoundError):
            find_request(session, "r2")
        with pytest.raises(AgreementNotFoundError):
            find_agreement(session, "a2")


def test_purposes_are_told_by_code_or_iri_and_the_nearest_is_named() -> None:
    research = "https://w3id.org/dpv#ResearchAndDevelopment"
    assert purposes_named(["research", "dpv:ResearchAndDevelopment", research]) == (research,)
    assert purposes_named(["https://elsewhere.example/purpose"]) == ("https://elsewhere.example/purpose",)
    with pytest.raises(UnknownCodeError) as refused:
        purposes_named(["raziskave in rasvoj"])
    assert refused.value.candidates[0] == "research"
    assert OPEN in WAITING
