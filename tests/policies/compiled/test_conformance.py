"""The public conformance sets: FORCE's rule activations and W3C's draft formal semantics."""

import csv
import json
from pathlib import Path

import pytest

from policies.compiled.evaluating import Evaluation, evaluate
from policies.compiled.world import DutyMode
from policies.odrl.reading_rdf import read_graph

REPORT = "report:activationState"


@pytest.fixture
def cases(shared: Path) -> Path:
    """The folder of the cases."""
    path = shared / "data/odrl-cases"
    if not path.is_dir():
        pytest.skip(f"needs the public ODRL cases in {path}, which are not part of the repository")
    return path


def evaluated(policy: Path, request: Path, world: Path | None, mode: DutyMode) -> Evaluation:
    graphs = [read_graph(one.read_bytes(), one.name) for one in (policy, request)]
    state = read_graph(world.read_bytes(), world.name) if world else None
    return evaluate(graphs[0], graphs[1], state, mode)


def test_every_rule_of_force_is_active_where_it_is_expected_to_be(cases: Path) -> None:
    folder = cases / "force"
    with (folder / "CASES.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    found = {
        row["case"]: evaluated(
            folder / row["policy"], folder / row["request"], folder / row["sotw"], "eventual"
        )
        for row in rows
    }
    told = {
        case: (
            "permit" if one.permitted else "deny",
            [(rule.rule, rule.activation, rule.attempted) for rule in one.reports],
        )
        for case, one in found.items()
    }
    types = {case: [rule["type"] for rule in one.as_dict()["rules"]] for case, one in found.items()}  # type: ignore[attr-defined]  # as printed
    expected = {row["case"]: json.loads(row["expected_rule_reports_json"]) for row in rows}
    assert types == {case: [rule["type"] for rule in rules] for case, rules in expected.items()}
    assert {case: (one[0], [rule[:2] for rule in one[1]]) for case, one in told.items()} == {
        row["case"]: (
            row["closed_world_decision"],
            [(rule["rule"], rule["activation"]) for rule in expected[row["case"]]],
        )
        for row in rows
    }


def test_every_rule_of_w3cs_formal_semantics_is_active_where_it_is_expected_to_be(cases: Path) -> None:
    requests = sorted((cases / "w3c-formal/examples").rglob("evaluationrequest*.json"))
    found, expected = {}, {}
    for request in requests:
        folder = request.parent
        worlds = sorted(folder.glob("state*.json"))
        policy = next(iter(folder.parent.glob("policy*.json")))
        one = evaluated(policy, request, worlds[0] if worlds else None, "precondition")
        found[folder.name] = [rule.activation for rule in one.reports]
        report = json.loads(next(iter(folder.glob("compliancereport*.json"))).read_bytes())
        expected[folder.name] = [
            part[REPORT].removeprefix("report:")
            for part in report.values()
            if isinstance(part, dict) and part.get("@type") == "report:ruleReport"
        ]
    assert len(found) == len(requests)
    assert found == expected


def test_a_state_in_turtle_says_what_it_says_in_json(cases: Path) -> None:
    for state in sorted((cases / "w3c-formal/examples").rglob("state*.ttl")):
        request = next(iter(state.parent.glob("evaluationrequest*.json")))
        policy = next(iter(state.parent.parent.glob("policy*.json")))
        both = [
            evaluated(policy, request, one, "precondition") for one in (state, state.with_suffix(".json"))
        ]
        assert both[0].as_dict() == both[1].as_dict()
