"""Streams over a real server: the first bytes come before the last are drawn, and who leaves takes nothing along."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from threading import Event, Thread

import httpx
import pytest
import uvicorn
from sqlalchemy import QueuePool

from api.app import create_app
from api.gateway import Gateway
from catalogue.database import unit_of_work
from catalogue.row_texts import BATCH
from tests.api.caller import Caller
from tests.api.three_datasets import OPEN, figures, publish_figures

PATH = f"/api/v1/observations?dataset={OPEN}&format=csv"
ROWS = 10 * BATCH


class _Server(uvicorn.Server):
    """A server that tells when it serves, and each time it has answered a request to its end."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.serving = Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.serving.set()


@pytest.fixture
def address(client: Caller, gateway: Gateway, now: datetime) -> Iterator[str]:
    """The address of a running server with a long table."""
    first = figures(OPEN)[0]
    rows = [
        replace(first, key=replace(first.key, period=str(1000 + number)), value=Decimal(number))
        for number in range(ROWS)
    ]
    with unit_of_work(gateway.engine) as session:
        publish_figures(session, gateway.store, OPEN, rows, now)
    listening = socket.create_server(("127.0.0.1", 0))
    server = _Server(uvicorn.Config(create_app(gateway), log_config=None, lifespan="off"))
    thread = Thread(target=server.run, args=([listening],))
    thread.start()
    assert server.serving.wait(30)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(30)
    listening.close()


def test_a_long_table_comes_in_parts_and_whole(address: str) -> None:
    with httpx.stream("GET", address + PATH, timeout=30) as response:
        parts = list(response.iter_raw())
    assert response.headers["transfer-encoding"] == "chunked"
    assert len(parts) > 1
    assert b"".join(parts).count(b"\r\n") == ROWS + 1


def test_who_leaves_early_takes_no_connection_along(address: str, gateway: Gateway) -> None:
    for _ in range(3):
        with httpx.stream("GET", address + PATH, timeout=30) as response:
            assert next(response.iter_raw())
    assert httpx.get(f"{address}/api/v1/observations?dataset={OPEN}&limit=1", timeout=30).status_code == 200
    pool = gateway.engine.pool
    assert isinstance(pool, QueuePool)
    assert pool.checkedout() == 0


def test_head_of_a_long_table_draws_none_of_the_rest(address: str) -> None:
    head = httpx.head(address + PATH, timeout=30)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == "text/csv; charset=utf-8"
