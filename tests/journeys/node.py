"""A node driven as a person drives it: by the command line."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import simplejson

from api.cli import main
from tests.deploy.conftest import DEMO, FREE_PORTS, announced, start_portals

DEMO_ADDRESSES = {
    "ckan": "http://127.0.0.1:8011",
    "files": "http://127.0.0.1:8012",
    "eurostat": "http://127.0.0.1:8013",
}


@contextmanager
def demo_portals() -> Iterator[Mapping[str, str]]:
    """Run the demo's portals on free ports and give their addresses."""
    process = start_portals(*FREE_PORTS, "--until-stdin-closes")
    try:
        yield announced(process)
    finally:
        process.communicate()


def demo_sources(addresses: Mapping[str, str]) -> str:
    """Give the demo's sources file with these addresses."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted((DEMO / "sources").glob("*.toml")))
    for name, address in DEMO_ADDRESSES.items():
        text = text.replace(address, addresses[name])
    return text


@dataclass(frozen=True)
class Node:
    """A node in a folder, with the database it has and the portals it may ask."""

    folder: Path
    database_url: str
    addresses: Mapping[str, str]

    @property
    def settings(self) -> dict[str, str]:
        """The node's settings, as environment variables."""
        return {
            "OGLEDALO_DATA_DIR": str(self.folder / "var"),
            "OGLEDALO_DATABASE_URL": self.database_url,
            "OGLEDALO_ALLOW_HOSTS": ",".join(urlsplit(address).netloc for address in self.addresses.values()),
        }

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start a command in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "api", *arguments],
            env=os.environ | self.settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run a command to its end, in this process, and give what it printed."""
        printed = io.StringIO()
        with patch.dict(os.environ, self.settings), redirect_stdout(printed), redirect_stderr(printed):
            try:
                main(list(arguments))
                ended = 0
            except SystemExit as left:
                ended = int(left.code or 0)
        assert ended == code, printed.getvalue()
        return printed.getvalue()

    def json(self, *arguments: str, code: int = 0) -> dict[str, Any]:
        """Run a command that prints JSON."""
        answer: dict[str, Any] = simplejson.loads(self.run(*arguments, code=code), use_decimal=True)
        return answer

    def register(self, text: str) -> None:
        """Register a sources file."""
        file = self.folder / "sources.toml"
        file.write_text(text, encoding="utf-8")
        self.run("sources", "import", str(file))
