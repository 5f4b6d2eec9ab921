"""Writing a policy as JSON-LD and as Turtle; what is written reads back as the same policy."""

import json
import re
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from policies.odrl.contexts import ODRL_CONTEXT
from policies.odrl.graph import TYPE
from policies.odrl.policy import ODRL, Policy
from policies.odrl.vocabulary import OG, PREFIXES, XSD, compact, is_term
from policies.odrl.writing_tree import Described, Item, Listed, Ref, Text, tree

JSON_LD = "application/ld+json"
TURTLE = "text/turtle"
LOCAL = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
AS_WORDS = frozenset(f"{ODRL}{name}" for name in ("action", "conflict", "leftOperand", "operator"))
"""Properties whose values JSON-LD takes as words of ODRL."""

NOT_IN_W3C = frozenset({f"{ODRL}undefined", f"{ODRL}payeeParty", f"{ODRL}dataType"})
"""Properties that W3C's context lacks, or gives another name."""

MANY = frozenset(
    f"{ODRL}{name}" for name in ("permission", "prohibition", "obligation", "constraint", "duty")
)
"""Properties that are written in brackets even where they have one value."""

NAMED_TEXT = frozenset({f"{ODRL}profile", f"{ODRL}inheritFrom", f"{ODRL}target"}) | {
    f"{ODRL}{name}" for name in ("assigner", "assignee")
}
"""Properties whose text JSON-LD takes as a name."""


def write_jsonld(policy: Policy) -> str:
    """Write a policy as JSON-LD with W3C's context, in a form that does not depend on that context's slips.

    Args:
        policy: as it was read, without what it inherits.

    Raises:
        UnwritableValueError: something in it cannot be written so that it reads back.
    """
    document = {"@context": [ODRL_CONTEXT, {"og": OG}], **_json_object(tree(policy), set())}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _json_object(item: Described, told: set[str]) -> dict[str, object]:
    """Give an object; what has a name is described where it is first met, and only named after that."""
    if item.iri in told:
        return {"@id": item.iri}
    found: dict[str, object] = {"uid": item.iri} if item.iri else {}
    told.update(found and {item.iri})
    for name, values in item.said:
        if name == TYPE:
            found["@type"] = next(_word(one.iri) for one in values if isinstance(one, Ref))
            continue
        written = [_json_value(one, name, told) for one in values]
        found[_json_name(name)] = written[0] if len(written) == 1 and name not in MANY else written
    return found


def _word(iri: str) -> str:
    return iri.removeprefix(ODRL)


def _json_name(name: str) -> str:
    if name in NOT_IN_W3C or not is_term(name, "property"):
        return compact(name) if name.startswith((ODRL, OG, PREFIXES["rdf"])) else name
    return name.removeprefix(ODRL)


def _json_value(item: Item, name: str, told: set[str]) -> object:
    if isinstance(item, Described):
        return _json_object(item, told)
    if isinstance(item, Listed):
        return {"@list": [_json_value(one, "", told) for one in item.items]}
    if isinstance(item, Ref):
        return _json_ref(item.iri, name)
    return (
        item.text
        if item.datatype == f"{XSD}string"
        else {"@value": item.text, "@type": compact(item.datatype)}
    )


def _json_ref(iri: str, name: str) -> object:
    known = compact(iri) if iri.startswith((ODRL, OG)) else iri
    if name in AS_WORDS:
        return _word(iri) if name == f"{ODRL}conflict" else known
    return iri if name in NAMED_TEXT else {"@id": known}


def write_turtle(policy: Policy) -> str:
    """Write a policy as Turtle: the same policy always in the same bytes.

    Args:
        policy: as it was read, without what it inherits.

    Raises:
        UnwritableValueError: something in it cannot be written so that it reads back.
    """
    whole = tree(policy)
    blocks = [_turtle_block(one) for one in _named_items(whole)]
    used = [prefix for prefix in PREFIXES if any(f"{prefix}:" in block for block in blocks)]
    lines = [f"@prefix {prefix}: <{PREFIXES[prefix]}> ." for prefix in used]
    return "\n".join([*lines, "", "\n\n".join(blocks), ""])


def _named_items(whole: Described) -> list[Described]:
    """Give everything that has a name and is described, each once, in the order of the policy."""
    return list(dict.fromkeys(_walk(whole)))


def _walk(item: Item) -> Iterator[Described]:
    if isinstance(item, Described):
        if item.iri:
            yield item
        for _, values in item.said:
            for one in values:
                yield from _walk(one)
    elif isinstance(item, Listed):
        for one in item.items:
            yield from _walk(one)


def _turtle_block(item: Described) -> str:
    return f"{_turtle_name(item.iri)}{_turtle_said(item, 1)} ."


def _turtle_said(item: Described, depth: int) -> str:
    indent = "\n" + "    " * depth
    parts = []
    for name, values in item.said:
        verb = "a" if name == TYPE else _turtle_name(name)
        parts.append(f"{indent}{verb} {', '.join(_turtle_item(one, depth) for one in values)}")
    return " ;".join(parts)


def _turtle_item(item: Item, depth: int) -> str:
    if isinstance(item, Ref):
        return _turtle_name(item.iri)
    if isinstance(item, Text):
        return _turtle_literal(item)
    if isinstance(item, Listed):
        return f"( {' '.join(_turtle_item(one, depth) for one in item.items)} )" if item.items else "()"
    if item.iri:
        return _turtle_name(item.iri)
    return f"[{_turtle_said(item, depth + 1)} ]"


def _turtle_literal(item: Text) -> str:
    quoted = str(Literal(item.text))
    return quoted if item.datatype == f"{XSD}string" else f"{quoted}^^{_turtle_name(item.datatype)}"


def _turtle_name(iri: str) -> str:
    known = compact(iri)
    if known != iri and LOCAL.fullmatch(known.partition(":")[2]):
        return known
    return str(NamedNode(iri))
