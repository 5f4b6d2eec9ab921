"""Sending a file to the node, as a form does."""

from __future__ import annotations

import asyncio

import httpx

from tests.api.caller import Caller


def send_file(
    client: Caller, path: str, name: str, content: bytes, key: str = "", **data: str
) -> httpx.Response:
    """Send a file in the part `file`."""
    headers = {"authorization": f"Bearer {key}"} if key else {}

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=client.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://node.example") as asking:
            return await asking.post(path, headers=headers, files={"file": (name, content)}, data=data)

    return asyncio.run(send())
