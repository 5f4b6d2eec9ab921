"""The public conformance sets: everything in them is read, and written so that it reads back."""

from collections import Counter
from pathlib import Path

import pytest

from policies.odrl.policy import Policy
from policies.odrl.reading import PolicyDocument, read_document
from policies.odrl.reading_rdf import read_graph
from policies.odrl.writing import JSON_LD, TURTLE, write_jsonld, write_turtle


@pytest.fixture
def cases(shared: Path) -> Path:
    """The folder of the cases."""
    path = shared / "data/odrl-cases"
    if not path.is_dir():
        pytest.skip(f"needs the public ODRL cases in {path}, which are not part of the repository")
    return path


def read(paths: list[Path]) -> list[PolicyDocument]:
    """What the documents hold."""
    return [read_document(path.read_bytes(), path.name) for path in paths]


def policies(paths: list[Path]) -> list[Policy]:
    """All policies of the documents."""
    return [policy for document in read(paths) for policy in document.policies]


def test_every_policy_request_and_state_of_force_is_read(cases: Path) -> None:
    folder = cases / "force"
    found = {
        name: policies(sorted((folder / name).glob("*.ttl"))) for name in ("policies", "requests", "sotw")
    }
    files = {name: len(list((folder / name).glob("*.ttl"))) for name in found}
    assert {name: len(some) for name, some in found.items()} == {**files, "sotw": 0}
    assert {policy.kind for policy in found["requests"]} == {"Request"}
    worlds = [read_graph(path.read_bytes(), path.name) for path in sorted((folder / "sotw").glob("*.ttl"))]
    assert all(world.of_type("http://example.org/Sotw") for world in worlds)


def test_every_document_of_w3cs_formal_semantics_is_read(cases: Path) -> None:
    paths = sorted((cases / "w3c-formal/examples").rglob("*.json"))
    found = {path.name: len(read_document(path.read_bytes(), path.name).policies) for path in paths}
    assert {name: count for name, count in found.items() if count} == {
        name: 1 for name in found if name.startswith("policy")
    }
    requests = [read_graph(path.read_bytes(), path.name) for path in paths if "request" in path.name]
    assert all(one.of_type("https://w3id.org/force/sotw#EvaluationRequest") for one in requests)


def test_every_policy_of_the_conflict_cases_is_read_with_no_doubt_but_times_without_a_zone(
    cases: Path,
) -> None:
    paths = sorted((cases / "conflict-ccby/policies").rglob("*.ttl"))
    documents = read(paths)
    assert Counter(len(document.policies) for document in documents).keys() == {1, 2}
    assert {found.code for document in documents for found in document.findings} <= {"zone"}


def test_every_policy_of_the_cases_is_written_so_that_it_reads_back(cases: Path) -> None:
    paths = [path for path in sorted(cases.rglob("*.ttl")) if "w3c-vocab" not in path.parts]
    paths += sorted(cases.rglob("policy*.json"))
    found = policies(paths)
    assert len(found) > 250
    for write, media_type in ((write_jsonld, JSON_LD), (write_turtle, TURTLE)):
        back = [read_document(write(policy), media_type).policies for policy in found]
        assert back == [(policy,) for policy in found]
