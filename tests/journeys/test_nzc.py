"""A city's plan by the command line: what would be filled is shown as a diff, and a filled plan is filled once."""

from pathlib import Path

import simplejson

from tests.journeys.node import Node

IPPU = "fbf3fa68-30be-47c5-a368-decd9d6f16e2"
POPULATION = "3779efa4-9eb0-4f4b-b5d5-eb510461bed8"
PLAN = (
    '{"version": 2, "planName": "Kranj", "baselineYear": 2020, "measures": [{"id": "7", "internalNotes": "ask Ana", '
    f'"measureTemplate": {{"uuid": "{POPULATION}"}}, "dataPoints": []}}]}}'
)


def test_kranjs_plan_is_filled_once_and_its_processes_are_a_question_with_the_reason(
    demo_node: Node, tmp_path: Path
) -> None:
    plan, filled = tmp_path / "plan.json", tmp_path / "filled.json"
    plan.write_text(PLAN, encoding="utf-8")
    said = demo_node.run("nzc", "plan", str(plan), "--place", "SI_052", "-o", str(filled))
    (industry,) = [line for line in said.splitlines() if "IPPU" in line]
    assert "Approximate, because our figure holds industry's fuel use too, as its basis states" in industry
    assert "add          /measures/0/dataPoints/0:" in said
    assert (
        said.rstrip()
        .splitlines()[-1]
        .startswith('  replace      /measures/0/internalNotes: "ask Ana" → "ask Ana\\n')
    )
    again = demo_node.json("nzc", "plan", str(filled), "--place", "SI_052", "--json")
    assert again["diff"] == []
    assert again["plan"] == simplejson.loads(filled.read_text(encoding="utf-8"), use_decimal=True)


def test_an_unknown_city_names_the_nearest(demo_node: Node, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(PLAN, encoding="utf-8")
    assert "SI_052" in demo_node.run("nzc", "plan", str(plan), "--place", "SI_52", code=1)
