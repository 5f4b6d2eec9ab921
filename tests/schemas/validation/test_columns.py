"""The compiled column checks find what pyshacl finds, and nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from decimal import Decimal
from operator import attrgetter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, SH, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from schemas.basis import Basis
from schemas.languages import Text
from schemas.observations import DIMENSIONS, Observation, SeriesKey
from schemas.validation.columns import Failure, Value, compile_shape, failures
from schemas.validation.engine import shacl_report
from schemas.validation.errors import UncompiledShapeError
from schemas.validation.observations import observation_getters, observation_shapes, shape_failures
from schemas.validation.shapes import SH as SHACL
from schemas.validation.shapes import PropertyShape, property_shapes

QB_OBSERVATION = URIRef("http://purl.org/linked-data/cube#Observation")
OGL_BASIS = URIRef("https://ogledalo.eu/ns#Basis")
Found = set[tuple[int, str, str]]

WORDS = st.sampled_from(
    ["", "_T", "I", "II.1", "i", "S1", "S1_S2", "S9", "ELEC", "A", "K", "NO", "NONE", "2018", "2018-S2", "2018-13",
     "18", "SI_052", "si_052", "GHG.SEC", "T_CO2E", "MWH", "NR/HAB", "F", "ACT", "UNK", "AR5", "kranj-2018", "Č", "a b"]
)  # fmt: skip
NUMBERS = st.one_of(
    st.none(),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4),
    st.sampled_from([Decimal(0), Decimal(2), Decimal("2.0000001"), Decimal("-0.1"), Decimal("1E+3")]),
)


def _word_or_number(name: str) -> st.SearchStrategy[str | Decimal | None]:
    return NUMBERS if name in {"value", "lower", "upper", "published_value", "elec_factor"} else WORDS


KEYS = st.builds(SeriesKey, **dict.fromkeys(DIMENSIONS, WORDS))
OBSERVATIONS = st.builds(
    Observation,
    key=KEYS,
    **{one.name: _word_or_number(one.name) for one in fields(Observation) if one.name != "key"},
)
BASES = st.builds(Basis, **{one.name: _word_or_number(one.name) for one in fields(Basis)})


def _term(value: Value) -> Node:
    return Literal(format(value, "f"), datatype=XSD.decimal) if isinstance(value, Decimal) else Literal(value)


def _by_pyshacl(
    rows: Iterable[Mapping[str, Value]], shapes: Iterable[PropertyShape], target: URIRef, name: str
) -> Found:
    """Write rows as RDF, check them with pyshacl, and give what fails: row, path, component."""
    data = Graph()
    for number, row in enumerate(rows):
        focus = URIRef(f"urn:row:{number}")
        data.add((focus, RDF.type, target))
        for shape in shapes:
            value = row[shape.column]
            if value is not None and value != "":
                data.add((focus, URIRef(shape.path), _term(value)))
    report = shacl_report(data, name)
    return {
        (
            int(str(report.value(result, SH.focusNode)).removeprefix("urn:row:")),
            str(report.value(result, SH.resultPath)),
            str(report.value(result, SH.sourceConstraintComponent)).removeprefix(SHACL),
        )
        for result in report.objects(None, SH.result)
    }


def _compiled(found: Iterable[Failure]) -> Found:
    return {(failure.row, failure.shape.path, failure.component) for failure in found}


@settings(max_examples=60, deadline=None)
@given(st.lists(OBSERVATIONS, min_size=1, max_size=3))
def test_the_column_checks_of_an_observation_equal_pyshacl(observations: list[Observation]) -> None:
    getters = observation_getters()
    rows = [{name: get(observation) for name, get in getters.items()} for observation in observations]
    expected = _by_pyshacl(rows, observation_shapes(), QB_OBSERVATION, "observation.ttl")
    assert _compiled(shape_failures(observations)) == expected


@settings(max_examples=60, deadline=None)
@given(st.lists(BASES, min_size=1, max_size=3))
def test_the_column_checks_of_a_basis_equal_pyshacl(bases: list[Basis]) -> None:
    shapes = tuple(property_shapes("basis.ttl").values())
    getters = {shape.column: attrgetter(shape.column) for shape in shapes}
    rows = [{name: get(basis) for name, get in getters.items()} for basis in bases]
    assert _compiled(failures(bases, getters, shapes)) == _by_pyshacl(rows, shapes, OGL_BASIS, "basis.ttl")


def test_a_number_that_is_none_breaks_the_datatype() -> None:
    observation = replace(Observation(SeriesKey("GHG.SEC", "SI_052", "2018"), Decimal("NaN")))
    found = [failure for failure in shape_failures([observation]) if failure.shape.column == "value"]
    assert [failure.component for failure in found] == ["DatatypeConstraintComponent"]


def test_a_constraint_without_a_check_is_refused_by_name() -> None:
    shape = PropertyShape("urn:s", "urn:p", "violation", "value", Text("a"), Text("b"), {"minLength": ("2",)})
    with pytest.raises(UncompiledShapeError) as raised:
        compile_shape(shape)
    assert str(raised.value) == (
        "urn:s: sh:minLength has no column check; add it to schemas/validation/columns.py or leave it out"
    )


def test_a_datatype_without_a_check_is_refused_by_name() -> None:
    shape = PropertyShape(
        "urn:s", "urn:p", "violation", "value", Text("a"), Text("b"), {"datatype": ("urn:x",)}
    )
    with pytest.raises(UncompiledShapeError, match="sh:datatype urn:x"):
        compile_shape(shape)
