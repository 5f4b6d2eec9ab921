"""Runs on the command line: what was refused by its cause, what a held run would take away, and letting it go on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.cli import main
from tests.fakes.ckan import FakeCkan, package
from tests.fakes.server import LoopbackServer, serving

PORTAL = """
[[organisation]]
id = "grad-zagreb"
[[source]]
id = "zagreb"
connector = "ckan"
url = "{url}"
owner = "grad-zagreb"
"""
Run = Callable[..., str]


@pytest.fixture
def ckan() -> FakeCkan:
    return FakeCkan([package(f"set-{number}") for number in range(10)])


@pytest.fixture
def server(ckan: FakeCkan) -> Iterator[LoopbackServer]:
    with serving(ckan) as running:
        yield running


@pytest.fixture
def run(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    server: LoopbackServer,
) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OGLEDALO_DATA_DIR", str(tmp_path / "node"))
    monkeypatch.setenv("OGLEDALO_ALLOW_HOSTS", server.target)

    def command(*arguments: str, status: int = 0) -> str:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        told = capsys.readouterr()
        assert (ended.value.code or 0) == status, told
        return str(told.out)

    (tmp_path / "portal.toml").write_text(PORTAL.format(url=server.url), encoding="utf-8")
    command("sources", "import", "portal.toml")
    return command


def test_a_held_run_says_what_it_would_take_away_and_goes_on_when_approved(run: Run, ckan: FakeCkan) -> None:
    run("harvest")
    del ckan.packages[:4]
    said = run("harvest", "zagreb", status=2)
    assert "would take away 4 of 10 datasets (2 go without asking):" in said
    assert "zagreb-set-3: Set-3" in said
    (name,) = re.findall(r"ogledalo runs approve (\w+)", said)
    assert run("runs", "list").splitlines()[0].startswith(name)
    assert "held" in run("runs", "show", name)
    assert "done: 6 unchanged, 4 gone" in run("runs", "approve", name)
    assert "connectors.run-not-held" in _refusal(run, "runs", "approve", name)


def test_records_with_one_fault_are_one_thing_to_mend(run: Run, ckan: FakeCkan) -> None:
    for record in ckan.packages[:6]:
        record["title"] = None
    said = run("harvest")
    assert "6 items, connectors.ckan-record title: expected" in said
    assert said.count("found null") == 5
    assert "and 1 more" in said


def _refusal(run: Run, *arguments: str) -> str:
    """What is said on the channel of errors."""
    with pytest.raises(AssertionError) as told:
        run(*arguments)
    return str(told.value)
