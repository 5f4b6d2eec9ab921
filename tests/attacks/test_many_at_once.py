"""Threat 18: however many ask at once, all are answered; who waits for a connection keeps nothing from those who have one."""

from __future__ import annotations

import asyncio
from datetime import datetime

import httpx

from api.app import create_app
from api.gateway import Gateway
from api.keys import issue_key
from catalogue.database import unit_of_work
from tests.api.three_datasets import OPEN, OWNERS, fill

ASKED = 150
PATHS = (
    f"/api/v1/observations?dataset={OPEN}",
    f"/api/v1/observations?dataset={OPEN}&format=csv",
    "/api/v1/datasets?q=emissions",
    f"/datasets/{OPEN}",
    "/api/v1/compare?indicator=GHG.SEC&place=SI_052&place=SI_061&sector=I",
)


def test_a_hundred_and_fifty_who_ask_at_once_are_all_answered(gateway: Gateway, now: datetime) -> None:
    with unit_of_work(gateway.engine) as session:
        fill(session, gateway.store, now)
        key = issue_key(session, gateway.pepper, staff="eva", organisation=OWNERS[OPEN], now=now)
    app = create_app(gateway)

    async def ask() -> list[httpx.Response]:
        transport, headers = httpx.ASGITransport(app=app), {"authorization": f"Bearer {key}"}
        async with httpx.AsyncClient(transport=transport, base_url="http://node.example") as client:
            every = (client.get(PATHS[turn % len(PATHS)], headers=headers) for turn in range(ASKED))
            return await asyncio.gather(*every)

    assert {response.status_code for response in asyncio.run(ask())} == {200}
