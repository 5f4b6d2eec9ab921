"""Local indicators on record: a new statement is a new version, and a decided match outlives it while the unit does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Engine

from catalogue.database import unit_of_work
from catalogue.local_indicators import decide_match, history, local_indicators, put, standing_ids
from schemas.local_indicators import LocalIndicator, read_stated

OWNER = "mestna-obcina-kranj"
STATED = read_stated(
    {"name": "OI 1.2 Green electricity", "unit": "GWh", "Calculation": "sum"}, "SI_052", "plan"
)
DECIDED = replace(
    STATED, indicator="EN.RES.GEN", match="exactMatch", transform={"kind": "unit", "from": "GWH", "to": "MWH"}
)


def _put(engine: Engine, local: LocalIndicator, now: datetime) -> str:
    with unit_of_work(engine) as session:
        return put(session, local, OWNER, now)


def _decide(engine: Engine, local: LocalIndicator, now: datetime) -> None:
    with unit_of_work(engine) as session:
        decide_match(session, local, reason="same plants", subject="ana", now=now)


def test_what_is_stated_again_is_not_a_new_version(engine: Engine, now: datetime) -> None:
    assert [_put(engine, STATED, now), _put(engine, STATED, now + timedelta(days=1))] == [
        "added",
        "unchanged",
    ]
    with unit_of_work(engine) as session:
        (only,) = history(session, STATED.id)
        assert (only.local, only.organisation, only.recorded_from, only.recorded_to) == (
            STATED,
            OWNER,
            now,
            None,
        )
        assert standing_ids(session) == [STATED.id]


def test_a_changed_statement_closes_the_one_before(engine: Engine, now: datetime) -> None:
    _put(engine, STATED, now)
    later = now + timedelta(days=1)
    assert _put(engine, replace(STATED, definition="of all plants"), later) == "changed"
    with unit_of_work(engine) as session:
        newest, oldest = history(session, STATED.id)
        assert (newest.local.definition, newest.recorded_to) == ("of all plants", None)
        assert (oldest.local, oldest.recorded_to) == (STATED, later)
        assert [one.local for one in local_indicators(session)] == [newest.local]


def test_a_match_is_recorded_with_its_reason_and_outlives_a_new_statement(
    engine: Engine, now: datetime
) -> None:
    _put(engine, STATED, now)
    _decide(engine, DECIDED, now + timedelta(days=1))
    _put(engine, replace(STATED, definition="of all plants"), now + timedelta(days=2))
    with unit_of_work(engine) as session:
        (found,) = local_indicators(session, indicator="EN.RES.GEN")
        assert found.local == replace(DECIDED, definition="of all plants")
        assert (found.reason, found.decided_by) == ("same plants", "ana")
        assert len(history(session, STATED.id)) == 3


def test_a_changed_unit_must_be_matched_anew(engine: Engine, now: datetime) -> None:
    _put(engine, STATED, now)
    _decide(engine, DECIDED, now + timedelta(days=1))
    _put(engine, replace(STATED, unit="MWh"), now + timedelta(days=2))
    with unit_of_work(engine) as session:
        (found,) = local_indicators(session)
        assert (found.local.match, found.local.indicator, found.reason) == ("", "", "")


def test_local_indicators_are_found_by_place_and_match(engine: Engine, now: datetime) -> None:
    other = read_stated({"name": "Kolesarske poti", "unit": "km"}, "SI_133")
    _put(engine, STATED, now)
    _put(engine, other, now)
    _decide(engine, DECIDED, now + timedelta(days=1))
    with unit_of_work(engine) as session:
        assert [one.local.id for one in local_indicators(session, places=("SI_133",))] == [other.id]
        assert [one.local.id for one in local_indicators(session, match="exactMatch")] == [STATED.id]
        assert local_indicators(session, indicator="GHG.TOT") == []
