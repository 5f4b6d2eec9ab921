"""Threat 17: nobody has more than a policy counts, however many ask at once and by whichever door."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime
from decimal import Decimal

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import Session, select

from api.app import create_app
from api.gateway import Gateway
from api.keys import issue_key
from catalogue.database import unit_of_work
from policies.odrl.policy import Constraint, Duration
from policies.odrl.vocabulary import expand
from policies.tables import QuotaCounter
from tests.api.caller import Caller
from tests.api.ruled import put_in_force, rule
from tests.api.three_datasets import OPEN, OWNERS, fill
from tests.attacks.every_route import questions
from tests.attacks.world import hang_on, names_of

OBSERVATIONS = "/api/v1/observations"
COUNTED = "elsewhere"
ASKED, LIMIT, PLENTY = 50, 10, 1_000_000
DAY = Constraint(expand("og:window"), expand("odrl:eq"), (Duration(seconds=Decimal(86_400)),))


def _node(gateway: Gateway, now: datetime, limit: int) -> tuple[FastAPI, str]:
    """Give a node where an organisation may read a dataset so often a day, and its key."""
    with unit_of_work(gateway.engine) as session:
        fill(session, gateway.store, now)
        hang_on(session, now)
        _permit(session, now, limit)
        key = issue_key(session, gateway.pepper, staff="eva", organisation=COUNTED, now=now)
    return create_app(gateway), key


def _permit(session: Session, now: datetime, limit: int) -> None:
    count = Constraint(expand("odrl:count"), expand("odrl:lteq"), (Decimal(limit),))
    counted = rule("some", "odrl:use", OPEN, organisations=(COUNTED,), conditions=(count, DAY))
    put_in_force(session, "counted", OWNERS[OPEN], now, rule("seen", "og:discover", OPEN), counted)


def _used(gateway: Gateway) -> int:
    with unit_of_work(gateway.engine) as session:
        return sum(row.used for row in session.exec(select(QuotaCounter)))


@pytest.mark.parametrize(
    "paths",
    [
        (f"{OBSERVATIONS}?dataset={OPEN}",),
        (
            f"{OBSERVATIONS}?dataset={OPEN}&format=csv",
            f"{OBSERVATIONS}?dataset={OPEN}",
            f"/datasets/{OPEN}",
            "/api/v1/compare?indicator=GHG.SEC&place=SI_052&place=SI_061&sector=I",
            "/api/v1/mirror/SI_061?indicator=GHG.SEC&sector=I",
        ),
    ],
)
def test_of_fifty_who_ask_at_once_exactly_ten_are_given_the_figures(
    gateway: Gateway, now: datetime, paths: tuple[str, ...]
) -> None:
    app, key = _node(gateway, now, LIMIT)

    async def ask() -> list[httpx.Response]:
        transport, headers = httpx.ASGITransport(app=app), {"authorization": f"Bearer {key}"}
        async with httpx.AsyncClient(transport=transport, base_url="http://node.example") as client:
            every = (client.get(paths[turn % len(paths)], headers=headers) for turn in range(ASKED))
            return await asyncio.gather(*every)

    found = Counter(_gives_figures(response) for response in asyncio.run(ask()))
    assert found == {True: LIMIT, False: ASKED - LIMIT}
    assert _used(gateway) == LIMIT


def _gives_figures(response: httpx.Response) -> bool:
    assert response.status_code < 500, response.text
    return "65831" in response.text or "65,831" in response.text or "1234567890123456" in response.text


def test_every_door_that_gives_figures_counts(gateway: Gateway, now: datetime) -> None:
    app, key = _node(gateway, now, PLENTY)
    asked = [one for one in questions(app, names_of(gateway, OPEN)) if one.method == "GET"]
    given: list[str] = []
    uncounted: list[str] = []
    caller = Caller(app)
    for one in asked:
        used = _used(gateway)
        answer = caller.get(one.path, key=key)
        if answer.status_code == 200 and _gives_figures(answer):
            (given if _used(gateway) > used else uncounted).append(one.path)
    assert len(given) > 10
    assert [one for one in uncounted if not one.startswith("/api/v1/rules")] == []  # which show examples
