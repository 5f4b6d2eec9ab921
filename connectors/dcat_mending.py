"""What a page may write badly without spoiling itself: addresses, language tags, escapes, signs that XML forbids.

A text is mended only after it could not be read as it stands. What is inside quotation marks stays as it is written.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from urllib.parse import quote, urljoin

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from connectors.dcat_graph import PREFIXES

_TOKEN = re.compile(
    r'''(?P<text>"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^'\\]|\\.|'(?!\'\'))*\'\'\'|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')'''
    r"""(?P<tag>@[^\s.;,)\]}<"']*)?|(?P<iri><(?:[^<>"\s]|<[^<>\n]*>)(?:[^<>\n]|<[^<>\n]*>)*>)|(?P<comment>\#[^\n]*)""",
    re.DOTALL,
)
_ESCAPE = re.compile(r"""\\(?P<sound>[tbnrf"'\\]|u[0-9A-Fa-f]{4}|U00[01][0-9A-Fa-f]{5})?""")
_IRI_ESCAPE = re.compile(r"\\(?!(?:u[0-9A-Fa-f]{4}|U00[01][0-9A-Fa-f]{5}))")
_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_AMPERSAND = re.compile(r"&(?!(?:#[0-9]+|#x[0-9A-Fa-f]+|amp|lt|gt|quot|apos);)")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_UNDECLARED = re.compile(r"The prefix ([A-Za-z][\w-]*): has not been declared")
_UNSOUND = re.compile(r"[<>\\\x00-\x1f]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
OTHER_PREFIXES = {
    "dcterms": PREFIXES["dct"],
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "sdo": PREFIXES["schema"],
}


def mended_turtle(text: str) -> str:
    """Mend Turtle, TriG, N-Triples and N-Quads: language tags, escapes, and signs that an address cannot hold."""
    return _TOKEN.sub(_mended_token, text)


def mended_xml(text: str) -> str:
    """Mend XML: an ampersand that begins nothing, and signs that XML forbids."""
    return _CONTROL.sub("\ufffd", _AMPERSAND.sub("&amp;", text))


def with_prefix(text: str, reason: str) -> str:
    """Declare the prefix that a parser misses, if it is one that everybody writes so; else nothing changes."""
    missed = _UNDECLARED.search(reason)
    name = missed[1] if missed else ""
    iri = PREFIXES.get(name) or OTHER_PREFIXES.get(name)
    return f"@prefix {name}: <{iri}> . {text}" if iri else text


def mended_tag(tag: str) -> str:
    """Give a language tag in small letters with hyphens, e.g. ``sl-si`` of ``sl_SI``; empty where it is none."""
    plain = tag.replace("_", "-").strip("-")
    match = _TAG.fullmatch(plain) or (_TAG.match(plain) if "-" in plain else None)
    return match[0].lower() if match else ""


def sound(quads: Iterable[Quad], base: str) -> Iterator[Quad]:
    """Give statements whose addresses and language tags can be written in every form of RDF.

    Args:
        base: what a relative address is relative to; N-Triples must have none, and some has.
    """
    for quad in quads:
        subject, value = quad.subject, quad.object
        if isinstance(subject, Triple) or isinstance(value, Triple) or _UNSOUND.search(quad.predicate.value):
            continue
        mended = (_sound_node(subject, base), _sound_value(value, base))
        yield (
            quad
            if mended[0] is subject and mended[1] is value
            else Quad(mended[0], quad.predicate, mended[1])
        )


def _sound_node(node: NamedNode | BlankNode, base: str) -> NamedNode | BlankNode:
    if isinstance(node, BlankNode):
        return node
    iri = node.value
    if _UNSOUND.search(iri):
        iri = _UNSOUND.sub(lambda sign: quote(sign[0]), iri)
    if not _SCHEME.match(iri):
        iri = _joined(base, iri)
    return node if iri == node.value else _named(iri)


def _joined(base: str, iri: str) -> str:
    try:
        return urljoin(base, iri) or base
    except ValueError:
        return iri


def _named(iri: str) -> NamedNode:
    """Make a node of an address that may be none: only a parser takes it."""
    line = f"<{iri}> <urn:p> <urn:o> ."
    node = next(iter(parse(line.encode(), format=RdfFormat.N_TRIPLES, lenient=True))).subject
    return node if isinstance(node, NamedNode) else NamedNode("urn:x")


def _sound_value(value: NamedNode | BlankNode | Literal, base: str) -> NamedNode | BlankNode | Literal:
    if not isinstance(value, Literal):
        return _sound_node(value, base)
    tag = value.language
    if not tag or (_TAG.fullmatch(tag) and tag == tag.lower()):
        return value
    mended = mended_tag(tag)
    for said in dict.fromkeys((mended, mended.partition("-")[0])):
        with suppress(ValueError):  # a tag of the right form may still have a part that none may have
            return Literal(value.value, language=said) if said else Literal(value.value)
    return Literal(value.value)


def _mended_token(token: re.Match[str]) -> str:
    if token["comment"] is not None:
        return token[0]
    if token["iri"] is not None:
        inner = _IRI_ESCAPE.sub("%5C", token["iri"][1:-1])
        return "<" + re.sub(r"[<>]", lambda sign: quote(sign[0]), inner) + ">"
    text = _ESCAPE.sub(lambda sign: sign[0] if sign["sound"] else r"\\", token["text"])
    if token["tag"] is None:
        return text
    tag = mended_tag(token["tag"][1:])
    return f"{text}@{tag}" if tag else text
