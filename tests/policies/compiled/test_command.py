"""`ogledalo policy evaluate`: files in, decision and rules out, without a node."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.cli import main

POLICY = """
@prefix odrl: <http://www.w3.org/ns/odrl/2/> .
@prefix ex: <http://example.org/> .
ex:p a odrl:Set ; odrl:permission ex:may ; odrl:prohibition ex:not .
ex:may odrl:action odrl:use ; odrl:target ex:x ; odrl:duty [ odrl:action odrl:acceptTracking ] .
ex:not odrl:action odrl:sell ; odrl:target ex:x .
"""
REQUEST = {
    "@context": ["http://www.w3.org/ns/odrl.jsonld", {"ex": "http://example.org/"}],
    "@type": "Request",
    "uid": "http://example.org/q",
    "permission": [{"assignee": "ex:ana", "action": "read", "target": "ex:x"}],
}


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A policy's and a request's file, in a folder without a node."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policy.ttl").write_text(POLICY, encoding="utf-8")
    (tmp_path / "request.json").write_text(json.dumps(REQUEST), encoding="utf-8")
    return ["policy", "evaluate", "--policy", "policy.ttl", "--request", "request.json"]


def run(arguments: list[str]) -> int:
    """Run the command and give its exit code."""
    with pytest.raises(SystemExit) as left:
        main(arguments)
    return int(left.value.code or 0)


@pytest.mark.parametrize(
    ("mode", "decision", "active"), [("eventual", "permit", "Active"), ("precondition", "deny", "Inactive")]
)
def test_the_decision_and_each_rule_are_printed(
    files: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    mode: str,
    decision: str,
    active: str,
) -> None:
    assert run([*files, "--duty-mode", mode, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "decision": decision,
        "rules": [
            {"rule": "http://example.org/may", "type": "PermissionReport", "activation": active},
            {"rule": "http://example.org/not", "type": "ProhibitionReport", "activation": "Inactive"},
        ],
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["policy.ttl", "request.json"]


def test_people_are_told_in_their_language(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*files, "--lang", "hr"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Nije dopušteno.",
        "  Dopuštenje http://example.org/may: ne vrijedi",
        "    Dužnost odrl:acceptTracking: još nije ispunjena",
        "  Zabrana http://example.org/not: ne vrijedi",
    ]


def test_a_file_that_is_no_policy_is_refused_in_one_line(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "policy.ttl").write_text("nonsense", encoding="utf-8")
    assert run(files) == 1
    assert capsys.readouterr().err.startswith("error: ")


def test_a_mode_that_there_is_not_is_refused(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*files, "--duty-mode", "sometimes"]) == 2
    assert "precondition, eventual" in capsys.readouterr().err
