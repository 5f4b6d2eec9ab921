"""The commands that the pages show, run on a node that harvested the demonstration: they print what the pages say."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.node import DEMO_ADDRESSES, Node

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = ("comparability.md", "comparison.md", "progress.md", "provenance.md", "rules.md", "../README.md")
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*\+00:00")
READS = ("ogledalo compare ", "ogledalo explain ", "ogledalo progress ", "ogledalo report ")


def examples() -> Iterator[tuple[str, str]]:
    """Every command of the pages that reads a sound node, with what it is said to print."""
    for page in PAGES:
        for block in BLOCK.findall((DOCS / page).read_text(encoding="utf-8")):
            for example in re.split(r"^\$ ", block.replace("\\\n", ""), flags=re.MULTILINE)[1:]:
                command, _, printed = example.partition("\n")
                if command.startswith(READS) and not printed.startswith("error:"):
                    yield " ".join(command.split()), printed


def pattern(printed: str) -> re.Pattern[str]:
    """What the output must match: a line of three dots stands for any lines."""
    lines = (r"(?:.*\n)*" if line == "..." else re.escape(f"{line}\n") for line in printed.splitlines())
    return re.compile("".join(lines))


def alike(text: str, node: Node) -> str:
    """The text as the demonstration prints it: its addresses, and no times."""
    for name, address in DEMO_ADDRESSES.items():
        text = text.replace(node.addresses[name], address)
    return TIME.sub("TIME", text)


@pytest.mark.parametrize(("command", "printed"), dict.fromkeys(examples()), ids=lambda text: text[:60])
def test_a_documented_command_prints_what_its_page_says(command: str, printed: str, demo_node: Node) -> None:
    found = alike(demo_node.run(*shlex.split(command)[1:]), demo_node)
    assert pattern(alike(printed, demo_node)).fullmatch(found), found
