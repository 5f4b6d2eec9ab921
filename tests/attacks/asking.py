"""Asking many questions quickly: one client for all of them, and answers in a form that can be compared."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass

import httpx
from fastapi import FastAPI

from tests.attacks.every_route import Question

REQUEST_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Told:
    """An answer without its request's id."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def ask_all(app: FastAPI, asked: Iterable[Question], key: str = "") -> dict[Question, Told]:
    """Ask every question as one caller."""
    return asyncio.run(_ask_all(app, list(asked), key))


async def _ask_all(app: FastAPI, asked: list[Question], key: str) -> dict[Question, Told]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=True)
    headers = {"authorization": f"Bearer {key}"} if key else {}
    async with httpx.AsyncClient(transport=transport, base_url="http://node.example") as client:
        return {
            one: told_by(await client.request(one.method, one.path, headers=headers, json=one.body))
            for one in asked
        }


def told_by(response: httpx.Response) -> Told:
    """Give what an answer tells, without the request's id."""
    request_id = response.headers["x-request-id"]
    assert REQUEST_ID.fullmatch(request_id)
    assert response.status_code != 429, "not asked at all"
    headers = sorted(pair for pair in response.headers.items() if pair[0] != "x-request-id")
    return Told(response.status_code, tuple(headers), response.content.replace(request_id.encode(), b""))
