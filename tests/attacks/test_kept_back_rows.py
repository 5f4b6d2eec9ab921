"""Threats 9 and 10, row by row: what is kept back of a dataset that is partly readable changes no byte of any answer.

The same questions are asked on a node where some rows and columns are kept back, and after these were changed or taken
out of the database. Who may not read them must get the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, delete

from api import lifting
from api.app import create_app
from api.gateway import Gateway
from api.keys import issue_key
from catalogue.database import unit_of_work
from catalogue.models import FindingRow, ObservationRow
from schemas.observations import Observation
from tests.api.ruled import put_in_force, rule, where
from tests.api.three_datasets import OPEN, OWNERS, changed, figures, fill, publish_figures
from tests.attacks.asking import Told, ask_all
from tests.attacks.every_route import Question, questions
from tests.attacks.one_database import database_kind
from tests.attacks.world import hang_on, names_of

assert database_kind

SHOWN, KEPT = "I", "II"
MASKED = (
    "raw_value",
    "source_cell",
    "comment",
    "published_value",
    "published_unit",
    "raw_unit",
    "lower",
    "upper",
)
MORE = (
    "/api/v1/observations?include_history=true", "/api/v1/observations?updated_after=2000-01-01T00:00:00Z&include_history=true",
    "/api/v1/observations?source=city-inventory-source", "/api/v1/observations?basis=city-inventory-basis",
    "/api/v1/compare/lifts?indicator=GHG.SEC&place=SI_052&place=SI_061&sector=I",
    "/api/v1/compare/lifts?indicator=GHG.SEC&place=SI_052&place=SI_061&period=2018",
    "/api/v1/coverage?place=SI_061", "/api/v1/coverage?place=SI_133", "/places/SI_133", "/api/v1/observations?place=SI_133",
    "/api/v1/observations?indicator=EN.FEC", "/api/v1/observations?updated_after=2000-01-01T00:00:00Z&sector=II", "/api/v1/mirror/SI_061?indicator=GHG.SEC&sector=II", "/places/SI_061", "/places/SI_052",
    "/api/v1/compare?indicator=GHG.SEC&place=SI_052&place=SI_061&sector=II",
    "/api/v1/compare?indicator=GHG.SEC&place=SI_052&place=SI_061&sector=I",
    "/compare?indicator=GHG.SEC&place=SI_052&place=SI_061&sector=II",
    "/api/v1/reports/comparability?place=SI_052&place=SI_061",
    "/api/v1/compare/series?indicator=GHG.SEC&place=SI_052&place=SI_061&sector=II",
)  # fmt: skip


@pytest.fixture
def some_rows(gateway: Gateway, now: datetime) -> Gateway:
    """A node where the world may read one sector of a dataset, without some of its columns."""
    with unit_of_work(gateway.engine) as session:
        fill(session, gateway.store, now)
        hang_on(session, now)
        publish_figures(session, gateway.store, OPEN, [*figures(OPEN), _kept("5", "EN.FEC")], now)
        revised = [*changed(figures(OPEN), "65832"), _kept("6")]
        publish_figures(session, gateway.store, OPEN, revised, now + timedelta(seconds=1))
        some = where("og:sector", "isPartOf", SHOWN)
        plain = where("og:column", "isNoneOf", *MASKED)
        rules = (rule("seen", "og:discover", OPEN), rule("some", "odrl:read", OPEN, conditions=(some, plain)))
        put_in_force(session, "some-rows", OWNERS[OPEN], now, *rules)
    return gateway


def _kept(value: str, indicator: str = "GHG.SEC") -> Observation:
    """A figure of a place, an indicator and a period that the dataset has no other of."""
    one = figures(OPEN)[3]
    key = replace(one.key, place="SI_133", period="2021", indicator=indicator)
    return replace(one, key=key, value=Decimal(value), raw_value=value, obs_status="A")


def _forget(session: Session) -> None:
    """Take out the rows that are kept back and what was found of the dataset, and change the columns that are."""
    session.exec(
        delete(ObservationRow).where(col(ObservationRow.dataset) == OPEN, col(ObservationRow.sector) == KEPT)
    )
    session.exec(delete(FindingRow).where(col(FindingRow.dataset) == OPEN))
    values = {
        "raw_value": "1", "source_cell": "B2", "comment": "c", "published_value": Decimal(1),
        "published_unit": "KT_CO2E", "raw_unit": "kt", "lower": Decimal(1), "upper": Decimal(2),
    }  # fmt: skip
    assert values.keys() == set(MASKED)
    session.exec(update(ObservationRow).where(col(ObservationRow.dataset) == OPEN).values(**values))


@pytest.fixture
def asked(some_rows: Gateway) -> list[Question]:
    """Everything that can be asked about the dataset."""
    every = questions(create_app(some_rows), names_of(some_rows, OPEN))
    return [one for one in every if one.method == "GET"] + [Question(path, "GET", path) for path in MORE]


def _key(gateway: Gateway, organisation: str, now: datetime) -> str:
    with unit_of_work(gateway.engine) as session:
        return issue_key(session, gateway.pepper, staff="eva", organisation=organisation, now=now)


def _told_differently(first: Mapping[Question, Told], again: Mapping[Question, Told]) -> list[str]:
    return [one.path for one, answer in again.items() if answer != first[one]]


def test_what_is_kept_back_changes_no_byte_of_any_answer(
    some_rows: Gateway, asked: list[Question], now: datetime
) -> None:
    callers = {"world": "", "stranger": _key(some_rows, "elsewhere", now)}
    app = create_app(some_rows)
    before = {name: ask_all(app, asked, key) for name, key in callers.items()}
    with unit_of_work(some_rows.engine) as session:
        _forget(session)
    without = create_app(some_rows)
    for name, key in callers.items():
        assert _told_differently(before[name], ask_all(without, asked, key)) == [], name


def test_who_asked_before_changes_no_byte_of_any_answer(
    some_rows: Gateway, asked: list[Question], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = _key(some_rows, OWNERS[OPEN], now)
    with monkeypatch.context() as forgetful:
        forgetful.setattr(lifting, "MOST_KEPT", 0)
        alone = ask_all(create_app(some_rows), asked)
    app = create_app(some_rows)
    assert len(_told_differently(alone, ask_all(app, asked, owner))) > len(MORE)
    assert _told_differently(alone, ask_all(app, asked)) == []
