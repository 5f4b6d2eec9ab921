"""Asking an application in the process, by ASGI: what a request costs without a server and a network."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from starlette.types import ASGIApp, Message

HEADERS = [(b"host", b"node.example"), (b"accept", b"*/*")]


@dataclass(frozen=True, slots=True)
class Told:
    """An answer: its status, its bytes, and the milliseconds of processor and of clock that it took."""

    status: int
    size: int
    processor: float
    clock: float


async def ask(app: ASGIApp, target: str, headers: list[tuple[bytes, bytes]] | None = None) -> Told:
    """Ask for an address."""
    path, _, query = target.partition("?")
    statuses: list[int] = []
    sizes: list[int] = []

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])
        else:
            sizes.append(len(message.get("body", b"")))

    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": query.encode(),
        "headers": [*HEADERS, *(headers or [])], "scheme": "http", "client": ("203.0.113.9", 40_000),
        "server": ("node.example", 80), "http_version": "1.1",
    }  # fmt: skip
    clock, processor = time.perf_counter(), time.process_time()
    await app(scope, receive, send)
    taken = time.process_time() - processor, time.perf_counter() - clock
    return Told(statuses[0], sum(sizes), taken[0] * 1e3, taken[1] * 1e3)
