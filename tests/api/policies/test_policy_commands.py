"""`ogledalo policy ...`: the same steps at the command line, with the same answers in text."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.cli import main
from api.gateway import open_gateway
from api.settings import Settings
from catalogue.database import unit_of_work
from policies.tables import PolicyVersion
from tests.api.policies.desk import BASE, DATASET, OTHERS, TOWN, odrl
from tests.api.three_datasets import fill

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a node with figures, in which the commands run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OGLEDALO_BASE_URL", BASE)
    monkeypatch.setenv("OGLEDALO_DATA_DIR", str(tmp_path / "var"))
    gateway = open_gateway(Settings(), lambda: NOW)
    with unit_of_work(gateway.engine) as session:
        fill(session, gateway.store, NOW)
    gateway.close()
    return tmp_path


def policy(*arguments: str) -> int:
    """Run a command on policies and give its exit code."""
    with pytest.raises(SystemExit) as left:
        main(["policy", *arguments])
    return int(left.value.code or 0)


def written(folder: Path, document: object) -> str:
    file = folder / "policy.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return str(file)


def test_a_policy_is_brought_into_force_and_out_of_it_by_commands(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert policy("draft", "--owner", TOWN, "--template", "open", "--dataset", DATASET, "--title", "All") == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "Nothing keeps the policy from being in force."
    id_ = told[1].split()[0]
    assert told[1] == f"{id_}  version 1  draft"
    for step, state in (("submit", "review"), ("approve", "approved"), ("activate", "active")):
        assert policy(step, id_) == 0
        assert f"{id_}  version 1  {state}" in capsys.readouterr().out
    assert policy("list", "--owner", TOWN) == 0
    assert capsys.readouterr().out.split() == [id_, TOWN, "version", "1", "in", "force", "[1:active]", "All"]
    assert policy("retire", id_, "--at", "2100-01-01T00:00:00") == 0
    assert "until 2100-01-01 00:00:00 UTC" in capsys.readouterr().out


def test_lint_of_a_file_needs_no_node_and_names_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    file = written(tmp_path, odrl({"action": "reed", "target": "https://any.example/d"}))
    assert policy("lint", file, "--lang", "sl") == 1
    said = capsys.readouterr().out
    assert said.startswith("violation")
    assert "/permission/0" in said
    assert "Ugotovitev, zaradi katerih politika ne more veljati: 1." in said
    assert policy("lint", written(tmp_path, odrl({"action": "read", "target": "https://any.example/d"}))) == 0
    assert sorted(one.name for one in tmp_path.iterdir()) == ["policy.json"]


def test_lint_for_an_owner_knows_what_it_has(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = odrl({"action": "read", "target": f"{BASE}/id/dataset/{DATASET}"})
    assert policy("lint", written(folder, own), "--owner", TOWN) == 0
    others = odrl({"action": "read", "target": f"{BASE}/id/dataset/{OTHERS}"})
    capsys.readouterr()
    assert policy("lint", written(folder, others), "--owner", TOWN) == 1
    assert "violation target" in capsys.readouterr().out


def test_what_the_operator_wrote_needs_four_eyes_or_a_reason(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert policy("draft", "--owner", TOWN, "--template", "hidden", "--dataset", DATASET) == 0
    id_ = capsys.readouterr().out.splitlines()[-1].split()[0]
    assert policy("submit", id_) == 1
    assert "--confirm-legal" in capsys.readouterr().err
    assert policy("submit", id_, "--confirm-legal") == 0
    assert policy("approve", id_) == 1
    assert "ask another approver" in capsys.readouterr().err
    assert policy("approve", id_, "--sole-officer", "nobody holds a role yet") == 0
    assert policy("approve", id_) == 1
    assert "found approved, expected review" in capsys.readouterr().err
    gateway = open_gateway(Settings(), lambda: NOW)
    with unit_of_work(gateway.engine) as session:
        row = session.get(PolicyVersion, 1)
        assert row is not None
        assert (row.sole_officer, row.review_note) == (True, "nobody holds a role yet")
    gateway.close()


@pytest.mark.parametrize(
    "arguments",
    [
        ("draft", "--owner", "nowhere", "--template", "open"),
        ("draft", "--owner", TOWN),
        ("activate", "no-such-policy"),
        ("lint", "no-such-file.json"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert policy(*arguments) == 1
    assert capsys.readouterr().err.startswith("error: ")
