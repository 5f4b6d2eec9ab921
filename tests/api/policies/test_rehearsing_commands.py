"""The commands that rehearse, explain and show: on a node of their own, by whoever runs it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.cli import main
from api.gateway import open_gateway
from api.settings import Settings
from catalogue.database import unit_of_work
from policies.tables import Network
from tests.api.policies.test_rehearsing import NETWORK, SEEN, SOME_TO_ALL, TO_MEMBERS, turtle
from tests.api.three_datasets import OWNERS, READER, RESTRICTED, fill

OWNER = OWNERS[RESTRICTED]


@pytest.fixture
def node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A node's folder with three datasets and a network."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OGLEDALO_DATA_DIR", str(tmp_path / "node"))
    monkeypatch.setenv("OGLEDALO_BASE_URL", "https://node.example")
    gateway = open_gateway(Settings())
    with unit_of_work(gateway.engine) as session:
        fill(session, gateway.store, datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
        session.add(Network(id=NETWORK, name={"en": "Mission cities"}))
    gateway.close()
    return tmp_path


def run(*arguments: str, code: int = 0) -> None:
    """Run a command of the policy group."""
    with pytest.raises(SystemExit) as left:
        main(["policy", *arguments])
    assert int(left.value.code or 0) == code


def test_a_file_is_rehearsed_in_words_and_as_json(node: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = node / "draft.ttl"
    file.write_text(turtle("new", SEEN, TO_MEMBERS, SOME_TO_ALL), encoding="utf-8")
    named = ["--persona", "world", "--persona", f"network:{NETWORK},purpose:research"]
    run("simulate", str(file), "--owner", OWNER, *named)
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"Everybody: now refused, then allowed to read: {RESTRICTED} (rows gained: 1)."
    assert said[-1] == "Requests for what everybody may read are not in the log, and are not counted here."
    run("simulate", str(file), "--owner", OWNER, *named, "--days", "0", "--json")
    found = json.loads(capsys.readouterr().out)
    assert found["summary"] == {"newly_allowed": 3, "unchanged": 3}
    with pytest.raises(SystemExit):
        main(["audit", "list"])
    assert capsys.readouterr().out.count("policy.simulate") == 2


def test_a_decision_is_explained(node: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("explain", RESTRICTED, "--as", READER, "--json")
    assert json.loads(capsys.readouterr().out)["decision"] == "permit"
    run("explain", RESTRICTED, "--purpose", "research", "--lang", "sl")
    said = capsys.readouterr().out.splitlines()
    assert (said[0].partition(":")[0], said[1]) == ("deny", "Nobena vrstica.")
    run("explain", RESTRICTED, "--report")
    assert "report:PolicyReport" in capsys.readouterr().out


def test_the_matrix_is_printed(node: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("matrix", "--owner", OWNER)
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == [f"Everybody  {RESTRICTED}  discover  all", f"Everybody  {RESTRICTED}  read  none 0/2"]
    assert said[-1] == f"No policy in force governs {RESTRICTED}; its source says: restricted."


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["simulate", "no-such-policy"], 1),
        (["simulate", "draft.ttl"], 1),
        (["explain", "no-such-dataset"], 1),
        (["explain", RESTRICTED, "--network", "none"], 1),
        (["explain", RESTRICTED, "--action", "eat"], 2),
        (["simulate", "x", "--persona", "king:me"], 2),
    ],
)
def test_what_cannot_be_meant_is_one_line(
    node: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int
) -> None:
    (node / "draft.ttl").write_text("@prefix", encoding="utf-8")
    run(*arguments, code=code)
    said = capsys.readouterr().err
    assert said
    assert "Traceback" not in said
