"""What every part of reading shares: names, values, places, limits and what is noticed on the way."""

from collections.abc import Collection
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode

from policies.odrl.errors import PolicyFormError, PolicyLimitError, expected, mend
from policies.odrl.findings import LintFinding, finding
from policies.odrl.graph import Graph, Node
from policies.odrl.limits import Limits
from policies.odrl.policy import ODRL, Iri, Value, Written
from policies.odrl.profile import operand
from policies.odrl.reading_rdf import RELATIVE
from policies.odrl.values import absolute, has_zone, read_value, untyped_value
from policies.odrl.vocabulary import OG, RDF, RESPELT, UNKNOWN, XSD, compact, nearest_terms, terms_of
from schemas.findings import Severity

TEXT = f"{XSD}string"
LANGUAGE_TEXT = f"{RDF}langString"
DSP = "https://w3id.org/dspace/"
MEANT = (UNKNOWN, ODRL, OG)
"""Where a property comes from that says something of a rule: one we do not understand is not passed over."""


@dataclass
class Reader:
    """One document being read.

    Args:
        graph: its triples.
        limits: how deep and how many.
        findings: what was noticed.
        nodes: how many were read.
    """

    graph: Graph
    limits: Limits
    findings: list[LintFinding] = field(default_factory=list)
    nodes: int = 0
    _last: Written = field(default_factory=Written)

    def notice(self, code: str, severity: Severity, node: Node, found: str, **values: object) -> None:
        """Note something doubtful; reading goes on."""
        noticed = finding(code, severity, self.place(node), found, **values)
        if noticed not in self.findings:
            self.findings.append(noticed)

    def place(self, node: Node, path: tuple[Node, ...] = ()) -> Written:
        """Say where a node stands, or the nearest one around it whose place is known."""
        known = (
            self.graph.places.get(one) for one in (node, *reversed(path)) if not isinstance(one, Literal)
        )
        return next((place for place in known if place), self._last)

    def refused(self, code: str, node: Node, found: str, **values: object) -> PolicyFormError:
        """Make the error of something that cannot be read as a policy."""
        return PolicyFormError(found, expected(code, **values), mend(code, **values), self.place(node))

    def enter(self, node: Node, path: tuple[Node, ...]) -> tuple[Node, ...]:
        """Go into a node, and give the path with it.

        Raises:
            PolicyFormError: the node stands inside itself.
            PolicyLimitError: it is too deep, or one too many.
        """
        self._last = self.place(node, path)
        if node in path:
            raise self.refused("cycle", node, shown(node))
        self.nodes += 1
        for code, count, most in (
            ("nodes", self.nodes, self.limits.nodes),
            ("depth", len(path) + 1, self.limits.depth),
        ):
            if count > most:
                raise PolicyLimitError(str(count), expected(code, most=most), mend("limit"), self._last)
        return (*path, node)

    def each(self, subject: Node, *names: str) -> tuple[Node, ...]:
        """Give the values of some properties, with the members of lists in the lists' places.

        Raises:
            PolicyFormError: a list is broken, or a list stands in a list: a member could be overlooked.
        """
        for value in self.graph.objects(subject, *names):
            if not self.graph.is_list(value):
                continue
            if not self.graph.is_whole_list(value) or any(map(self.graph.is_list, self.graph.members(value))):
                raise self.refused("list", subject, "( )")
        return self.graph.each(subject, *names)

    def iri(self, node: Node, around: Node) -> str:
        """Give the name that a node is, whether written as one or as text.

        Raises:
            PolicyFormError: it is none, or a relative one.
        """
        if isinstance(node, BlankNode):
            raise self.refused("named", around, "[]")
        name = node.value if isinstance(node, NamedNode) else absolute(node.value)
        if not name or name.startswith(RELATIVE):
            raise self.refused("absolute", around, node.value.removeprefix(RELATIVE))
        return RESPELT.get(name, name)

    def one(self, subject: Node, name: str) -> Node | None:
        """Give the only value of a property, None where there is none.

        Raises:
            PolicyFormError: there are several.
        """
        found = self.each(subject, f"{ODRL}{name}")
        if len(found) > 1:
            raise self.refused("single", subject, ", ".join(map(shown, found)), name=name)
        return found[0] if found else None

    def own_name(self, node: Node) -> str:
        """Give a node's name, empty for a blank node without odrl:uid."""
        if isinstance(node, NamedNode):
            return self.iri(node, node)
        uid = self.one(node, "uid")
        return self.iri(uid, node) if uid is not None else ""

    def own_name_or_text(self, node: Node, path: tuple[Node, ...]) -> str:
        """Give the name of a party, asset or action.

        Raises:
            PolicyFormError: it has none.
        """
        if isinstance(node, Literal):
            return self.iri(node, path[-1] if path else node)
        name = self.own_name(node)
        if not name:
            raise self.refused("named", node, "[]")
        return name

    def check_properties(self, subject: Node, understood: Collection[str], also: str = "") -> None:
        """Note what is said of a subject in words of a policy that have no meaning there.

        Args:
            subject: of what it is said.
            understood: the properties that were read.
            also: a further namespace whose words mean something.
        """
        meant = (*MEANT, also) if also else MEANT
        for name in self.graph.properties(subject):
            if name.startswith(meant) and name not in understood and name != f"{ODRL}uid":
                near = ", ".join(nearest_terms(name, understood, most=1)) or "-"
                self.notice("property", "violation", subject, compact(name), near=near)

    def value(self, node: Node, around: Node, left: str = "", datatype: str = "") -> Value:
        """Give a right operand: a name, or a literal by its type.

        Args:
            node: the value.
            around: the constraint it belongs to.
            left: IRI of the left operand, which tells what a text without a type is.
            datatype: IRI of odrl:dataType, empty where the constraint gives none.
        """
        if not isinstance(node, Literal):
            return Iri(self.iri(node, around))
        kind = node.datatype.value
        if kind == LANGUAGE_TEXT:
            self.notice("language", "warning", around, f"{node.value}@{node.language}")
            return node.value
        if kind == TEXT:
            return (
                self._typed(node.value, around, datatype)
                if datatype
                else self._untyped(node.value, around, left)
            )
        if datatype and datatype != kind:
            self.notice("data_type", "violation", around, compact(kind), datatype=compact(datatype))
        return self._typed(node.value, around, kind)

    def _typed(self, text: str, around: Node, datatype: str) -> Value:
        try:
            found = read_value(text, datatype)
        except ValueError:
            self.notice("value", "violation", around, text, datatype=compact(datatype))
            return text
        if datatype == f"{XSD}dateTime" and not has_zone(text):
            self.notice("zone", "violation", around, text)
        return found

    def _untyped(self, text: str, around: Node, left: str) -> Value:
        known = operand(left)
        found, datatype = untyped_value(text, known.types) if known else (text, "")
        if datatype:
            self.notice("untyped", "warning", around, text, datatype=compact(datatype))
            return self._typed(text, around, datatype)
        return found


def shown(node: Node) -> str:
    """Give a node as people know it."""
    if isinstance(node, BlankNode):
        return "[]"
    return compact(node.value) if isinstance(node, NamedNode) else node.value


def known_class(iri: str) -> bool:
    """Say whether an IRI is a class of ODRL, or none of its namespace."""
    return not iri.startswith((UNKNOWN, ODRL)) or any(term.iri == iri for term in terms_of("class"))
