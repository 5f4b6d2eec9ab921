"""Examples of what breaks a shape and what does not, made of its constraints.

A row of a table is written as ``column = text``; a record's property as Turtle that stands after a subject.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.validation.shapes import SH, PropertyShape, curie

NOTHING = "—"
WRONG = "?"
XSD = "http://www.w3.org/2001/XMLSchema#"
GOOD_TEXTS: Mapping[str, str] = {
    "place": "SI_052", "period": "2018", "base_period": "2018", "id": "kranj-inventory-2018", "source": "kranj",
    "snapshot": "ab" * 32, "basis": "kranj-inventory-2018", "code": "GHG.TOT", "group": "GHG",
    "territory": "NUTS 2021", "definition": "trips", "must_match": "gwp_set", "numerator": "GHG.TOT", "denominator": "CX.POP",
}  # fmt: skip
DATATYPES: Mapping[str, tuple[str, str]] = {
    "decimal": ('"1.5"^^xsd:decimal', '"1,5"'),
    "nonNegativeInteger": ('"5"^^xsd:nonNegativeInteger', '"five"'),
    "duration": ('"P1D"^^xsd:duration', '"one day"'),
    "hexBinary": ('"0a1b"^^xsd:hexBinary', '"?"'),
    "date": ('"2018-01-31"^^xsd:date', '"31. 1. 2018"'),
    "string": ('"text"', "<https://example.org/>"),
}
"""For datatypes of records: a value of it, and one that is none."""


@dataclass(frozen=True, slots=True)
class Example:
    """Something that breaks a rule, and something that does not; empty where there is no short one."""

    fails: str = ""
    passes: str = ""


def example_of(family: str, shape: PropertyShape) -> Example:
    """Make an example of a shape.

    Args:
        family: ``record`` for Turtle, else a row of a table.
    """
    return _of_a_record(shape) if family == "record" else _of_a_row(shape)


def _of_a_row(shape: PropertyShape) -> Example:
    told = shape.parameters
    if f"{XSD}decimal" in told.get("datatype", ()):
        high = told.get("maxInclusive", ())
        good = "0.358" if high else "65831.5"
        return Example(f"{shape.column} = {'358' if high else '65.831,5'}", f"{shape.column} = {good}")
    allowed = told.get("in", ())
    good = allowed[0] if allowed else GOOD_TEXTS.get(shape.column, "text")
    if allowed or "pattern" in told:
        return Example(f"{shape.column} = {WRONG}", f"{shape.column} = {good}")
    if "minCount" in told:
        return Example(f"{shape.column} = {NOTHING}", f"{shape.column} = {good}")
    return Example(f"{shape.column} = {good}, {shape.column} = {good} 2", f"{shape.column} = {good}")


def _of_a_record(shape: PropertyShape) -> Example:
    told = shape.parameters
    path = curie(shape.path)
    good, bad = _values(shape)
    if not path:
        return Example()
    if "minCount" in told:
        return Example(NOTHING, f"{path} {good}")
    if bad:
        return Example(f"{path} {bad}", f"{path} {good}")
    return Example(f"{path} {good} , {_another(good)}", f"{path} {good}")


def _values(shape: PropertyShape) -> tuple[str, str]:
    """Give a value that a record's property may have, and one that it may not; the latter empty where any fits."""
    told = shape.parameters
    datatype = told.get("datatype", ("",))[0].removeprefix(XSD)
    kind = told.get("nodeKind", ("",))[0].removeprefix(SH)
    if datatype in DATATYPES:
        return DATATYPES[datatype]
    if "or" in told:
        return DATATYPES["date"] if kind == "Literal" else ("[ a dcat:Dataset ]", '"text"')
    if "pattern" in told:
        begins = told["pattern"][0].removeprefix("^").replace("[.]", ".").replace("https?", "https")
        return f"<{begins}…>", "<https://example.org/>"
    if "qualifiedMinCount" in told:
        return "<http://publications.europa.eu/resource/authority/data-theme/ENVI>", "<https://example.org/>"
    if kind == "Literal":
        return '"text"', "<https://example.org/>"
    if kind in ("IRI", "BlankNodeOrIRI"):
        return "<https://example.org/>", '"text"'
    return '"text"', ""


def _another(value: str) -> str:
    return value.replace("text", "another text").replace("example.org/", "example.org/another")
