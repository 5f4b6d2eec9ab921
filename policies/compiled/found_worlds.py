"""States of the world in documents of others: the time, memberships, what was done, what became of duties, counts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from pyoxigraph import NamedNode

from policies.compiled.found_facts import described_facts, left_operand, local, unit_of, value_of
from policies.compiled.found_requests import DATE_TIME, moment
from policies.compiled.operands import WHOLE_RULE
from policies.compiled.request import DutyState, Fact, Membership, Performed, State
from policies.odrl.graph import Graph, Node, Subject
from policies.odrl.policy import ODRL, Iri
from policies.odrl.vocabulary import expand

PART_OF = frozenset({"partof", "ispartof", "memberof"})
WHOLE_OF = frozenset({"hasmember", "haspart"})
BROADER = frozenset(
    {"broader", "broadertransitive", "subclassof", "ispartof", "partof", "within", "sfwithin"}
)

STATES: dict[str, DutyState] = {
    "fulfilled": "fulfilled",
    "performed": "fulfilled",
    "violated": "violated",
    "notset": "not-set",
    "nonset": "not-set",
    "unperformed": "not-set",
    "unknown": "unknown",
}
RULES = ("rule", "condition", "duty")
CONDITION = ("conditionid", "condition", "fulfils", "fulfills")
BY = ("payer", "performer", "actor", "agent", "assignee", "performedby", "wasassociatedwith")
TO = ("payee", "beneficiary", "compensatedparty", "attributedparty", "informedparty", "informed")
ON = ("object", "target", "used")
DONE = ("action", "performedaction")
AT = (
    "paymentdate",
    "performedat",
    "date",
    "issued",
    "time",
    "attime",
    "endedattime",
    "created",
    "performedon",
)
PAYMENT = "payment"


@dataclass(frozen=True)
class FoundWorld:
    """What a document says of the world.

    Args:
        state: duties, acts and counts.
        facts: values of left operands.
        now: the time; None where it does not say.
    """

    state: State
    facts: dict[str, Fact]
    now: datetime | None


def world_in(graph: Graph, now: datetime | None = None, otherwise: datetime | None = None) -> FoundWorld:
    """Read the state of the world that a document describes.

    What it does not say did not happen: a rule that it does not report on was never used.

    Args:
        graph: the document.
        now: the time for which the request asks; None where it names none.
        otherwise: the time where the document does not say it either.
    """
    facts = dict(_facts(graph))
    time = now or moment(facts.get(DATE_TIME)) or otherwise
    acts = tuple(act for node in graph.subjects() if (act := _performed(graph, node)) is not None)
    return FoundWorld(State(_duties(graph, time), acts, _counts(graph, time, facts)), facts, time)


def _facts(graph: Graph) -> Iterator[tuple[str, Fact]]:
    """Give what the state itself, a feature named in it, or a constraint in it says."""
    for node in graph.subjects():
        if "sotw" in map(local, graph.types(node)):
            yield from described_facts(graph, node)
        yield from _feature(graph, node)
        yield from _said_by_constraint(graph, node)


def _feature(graph: Graph, node: Subject) -> Iterator[tuple[str, Fact]]:
    """Give the fact that a node is by its name or class, such as the current time."""
    names = (*((node.value,) if isinstance(node, NamedNode) else ()), *graph.types(node))
    for left in filter(None, map(left_operand, names)):
        value = value_of(graph, node, left)
        if value is not None and value != Iri(node.value):
            yield left, Fact((value,), unit_of(graph, node))


def _said_by_constraint(graph: Graph, node: Node) -> Iterator[tuple[str, Fact]]:
    for feature in _named(graph, node, ("leftoperand", "describesfeature")):
        left = left_operand(feature.value) or feature.value
        values = [value_of(graph, one, left) for one in _named(graph, node, ("rightoperand", "value"))]
        known = tuple(one for one in values if one is not None)
        if known:
            yield left, Fact(known, unit_of(graph, node))


def _named(graph: Graph, node: Node, names: tuple[str, ...]) -> tuple[Node, ...]:
    """Give the values of the first of some properties that a node has, by their local names."""
    said = {local(name): values for name, values in graph.properties(node).items()}
    return next((said[name] for name in names if name in said), ())


def _duties(graph: Graph, now: datetime | None) -> dict[str, DutyState]:
    """Give the states that reports say duties are in; a report of later says nothing yet."""
    found: dict[str, DutyState] = {}
    for node, rule in _reported(graph, now):
        stated = _named(graph, node, ("deonticstate", "performancestate"))
        state = STATES.get(local(stated[0].value)) if stated else None
        if state is not None and not _is_use(graph, node):
            found[rule] = state
    return found


def _is_use(graph: Graph, node: Node) -> bool:
    """Say whether a report is about a permission or prohibition, whose performance is a use and no duty met."""
    return bool({"permissionreport", "prohibitionreport"} & set(map(local, graph.types(node))))


def _reported(graph: Graph, now: datetime | None) -> Iterator[tuple[Subject, str]]:
    """Give the reports on rules that exist at a time, with the rules' names."""
    for node in graph.subjects():
        if not _named(graph, node, ("deonticstate", "performancestate")):
            continue
        made = _time(graph, (node, *_around(graph, node)))
        for rule in _named(graph, node, RULES):
            if made is None or now is None or made <= now:
                yield node, rule.value


def _around(graph: Graph, node: Node) -> tuple[Subject, ...]:
    return tuple(
        subject for subject, name, value in graph.triples if value == node and local(name).endswith("report")
    )


def _time(graph: Graph, nodes: Iterable[Node]) -> datetime | None:
    """Give the first time that one of some nodes says."""
    for node in nodes:
        for value in _named(graph, node, AT)[:1]:
            read = value_of(graph, value, DATE_TIME)
            found = moment(Fact((read,))) if read is not None else None
            if found is not None:
                return found
    return None


def _counts(graph: Graph, now: datetime | None, facts: dict[str, Fact]) -> dict[str, int]:
    """Count how often each rule was used, where the document does not say it itself."""
    if f"{ODRL}count" in facts:
        return {}
    counts = {WHOLE_RULE: 0}
    for node, rule in _reported(graph, now):
        performed = _named(graph, node, ("performancestate",))
        if _is_use(graph, node) and performed and local(performed[0].value) == "performed":
            counts[rule] = counts.get(rule, 0) + 1
    return counts


def _performed(graph: Graph, node: Subject) -> Performed | None:
    """Give the act that a node describes: it serves a condition, or has an action and somebody who did it."""
    if _named(graph, node, ("deonticstate", "performancestate")):
        return None
    duty = _text(_named(graph, node, CONDITION))
    action, by = expand(_text(_named(graph, node, DONE))), _text(_named(graph, node, BY))
    if not action and PAYMENT in map(local, graph.types(node)):
        action = f"{ODRL}compensate"
    if not duty and not (action and by):
        return None
    to, on = _text(_named(graph, node, TO)), _text(_named(graph, node, ON))
    return Performed(action, by, on, to, _time(graph, (node,)), duty, dict(described_facts(graph, node)))


def _text(nodes: tuple[Node, ...]) -> str:
    return nodes[0].value if nodes else ""


def memberships_in(graph: Graph) -> tuple[Membership, ...]:
    """Give who and what belongs to what, as a document says; a collection's source has its members."""
    pairs = [
        (one.value, other.value) if local(name) in (*PART_OF, "source") else (other.value, one.value)
        for one, name, other in graph.triples
        if (local(name) in PART_OF | WHOLE_OF or name == f"{ODRL}source") and isinstance(one, NamedNode)
    ]
    return tuple(Membership(*pair) for pair in dict.fromkeys(pairs))


def narrower_in(graph: Graph) -> tuple[tuple[str, str], ...]:
    """Give which value is part of which, as a document says."""
    return tuple(
        (one.value, other.value)
        for one, name, other in graph.triples
        if local(name) in BROADER and isinstance(one, NamedNode) and isinstance(other, NamedNode)
    )
