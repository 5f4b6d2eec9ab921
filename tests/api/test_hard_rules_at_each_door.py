"""Each hard rule refuses what breaks it at each door: the command, the API, and a harvest; its mended twin passes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from rdflib import SH, Graph, Literal
from sqlmodel import Session, col, select

from api.gateway import Gateway, open_gateway
from api.settings import Settings
from catalogue.models import ObservationRow
from schemas.languages import LANGUAGES
from schemas.validation.hard_rules import HARD_RULES
from schemas.validation.terms import RULE_ID
from tests.api.rule_cases import BASES, CASES, PERMITTED, Case, cell_of, csv_of, source_of, table
from tests.api.test_uploads import ask
from tests.fakes.server import Reply, by_path, serving
from tests.journeys.node import Node

OWNER = '[[organisation]]\nid = "kranj"\nname = "Kranj"\nplace = "SI_052"\n'
UNREACHABLE = {"H8"}
"""Every ratio that ships names both its parts, and no file defines an indicator: test_hard_rules.py has it."""

each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
each_mapped = pytest.mark.parametrize(
    ("number", "case"),
    [pair for pair in enumerate(CASES) if pair[1].mapped],
    ids=lambda one: getattr(one, "name", ""),
)
Runs = Mapping[str, Mapping[str, Any]]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, Runs]]:
    """A node that harvested each case and its twin, and how each run ended."""
    folder = tmp_path_factory.mktemp("rules")
    files = {
        f"/{'good' if mended else 'bad'}-{number}.csv": Reply(
            csv_of(case.mended if mended else case.broken), media_type="text/csv"
        )
        for number, case in enumerate(CASES)
        for mended in (False, True)
    }
    with serving(by_path(files)) as server:
        node = Node(folder, f"sqlite:///{folder / 'ogledalo.db'}", {"files": server.url})
        sources = [
            source_of(case, number, server.url, mended=mended)
            for number, case in enumerate(CASES)
            for mended in (False, True)
            if case.mapped
        ]
        node.register("\n".join([OWNER, BASES, *sources]))
        told = node.run("harvest", "--json", code=1)
        yield node, {run["source"]: run for run in json.loads(told)}


@pytest.fixture(scope="module")
def node(runs: tuple[Node, Runs]) -> Node:
    return runs[0]


@pytest.fixture(scope="module")
def gateway(node: Node) -> Iterator[Gateway]:
    opened = open_gateway(
        Settings(data_dir=Path(node.settings["OGLEDALO_DATA_DIR"]), database_url=node.database_url)
    )
    yield opened
    opened.close()


def written(folder: Path, case: Case, *, mended: bool = False) -> str:
    name, content = table(case, mended=mended)
    (folder / name).write_bytes(content)
    return str(folder / name)


def violations(report: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for one in report["findings"] if one["severity"] == "violation"]


def test_the_cases_break_every_hard_rule_that_a_file_can_break() -> None:
    broken = {rule for case in CASES for rule in case.rules}
    assert broken == {*(rule.id for rule in HARD_RULES), RULE_ID} - UNREACHABLE


@each_case
def test_the_command_refuses_it_at_its_cell_and_says_how_to_mend_it(
    node: Node, tmp_path: Path, case: Case
) -> None:
    file = written(tmp_path, case)
    report = node.json("validate", file, "--format", "json", code=1)
    found = violations(report)
    assert {one["rule"] for one in found} == case.rules
    assert (found[0]["document"], found[0]["cell"]) == (Path(file).name, cell_of(case))
    assert found[0]["found"]
    for part in ("expected", "mend"):
        assert sorted(found[0][part]) == sorted(LANGUAGES)
        assert all(found[0][part].values())
    lang, word = {0: ("en", "violation"), 1: ("sl", "kršitev"), 2: ("hr", "kršenje")}[len(case.name) % 3]
    said = node.run("validate", file, "--lang", lang, code=1)
    line = next(line for line in said.splitlines() if line.startswith(f"{word}: "))
    assert found[0]["expected"][lang] in line
    assert line.endswith(f"[{found[0]['rule']}]")


@each_case
def test_the_command_lets_the_mended_twin_pass(node: Node, tmp_path: Path, case: Case) -> None:
    report = node.json("validate", written(tmp_path, case, mended=True), "--format", "json")
    assert (report["conforms"], violations(report)) == (True, [])


@each_case
def test_the_api_says_the_same_as_json_and_in_shacls_words(gateway: Gateway, case: Case) -> None:
    name, content = table(case)
    told = {
        form: ask(gateway, "POST", f"/api/v1/validate?format={form}", files={"file": (name, content)})
        for form in ("json", "ttl")
    }
    assert [answer.status_code for answer in told.values()] == [200, 200]
    report = told["json"].json()
    assert {one["rule"] for one in violations(report)} == case.rules
    graph = Graph().parse(data=told["ttl"].text, format="turtle")
    (conforms,) = graph.objects(None, SH.conforms)
    assert conforms == Literal(False)
    results = list(graph.objects(None, SH.result))
    assert len(results) == len(report["findings"])
    for result in results:
        assert graph.value(result, SH.focusNode) is not None
        assert graph.value(result, SH.sourceConstraintComponent) is not None
    grave = [one for one in results if graph.value(one, SH.resultSeverity) == SH.Violation]
    shapes = {str(graph.value(one, SH.sourceShape)).rpartition("/")[2].partition("-")[0] for one in grave}
    assert shapes == case.rules


@each_mapped
def test_a_harvest_publishes_nothing_of_it_and_says_why(
    runs: tuple[Node, Runs], gateway: Gateway, number: int, case: Case
) -> None:
    items = runs[1][f"bad-{number}"]["items"]
    refused = [one for one in items if one["outcome"] == "refused"]
    grave = [one for item in refused for one in item["findings"] if one["severity"] == "violation"]
    assert {one["rule"] for one in grave} == case.rules
    assert all(one["expected"] and one["mend"] and one["document"] and one["cell"] for one in grave)
    with Session(gateway.engine) as session:
        rows = session.exec(select(ObservationRow).where(col(ObservationRow.source) == f"bad-{number}")).all()
    assert len(rows) < len(case.broken)


@each_mapped
def test_a_harvest_publishes_the_mended_twin(
    runs: tuple[Node, Runs], gateway: Gateway, number: int, case: Case
) -> None:
    run = runs[1][f"good-{number}"]
    assert run["state"] == "done", run
    with Session(gateway.engine) as session:
        rows = session.exec(
            select(ObservationRow).where(col(ObservationRow.source) == f"good-{number}")
        ).all()
    assert len(rows) == len(case.mended)


@pytest.mark.parametrize(
    ("licence", "rules"),
    [
        ("", {"H15"}),
        ("  ", {"H15"}),
        (PERMITTED, set()),
        ("none stated", set()),
        ("CC BY-ND 4.0", {"licence.forbids"}),
    ],
)
def test_the_licence_that_is_said_beside_a_file_is_held_against_publishing(
    node: Node, tmp_path: Path, licence: str, rules: set[str]
) -> None:
    file = written(tmp_path, CASES[0], mended=True)
    report = node.json("validate", file, "--format", "json", "--licence", licence, code=1 if rules else 0)
    assert {one["rule"] for one in violations(report)} == rules
