"""The command that finds contradictions in a file of policies: no node, no database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.cli import main
from tests.policies.analysis.made_up import constraint, document, permitting, rule

LOW, HIGH = (constraint("ex:size", *asked) for asked in (("lteq", "600"), ("gteq", "600")))
ABOVE = constraint("ex:size", "gt", "600")


def conflicts(*arguments: str) -> int:
    """Run the command and give its exit code."""
    with pytest.raises(SystemExit) as left:
        main(["policy", "conflicts", *arguments])
    return int(left.value.code or 0)


def written(folder: Path, *bodies: str) -> str:
    file = folder / "policies.ttl"
    file.write_text(document(*bodies), encoding="utf-8")
    return str(file)


def test_a_pair_that_touches_is_compatible_with_its_only_state(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert conflicts(written(tmp_path, permitting(LOW), permitting(HIGH)), "--json") == 0
    found = json.loads(capsys.readouterr().out)
    size = {"left": "https://example.org/size", "of": None, "step": None, "values": "600"}
    assert found == {
        "verdict": "compatible",
        "policies": ["https://example.org/policy1", "https://example.org/policy2"],
        "pairs": [
            {
                "policies": ["https://example.org/policy1", "https://example.org/policy2"],
                "verdict": "compatible",
                "act": {"action": "http://www.w3.org/ns/odrl/2/use", "target": None, "assignee": None},
                "witness": [size],
                "because_of": [],
                "one_sided": [],
            }
        ],
        "rules": [],
    }


def test_a_contradiction_is_said_in_the_readers_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert conflicts(written(tmp_path, permitting(LOW), permitting(ABOVE)), "--lang", "sl") == 0
    assert capsys.readouterr().out.splitlines() == [
        "https://example.org/policy1 in https://example.org/policy2 si nasprotujeta: obema ne more ustrezati nič. "
        "Zaradi: https://example.org/size.",
        "Nobeno pravilo ni brez učinka in ne nasprotuje drugemu.",
    ]


def test_a_void_rule_of_a_single_policy_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, permitting(LOW) + rule("prohibition"))
    assert conflicts(file, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["verdict"] == "conflict"
    assert [one["kind"] for one in found["rules"]] == ["shadowed", "contradiction"]
    assert found["rules"][0]["by"] == "prohibition"


@pytest.mark.parametrize("text", ["", "no turtle {", "@prefix a: <urn:a> ."])
def test_a_file_without_policies_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    file = tmp_path / "policies.ttl"
    file.write_text(text, encoding="utf-8")
    assert conflicts(str(file)) == 1
    assert capsys.readouterr().err.startswith("error: ")


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert conflicts(str(tmp_path / "none.ttl")) == 1
    assert "none.ttl" in capsys.readouterr().err
