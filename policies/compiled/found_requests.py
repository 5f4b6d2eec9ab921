"""Requests in documents of others: a policy of the kind Request, or an evaluation request of W3C's formal semantics."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from pyoxigraph import NamedNode

from policies.compiled.found_facts import declared, left_operand, local, unit_of, value_of
from policies.compiled.operands import NAMING_PARTIES
from policies.compiled.request import ANONYMOUS_PARTY, Fact, Request, Subject
from policies.odrl.errors import PolicyFormError
from policies.odrl.graph import Graph, Node
from policies.odrl.limits import EVALUATED
from policies.odrl.policy import ODRL, Iri, Named, Rule, Span, Value
from policies.odrl.reading import document_of
from policies.odrl.vocabulary import expand
from schemas.messages import Message

EVALUATION_REQUEST = "evaluationrequest"
ACTIONS = ("evaluatedaction", "requestedaction", "action")
PARTIES = ("evaluatedparty", "requestingparty", "requestedparty", "assignee")
TARGETS = ("evaluatedtarget", "requestedtarget", "target")
PARAMETERS = ("requestparameter", "requestparameters", "context", "constraint")
DATE_TIME = f"{ODRL}dateTime"
ISSUED = "http://purl.org/dc/terms/issued"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a document asks.

    Args:
        requests: each combination of action, asset and party that it asks for.
        formal: whether it is an evaluation request, whose reports W3C's draft formal semantics define.
        now: the time for which it asks; None where it names none.
        issued: when it was made, which is the time where nobody tells another.
    """

    requests: tuple[Request, ...]
    formal: bool
    now: datetime | None = None
    issued: datetime | None = None


@dataclass
class _Told:
    """What was found beside action, asset and party."""

    facts: dict[str, Fact] = field(default_factory=dict)

    def add(self, left: str, fact: Fact) -> None:
        """Take a fact; several of one left operand are several values of it."""
        known = self.facts.get(left)
        self.facts[left] = Fact((*known.values, *fact.values), known.unit) if known else fact


def asked_by(graph: Graph) -> Asked:
    """Read what a document asks.

    Args:
        graph: the document.

    Raises:
        PolicyDocumentError: it holds no request.
    """
    formal = [node for node in graph.subjects() if EVALUATION_REQUEST in map(local, graph.types(node))]
    told = _Told()
    requests = tuple(
        [request for node in formal for request in _formal(graph, node, told)]
        if formal
        else [request for rule in _rules(graph) for request in _of_rule(rule, told)]
    )
    if not requests:
        raise PolicyFormError(
            "0", Message("policy_engine.no_request.expected"), Message("policy_engine.no_request.mend")
        )
    return Asked(requests, bool(formal), moment(told.facts.get(DATE_TIME)), _issued(graph))


def moment(fact: Fact | None) -> datetime | None:
    """Give the time that a fact is; of a day its first moment, None for what is no time."""
    found: Value | None = fact.values[0] if fact else None
    return found.start if isinstance(found, Span) else found if isinstance(found, datetime) else None


def _issued(graph: Graph) -> datetime | None:
    found = [value for node in graph.subjects() for value in graph.objects(node, ISSUED)]
    value = value_of(graph, found[0]) if len(set(found)) == 1 else None
    return moment(Fact((value,))) if value is not None else None


def _rules(graph: Graph) -> tuple[Rule, ...]:
    policies = document_of(graph, EVALUATED).policies
    asking = [one for one in policies if one.kind == "Request"] or policies
    return tuple(rule for policy in asking for rule in policy.rules)


def _of_rule(rule: Rule, told: _Told) -> Iterator[Request]:
    for left, fact in declared(rule.conditions):
        told.add(left, fact)
    nothing = (Named(""),)
    for action in rule.actions or nothing:
        for target in rule.targets or nothing:
            for party in rule.assignees or (Named(ANONYMOUS_PARTY),):
                own = _Told(dict(told.facts))
                for left, fact in declared((*action.refinements, *target.refinements, *party.refinements)):
                    own.add(left, fact)
                yield _request(action.iri, target.iri, party.iri, own)


def _formal(graph: Graph, node: Node, told: _Told) -> Iterator[Request]:
    said = {local(name): values for name, values in graph.properties(node).items()}
    for parameter in (one for name in PARAMETERS for one in said.get(name, ())):
        _take_parameter(graph, parameter, told)
    for name, values in graph.properties(node).items():
        if local(name) not in (*ACTIONS, *PARTIES, *TARGETS, *PARAMETERS) and left_operand(name):
            read = (value_of(graph, one, left_operand(name)) for one in values)
            told.add(left_operand(name), Fact(tuple(one for one in read if one is not None), None))
    for action in _first(said, ACTIONS) or ("",):
        for target in _first(said, TARGETS) or ("",):
            for party in _first(said, PARTIES) or (ANONYMOUS_PARTY,):
                yield _request(expand(action), target, party, told)


def _first(said: dict[str, tuple[Node, ...]], names: tuple[str, ...]) -> tuple[str, ...]:
    found = next((said[name] for name in names if name in said), ())
    return tuple(one.value for one in found if isinstance(one, NamedNode) or ":" in one.value)


def _take_parameter(graph: Graph, node: Node, told: _Told) -> None:
    """Take a request parameter, or a constraint that says what a value is."""
    said = {local(name): values for name, values in graph.properties(node).items()}
    features = [one.value for name in ("describesfeature", "leftoperand") for one in said.get(name, ())]
    values = [one for name in ("value", "rightoperand") for one in said.get(name, ())]
    for feature in features:
        left = left_operand(feature)
        read = tuple(one for one in (value_of(graph, value, left) for value in values) if one is not None)
        if read:
            told.add(left or feature, Fact(read, unit_of(graph, node)))


def _request(action: str, target: str, party: str, told: _Told) -> Request:
    facts = {left: fact for left, fact in told.facts.items() if left not in (DATE_TIME, *NAMING_PARTIES)}
    recipients = [fact for left, fact in told.facts.items() if left in NAMING_PARTIES]
    names = frozenset(_name(one) for fact in recipients for one in fact.values)
    purposes = told.facts.get(f"{ODRL}purpose")
    return Request(
        action,
        target,
        Subject(party),
        purposes=_iris(purposes),
        recipients=names or None,
        facts={left: fact for left, fact in facts.items() if left != f"{ODRL}purpose" or not _iris(purposes)},
    )


def _iris(fact: Fact | None) -> frozenset[str] | None:
    """Give the names that a fact's values all are; None where one is no name."""
    values = fact.values if fact else ()
    names = frozenset(one.iri for one in values if isinstance(one, Iri))
    return names if names and len(names) == len(set(values)) else None


def _name(value: Value) -> str:
    return value.iri if isinstance(value, Iri) else str(value)
