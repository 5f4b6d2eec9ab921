"""A small load generator: requests on keep-alive connections over raw sockets, so that the client costs little."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

CONNECTIONS = 8


@dataclass
class Tally:
    """What came back.

    Args:
        answers: how many.
        refused: how many were not 200.
        body: bytes of all bodies.
        seconds: how long it took.
    """

    answers: int = 0
    refused: int = 0
    body: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds


def drive(port: int, paths: Iterator[str], seconds: float) -> Tally:
    """Ask a server on loopback for some seconds and tell what came back."""
    return asyncio.run(_drive(port, paths, seconds))


def fetch(port: int, path: str) -> bytes:
    """Ask once and give the body."""
    return asyncio.run(_fetch(port, path))


async def _fetch(port: int, path: str) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    status, body = await _ask(reader, writer, path)
    writer.close()
    await writer.wait_closed()
    assert status == b"200", (status, body[:500])
    return body


async def _drive(port: int, paths: Iterator[str], seconds: float) -> Tally:
    tally = Tally()
    begun = time.perf_counter()
    until = begun + seconds
    await asyncio.gather(*(_keep_asking(port, paths, until, tally) for _ in range(CONNECTIONS)))
    tally.seconds = time.perf_counter() - begun
    return tally


async def _keep_asking(port: int, paths: Iterator[str], until: float, tally: Tally) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    while time.perf_counter() < until:
        status, body = await _ask(reader, writer, next(paths))
        tally.answers += 1
        tally.refused += status != b"200"
        tally.body += len(body)
    writer.close()
    await writer.wait_closed()


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str) -> tuple[bytes, bytes]:
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = head.split(b" ", 2)[1]
    if b"content-length:" in head:
        length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        return status, await reader.readexactly(length)
    return status, b"".join([part async for part in _chunks(reader)])


async def _chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while size := int(await reader.readline(), 16):
        yield (await reader.readexactly(size + 2))[:-2]
    await reader.readline()
