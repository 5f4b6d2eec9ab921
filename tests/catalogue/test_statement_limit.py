"""The limit of statements: a serving node gives up what takes too long, and serves on."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from catalogue.database import limit_statements
from catalogue.database_errors import QuestionTooCostlyError

FOREVER = "SELECT count(*) FROM generate_series(1, 100000000000)"


def test_a_statement_past_the_limit_is_given_up_and_the_next_one_answers(engine: Engine) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no limit of statements")
    with Session(engine) as session:
        session.execute(text("SELECT 1"))  # a connection from before the limit
    limit_statements(engine, 0.05)
    with Session(engine) as session:
        with pytest.raises(QuestionTooCostlyError) as given_up:
            session.execute(text(FOREVER))
        session.rollback()
        assert session.execute(text("SELECT 1")).scalar() == 1
    assert given_up.value.seconds == 0.05


def test_without_a_limit_every_statement_is_waited_for(engine: Engine) -> None:
    limit_statements(engine, 0)
    with Session(engine) as session:
        if engine.dialect.name == "postgresql":
            assert session.execute(text("SHOW statement_timeout")).scalar() == "0"
        assert session.execute(text("SELECT 1")).scalar() == 1
