"""Reading conditions, actions, parties and assets out of a document."""

from pyoxigraph import BlankNode, Literal, NamedNode

from policies.odrl.graph import TYPE, Node
from policies.odrl.policy import ODRL, Condition, Constraint, Logic, LogicalConstraint, Named, Value
from policies.odrl.reader import DSP, Reader, shown
from policies.odrl.vocabulary import RDF, below

LOGIC: dict[str, Logic] = {
    f"{ODRL}and": "and",
    f"{ODRL}or": "or",
    f"{ODRL}xone": "xone",
    f"{ODRL}andSequence": "andSequence",
}
COLLECTIONS = frozenset({f"{ODRL}PartyCollection", f"{ODRL}AssetCollection"})
RDF_VALUE = f"{RDF}value"
COMPARED = frozenset(
    f"{ODRL}{name}"
    for name in (
        "leftOperand",
        "operator",
        "rightOperand",
        "rightOperandReference",
        "dataType",
        "datatype",
        "unit",
        "status",
        "uid",
    )
)
ANNOTATIONS = (
    "http://purl.org/dc/terms/",
    "http://purl.org/dc/elements/1.1/",
    "http://www.w3.org/2000/01/rdf-schema#",
    "http://www.w3.org/2004/02/skos/core#",
)
"""Namespaces of what only tells people something."""

MEMBERSHIP = frozenset(
    {f"{ODRL}{name}" for name in ("partOf", "source", "refinement", "assigneeOf", "assignerOf")}
)
ABOUT_ACTION = frozenset({f"{ODRL}refinement", f"{ODRL}includedIn", f"{ODRL}implies", RDF_VALUE})
FUNCTIONS = (below(f"{ODRL}function") | below(f"{ODRL}relation") | {f"{ODRL}payeeParty"}) - {
    f"{ODRL}assigner",
    f"{ODRL}assignee",
    f"{ODRL}target",
}
"""Properties that give further parties and assets a part in a rule."""


def conditions(reader: Reader, subject: Node, name: str, path: tuple[Node, ...]) -> tuple[Condition, ...]:
    """Give a subject's constraints or refinements, in the document's order."""
    return tuple(condition(reader, node, path) for node in reader.each(subject, f"{ODRL}{name}"))


def condition(reader: Reader, node: Node, path: tuple[Node, ...]) -> Condition:
    """Read a constraint or logical constraint.

    Raises:
        PolicyFormError: it is neither, or both.
        PolicyLimitError: it is too deep.
    """
    inside = reader.enter(node, path)
    said = reader.graph.properties(node)
    logic = [name for name in said if name in LOGIC]
    compared = [name for name in said if name in COMPARED and not name.endswith(("uid", "status"))]
    if len(logic) + bool(compared) != 1:
        raise reader.refused("condition", node, ", ".join(map(_short, (*logic, *compared))) or shown(node))
    if logic:
        return _logical(reader, node, logic[0], inside)
    return _constraint(reader, node)


def _short(name: str) -> str:
    return name.removeprefix(ODRL)


def _logical(reader: Reader, node: Node, name: str, path: tuple[Node, ...]) -> LogicalConstraint:
    reader.check_properties(node, {name}, DSP)
    operands = tuple(condition(reader, one, path) for one in reader.each(node, name))
    return LogicalConstraint(LOGIC[name], operands, _name(node), reader.place(node, path))


def _name(node: Node) -> str:
    return node.value if isinstance(node, NamedNode) else ""


def _constraint(reader: Reader, node: Node) -> Constraint:
    reader.check_properties(node, COMPARED, DSP)
    left, operator = (_required(reader, node, name) for name in ("leftOperand", "operator"))
    reference = reader.one(node, "rightOperandReference")
    return Constraint(
        left,
        operator,
        _right(reader, node, left),
        _name(node),
        _unit(reader, node),
        reader.place(node),
        "" if reference is None else reader.iri(reference, node),
        _others(reader, node),
    )


def _required(reader: Reader, node: Node, name: str) -> str:
    found = reader.one(node, name)
    if found is None:
        raise reader.refused("missing", node, shown(node), name=name)
    return reader.iri(found, node)


def _unit(reader: Reader, node: Node) -> str:
    """Give the unit's name, or what is written in its place: units are only compared with one another."""
    unit = reader.one(node, "unit")
    if unit is None:
        return ""
    return unit.value if isinstance(unit, Literal) else reader.iri(unit, node)


def _right(reader: Reader, node: Node, left: str) -> tuple[Value, ...]:
    given = reader.graph.objects(node, f"{ODRL}rightOperand")
    if not given and not reader.graph.objects(node, f"{ODRL}rightOperandReference"):
        raise reader.refused("missing", node, shown(node), name="rightOperand")
    types = reader.each(node, f"{ODRL}dataType", f"{ODRL}datatype")
    datatype = reader.iri(types[0], node) if types else ""
    values = reader.each(node, f"{ODRL}rightOperand")
    return tuple(reader.value(one, node, left, datatype) for one in values)


def _others(reader: Reader, node: Node) -> tuple[tuple[str, Value], ...]:
    """Give what is said of a constraint in words that are not ODRL's: it may narrow what the constraint means."""
    said = reader.graph.properties(node)
    names = [name for name in said if name != TYPE and not name.startswith((ODRL, *ANNOTATIONS))]
    plain = ((name, one) for name in names for one in said[name] if not isinstance(one, BlankNode))
    return tuple((name, reader.value(one, node)) for name, one in plain)


def named(reader: Reader, node: Node, path: tuple[Node, ...]) -> Named:
    """Read a party or an asset: its name, the collection it is taken from, and what narrows it.

    Raises:
        PolicyFormError: nothing names it.
    """
    inside = reader.enter(node, path)
    reader.check_properties(node, MEMBERSHIP | FUNCTIONS | {f"{ODRL}hasPolicy"})
    source = reader.one(node, "source")
    iri = reader.iri(source, node) if source is not None else reader.own_name_or_text(node, path)
    collection = source is not None or bool(COLLECTIONS & set(reader.graph.types(node)))
    return Named(iri, collection, conditions(reader, node, "refinement", inside))


def action(reader: Reader, node: Node, path: tuple[Node, ...]) -> Named:
    """Read an action: a name, or an object with rdf:value and refinements.

    Raises:
        PolicyFormError: nothing names it.
    """
    inside = reader.enter(node, path)
    reader.check_properties(node, ABOUT_ACTION)
    values = reader.each(node, RDF_VALUE)
    if len(values) > 1:
        raise reader.refused("single", node, ", ".join(map(shown, values)), name="rdf:value")
    iri = reader.iri(values[0], node) if values else reader.own_name_or_text(node, path)
    return Named(iri, False, conditions(reader, node, "refinement", inside))


def every(reader: Reader, subject: Node, name: str, path: tuple[Node, ...]) -> tuple[Named, ...]:
    """Give a subject's actions, targets, assigners or assignees, in the document's order."""
    read = action if name == "action" else named
    return tuple(read(reader, node, path) for node in reader.each(subject, f"{ODRL}{name}"))


def parties(reader: Reader, subject: Node) -> tuple[tuple[str, str], ...]:
    """Give who and what else has a part in a rule or duty, by function."""
    said = reader.graph.properties(subject)
    return tuple(
        (name, reader.iri(one, subject))
        for name in said
        if name in FUNCTIONS
        for one in reader.each(subject, name)
    )
