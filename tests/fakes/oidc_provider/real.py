"""The real `oidc-provider` of npm, run by the node that a wheel brings; installed once, outside the repository."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import httpx
from joserfc.jwk import Key

from tests.fakes import npm_peer

HERE = Path(__file__).parent
FILES = ("package.json", "package-lock.json", "provider.mjs")
CALLBACK = "https://node.example/sign-in/oidc/callback"
SECRET = "only-for-tests-and-long-enough-for-hmac"
MACHINE, APP = "machine", "ogledalo"
START_SECONDS = 20


def installed() -> Path:
    """Give the folder where the provider is installed; the test is skipped where npm cannot be reached."""
    return npm_peer.installed("oidc-provider", HERE, FILES)


@dataclass
class RealProvider:
    """A running provider: its address, and how to use it as a machine and as a person with a browser would."""

    folder: Path
    settings: dict[str, Any]
    issuer: str = ""
    process: subprocess.Popen[str] | None = field(default=None, repr=False)

    @property
    def target(self) -> str:
        return urlsplit(self.issuer).netloc

    def start(self) -> None:
        """Start, on the same port as before."""
        file = self.folder / f"settings-{secrets.token_hex(8)}.json"
        file.write_text(json.dumps(self.settings), encoding="utf-8")
        self.process = subprocess.Popen(
            [str(npm_peer.NODE), "provider.mjs", str(file)], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.issuer = self.process.stdout.readline().strip()
        file.unlink()
        assert self.issuer, "oidc-provider did not start"
        self.settings["port"] = urlsplit(self.issuer).port

    def stop(self) -> None:
        """Stop; nobody listens any more."""
        if self.process is not None:
            self.process.terminate()
            self.process.communicate(timeout=START_SECONDS)
            self.process = None

    def rotate(self, keys: Sequence[Key], now: datetime) -> None:
        """Come back with other keys."""
        self.stop()
        self.settings |= {"jwks": _jwks(keys), "now": _milliseconds(now)}
        self.start()

    def access_token(self, resource: str, scope: str = "read") -> str:
        """Get a token for a machine (client credentials)."""
        form = {"grant_type": "client_credentials", "resource": resource, "scope": scope}
        answer = httpx.post(f"{self.issuer}/token", data=form, auth=(MACHINE, SECRET), trust_env=False)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])

    def id_token(self) -> str:
        """Sign a person in and get their id_token, as another application of the city would."""
        verifier = secrets.token_urlsafe(32)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "client_id": APP, "response_type": "code", "scope": "openid", "redirect_uri": CALLBACK, "nonce": "n",
            "code_challenge": challenge, "code_challenge_method": "S256", "state": "s",
        }  # fmt: skip
        answer = self.authorise(f"{self.issuer}/auth?{urlencode(asked)}")
        form = {
            "grant_type": "authorization_code", "code": answer["code"], "redirect_uri": CALLBACK,
            "code_verifier": verifier,
        }  # fmt: skip
        told = httpx.post(f"{self.issuer}/token", data=form, auth=(APP, SECRET), trust_env=False)
        assert told.status_code == 200, told.text
        return str(told.json()["id_token"])

    def authorise(self, location: str, login: str = "ana") -> dict[str, str]:
        """Sign in and agree in a browser that was sent here, and give the answer that it takes back."""
        with httpx.Client(trust_env=False) as client:
            browser = _Browser(client)
            answer = browser.ask("GET", location)
            while not answer.headers.get("location", "").startswith(CALLBACK):
                answer = browser.next(answer, login)
        parts = parse_qs(urlsplit(answer.headers["location"]).query)
        return {name: values[0] for name, values in parts.items()}


@dataclass
class _Browser:
    """A browser that keeps cookies whatever the time: their end is told by the tests' clock."""

    client: httpx.Client
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, address: str, form: dict[str, str] | None = None) -> httpx.Response:
        """Ask, with the cookies so far."""
        sent = {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        answer = self.client.request(method, address, data=form, headers=sent)
        for line in answer.headers.get_list("set-cookie"):
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        self.client.cookies.clear()
        return answer

    def next(self, answer: httpx.Response, login: str) -> httpx.Response:
        """Follow a redirect, or fill in the form that is shown."""
        if answer.is_redirect:
            return self.ask("GET", urljoin(str(answer.url), answer.headers["location"]))
        assert answer.status_code == 200, answer.text
        action = re.search(r'action="([^"]+)"', answer.text)
        prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
        assert action, answer.text
        assert prompt, answer.text
        form = {"prompt": prompt[1], "login": login, "password": "any"}
        return self.ask("POST", urljoin(str(answer.url), unescape(action[1])), form)


def _jwks(keys: Sequence[Key]) -> dict[str, Any]:
    return {"keys": [key.as_dict(private=True) for key in keys]}


def _milliseconds(now: datetime) -> int:
    return int(now.timestamp() * 1000)


@contextmanager
def real_provider(
    organisation: str, keys: Sequence[Key], now: datetime, algorithm: str = "RS256"
) -> Iterator[RealProvider]:
    """Run one until the test is over."""
    client = {"client_secret": SECRET, "id_token_signed_response_alg": algorithm}
    machine = client | {
        "client_id": MACHINE, "grant_types": ["client_credentials"], "redirect_uris": [], "response_types": [],
    }  # fmt: skip
    app = client | {"client_id": APP, "redirect_uris": [CALLBACK], "grant_types": ["authorization_code"]}
    settings = {
        "port": 0, "now": _milliseconds(now), "organisation": organisation, "algorithm": algorithm,
        "jwks": _jwks(keys), "clients": [machine, app],
    }  # fmt: skip
    provider = RealProvider(installed(), settings)
    provider.start()
    try:
        yield provider
    finally:
        provider.stop()
