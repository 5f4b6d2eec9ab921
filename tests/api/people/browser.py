"""A browser: keeps the session's cookie, says where its pages are from, and sends the token of their forms."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx
import pyotp
from fastapi import FastAPI

from api.people.sessions import COOKIE
from tests.fakes.authenticator import Authenticator

ORIGIN = "https://node.example"
AT = "/api/v1"


@dataclass
class Browser:
    """Somebody's browser at a node.

    Args:
        device: the passkey that it offers.
        key: a key that is sent with each request, for who is no browser.
    """

    app: FastAPI
    cookie: str = ""
    csrf: str = ""
    key: str = ""
    origin: str = ORIGIN
    device: Authenticator = field(default_factory=Authenticator)
    said: dict[str, str] = field(default_factory=dict)

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        form: dict[str, str] | None = None,
        /,
        **headers: str,
    ) -> httpx.Response:
        """Ask; headers are written with underscores, and an empty one is not sent."""
        sent = {"origin": self.origin, "x-csrf-token": "" if form else self.csrf}
        sent |= {"cookie": f"{COOKIE}={self.cookie}"} if self.cookie else {}
        sent |= {"authorization": f"Bearer {self.key}"} if self.key else {}
        sent |= {name.replace("_", "-"): value for name, value in (self.said | headers).items()}
        kept = {name: value for name, value in sent.items() if value}
        content = {"data": form} if form is not None else {} if body is None else {"json": body}
        answer = asyncio.run(self._send(method, path, kept, content))
        self._keep(answer)
        return answer

    def json(self, method: str, path: str, body: object = None, status: int = 200) -> Any:  # an answer's JSON
        """Ask the API, expect a status, and give the answer."""
        answer = self.ask(method, f"{AT}{path}", body)
        assert answer.status_code == status, answer.text
        return answer.json()

    def accept_with_passkey(self, link: str, name: str = "") -> Any:  # an answer's JSON
        """Accept an invitation with this browser's passkey."""
        token = link.rpartition("/")[2]
        begun = self.json("POST", "/invitations/passkey/options", {"token": token, "name": name})
        credential = self.device.register(begun["publicKey"])
        sent = {"token": token, "ceremony": begun["ceremony"], "credential": credential, "label": "laptop"}
        return self.json("POST", "/invitations/passkey", sent, status=201)

    def accept_with_codes(self, link: str, name: str, at: float) -> tuple[str, Any]:  # and an answer's JSON
        """Accept an invitation with one-time codes and give their secret with the answer."""
        token = link.rpartition("/")[2]
        begun = self.json("POST", "/invitations/codes/options", {"token": token, "name": name})
        code = pyotp.TOTP(begun["secret"]).at(int(at))
        sent = {"token": token, "ceremony": begun["ceremony"], "code": code}
        return begun["secret"], self.json("POST", "/invitations/codes", sent, status=201)

    def sign_in(self, status: int = 200, **changes: Any) -> Any:  # changed client data; an answer's JSON
        """Sign in with this browser's passkey."""
        begun = self.json("POST", "/sign-in/passkey/options")
        sent = {"ceremony": begun["ceremony"], "credential": self.device.sign(begun["publicKey"], **changes)}
        return self.json("POST", "/sign-in/passkey", sent, status=status)

    async def _send(
        self, method: str, path: str, headers: dict[str, str], content: dict[str, Any]
    ) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            return await client.request(method, path, headers=headers, **content)

    def _keep(self, answer: httpx.Response) -> None:
        for told in answer.headers.get_list("set-cookie"):
            name, _, rest = told.partition("=")
            if name == COOKIE:
                self.cookie = rest.partition(";")[0].strip('"')
        if answer.headers.get("content-type", "").startswith("application/json") and "csrf" in answer.text:
            self.csrf = answer.json().get("csrf", self.csrf)
