from pathlib import Path
from typing import get_args

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from policies.odrl.policy import ODRL
from policies.odrl.vocabulary import (
    CC,
    OG,
    RDF,
    TermKind,
    action_and_broader,
    action_and_narrower,
    compact,
    expand,
    nearest_terms,
    terms,
    terms_of,
)

SKOS = "http://www.w3.org/2004/02/skos/core#"
CLASSES: dict[TermKind, str] = {
    "action": "Action",
    "leftOperand": "LeftOperand",
    "operator": "Operator",
    "conflict": "ConflictTerm",
}


@pytest.fixture
def published(shared: Path) -> set[tuple[str, str, str]]:
    """The vocabulary as W3C publishes it, as triples of names."""
    path = shared / "data/odrl-cases/w3c-vocab/ODRL22.ttl"
    if not path.is_file():
        pytest.skip(f"needs W3C's vocabulary in {path}, which is not part of the repository")
    return {
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE)
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
    }


@pytest.mark.parametrize("kind", CLASSES)
def test_the_terms_are_those_that_w3c_publishes(kind: TermKind, published: set[tuple[str, str, str]]) -> None:
    theirs = {one for one, name, value in published if (name, value) == (f"{RDF}type", ODRL + CLASSES[kind])}
    assert {term.iri for term in terms_of(kind) if not term.iri.startswith(OG)} == theirs


def test_actions_are_part_of_and_the_same_as_those_that_w3c_says(
    published: set[tuple[str, str, str]],
) -> None:
    ours = [term for term in terms_of("action") if not term.iri.startswith(OG)]
    actions = {term.iri for term in ours}
    included = {(one, value) for one, name, value in published if name == f"{ODRL}includedIn"}
    same = {(one, value) for one, name, value in published if name == f"{SKOS}exactMatch" and one in actions}
    assert {(term.iri, broader) for term in ours for broader in term.broader} == included
    assert {(term.iri, other) for term in ours for other in term.same} == same


def test_there_are_seventy_two_actions_of_odrl_and_creative_commons_and_two_of_ours() -> None:
    actions = [term.iri for term in terms_of("action")]
    assert len([iri for iri in actions if iri.startswith((ODRL, CC))]) == 72
    assert [iri for iri in actions if iri.startswith(OG)] == [f"{OG}bulkDownload", f"{OG}discover"]


def test_every_term_is_of_a_kind_that_the_code_knows() -> None:
    assert {term.kind for term in terms().values()} == set(get_args(TermKind))


def test_an_action_is_part_of_every_broader_one() -> None:
    assert action_and_broader(expand("odrl:display")) == {
        expand(name) for name in ("odrl:display", "odrl:play", "odrl:use")
    }


def test_the_old_words_for_modify_are_modify() -> None:
    names = ("odrl:write", "odrl:writeTo", "odrl:append", "odrl:appendTo", "odrl:modify", "odrl:use")
    assert action_and_broader(expand("odrl:write")) == {expand(name) for name in names}


def test_reading_covers_bulk_download_but_not_seeing_that_a_dataset_exists() -> None:
    assert action_and_narrower(expand("odrl:read")) == {expand("odrl:read"), expand("og:bulkDownload")}
    assert expand("og:discover") in action_and_narrower(expand("odrl:use"))


def test_a_documents_own_action_has_its_place_in_the_hierarchy() -> None:
    also = [("https://kranj.example/render", expand("odrl:display"))]
    assert expand("odrl:use") in action_and_broader("https://kranj.example/render", also)
    assert "https://kranj.example/render" in action_and_narrower(expand("odrl:play"), also)


def test_actions_in_a_circle_end() -> None:
    also = [("urn:a", "urn:b"), ("urn:b", "urn:a")]
    assert action_and_broader("urn:a", also) == {"urn:a", "urn:b"}


def test_a_misspelt_term_has_a_nearest_one() -> None:
    known = [term.iri for term in terms_of("leftOperand")]
    assert nearest_terms(expand("odrl:purpos"), known)[0] == "odrl:purpose"


def test_names_are_shortened_and_lengthened_again() -> None:
    assert {compact(expand(compact(iri))) for iri in terms()} == {compact(iri) for iri in terms()}
