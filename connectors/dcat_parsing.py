"""A page of a feed as RDF: what it is, not what it is called; nothing is fetched for it, and no bad IRI spoils it."""

import re
from collections.abc import Iterator
from contextlib import suppress
from xml.parsers import expat

from pyoxigraph import Quad, RdfFormat, parse

from connectors.dcat_contexts import with_own_contexts
from connectors.dcat_encoding import page_bytes, unified
from connectors.dcat_errors import FeedPageError
from connectors.dcat_graph import Graph
from connectors.dcat_mending import mended_turtle, mended_xml, sound, with_prefix
from connectors.errors import EmptyFileError, HtmlAnswerError
from connectors.fetching import Fetched
from connectors.sniffing import beginning, kind_of
from schemas.validation.errors import UnreadableGraphError
from schemas.validation.parsing import check_xml, rdf_format

LINES = (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS)
TURTLES = (RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.N3)
MOST_PREFIXES = 20
_SUBJECT = re.compile(r"\s*(?:<([^>]*)>|(_:\S+))")
_JSON = re.compile(rb"""\{\s*["}]|\[\s*\{""")
_XML = re.compile(rb"<(?:!doctype|!--|\?|\w+:rdf\b|rdf\b)|<\w[\w.-]*(?::\w[\w.-]*)?\s+xmlns")

Lost = list[tuple[str, str]]
"""Lines that could not be read, with the subject that each speaks of."""


def parse_page(fetched: Fetched, encoding: str = "") -> tuple[Graph, Lost]:
    """Read a page.

    Args:
        encoding: of a page that says none and is not in UTF-8.

    Returns:
        What it says, and lines that could not be read with the subject they speak of (N-Triples and N-Quads only: in any
        other form nobody knows where the damage ends).

    Raises:
        EmptyFileError, HtmlAnswerError, FeedPageError, FeedEncodingError, FeedContextError: it is no whole page of RDF.
    """
    content = page_bytes(fetched)
    if kind_of(content) == "empty":
        raise EmptyFileError(f"{len(fetched.content)} B", url=fetched.url)
    content = unified(content, fetched.url, encoding)
    if kind_of(content) == "html":
        raise HtmlAnswerError(beginning(content), url=fetched.url)
    rdf = _format_of(fetched, content)
    try:
        return _parsed(content, rdf, fetched.url), []
    except FeedPageError as error:
        return _mended(content, rdf, fetched, error)


def _mended(content: bytes, rdf: RdfFormat, fetched: Fetched, error: FeedPageError) -> tuple[Graph, Lost]:
    """Read a page that cannot be read as it stands, mended.

    Raises:
        FeedPageError: mending does not help; it is the error of the page as it stands.
    """
    if rdf in LINES:
        return _by_line(content, rdf, fetched)
    text = _mended_text(content.decode(), rdf)
    if rdf == RdfFormat.JSON_LD:
        raise error
    for _ in range(MOST_PREFIXES):
        try:
            return _parsed(text.encode(), rdf, fetched.url), []
        except FeedPageError as again:
            declared = with_prefix(text, str(again.__cause__ or ""))
            if declared == text:
                raise error from again
            text = declared
    raise error


def _mended_text(text: str, rdf: RdfFormat) -> str:
    if rdf == RdfFormat.TRIG:
        return mended_turtle(text)
    return mended_xml(text) if rdf == RdfFormat.RDF_XML else text


def _format_of(fetched: Fetched, content: bytes) -> RdfFormat:
    """Tell a page's format by its first signs, then by what its sender says, then by its name; all Turtle is TriG."""
    head = content.lstrip()[:400].lower()
    if _XML.match(head):
        return RdfFormat.RDF_XML
    name = fetched.url.partition("?")[0].removesuffix(".gz")
    told = rdf_format(fetched.media_type) or rdf_format(name)
    if _JSON.match(head) or content.strip() == b"[]":
        return RdfFormat.JSON_LD
    return told if told in LINES else RdfFormat.TRIG


def _parsed(content: bytes, rdf: RdfFormat, url: str) -> Graph:
    if rdf == RdfFormat.JSON_LD:
        content = with_own_contexts(content, url)
    try:
        if rdf == RdfFormat.RDF_XML:
            _refuse_doctype(content, url)
            check_xml(content)
        return Graph(sound(parse(content, format=rdf, base_iri=_base(url), lenient=True), url))
    except UnreadableGraphError as error:
        where = f"line {error.line}" if error.line else ""
        raise FeedPageError(error.found, url=url, where=where, reason=error.reason) from error
    except (SyntaxError, ValueError) as error:
        line = error.lineno if isinstance(error, SyntaxError) else 0
        found = "@context" if "LoadDocumentCallback" in str(error) else _line(content, line or 0)
        where = f"line {line}" if line else ""
        raise FeedPageError(found, url=url, where=where, reason=str(error)) from error


def _base(url: str) -> str | None:
    """Give a page's address as what relative ones are relative to; None where it is none, as of a file."""
    return url if "://" in url else None


class _PrologEndsError(Exception):
    """The first element begins."""


def _refuse_doctype(content: bytes, url: str) -> None:
    """Refuse RDF/XML with a document type: what it declares may be huge, or stand elsewhere.

    Raises:
        FeedPageError: it has one.
    """
    found: list[str] = []

    def doctype(name: str, *_rest: object) -> None:
        found.append(name)
        raise _PrologEndsError

    def element(*_element: object) -> None:
        raise _PrologEndsError

    parser = expat.ParserCreate("UTF-8")
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = element
    with suppress(_PrologEndsError, expat.ExpatError):
        parser.Parse(content[:1_000_000], False)
    if found:
        raise FeedPageError(f"<!DOCTYPE {found[0]}", url=url, reason="no document type (DTD)")


def _by_line(content: bytes, rdf: RdfFormat, fetched: Fetched) -> tuple[Graph, Lost]:
    """Read N-Triples line by line; the last line without an end was cut, and the page with it."""
    quads: list[Quad] = []
    bad: Lost = []
    lines = content.split(b"\n")
    for number, line in enumerate(lines, start=1):
        try:
            quads += _parsed_line(line, rdf, fetched.url)
        except SyntaxError as error:
            if number == len(lines):
                raise FeedPageError(
                    beginning(line), url=fetched.url, where=f"line {number}", reason=str(error)
                ) from error
            bad.append((_subject(line.decode()), beginning(line)))
    if not quads:
        raise FeedPageError(beginning(content), url=fetched.url, reason=str(rdf))
    return Graph(quads), bad


def _parsed_line(line: bytes, rdf: RdfFormat, url: str) -> list[Quad]:
    try:
        return list(sound(parse(line, format=rdf, lenient=True), url))
    except SyntaxError:
        mended = mended_turtle(line.decode()).encode()
        if mended == line:
            raise
        return list(sound(parse(mended, format=rdf, lenient=True), url))


def _subject(line: str) -> str:
    match = _SUBJECT.match(line)
    return (match[1] or match[2]) if match else ""


def _line(content: bytes, number: int) -> str:
    lines: Iterator[bytes] = iter(content.splitlines()[number - 1 : number] if number else ())
    return beginning(next(lines, content))
