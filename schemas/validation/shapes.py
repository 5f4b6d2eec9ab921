"""The shapes of ``schemas/shapes`` as values: which property, what it must be, and what to say if it is not."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from schemas.findings import Severity
from schemas.languages import Text

SHAPES = Path(__file__).parents[1] / "shapes"
RECORD_SHAPES = ("catalogue-record.ttl", "dataset.ttl", "distribution.ttl", "described.ttl")
"""The shapes of a record: catalogue, datasets, distributions and what they mention."""

SH = "http://www.w3.org/ns/shacl#"
OGL = "https://ogledalo.eu/ns#"
RULE = f"{OGL}rule/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
ARROW = " → "
SEVERITIES: Mapping[str, Severity] = {
    f"{SH}Violation": "violation",
    f"{SH}Warning": "warning",
    f"{SH}Info": "info",
}

Term = NamedNode | BlankNode | Literal | Triple
Predicates = dict[str, list[Term]]


@dataclass(frozen=True, slots=True)
class PropertyShape:
    """What one rule asks of one property.

    Args:
        iri: the rule's IRI, e.g. ``https://ogledalo.eu/ns#rule/dataset-title``.
        path: the property's IRI; empty for an inverse path.
        column: the column of a table that the property is, empty for a record's.
        expected: what is expected, in three languages.
        mend: how to mend it, in three languages.
        parameters: SHACL parameters by local name, e.g. ``minCount``: ``("1",)``.
    """

    iri: str
    path: str
    severity: Severity
    column: str
    expected: Text
    mend: Text
    parameters: Mapping[str, tuple[str, ...]]

    @property
    def rule(self) -> str:
        """The rule's short name, e.g. ``dataset-title``."""
        return self.iri.removeprefix(RULE)


def shape_text(name: str) -> bytes:
    """Give a file of shapes as it stands."""
    return (SHAPES / name).read_bytes()


@cache
def shapes_version(*names: str) -> str:
    """Give the version of some files of shapes: what was checked by another one may be judged otherwise now."""
    return hashlib.sha256(b"".join(shape_text(name) for name in names)).hexdigest()[:16]


@cache
def property_shapes(*names: str) -> Mapping[str, PropertyShape]:
    """Give the property shapes of some files by IRI, in the order of the files."""
    quads = [quad for name in names for quad in parse(shape_text(name), format=RdfFormat.TURTLE)]
    by_subject = _by_subject(quads)
    shapes = [quad.object for quad in quads if quad.predicate.value == f"{SH}property"]
    nodes = [shape for shape in shapes if isinstance(shape, NamedNode)]
    return {node.value: property_shape(node, by_subject) for node in nodes}


@cache
def property_paths() -> Mapping[str, str]:
    """Give the property that each rule is about, by the rule's short name."""
    shapes = property_shapes(*RECORD_SHAPES, "observation.ttl", "basis.ttl")
    return {shape.rule: shape.path for shape in shapes.values()}


@cache
def prefixes() -> Mapping[str, str]:
    """Give the prefixes that the shapes of a record use, with their namespaces."""
    found: dict[str, str] = {}
    for name in RECORD_SHAPES:
        parser = parse(shape_text(name), format=RdfFormat.TURTLE)
        for _ in parser:
            pass  # a parser knows the prefixes once it has read the file
        found.update(parser.prefixes)
    return found


def curie(iri: str) -> str:
    """Shorten an IRI of a known namespace, e.g. ``dct:title``; another stays as it is."""
    for prefix, namespace in prefixes().items():
        if iri.startswith(namespace) and namespace != OGL:
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


@cache
def target_classes(*names: str) -> frozenset[str]:
    """Give the IRIs of the classes that the shapes of some files speak of."""
    quads = (quad for name in names for quad in parse(shape_text(name), format=RdfFormat.TURTLE))
    targets = [quad.object for quad in quads if quad.predicate.value == f"{SH}targetClass"]
    return frozenset(target.value for target in targets if isinstance(target, NamedNode))


def _by_subject(quads: list[Quad]) -> Mapping[str, Predicates]:
    by_subject: dict[str, Predicates] = {}
    for quad in quads:
        by_subject.setdefault(str(quad.subject), {}).setdefault(quad.predicate.value, []).append(quad.object)
    return by_subject


def property_shape(node: NamedNode, by_subject: Mapping[str, Predicates]) -> PropertyShape:
    """Read a property shape of the statements of a file.

    Args:
        by_subject: what each node states, by the node as N-Triples writes it.
    """
    stated = by_subject[str(node)]
    expected, mend = _messages(stated.get(f"{SH}message", []))
    severity = _value(stated, f"{SH}severity") or f"{SH}Violation"
    return PropertyShape(
        iri=node.value,
        path=_value(stated, f"{SH}path"),
        severity=SEVERITIES[severity],
        column=_value(stated, f"{OGL}column"),
        expected=expected,
        mend=mend,
        parameters={
            name.removeprefix(SH): tuple(_listed(values[0], by_subject))
            for name, values in stated.items()
            if name.startswith(SH) and name.removeprefix(SH) not in {"path", "severity", "message"}
        },
    )


def _value(stated: Predicates, name: str) -> str:
    value = stated.get(name, [None])[0]
    return value.value if isinstance(value, NamedNode | Literal) else ""


def _messages(said: list[Term]) -> tuple[Text, Text]:
    """Part each message at its arrow: what is expected, and how to mend it."""
    parts = {text.language or "en": text.value.partition(ARROW) for text in said if isinstance(text, Literal)}
    expected = {lang: before for lang, (before, _, _) in parts.items()}
    return Text.of(expected), Text.of({lang: after for lang, (_, _, after) in parts.items()})


def _listed(value: Term, by_subject: Mapping[str, Predicates]) -> Iterator[str]:
    """Give a parameter's value, or the values of the RDF list that it is."""
    if not isinstance(value, BlankNode):
        yield value.value if isinstance(value, NamedNode | Literal) else str(value)
        return
    while str(value) in by_subject and f"{RDF}first" in by_subject[str(value)]:
        cell = by_subject[str(value)]
        first, value = cell[f"{RDF}first"][0], cell[f"{RDF}rest"][0]
        yield first.value if isinstance(first, NamedNode | Literal) else str(first)
