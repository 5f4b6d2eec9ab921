"""The demo's portals, running on free ports of this machine."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

DEMO = Path(__file__).resolve().parents[2] / "deploy" / "demo"
FREE_PORTS = ("--ckan-port", "0", "--files-port", "0", "--eurostat-port", "0")


def start_portals(*arguments: str) -> subprocess.Popen[str]:
    """Start the portals' process."""
    return subprocess.Popen(
        [sys.executable, str(DEMO / "portals.py"), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def announced(process: subprocess.Popen[str]) -> dict[str, str]:
    """Wait for the line that says where the portals listen."""
    assert process.stdout is not None
    urls: dict[str, str] = json.loads(process.stdout.readline())
    return urls


@dataclass(frozen=True)
class Portals:
    """The running portals: their addresses, and a client."""

    ckan: str
    files: str
    eurostat: str
    client: httpx.Client

    def action(
        self, name: str, *, headers: dict[str, str] | None = None, **parameters: str
    ) -> httpx.Response:
        """Ask the CKAN by GET."""
        url = f"{self.ckan}/api/3/action/{name}"
        return self.client.get(url, params=parameters, headers=headers)

    def table(self, code: str, query: str = "") -> httpx.Response:
        """Ask the Eurostat."""
        return self.client.get(
            f"{self.eurostat}/eurostat/api/dissemination/statistics/1.0/data/{code}?format=JSON&lang=en&{query}"
        )


@pytest.fixture(scope="session")
def portals() -> Iterator[Portals]:
    """The three portals, as the demo starts them, on ports that the system chose."""
    with start_portals(*FREE_PORTS, "--until-stdin-closes") as process:
        urls = announced(process)
        with httpx.Client(timeout=10) as client:
            yield Portals(urls["ckan"], urls["files"], urls["eurostat"], client)
        process.terminate()
