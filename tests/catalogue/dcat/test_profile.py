"""The feed against DCAT-AP 3.0.1, by pySHACL on both files of official shapes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyshacl
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH

from catalogue.dcat.feed import CatalogPage, FeedFormat, catalog_triples, dataset_triples, write
from catalogue.dcat.mapping import CLASSES, TABLE
from tests.fakes.varied_catalogue import BASE, VIEWS, a_world

SHAPES = ("dcat-ap-3.0.1-shapes.fixed.ttl", "dcat-ap-3.0.1-individual.fixed.ttl")


@pytest.fixture(scope="module", params=SHAPES)
def shapes(request: pytest.FixtureRequest) -> Graph:
    path = Path(__file__).resolve().parents[4] / "shared/shapes/dcat-ap-3.0.1-repaired" / request.param
    if not path.is_file():
        pytest.skip(f"needs the official shapes in {path}, which are not part of the repository")
    return Graph().parse(path)


def violations(turtle: bytes, shapes: Graph) -> Counter[tuple[str, ...]]:
    data = Graph().parse(data=turtle, format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    assert isinstance(report, Graph)
    found = (
        tuple(
            str(report.value(result, part))
            for part in (SH.focusNode, SH.resultPath, SH.value, SH.resultMessage)
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
        if report.value(result, SH.resultSeverity) == SH.Violation
    )
    return Counter(found)


def a_page(number: int) -> CatalogPage:
    return CatalogPage(number=number, size=2, total=7, url=lambda page: f"{BASE}/catalog.ttl?page={page}")


def test_the_whole_feed_violates_nothing(shapes: Graph) -> None:
    feed = write(catalog_triples(a_world(), VIEWS), FeedFormat.TURTLE)
    assert violations(feed, shapes) == Counter()


def test_a_page_violates_nothing(shapes: Graph) -> None:
    feed = write(catalog_triples(a_world(), VIEWS[2:4], page=a_page(2)), FeedFormat.TURTLE)
    assert violations(feed, shapes) == Counter()


def test_an_empty_feed_violates_nothing(shapes: Graph) -> None:
    assert violations(write(catalog_triples(a_world(), ()), FeedFormat.TURTLE), shapes) == Counter()


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.id)
def test_one_dataset_violates_nothing(shapes: Graph, view: object) -> None:
    feed = write(dataset_triples(a_world(), next(one for one in VIEWS if one is view)), FeedFormat.TURTLE)
    assert violations(feed, shapes) == Counter()


def test_a_defect_is_seen(shapes: Graph) -> None:
    """The shapes do run: a record without its date is a violation."""
    feed = write(catalog_triples(a_world(), VIEWS[:1]), FeedFormat.TURTLE)
    modified = NamedNode("http://purl.org/dc/terms/modified")
    without = [one for one in parse(feed, format=RdfFormat.TURTLE) if one.predicate != modified]
    turtle = write((one.triple for one in without), FeedFormat.TURTLE)
    assert [path for _, path, _, _ in violations(turtle, shapes)] == [modified.value]


def test_the_table_is_as_strict_as_the_shapes(shapes: Graph) -> None:
    """Where a shape says at least or at most one, the table says so."""
    table = {(kind, row.iri): row for row in TABLE for kind in CLASSES[row.of]}
    for shape in shapes.subjects(RDF.type, SH.NodeShape):
        target = str(shapes.value(shape, SH.targetClass))
        for constraint in shapes.objects(shape, SH.property):
            path = shapes.value(constraint, SH.path)
            row = table.get((target, str(path))) if isinstance(path, URIRef) else None
            if row is None:
                continue
            if shapes.value(constraint, SH.maxCount) is not None:
                assert row.cardinality in ("1", "0..1"), row
            if shapes.value(constraint, SH.minCount) is not None:
                assert row.cardinality in ("1", "1..n"), row


def test_the_table_has_all_that_the_shapes_demand(shapes: Graph) -> None:
    ours = {(kind, row.iri) for row in TABLE for kind in CLASSES[row.of]}
    classes = {kind for kind, _ in ours}
    for shape in shapes.subjects(RDF.type, SH.NodeShape):
        target = str(shapes.value(shape, SH.targetClass))
        for constraint in shapes.objects(shape, SH.property):
            if shapes.value(constraint, SH.minCount) is not None and target in classes:
                assert (target, str(shapes.value(constraint, SH.path))) in ours
