"""A node with limits and a clock of its own, and callers from any address."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Engine

from api.app import create_app
from api.gateway import Gateway
from api.keys import issue_key, revoke_key
from api.settings import Settings
from catalogue.audit import AuditLog
from catalogue.database import unit_of_work
from catalogue.object_store import ObjectStore
from tests.api.conftest import BASE_URL, PEPPER

HOME, ELSEWHERE = "203.0.113.9", "198.51.100.7"


@dataclass
class Node:
    """A node that is asked over ASGI.

    Args:
        engine: its database.
        folder: its data folder.
        now: the time that it is told.
    """

    engine: Engine
    folder: Path
    now: datetime
    gateway: Gateway = field(init=False)
    app: Any = field(init=False)  # FastAPI
    asked: int = 0

    def start(self, **settings: Any) -> Node:  # settings of any type
        """Start it with settings."""
        told = Settings(data_dir=self.folder, base_url=BASE_URL, **settings)
        audit, store = AuditLog.beside(self.engine, self.folder), ObjectStore(self.folder / "objects")
        self.gateway = Gateway(told, self.engine, store, audit, PEPPER, lambda: self.now)
        self.app = create_app(self.gateway)
        return self

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)

    def key(self, staff: str = "ana", organisation: str = "city-office") -> str:
        """Give a new key."""
        with unit_of_work(self.engine) as session:
            return issue_key(session, PEPPER, staff=staff, organisation=organisation, now=self.now)

    def revoke(self, key: str) -> None:
        """Revoke a key."""
        with unit_of_work(self.engine) as session:
            revoke_key(session, key.split("_")[-2], self.now)

    def new_question(self) -> str:
        """Give a question of one point that nobody asked before, so that no stored answer serves."""
        self.asked += 1
        return f"/api/v1/observations?indicator=GHG.SEC&place=SI_052&limit={self.asked}"

    def ask(
        self,
        path: str = "",
        *,
        key: str = "",
        address: str = HOME,
        method: str = "GET",
        content: bytes | AsyncIterable[bytes] | None = None,
        **headers: str,
    ) -> httpx.Response:
        """Ask; headers are written with underscores."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent |= {"authorization": f"Bearer {key}"} if key else {}
        return asyncio.run(self._ask(method, path or self.new_question(), address, sent, content))

    def statuses(self, times: int, path: str = "", **more: Any) -> Sequence[int]:  # as `ask` takes them
        """Ask several times, new questions unless one is given."""
        return [self.ask(path, **more).status_code for _ in range(times)]

    async def _ask(
        self,
        method: str,
        path: str,
        address: str,
        headers: dict[str, str],
        content: bytes | AsyncIterable[bytes] | None,
    ) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app, client=(address, 40_000))
        async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
            return await client.request(method, path, headers=headers, content=content)
