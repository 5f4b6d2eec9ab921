"""The compiler itself: any shape of the constraints that it knows means what pyshacl takes it for, others are refused."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.validation.columns import Cell, ColumnTable
from schemas.validation.compiled import compile_shapes, failures
from schemas.validation.errors import UncompiledShapeError
from tests.schemas.validation.pyshacl_twin import by_pyshacl_with, compiled, graph_of

TARGET = "urn:t:Row"
COLUMNS = ("a", "b", "x", "y")
NUMBERS = frozenset({"x", "y"})
PATHS = {name: f"urn:t:{name}" for name in COLUMNS}
HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ogl: <https://ogledalo.eu/ns#> . @prefix t: <urn:t:> .
"""

TEXTS = ["", "I", "II", "i", "12", "-1.5", "a b", "Č"]
NUMBER_TEXTS = ["", "0", "1", "2", "12", "-1.5", "1.25", "2.5", "I", "1,5"]
ROW = st.fixed_dictionaries(
    {name: st.sampled_from(NUMBER_TEXTS if name in NUMBERS else TEXTS) for name in COLUMNS}
)

LITERALS = st.sampled_from(['"I"', '"II"', '"12"', "12", "1.25", '"-1.5"', "-1.5", '"I"@en', "t:I", '"Č"'])
BOUNDS = st.sampled_from(["0", "1.25", "-1.5", "2", "12.0"])
OTHERS = st.sampled_from([f"t:{name}" for name in COLUMNS])


def _one(name: str, values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return values.map(lambda value: f"sh:{name} {value}")


def _list(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(values, min_size=1, max_size=3).map(lambda some: f"( {' '.join(some)} )")


OF_A_VALUE = st.one_of(
    _one("datatype", st.sampled_from(["xsd:string", "xsd:decimal"])),
    _one("nodeKind", st.sampled_from(["sh:Literal", "sh:IRI", "sh:BlankNodeOrIRI", "sh:IRIOrLiteral"])),
    _one("in", _list(LITERALS)),
    _one("hasValue", LITERALS),
    _one("minLength", st.sampled_from(["0", "1", "2"])),
    _one("maxLength", st.sampled_from(["0", "1", "3"])),
    _one("minInclusive", BOUNDS),
    _one("maxInclusive", BOUNDS),
    _one("minExclusive", BOUNDS),
    _one("maxExclusive", BOUNDS),
    st.sampled_from(['sh:pattern "^I"', 'sh:pattern "^I" ; sh:flags "i"', 'sh:pattern "[0-9.]+$"']),
)
INSIDE = st.recursive(
    OF_A_VALUE,
    lambda inner: st.one_of(
        _one("not", inner.map(lambda one: f"[ {one} ]")),
        *(_one(name, _list(inner.map(lambda one: f"[ {one} ]"))) for name in ("and", "or", "xone")),
    ),
    max_leaves=4,
)
CONSTRAINT = st.one_of(
    INSIDE,
    _one("minCount", st.sampled_from(["0", "1", "2"])),
    _one("maxCount", st.sampled_from(["0", "1", "2"])),
    _one("equals", OTHERS),
    _one("disjoint", OTHERS),
    _one("lessThan", OTHERS),
    _one("lessThanOrEquals", OTHERS),
)


@st.composite
def shapes(draw: st.DrawFn) -> str:
    """Make a file of shapes: for each column a shape with a constraint or two."""
    text = (
        HEAD + f"t:shape a sh:NodeShape ; sh:targetClass <{TARGET}> ; sh:property t:sa , t:sb , t:sx , t:sy ."
    )
    for name in COLUMNS:
        severity = draw(st.sampled_from(["", " ; sh:severity sh:Warning", " ; sh:severity sh:Info"]))
        off = draw(st.sampled_from(["", "", "", " ; sh:deactivated true"]))
        first, second = draw(st.lists(CONSTRAINT, min_size=2, max_size=2))
        both = first if first.split()[0] == second.split()[0] else f"{first} ; {second}"
        if "sh:pattern" in first and "sh:pattern" in second:
            both = first
        text += f'\nt:s{name} a sh:PropertyShape ; ogl:column "{name}" ; sh:path t:{name}{severity}{off} ; {both} .'
    return text


def a_table(rows: list[dict[str, str]]) -> ColumnTable:
    columns = {name: pa.array([row[name] for row in rows], pa.string()) for name in COLUMNS}
    return ColumnTable(pa.table(columns), NUMBERS)


@settings(max_examples=150, deadline=None)
@given(shapes(), st.lists(ROW, min_size=1, max_size=6))
def test_generated_shapes_mean_the_same_as_to_pyshacl(text: str, rows: list[dict[str, str]]) -> None:
    table = a_table(rows)
    cells: list[dict[str, Cell]] = [
        {name: table.cell(row, name) for name in COLUMNS} for row in range(len(rows))
    ]
    found = failures(table, compile_shapes(text.encode(), TARGET, NUMBERS))
    assert compiled(found) == by_pyshacl_with(graph_of(cells, PATHS, TARGET), text)


EDGES = [
    *(f"sh:{name} {bound}" for name in ("minInclusive", "maxInclusive", "minExclusive", "maxExclusive")
      for bound in ("1.25", "2", "-1.5")),
    *(f"sh:{name} {length}" for name in ("minLength", "maxLength") for length in (0, 1, 2, 4)),
    *(f"sh:{name} {count}" for name in ("minCount", "maxCount") for count in (0, 1, 2)),
    *(f"sh:{name} t:{other}" for name in ("equals", "disjoint", "lessThan", "lessThanOrEquals") for other in "ay"),
    *(f"sh:nodeKind sh:{kind}" for kind in ("IRI", "Literal", "BlankNode", "BlankNodeOrLiteral")),
    "sh:datatype xsd:string", "sh:datatype xsd:decimal", "sh:in ( 1.25 2 'I' )", "sh:hasValue 1.25", "sh:hasValue 'I'",
]  # fmt: skip
EDGE_ROWS = [
    {"a": one, "b": other, "x": value, "y": beside}
    for one, other in (("I", "12"), ("", "I"))
    for value in ("", "0", "1", "1.25", "2", "-1.5", "I", "1,5")
    for beside in ("", "1.25", "2", "I")
]


@pytest.mark.parametrize("constraint", EDGES)
@pytest.mark.parametrize("column", ["x", "b"])
def test_each_constraint_means_the_same_at_its_edges(constraint: str, column: str) -> None:
    text = HEAD + (
        f"t:shape a sh:NodeShape ; sh:targetClass <{TARGET}> ; sh:property t:sa , t:sb , t:sx , t:sy .\n"
        + "".join(
            f't:s{name} a sh:PropertyShape ; ogl:column "{name}" ; sh:path t:{name}'
            f"{f' ; {constraint}' if name == column else ''} .\n"
            for name in COLUMNS
        )
    )
    table = a_table(EDGE_ROWS)
    cells: list[dict[str, Cell]] = [
        {name: table.cell(row, name) for name in COLUMNS} for row in range(len(EDGE_ROWS))
    ]
    found = failures(table, compile_shapes(text.encode(), TARGET, NUMBERS))
    assert compiled(found) == by_pyshacl_with(graph_of(cells, PATHS, TARGET), text)


def one_shape(constraint: str, *, node: str = "", path: str = "t:a", column: str = "a") -> bytes:
    """Make a file of one property shape."""
    told = f'ogl:column "{column}" ; ' if column else ""
    return (
        f"{HEAD} t:shape a sh:NodeShape ; sh:targetClass <{TARGET}> ; {node} sh:property t:sa ."
        f" t:sa a sh:PropertyShape ; {told} sh:path {path} ; {constraint} ."
    ).encode()


@pytest.mark.parametrize(
    ("constraint", "place"),
    [
        ("sh:class t:Thing", "urn:t:sa: sh:class"),
        ("sh:languageIn ( 'en' )", "urn:t:sa: sh:languageIn"),
        ("sh:node t:other", "urn:t:sa: sh:node"),
        ("sh:qualifiedMinCount 1", "urn:t:sa: sh:qualifiedMinCount"),
        ("sh:closed true", "urn:t:sa: sh:closed"),
        ("sh:sparql [ sh:select 'SELECT $this WHERE {}' ]", "urn:t:sa: sh:sparql"),
        ("sh:datatype xsd:date", "urn:t:sa: sh:datatype http://www.w3.org/2001/XMLSchema#date"),
        ("sh:minInclusive 'one'", "urn:t:sa: sh:minInclusive"),
        ("sh:minInclusive 1e0", "urn:t:sa: sh:minInclusive"),
        ("sh:minCount 'one'", "urn:t:sa: sh:minCount"),
        ("sh:minCount 1 , 2", "urn:t:sa: sh:minCount, 2 times"),
        ("sh:pattern '('", "urn:t:sa: sh:pattern"),
        ("sh:pattern 'a' ; sh:flags 'x'", "urn:t:sa: sh:pattern"),
        ("sh:flags 'i'", "urn:t:sa: sh:flags"),
        ("sh:equals t:nowhere", "urn:t:sa: sh:equals urn:t:nowhere"),
        ("sh:not [ sh:path t:b ]", "sh:path"),
        ("sh:or ( [ sh:class t:Thing ] )", "sh:class"),
        ("sh:or t:none", "sh:or"),
        ("sh:severity t:grave ; sh:minCount 1", "urn:t:sa: sh:severity urn:t:grave"),
    ],
)
def test_what_no_check_exists_for_is_refused_with_its_place(constraint: str, place: str) -> None:
    with pytest.raises(UncompiledShapeError) as raised:
        compile_shapes(one_shape(constraint), TARGET, NUMBERS)
    assert place in str(raised.value)


def test_the_error_says_how_to_mend_it() -> None:
    with pytest.raises(UncompiledShapeError) as raised:
        compile_shapes(one_shape("sh:uniqueLang true"), TARGET, NUMBERS)
    assert str(raised.value) == (
        "urn:t:sa: sh:uniqueLang has no column check; add it to schemas/validation/constraints.py or leave it out"
    )


@pytest.mark.parametrize(
    "content",
    [
        one_shape("sh:minCount 1", node="sh:closed true ;"),
        one_shape("sh:minCount 1", node="sh:or ( [ sh:property t:sa ] ) ;"),
        one_shape("sh:minCount 1", node="sh:property [ sh:path t:b ; sh:minCount 1 ] ;"),
        one_shape("sh:minCount 1", node="sh:targetNode t:one ;"),
        one_shape("sh:minCount 1", path="[ sh:inversePath t:a ]"),
        one_shape("sh:minCount 1", column=""),
        f"{HEAD} t:shape a sh:NodeShape ; sh:targetClass t:Other ; sh:property t:sa .".encode(),
    ],
)
def test_a_shape_that_says_more_than_columns_can_is_refused(content: bytes) -> None:
    with pytest.raises(UncompiledShapeError):
        compile_shapes(content, TARGET, NUMBERS)


def test_a_constraint_is_checked_on_the_column_that_the_shape_names() -> None:
    (check,) = compile_shapes(one_shape("sh:maxInclusive 2", path="t:x", column="x"), TARGET, NUMBERS)
    table = a_table([{"a": "", "b": "", "x": str(value), "y": ""} for value in (Decimal("2.0"), 3)])
    assert (check.shape.column, check.component) == ("x", "MaxInclusiveConstraintComponent")
    assert check.failing(table).to_pylist() == [False, True]
