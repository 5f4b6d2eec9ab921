"""Epochs: counters that several transactions count at once."""

from __future__ import annotations

from threading import Thread

from sqlalchemy import Engine
from sqlmodel import Session

from catalogue import epochs
from catalogue.database import unit_of_work


def test_two_transactions_that_count_in_different_orders_do_not_wait_for_each_other(engine: Engine) -> None:
    with unit_of_work(engine) as session:
        for name in (epochs.CATALOGUE, epochs.POLICY, epochs.RULES):
            epochs.advance(session, name)

    def other_way_round() -> None:
        with unit_of_work(engine) as session:
            epochs.advance(session, epochs.RULES)
            epochs.advance(session, epochs.CATALOGUE)

    with unit_of_work(engine) as session:
        epochs.advance(session, epochs.CATALOGUE)
        other = Thread(target=other_way_round)
        other.start()
        other.join(0.3)
        epochs.advance(session, epochs.RULES)
    other.join()
    with Session(engine) as session:
        told = epochs.epochs(session)
    assert (told[epochs.CATALOGUE], told[epochs.POLICY], told[epochs.RULES]) == (3, 1, 3)
