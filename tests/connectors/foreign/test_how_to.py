"""docs/connectors.md: what it shows as a connector in ten minutes is installed from the page, tested as it says, and harvests."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from api.cli import main
from catalogue.object_store import ObjectStore
from tests.connectors.city import City
from tests.connectors.foreign.packages import Packages
from tests.connectors.outgoing import client_for
from tests.fakes.server import Reply, Seen, serving

PAGE = Path(__file__).parents[3] / "docs" / "connectors.md"
BLOCK = re.compile(r"^```(?:toml|python)\n# (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
READINGS = [{"year": 2022, "mwh": 1100}, {"year": 2023, "mwh": 1234.50}]


def blocks() -> dict[str, str]:
    """The files that the page shows, by name."""
    return dict(BLOCK.findall(PAGE.read_text(encoding="utf-8")))


class Utility:
    """The utility's portal."""

    def __init__(self) -> None:
        self.answer: object = {"readings": READINGS}

    def __call__(self, seen: Seen) -> Reply:
        if (seen.path, seen.query) != ("/readings", {"meter": ["solar"]}):
            return Reply(b"{}", 404)
        return Reply(json.dumps(self.answer).encode())


@pytest.fixture
def utility(packages: Packages) -> Utility:
    """The portal, and the package installed as its pyproject says."""
    shown = blocks()
    project = tomllib.loads(shown["pyproject.toml"])["project"]
    points = project["entry-points"]["ogledalo.connectors"]
    packages.install(
        project["name"], project["version"], points, ogledalo_utility=shown["ogledalo_utility.py"],
        test_ogledalo_utility=shown["test_ogledalo_utility.py"],
    )  # fmt: skip
    return Utility()


@pytest.fixture
def node(engine: Engine, tmp_path: Path, now: datetime, utility: Utility) -> Iterator[City]:
    with serving(utility) as server, client_for(server.target) as client:
        city = City(engine, ObjectStore(tmp_path / "objects"), server, client, now, {})
        source = blocks()["utility.toml"].replace("https://utility.example", server.url)
        city.register(source.replace("{", "{{").replace("}", "}}"))
        yield city


def test_the_pages_own_test_passes(utility: Utility) -> None:
    told: dict[str, object] = {}
    exec(compile(blocks()["test_ogledalo_utility.py"], "test_ogledalo_utility.py", "exec"), told)
    tests = [one for name, one in told.items() if name.startswith("test_")]
    assert len(tests) == 2
    for test in tests:
        assert callable(test)
        test()


def test_its_figures_are_published_and_stand(node: City) -> None:
    result = node.harvester().harvest("utility")
    assert (result.state, result.outcomes["added"]) == ("done", 1)
    assert node.rows() == [
        ("EN.RES.GEN", "2022", "_T", "_T", "1100"),
        ("EN.RES.GEN", "2023", "_T", "_T", "1234.5"),
    ]
    assert node.harvester().harvest("utility").outcomes["unchanged"] == 1


def test_its_own_error_leaves_the_item_to_the_next_run_in_the_readers_language(
    node: City, utility: Utility
) -> None:
    node.harvester().harvest("utility")
    utility.answer = {"closed": True}
    (item,) = node.harvester().harvest("utility").items
    assert (item["outcome"], item["findings"][0]["rule"]) == ("failed", "connectors.foreign-later")
    preview = node.harvester().preview("utility")
    (found,) = preview.items[0].findings
    assert [found.expected.in_("en"), found.expected.in_("sl"), found.mend.in_("hr")] == [
        "readings of solar", "odčitke: solar", "Pričekajte zaključenje godine.",
    ]  # fmt: skip
    assert len(node.rows()) == 2


def test_what_it_raises_by_mistake_is_told_as_the_packages_fault(node: City, utility: Utility) -> None:
    utility.answer = {"readings": [{"year": 2022}]}
    result = node.harvester().harvest("utility")
    (item,) = result.items
    found = {finding["rule"]: finding for finding in item["findings"]}["connectors.failed-connector"]
    assert (item["outcome"], found["found"]) == ("refused", "KeyError: 'mwh'")
    assert "ogledalo-utility 1.0" in found["mend"]


def test_the_commands_say_what_the_page_shows(
    utility: Utility, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "utility.toml").write_text(blocks()["utility.toml"], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OGLEDALO_DATA_DIR", str(tmp_path / "node"))
    (shown,) = SHOWN.findall(PAGE.read_text(encoding="utf-8"))
    for command, told in re.findall(r"^\$ ogledalo (.*)\n((?:[^$].*\n)+)", shown, flags=re.MULTILINE)[:2]:
        with pytest.raises(SystemExit) as ended:
            main(command.split())
        assert not ended.value.code
        assert capsys.readouterr().out == told
