"""Reading rules, duties and policies out of a document; what a policy says for all its rules is handed down."""

from collections.abc import Mapping
from dataclasses import replace

from pyoxigraph import BlankNode, Literal, NamedNode

from policies.odrl.graph import Node, Subject
from policies.odrl.policy import ODRL, Conflict, Duty, Named, Policy, PolicyKind, Rule, RuleKind
from policies.odrl.reader import DSP, Reader, known_class, shown
from policies.odrl.reading_terms import FUNCTIONS, conditions, every, parties
from policies.odrl.vocabulary import compact

KINDS: Mapping[str, PolicyKind] = {
    f"{ODRL}Set": "Set",
    f"{ODRL}Offer": "Offer",
    f"{ODRL}Agreement": "Agreement",
    f"{ODRL}Assertion": "Assertion",
    f"{ODRL}Privacy": "Privacy",
    f"{ODRL}Request": "Request",
    f"{ODRL}Ticket": "Ticket",
    f"{ODRL}Policy": "Policy",
}
"""A policy's classes, the most telling first."""

RULES: tuple[RuleKind, ...] = ("permission", "prohibition", "obligation")
CONFLICTS: Mapping[str, Conflict] = {
    f"{ODRL}perm": "perm",
    f"{ODRL}prohibit": "prohibit",
    f"{ODRL}invalid": "invalid",
}
SHARED = ("assigner", "assignee", "target", "action")
FOLLOWING: Mapping[RuleKind, str] = {
    "permission": "duty",
    "prohibition": "remedy",
    "obligation": "consequence",
}
INVERSE = {"target": "hasPolicy", "assignee": "assigneeOf", "assigner": "assignerOf"}
OF_POLICY = FUNCTIONS | {
    f"{ODRL}{name}" for name in (*RULES, *SHARED, "profile", "conflict", "inheritFrom", "undefined")
}


def policy_nodes(reader: Reader) -> tuple[Subject, ...]:
    """Give everything in a document that is a policy: by its class, or because it has rules."""
    graph = reader.graph
    return tuple(
        node
        for node in graph.subjects()
        if set(graph.types(node)) & set(KINDS) or graph.objects(node, *(f"{ODRL}{name}" for name in RULES))
    )


def policy(reader: Reader, node: Subject) -> Policy:
    """Read a policy.

    Raises:
        PolicyFormError: it has no name, or something in it cannot be read.
        PolicyLimitError: it is too large.
    """
    path = reader.enter(node, ())
    iri = reader.own_name(node)
    if not iri:
        raise reader.refused("policy_name", node, "[]")
    reader.check_properties(node, OF_POLICY)
    shared = {name: _every(reader, node, name, path) for name in SHARED}
    read = _Rules(reader, iri, path)
    rules = tuple(rule for kind in RULES for rule in read.of(node, kind))
    others = parties(reader, node)
    return Policy(
        iri,
        _kind(reader, node),
        tuple(_handed_down(rule, shared, others) for rule in rules),
        _names(reader, node, "profile"),
        _conflict(reader, node),
        _names(reader, node, "inheritFrom"),
        next(iter(_names(reader, node, "undefined")), ""),
        reader.place(node),
    )


def _kind(reader: Reader, node: Subject) -> PolicyKind:
    types = reader.graph.types(node)
    for unknown in (one for one in types if not known_class(one)):
        reader.notice("class", "violation", node, compact(unknown), known=", ".join(KINDS.values()))
    return next((kind for iri, kind in KINDS.items() if iri in types), "Policy")


def _names(reader: Reader, node: Node, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reader.iri(one, node) for one in reader.each(node, f"{ODRL}{name}")))


def _conflict(reader: Reader, node: Node) -> Conflict | None:
    found = reader.one(node, "conflict")
    if found is None:
        return None
    iri = reader.iri(found, node)
    if iri not in CONFLICTS:
        reader.notice("conflict", "violation", node, compact(iri))
    return CONFLICTS.get(iri)


def _every(reader: Reader, node: Node, name: str, path: tuple[Node, ...]) -> tuple[Named, ...]:
    """Give what a rule or policy names, and what names the rule or policy by the inverse property."""
    inverse = INVERSE.get(name)
    naming = reader.graph.subjects_with(f"{ODRL}{inverse}", node) if inverse else ()
    own = every(reader, node, name, path)
    named = [Named(reader.own_name_or_text(one, path)) for one in naming]
    return tuple(dict.fromkeys([*own, *(one for one in named if one.iri not in {two.iri for two in own})]))


def _handed_down(
    rule: Rule, shared: Mapping[str, tuple[Named, ...]], others: tuple[tuple[str, str], ...]
) -> Rule:
    """Give a rule with what its policy says for all rules, where the rule itself does not say it."""
    said = {function for function, _ in rule.parties}
    return replace(
        rule,
        actions=rule.actions or shared["action"],
        targets=rule.targets or shared["target"],
        assigners=rule.assigners or shared["assigner"],
        assignees=rule.assignees or shared["assignee"],
        parties=(*rule.parties, *(pair for pair in others if pair[0] not in said)),
    )


class _Rules:
    """The rules of one policy: a rule without a name gets one of its policy's."""

    def __init__(self, reader: Reader, policy_iri: str, path: tuple[Node, ...]) -> None:
        self.reader = reader
        self.policy_iri = policy_iri
        self.path = path
        self.kinds: dict[Node, RuleKind] = {}

    def of(self, node: Node, kind: RuleKind) -> list[Rule]:
        """Give the policy's rules of a kind."""
        found = self.reader.each(node, f"{ODRL}{kind}")
        return [self._rule(one, kind, number) for number, one in enumerate(found, 1)]

    def _rule(self, node: Node, kind: RuleKind, number: int) -> Rule:
        reader = self.reader
        inside = reader.enter(node, self.path)
        self._refuse_what_is_no_rule(node, kind)
        duties = _duties(reader, node, FOLLOWING[kind], inside)
        reader.check_properties(node, _understood(FOLLOWING[kind]), DSP)
        return Rule(
            reader.own_name(node) or self._fresh_name(kind, number),
            kind,
            actions=_every(reader, node, "action", inside),
            targets=_every(reader, node, "target", inside),
            assigners=_every(reader, node, "assigner", inside),
            assignees=_every(reader, node, "assignee", inside),
            conditions=conditions(reader, node, "constraint", inside),
            duties=duties if kind == "permission" else (),
            remedies=duties if kind == "prohibition" else (),
            consequences=duties if kind == "obligation" else (),
            written=reader.place(node, inside),
            parties=parties(reader, node),
        )

    def _refuse_what_is_no_rule(self, node: Node, kind: RuleKind) -> None:
        if isinstance(node, Literal) or not is_described(self.reader, node):
            raise self.reader.refused("dangling", self.path[-1], shown(node))
        if self.kinds.setdefault(node, kind) != kind:
            raise self.reader.refused("two_kinds", node, f"{self.kinds[node]}, {kind}")

    def _fresh_name(self, kind: RuleKind, number: int) -> str:
        sign = "-" if "#" in self.policy_iri else "#"
        name = f"{self.policy_iri}{sign}{kind}-{number}"
        while is_described(self.reader, NamedNode(name)):
            name = f"{name}-"
        return name


def is_described(reader: Reader, node: Node) -> bool:
    """Say whether a document says anything of a node; an empty object is a blank node of which it says nothing."""
    return isinstance(node, BlankNode) or bool(reader.graph.properties(node))


def _understood(following: str) -> frozenset[str]:
    return FUNCTIONS | {f"{ODRL}{name}" for name in (*SHARED, "constraint", following)}


def _duties(reader: Reader, node: Node, name: str, path: tuple[Node, ...]) -> tuple[Duty, ...]:
    return tuple(_duty(reader, one, path) for one in reader.each(node, f"{ODRL}{name}"))


def _duty(reader: Reader, node: Node, path: tuple[Node, ...]) -> Duty:
    inside = reader.enter(node, path)
    if isinstance(node, Literal) or not is_described(reader, node):
        raise reader.refused("dangling", path[-1], shown(node))
    reader.check_properties(node, _understood("consequence"), DSP)
    return Duty(
        reader.own_name(node),
        actions=_every(reader, node, "action", inside),
        assigners=_every(reader, node, "assigner", inside),
        assignees=_every(reader, node, "assignee", inside),
        targets=_every(reader, node, "target", inside),
        conditions=conditions(reader, node, "constraint", inside),
        consequences=_duties(reader, node, "consequence", inside),
        written=reader.place(node, inside),
        parties=parties(reader, node),
    )
