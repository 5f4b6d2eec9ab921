"""Somebody who writes: sends JSON to the application in the process."""

from __future__ import annotations

import asyncio

import httpx

from tests.api.caller import Caller


def post(client: Caller, path: str, body: object = None, key: str = "", **headers: str) -> httpx.Response:
    """Send JSON, or nothing."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    sent |= {"authorization": f"Bearer {key}"} if key else {}

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=client.app, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url="http://node.example") as asking:
            if body is None:
                return await asking.post(path, headers=sent)
            return await asking.post(path, headers=sent, json=body)

    return asyncio.run(send())
