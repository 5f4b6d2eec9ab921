"""Reading a document of any of our formats into a graph, with the place of each subject."""

import io
from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from policies.odrl.errors import PolicyLimitError, UnreadablePolicyError, expected, mend
from policies.odrl.graph import Graph, Subject, Triple, graph_of
from policies.odrl.limits import EVALUATED, Limits
from policies.odrl.policy import NOWHERE, Written
from policies.odrl.reading_json import AT, with_places
from schemas.validation.errors import UnreadableGraphError
from schemas.validation.parsing import check_xml, rdf_format

RELATIVE = "https://relative.invalid/"
"""What relative names of a JSON-LD document are relative to: they name nothing."""

MOST_TRIPLES_PER_NODE = 10
JSON_LD = RdfFormat.JSON_LD
FORMATS = (JSON_LD, RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML, RdfFormat.N3, RdfFormat.TRIG)
JSON_TYPES = ("application/json", "application/ld+json", "application/problem+json")


def read_graph(text: bytes | str, media_type: str, limits: Limits = EVALUATED) -> Graph:
    """Read a policy's, request's or state's document into a graph; nothing is ever fetched.

    Args:
        text: the document.
        media_type: ``application/ld+json``, ``application/json``, ``text/turtle``, ``application/n-triples``,
            ``application/rdf+xml`` with or without parameters, or the file's name.
        limits: how large it may be.

    Raises:
        UnreadablePolicyError: it is in no such format.
        UnknownContextError: it names a JSON-LD context that we do not carry.
        PolicyLimitError: it is too large or too deep.
    """
    content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(content) > limits.size:
        raise PolicyLimitError(f"{len(content)} B", expected("size", most=limits.size), mend("limit"))
    rdf = _format(media_type)
    if rdf == JSON_LD:
        return _graph(_quads(with_places(content, limits), rdf), limits)
    return _graph(_quads(content, rdf), limits)


def _format(media_type: str) -> RdfFormat:
    plain = media_type.partition(";")[0].strip().lower()
    found = JSON_LD if plain in JSON_TYPES else rdf_format(media_type)
    if found not in FORMATS:
        raise UnreadablePolicyError(media_type, expected("format"), mend("format"))
    return found


class _Lines(io.BytesIO):
    """Bytes given line by line, so that the line of what was just read is known."""

    line = 0
    _ended = True

    def read(self, size: int | None = -1, /) -> bytes:
        """Give the rest of the line, never more than was asked for: the parser trusts that."""
        piece = self.readline(-1 if size is None else size)
        self.line += 1 if self._ended and piece else 0
        self._ended = piece.endswith(b"\n")
        return piece


def _quads(content: bytes, rdf: RdfFormat) -> Iterator[tuple[Quad, int]]:
    lines = _Lines(content)
    counted = rdf != JSON_LD
    try:
        if rdf == RdfFormat.RDF_XML:
            check_xml(content)
        for quad in parse(lines, format=rdf, base_iri=None if counted else RELATIVE):
            yield quad, lines.line if counted else 0
    except SyntaxError as error:
        raise _unreadable(error.msg or "", (error.lineno or 0) if counted else 0) from error
    except UnreadableGraphError as error:
        raise _unreadable(str(error), error.line) from error


def _unreadable(reason: str, line: int) -> UnreadablePolicyError:
    return UnreadablePolicyError(reason, expected("syntax"), mend("syntax"), Written(line=line))


def _graph(quads: Iterator[tuple[Quad, int]], limits: Limits) -> Graph:
    triples: list[Triple] = []
    places: dict[Subject, Written] = {}
    for quad, line in quads:
        subject, value = quad.subject, quad.object
        if not isinstance(subject, NamedNode | BlankNode) or not isinstance(
            value, NamedNode | BlankNode | Literal
        ):
            raise _unreadable(str(subject), line)
        if quad.predicate.value == AT:
            places.setdefault(subject, Written(value.value))
            continue
        if line:
            places.setdefault(subject, Written(_name(subject), line))
        triples.append((subject, quad.predicate.value, value))
        _refuse_many(len(triples), limits)
    return graph_of(triples, places)


def _name(subject: Subject) -> str:
    return subject.value if isinstance(subject, NamedNode) else NOWHERE.pointer


def _refuse_many(triples: int, limits: Limits) -> None:
    most = limits.nodes * MOST_TRIPLES_PER_NODE
    if triples > most:
        raise PolicyLimitError(f"> {most}", expected("nodes", most=limits.nodes), mend("limit"))
