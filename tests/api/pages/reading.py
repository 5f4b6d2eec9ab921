"""A reader of the pages: asks the application in the process, and reads what a person would see."""

import asyncio
import re
from dataclasses import dataclass
from html.parser import HTMLParser

import httpx
from fastapi import FastAPI

VOID = {"area", "br", "hr", "img", "input", "link", "meta", "wbr"}
SELF_CLOSED = {"rect", "line", "path", "circle", "text"}


class _Seen(HTMLParser):
    """Gathers the text, the links and the elements left open."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.tags.append((tag, told))
        if tag == "a" and told.get("href"):
            self.links.append(str(told["href"]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        opened = self.open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@dataclass(frozen=True)
class Page:
    """A page as it was answered."""

    response: httpx.Response
    seen: _Seen

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        """What a person reads, white space as one blank."""
        return re.sub(r"\s+", " ", " ".join(self.seen.words)).strip()

    @property
    def links(self) -> list[str]:
        return self.seen.links

    def having(self, tag: str, **attributes: str) -> list[dict[str, str | None]]:
        """Give the attributes of elements of a kind that have some attributes."""
        return [
            told
            for found, told in self.seen.tags
            if found == tag and all(told.get(name) == value for name, value in attributes.items())
        ]


@dataclass(frozen=True)
class Reader:
    """Somebody with a browser."""

    app: FastAPI

    def get(self, path: str, key: str = "", **headers: str) -> Page:
        """Ask for a page and check that its elements are closed."""
        sent = {"accept": "text/html", **headers} | ({"authorization": f"Bearer {key}"} if key else {})
        response = asyncio.run(self._ask(path, sent))
        seen = _Seen()
        if "text/html" in response.headers.get("content-type", ""):
            seen.feed(response.text)
            assert seen.open == [], f"{path}: left open: {seen.open}"
        return Page(response, seen)

    async def _ask(self, path: str, headers: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url="http://node.example") as client:
            return await client.get(path, headers=headers)
