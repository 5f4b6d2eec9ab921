"""A caller of the API: asks the application in the process, with a key or without."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI


@dataclass(frozen=True)
class Caller:
    """Somebody who asks, over ASGI."""

    app: FastAPI

    def get(self, path: str, *, key: str = "", method: str = "GET", **headers: str) -> httpx.Response:
        """Ask; headers are written with underscores, e.g. `if_none_match`."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent |= {"authorization": f"Bearer {key}"} if key else {}
        return asyncio.run(self._ask(method, path, sent))

    def json(self, path: str, *, key: str = "", status: int = 200, **headers: str) -> Any:  # an answer's JSON
        """Ask, expect a status, and give the answer."""
        response = self.get(path, key=key, **headers)
        assert response.status_code == status, response.text
        return response.json()

    async def _ask(self, method: str, path: str, headers: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url="http://node.example") as client:
            return await client.request(method, path, headers=headers)
