"""Rows of an observation table as RDF, with what the rules know beside them: the graph that pyshacl checks.

Columns become the properties of the shape, a plain decimal an xsd:decimal, anything else a text. Each row has its
number (``ogl:row``), so that the second of two is told from the first, and what it shares with others as one text
each: its key (``ogl:key``), its table (``ogl:table``), its group of targets (``ogl:group``). A figure that contract
table A-2.1 holds has its column there (``ogl:tableA21``) and its amount in t CO2e or percent (``ogl:amount``).
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from schemas.basis import Basis
from schemas.codes import codelist
from schemas.observations import DIMENSIONS
from schemas.places import Place
from schemas.validation.columns import Cell, ColumnTable
from schemas.validation.identity_rules import founded_on
from schemas.validation.ledger import Ledger
from schemas.validation.quantity_rules import measures
from schemas.validation.shapes import OGL, RDF, property_shapes
from schemas.validation.status_rules import TABLE
from schemas.validation.target_rules import GROUP, amounts

DCT_IDENTIFIER = "http://purl.org/dc/terms/identifier"
NOTATION = "http://www.w3.org/2004/02/skos/core#notation"
OBSERVATION = NamedNode("http://purl.org/linked-data/cube#Observation")
XSD = "http://www.w3.org/2001/XMLSchema#"
DECIMAL = NamedNode(f"{XSD}decimal")
INTEGER = NamedNode(f"{XSD}integer")
ROW = "urn:ogledalo:row:"
SHARED = {"key": DIMENSIONS, "table": TABLE, "group": GROUP}
"""What rows share, by the property that tells it, and the columns that it is made of."""


def row_iri(row: int) -> str:
    """Name a row, counted from 0."""
    return f"{ROW}{row}"


def ledger_quads(ledger: Ledger, rows: Iterable[int]) -> list[Quad]:
    """Give some rows of a ledger and what the rules know about them."""
    picked = list(rows)
    shapes = property_shapes("observation.ttl").values()
    paths = {shape.column: shape.path for shape in shapes}
    quads = [quad for row in picked for quad in _row(ledger.table, row, paths)]
    quads += _amounts(ledger, picked)
    for basis in {str(ledger.table.cell(row, "basis")) for row in picked} & ledger.bases.keys():
        quads += basis_quads(ledger.bases[basis])
    for place in {str(ledger.table.cell(row, "place")) for row in picked} & ledger.places.keys():
        quads += _thing("place", place, "Place", _in_force(ledger.places[place]))
    return [*quads, *_known(ledger, picked)]


def _in_force(place: Place) -> Mapping[str, str]:
    return {"validTo": place.valid_to, "foundedOn": founded_on(place)}


def basis_quads(basis: Basis) -> list[Quad]:
    """Give a basis as RDF; what it does not even state as unknown is left out."""
    subject = NamedNode(f"urn:ogledalo:basis:{quote(basis.id, safe='')}")
    quads = [_quad(subject, f"{RDF}type", NamedNode(f"{OGL}Basis"))]
    for shape in property_shapes("basis.ttl").values():
        value = getattr(basis, shape.column)
        if value is not None and value != "":
            quads.append(_quad(subject, shape.path, literal(value)))
    return quads


def literal(value: Cell) -> Literal:
    """Give a cell as a literal: a plain number as xsd:decimal, anything else as a text."""
    if isinstance(value, Decimal) and value.is_finite():
        return Literal(format(value, "f"), datatype=DECIMAL)
    return Literal(str(value))


def _row(table: ColumnTable, row: int, paths: Mapping[str, str]) -> Iterable[Quad]:
    subject = NamedNode(row_iri(row))
    yield _quad(subject, f"{RDF}type", OBSERVATION)
    yield _quad(subject, f"{OGL}row", Literal(str(row), datatype=INTEGER))
    for name, parts in SHARED.items():
        text = "|".join(quote(str(table.cell(row, part) or "")) for part in parts)
        yield _quad(subject, f"{OGL}{name}", Literal(text))
    for column, path in paths.items():
        value = table.cell(row, column)
        if value is not None and value != "":
            yield _quad(subject, path, literal(value))


def _amounts(ledger: Ledger, rows: list[int]) -> list[Quad]:
    found = amounts(ledger.table)
    quads = []
    for row in rows:
        if row in found:
            role, amount = found[row]
            subject = NamedNode(row_iri(row))
            quads.append(_quad(subject, f"{OGL}tableA21", Literal(role)))
            quads.append(_quad(subject, f"{OGL}amount", literal(amount)))
    return quads


def _known(ledger: Ledger, rows: list[int]) -> list[Quad]:
    check = NamedNode("urn:ogledalo:check")
    year = Literal(str(ledger.now_year), datatype=INTEGER)
    quads = [_quad(check, f"{RDF}type", NamedNode(f"{OGL}Check")), _quad(check, f"{OGL}year", year)]
    codes = {str(ledger.table.cell(row, "indicator")) for row in rows} & ledger.indicators.keys()
    units = {str(ledger.table.cell(row, "unit")) for row in rows} | {
        ledger.indicators[code].unit for code in codes
    }
    for code in codes:
        one = ledger.indicators[code]
        parts = {"numerator": one.numerator, "denominator": one.denominator}
        said = {"unit": one.unit, "kind": one.kind, **parts}
        quads += _thing("indicator", code, "Indicator", said)
    for unit in units:
        if measures(unit):
            quads += _thing("unit", unit, "Unit", {"quantity": measures(unit)})
    for status in codelist("obs_status"):
        goes = {
            "withNumber": status.columns["with_numeric"] or "n",
            "withNone": status.columns["with_missing"] or "n",
        }
        quads += _thing("status", status.code, "ObsStatus", goes)
    for key in codelist("notation_key"):
        quads += _thing("key", key.code, "NotationKey", {"obsStatus": key.columns["obs_status"]})
    return quads


def _thing(kind: str, code: str, type_name: str, said: Mapping[str, str]) -> list[Quad]:
    subject = NamedNode(f"urn:ogledalo:{kind}:{quote(code, safe='')}")
    told = [_quad(subject, f"{OGL}{name}", Literal(text)) for name, text in said.items() if text.strip()]
    is_a = _quad(subject, f"{RDF}type", NamedNode(f"{OGL}{type_name}"))
    return [is_a, _quad(subject, NOTATION, Literal(code)), *told]


def _quad(subject: NamedNode, predicate: str, value: NamedNode | Literal) -> Quad:
    return Quad(subject, NamedNode(predicate), value)
