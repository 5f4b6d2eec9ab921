"""The shapes themselves: they say something in three languages, and are at least as strict as the official ones."""

from collections.abc import Iterator
from pathlib import Path

import pyshacl
import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import RDF, SH, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from schemas.basis import ATTRIBUTES, CODED
from schemas.codes import FILES, codelist
from schemas.indicators import indicators
from schemas.languages import LANGUAGES
from schemas.observations import DIMENSIONS
from schemas.validation.code_lists import FILES_WITH_LISTS, with_code_lists
from schemas.validation.engine import shacl_report
from schemas.validation.observations import basis_checks, observation_checks
from schemas.validation.rdf_terms import rdflib_graph
from schemas.validation.shapes import RECORD_SHAPES, RULE, property_shapes, shape_text

OFFICIAL = Path(__file__).parents[4] / "shared/shapes/dcat-ap-3.0.1-repaired/dcat-ap-3.0.1-shapes.fixed.ttl"
FEEDS = Path(__file__).parents[4] / "shared/data/dcat"
EX = Namespace("https://example.org/")
ALL_SHAPES = (
    *RECORD_SHAPES,
    "observation.ttl",
    "basis.ttl",
    "indicator.ttl",
    "terms.ttl",
    "observation-rules.ttl",
)

needs_official = pytest.mark.skipif(
    not OFFICIAL.exists(), reason="the official shapes are not beside the repository"
)

Result = tuple[Node | None, Node | str | None]


@pytest.mark.parametrize("name", ALL_SHAPES)
def test_each_rule_says_in_three_languages_what_is_expected_and_how_to_mend_it(name: str) -> None:
    silent = [
        (shape.rule, lang)
        for shape in property_shapes(name).values()
        for lang in LANGUAGES
        if lang not in shape.expected.as_dict() or lang not in shape.mend.as_dict()
    ]
    assert silent == []


@pytest.mark.parametrize("name", ALL_SHAPES)
def test_each_rule_has_an_address_of_ours(name: str) -> None:
    assert [iri for iri in property_shapes(name) if not iri.startswith(RULE)] == []


def test_a_rule_stands_in_one_file_only() -> None:
    count = sum(len(property_shapes(name)) for name in ALL_SHAPES)
    assert len(property_shapes(*ALL_SHAPES)) == count


def test_every_constraint_of_a_table_has_a_column_check() -> None:
    for name, checks in (("observation.ttl", observation_checks()), ("basis.ttl", basis_checks())):
        stated = sum(len(shape.parameters) for shape in property_shapes(name).values())
        assert len(checks) == stated


def test_the_codes_of_an_observation_are_those_of_the_code_lists() -> None:
    stated = {
        shape.column: set(shape.parameters["in"])
        for shape in property_shapes("observation.ttl").values()
        if "in" in shape.parameters
    }
    units = set(codelist("unit").codes) | {indicator.unit for indicator in indicators().values()}
    expected = {column: set(codelist(column).codes) for column in stated if column in FILES}
    expected |= {"gas": set(codelist("gas").codes) | {"_T"}, "indicator": set(indicators())}
    assert stated == expected | {"unit": units, "published_unit": units}


@pytest.mark.parametrize("name", FILES_WITH_LISTS)
def test_the_lists_inside_the_shapes_are_written_of_the_code_lists(name: str) -> None:
    text = shape_text(name).decode()
    assert with_code_lists(text) == text, "run python -m schemas.validation.code_lists"


def test_the_codes_of_a_basis_are_those_of_the_code_lists() -> None:
    shapes = property_shapes("basis.ttl").values()
    stated = {shape.column: set(shape.parameters["in"]) for shape in shapes if "in" in shape.parameters}
    assert stated == {name: set(codelist(name).codes) | {"UNK"} for name in CODED}


def test_every_column_is_one_of_the_table_and_every_dimension_is_checked() -> None:
    observed = {shape.column for shape in property_shapes("observation.ttl").values()}
    assert set(DIMENSIONS) <= observed
    assert {shape.column for shape in property_shapes("basis.ttl").values()} <= set(ATTRIBUTES)


def _results(report: Graph, *, severities: tuple[URIRef, ...]) -> set[Result]:
    found: set[Result] = set()
    for result in report.objects(None, SH.result):
        if report.value(result, SH.resultSeverity) in severities:
            path = report.value(result, SH.resultPath)
            found.add((report.value(result, SH.focusNode), "inverse" if isinstance(path, BNode) else path))
    return found


def _both(data: Graph, severities: tuple[URIRef, ...] = (SH.Violation,)) -> tuple[set[Result], set[Result]]:
    """Give the focus nodes and paths that the official shapes object to, and those that ours do."""
    official = Graph().parse(OFFICIAL)
    _, theirs, _ = pyshacl.validate(data, shacl_graph=official)
    assert isinstance(theirs, Graph)
    ours = shacl_report(data, *RECORD_SHAPES)
    return _results(theirs, severities=severities), _results(ours, severities=severities)


def _values(number: int) -> Iterator[tuple[str, list[Node]]]:
    """Give kinds of values that some constraint or other objects to."""
    yield "none", []
    yield "text", [Literal("text")]
    yield "texts", [Literal("one"), Literal("two", lang="sl")]
    yield "address", [EX[f"value{number}"]]
    yield "addresses", [EX[f"value{number}"], EX["other"]]
    yield "node", [BNode()]
    yield "nodes", [BNode(), BNode()]
    yield "number", [Literal(12)]


def _broken_in_every_way() -> Graph:
    """Make focus nodes that have each property of each official shape in each wrong way."""
    shapes = Graph().parse(OFFICIAL)
    data = Graph()
    for shape, target in shapes.subject_objects(SH.targetClass):
        for number, one in enumerate(shapes.objects(shape, SH.property)):
            path = shapes.value(one, SH.path)
            if not isinstance(path, URIRef):
                continue
            for kind, values in _values(number):
                focus = EX[f"{str(target).rsplit('/', 1)[-1].replace('#', '-')}-{number}-{kind}"]
                data.add((focus, RDF.type, target))
                for value in values:
                    data.add((focus, path, value))
    return data


@needs_official
def test_ours_object_to_every_property_that_the_official_shapes_object_to() -> None:
    theirs, ours = _both(_broken_in_every_way())
    assert len(theirs) > 1_000
    assert theirs - ours == set()


@needs_official
def test_ours_warn_of_a_series_without_members_as_the_official_shapes_do() -> None:
    data = Graph()
    data.add((EX["series"], RDF.type, URIRef("http://www.w3.org/ns/dcat#DatasetSeries")))
    theirs, ours = _both(data, (SH.Violation, SH.Warning))
    assert (EX["series"], "inverse") in theirs
    assert theirs - ours == set()


@needs_official
@pytest.mark.parametrize("name", ["catalog.rdf", "catalog_datasets_list.rdf", "dataset_gob_es.ttl"])
def test_ours_object_to_what_the_official_shapes_object_to_in_real_feeds(name: str) -> None:
    if not (FEEDS / name).exists():
        pytest.skip("the sample feeds are not beside the repository")
    form = RdfFormat.from_extension(Path(name).suffix[1:])
    theirs, ours = _both(
        rdflib_graph(parse((FEEDS / name).read_bytes(), format=form, base_iri="https://example.org/"))
    )
    assert theirs - ours == set()
