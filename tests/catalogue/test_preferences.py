"""Preferences on record: the newest stands, nothing is lost, what is said of an indicator counts before what is said of all."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from catalogue import epochs
from catalogue.preferences import (
    PreferenceDraft,
    close_preference,
    find_preference,
    history,
    overrides,
    put_preference,
)
from schemas.languages import Text

REASON = Text("It counts, the others model.", "Ta šteje, drugi modelirajo.", "")


def draft(*sources: str, indicator: str = "GHG.TOT", place: str = "SI_052") -> PreferenceDraft:
    return PreferenceDraft(place, indicator, sources, REASON, "kranj", "ana")


@pytest.fixture
def later(now: datetime) -> datetime:
    return now + timedelta(days=1)


def test_a_new_decision_closes_the_one_before_and_keeps_it(
    engine: Engine, now: datetime, later: datetime
) -> None:
    with Session(engine) as session:
        first = put_preference(session, draft("a"), now)
        second = put_preference(session, draft("b", "a"), later)
        assert overrides(session, ["SI_052", "SI"], "GHG.TOT") == {"SI_052": second}
        assert [(one.sources, one.recorded_from, one.recorded_to) for one in history(session, "SI_052")] == [
            (("b", "a"), now + timedelta(days=1), None), (("a",), now, later),
        ]  # fmt: skip
        assert (first.reason, second.organisation) == (REASON, "kranj")


def test_a_decision_on_an_indicator_counts_before_one_on_all(engine: Engine, now: datetime) -> None:
    with Session(engine) as session:
        put_preference(session, draft("b"), now)
        put_preference(session, draft("a", indicator=""), now)
        assert overrides(session, ["SI_052"], "GHG.TOT")["SI_052"].sources == ("b",)
        assert overrides(session, ["SI_052"], "EN.FEC")["SI_052"].sources == ("a",)
        assert [one.indicator for one in history(session, "SI_052", "EN.FEC")] == [""]


def test_a_decision_taken_back_no_longer_stands_and_stays_on_record(
    engine: Engine, now: datetime, later: datetime
) -> None:
    with Session(engine) as session:
        made = put_preference(session, draft("a"), now)
        closed = close_preference(session, made.number, later)
        assert closed is not None
        assert closed.recorded_to == later
        assert overrides(session, ["SI_052"], "GHG.TOT") == {}
        assert find_preference(session, made.number) is None
        assert close_preference(session, made.number, later) is None
        assert history(session, "SI_052") == [closed]


def test_decisions_change_the_epoch_so_that_no_stored_answer_outlives_them(
    engine: Engine, now: datetime
) -> None:
    with Session(engine) as session:
        before = epochs.epochs(session).get(epochs.CATALOGUE, 0)
        made = put_preference(session, draft("a"), now)
        session.commit()
        close_preference(session, made.number, now)
        assert epochs.epochs(session)[epochs.CATALOGUE] == before + 2
