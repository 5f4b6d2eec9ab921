"""Reading JSON-LD: our own contexts, each object's place kept, and no word lost without a trace.

pyoxigraph turns the document into triples. Before, every object is given a property with its JSON pointer, so
that what is wrong can be shown where it stands; numbers with a point become exact decimals.
"""

import json
import re
from collections.abc import Sequence
from decimal import Decimal

from policies.odrl.contexts import keeps_nodes_plain, resolved, unexplained
from policies.odrl.errors import PolicyLimitError, UnreadablePolicyError, expected, mend
from policies.odrl.limits import Limits
from policies.odrl.policy import NOWHERE, Written
from policies.odrl.vocabulary import XSD

AT = "urn:ogledalo:written-at"
"""The property that carries an object's place through the triples."""

ONLY_NAMES = frozenset({"@id", "id", "uid", "@context"})
NO_NODE = frozenset({"@value", "@list", "@set"})
NOT_ENTERED = frozenset({"@context", "@value", "@type", "@id"})
BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)
MOST_DIGITS = 400
SPARE_BRACKETS = 8


def with_places(content: bytes, limits: Limits) -> bytes:
    """Give a JSON-LD document with our contexts in place of addresses, and each object's place in it.

    Raises:
        UnreadablePolicyError: it is no JSON, or a name stands twice in an object.
        PolicyLimitError: too many brackets stand inside one another.
        UnknownContextError: it names a context that we do not carry.
    """
    document = _loaded(content, limits)
    items = document if isinstance(document, list) else [document]
    pointers = [f"/{n}" for n in range(len(items))] if isinstance(document, list) else [""]
    marked = keeps_nodes_plain(_contexts(document))
    placed = [_with_vocabulary(_walked(*pair, marked)) for pair in zip(items, pointers, strict=True)]
    return json.dumps(placed, default=float).encode()


def _loaded(content: bytes, limits: Limits) -> object:
    try:
        text = content.decode("utf-8-sig")
        _refuse_depth(text, limits)
        return json.loads(text, object_pairs_hook=_object, parse_float=Decimal, parse_constant=_constant)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 0
        raise _unreadable(str(error), Written(line=line)) from error
    except (ValueError, ArithmeticError) as error:
        raise _unreadable(str(error), NOWHERE) from error


def _unreadable(reason: str, written: Written) -> UnreadablePolicyError:
    return UnreadablePolicyError(reason, expected("json"), mend("json"), written)


def _refuse_depth(text: str, limits: Limits) -> None:
    depth, most = 0, 4 * limits.depth + SPARE_BRACKETS
    for bracket in BRACKETS.finditer(text):
        sign = bracket.group()
        depth += 1 if sign in "[{" else -1 if sign in "]}" else 0
        if depth > most:
            line = text.count("\n", 0, bracket.start()) + 1
            raise PolicyLimitError(
                f"> {most}", expected("depth", most=most), mend("limit"), Written(line=line)
            )


def _object(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise UnreadablePolicyError(twice, expected("key_once"), mend("key_once"))
    return found


def _constant(name: str) -> object:
    raise ValueError(name)


def _contexts(value: object) -> list[object]:
    """Give every ``@context`` of a document."""
    if isinstance(value, list):
        return [one for part in value for one in _contexts(part)]
    if not isinstance(value, dict):
        return []
    own = [value["@context"]] if "@context" in value else []
    return [*own, *(one for name, part in value.items() if name != "@context" for one in _contexts(part))]


def _with_vocabulary(item: object) -> object:
    if not isinstance(item, dict):
        return item
    theirs = item.get("@context", [])
    own = [unexplained(), *(theirs if isinstance(theirs, list) else [theirs])]
    return {"@context": own, **{name: value for name, value in item.items() if name != "@context"}}


def _walked(value: object, pointer: str, marked: bool) -> object:
    if isinstance(value, list):
        return [_walked(part, f"{pointer}/{n}", marked) for n, part in enumerate(value)]
    if isinstance(value, Decimal):
        return {"@value": _plain(value), "@type": f"{XSD}decimal"}
    return _walked_object(value, pointer, marked) if isinstance(value, dict) else value


def _walked_object(value: dict[str, object], pointer: str, marked: bool) -> dict[str, object]:
    walked: dict[str, object] = {}
    if "@context" in value:
        walked["@context"] = resolved(value["@context"], Written(f"{pointer}/@context"))
    for name, part in value.items():
        if name not in NOT_ENTERED:
            walked[name] = _walked(part, f"{pointer}/{_escaped(name)}", marked)
        elif name != "@context":
            walked[name] = part
    return _exact(walked) if "@value" in value else _marked(walked, pointer) if marked else walked


def _exact(value: dict[str, object]) -> dict[str, object]:
    """Give a value object in which a number with a point is an exact decimal."""
    number = value["@value"]
    if not isinstance(number, Decimal):
        return value
    return {"@type": f"{XSD}decimal", **value, "@value": _plain(number)}


def _plain(number: Decimal) -> str:
    if abs(number.adjusted()) > MOST_DIGITS:
        raise _unreadable(str(number), NOWHERE)
    return f"{number:f}"


def _marked(value: dict[str, object], pointer: str) -> dict[str, object]:
    if not value.keys() - ONLY_NAMES or value.keys() & NO_NODE:
        return value
    return {**value, AT: {"@value": pointer}}


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
