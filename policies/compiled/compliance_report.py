"""Reports in RDF, in the words of the FORCE compliance report (https://w3id.org/force/compliance-report)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from policies.compiled.reports import ConditionReport, DutyReport, RuleReport, State
from policies.compiled.request import DutyState
from policies.odrl.policy import ODRL, Iri, RuleKind, Value
from policies.odrl.vocabulary import OG, RDF, XSD
from policies.odrl.writing_values import lexical

REPORT = "https://w3id.org/force/compliance-report#"
CREATED = "http://purl.org/dc/terms/created"

CLASSES: Mapping[RuleKind, str] = {
    "permission": "PermissionReport",
    "prohibition": "ProhibitionReport",
    "obligation": "DutyReport",
}
SATISFACTION: Mapping[State, str] = {
    "satisfied": f"{REPORT}Satisfied",
    "unsatisfied": f"{REPORT}Unsatisfied",
    "unknown": f"{OG}Unknown",
    "residual": f"{OG}ByRow",
}
"""States of satisfaction; FORCE has no words for what is not known and for what each row tells."""

DEONTIC: Mapping[DutyState, str] = {
    "fulfilled": f"{REPORT}Fulfilled",
    "violated": f"{REPORT}Violated",
    "not-set": f"{REPORT}NonSet",
    "unknown": f"{OG}Unknown",
}
PREFIXES = {"report": REPORT, "odrl": ODRL, "og": OG, "xsd": XSD, "dct": "http://purl.org/dc/terms/"}


@dataclass
class _Writing:
    """A report being written: blank nodes are numbered, so that the same report is always the same text."""

    triples: list[Triple] = field(default_factory=list)
    number: int = 0

    def node(self, kind: str) -> BlankNode:
        """Begin a report of a kind."""
        self.number += 1
        made = BlankNode(f"report{self.number}")
        self.say(made, f"{RDF}type", NamedNode(f"{REPORT}{kind}"))
        return made

    def say(self, subject: BlankNode, name: str, *values: NamedNode | BlankNode | Literal) -> None:
        """Say something of a report."""
        self.triples.extend(Triple(subject, NamedNode(name), value) for value in values)


def compliance_report(
    reports: tuple[RuleReport, ...], now: datetime, request: str = "", policies: tuple[str, ...] = ()
) -> str:
    """Write rule reports as a compliance report in Turtle.

    Args:
        reports: of the rules; of those about others it says only that they are there.
        now: when it was decided, in UTC.
        request: IRI of the request, empty for none.
        policies: IRIs of the policies; those of the reports where none are given.
    """
    writing = _Writing()
    whole = writing.node("PolicyReport")
    writing.say(whole, CREATED, Literal(lexical(now)[0], datatype=NamedNode(f"{XSD}dateTime")))
    named = policies or tuple(dict.fromkeys(one.policy for one in reports if one.policy))
    writing.say(whole, f"{REPORT}policy", *map(NamedNode, named))
    writing.say(whole, f"{REPORT}policyRequest", *([NamedNode(request)] if request else []))
    writing.say(whole, f"{REPORT}ruleReport", *[_rule(writing, one) for one in reports])
    written = serialize(writing.triples, format=RdfFormat.TURTLE, prefixes=PREFIXES)
    return (written or b"").decode("utf-8")


def _rule(writing: _Writing, one: RuleReport) -> BlankNode:
    node = writing.node(CLASSES[one.kind])
    writing.say(node, f"{REPORT}rule", *([NamedNode(one.rule)] if one.rule else []))
    attempted = "Attempted" if one.attempted else "Unattempted"
    writing.say(node, f"{REPORT}attemptState", NamedNode(f"{REPORT}{attempted}"))
    writing.say(node, f"{REPORT}activationState", NamedNode(f"{REPORT}{one.activation}"))
    premises = [_condition(writing, part) for part in (*one.conditions, *one.refinements)]
    writing.say(node, f"{REPORT}premiseReport", *premises)
    writing.say(node, f"{REPORT}conditionReport", *[_duty(writing, duty) for duty in one.duties])
    return node


def _condition(writing: _Writing, one: ConditionReport) -> BlankNode:
    node = writing.node("ConstraintReport")
    writing.say(node, f"{REPORT}constraint", *([NamedNode(one.iri)] if one.iri else []))
    writing.say(node, f"{REPORT}satisfactionState", NamedNode(SATISFACTION[one.state]))
    for name, value in _compared(one):
        writing.say(node, f"{REPORT}{name}", value)
    writing.say(node, f"{REPORT}premiseReport", *[_condition(writing, part) for part in one.parts])
    return node


def _compared(one: ConditionReport) -> Iterator[tuple[str, NamedNode | Literal]]:
    if one.logic is not None:
        yield "constraintLogicalOperand", NamedNode(f"{ODRL}{one.logic}")
        return
    yield from (("constraintLeftOperand", _value(value)) for value in one.found or ())
    yield "constraintOperator", NamedNode(one.operator)
    yield from (("constraintRightOperand", _value(value)) for value in one.right)


def _value(value: Value) -> NamedNode | Literal:
    text, datatype = lexical(value)
    return NamedNode(text) if isinstance(value, Iri) else Literal(text, datatype=NamedNode(datatype))


def _duty(writing: _Writing, one: DutyReport) -> BlankNode:
    node = writing.node("DutyReport")
    writing.say(node, f"{REPORT}rule", *([NamedNode(one.iri)] if one.iri else []))
    writing.say(node, f"{REPORT}activationState", NamedNode(f"{REPORT}{one.activation}"))
    writing.say(node, f"{REPORT}deonticState", NamedNode(DEONTIC[one.state]))
    writing.say(node, f"{REPORT}premiseReport", *[_condition(writing, part) for part in one.conditions])
    return node
