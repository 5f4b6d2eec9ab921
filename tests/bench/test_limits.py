"""What counting costs: the same node with its limits and without, asked in the process, by turns."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from itertools import count, repeat
from statistics import median
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp, Message

import api.app
from api.gateway import Gateway, open_gateway
from api.settings import Settings
from tests.bench.figures import Store
from tests.bench.servers import PLENTY

ROUNDS, EACH = 30, 40
AIM = 3.0


def _without_limits(gateway: Gateway, patch: pytest.MonkeyPatch) -> FastAPI:
    """Make the same application without the layers and the dependency."""
    with patch.context() as patched:
        patched.setattr(api.app, "LimitLayer", lambda app, _limits: app)
        patched.setattr(api.app, "BodyLayer", lambda app, _settings: app)
        app = api.app.create_app(gateway)
        app.middleware_stack = app.build_middleware_stack()
    return app


@pytest.mark.bench
def test_what_counting_costs(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Print microseconds a request with limits and without: repeated and new questions."""
    gateway = open_gateway(Settings(data_dir=store.folder, limit_address=PLENTY))
    with_limits, without = api.app.create_app(gateway), _without_limits(gateway, monkeypatch)
    print(f"\nmedian of {ROUNDS} rounds of {EACH} requests, by turns")
    for name, make in (("a repeated question", _repeated), ("a new question each time", _new)):
        counted, uncounted = asyncio.run(
            _by_turns(with_limits, without, make(store, 0), make(store, 5_000_000))
        )
        more = (counted / uncounted - 1) * 100
        print(
            f"  {name:26s} {counted:7.1f} us with, {uncounted:7.1f} us without: {more:+.1f} %  (aim: < {AIM:g} %)"
        )
    gateway.close()


async def _by_turns(
    first: ASGIApp, second: ASGIApp, paths: Iterator[str], others: Iterator[str]
) -> tuple[float, float]:
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        times[0].append(await _round(first, paths))
        times[1].append(await _round(second, others))
    return median(times[0][2:]), median(times[1][2:])


async def _round(app: ASGIApp, paths: Iterator[str]) -> float:
    begun = time.process_time()
    for _ in range(EACH):
        assert await _status(app, next(paths)) == 200
    return (time.process_time() - begun) / EACH * 1e6


async def _status(app: ASGIApp, target: str) -> int:
    path, _, query = target.partition("?")
    statuses: list[int] = []

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": query.encode(),
        "headers": [(b"host", b"node.example"), (b"accept", b"application/json")], "scheme": "http",
        "client": ("203.0.113.9", 40_000), "server": ("node.example", 80), "http_version": "1.1",
    }  # fmt: skip
    await app(scope, receive, send)
    return statuses[0]


def _repeated(store: Store, number: int) -> Iterator[str]:
    return repeat(_question(store, number))


def _new(store: Store, start: int) -> Iterator[str]:
    return (_question(store, number) for number in count(start + 1))


def _question(store: Store, number: int) -> str:
    places = [store.places[(number * step + step) % len(store.places)] for step in (1, 3, 7, 13)]
    asked = [("indicator", store.indicators[0]), *(("place", one) for one in places)]
    return f"/api/v1/observations?{urlencode([*asked, ('limit', str(number + 100))])}"
