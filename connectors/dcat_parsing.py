"""A page of a feed as RDF: what it is, not what it is called; nothing is fetched for it, and no bad IRI spoils it."""

import json
import re
from collections.abc import Iterator

from pyoxigraph import Quad, RdfFormat, parse

from connectors.dcat_errors import FeedPageError
from connectors.errors import EmptyFileError, HtmlAnswerError
from connectors.fetching import Fetched
from connectors.sniffing import UTF8_MARK, beginning, kind_of
from schemas.validation.errors import UnreadableGraphError
from schemas.validation.parsing import check_xml, rdf_format

LINES = (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS)
TURTLES = (RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.N3)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["'][^>]*\?>""")
_MARKS = ((UTF8_MARK, "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_UNDERLINED = re.compile(r'(?<=")@[A-Za-z]{2,3}(?:_[A-Za-z0-9]+)+(?=[\s.;,)\]])')
_SUBJECT = re.compile(r"\s*(?:<([^>]*)>|(_:\S+))")
DEEPEST_JSON = 200


def parse_page(fetched: Fetched) -> tuple[list[Quad], list[tuple[str, str]]]:
    """Read a page.

    Returns:
        What it says, and lines that could not be read with the subject they speak of (N-Triples only: in any other
        format nobody knows where the damage ends).

    Raises:
        EmptyFileError, HtmlAnswerError, FeedPageError: it is no whole page of RDF.
    """
    kind = kind_of(fetched.content)
    if kind == "empty":
        raise EmptyFileError(f"{len(fetched.content)} B", url=fetched.url)
    if kind == "html":
        raise HtmlAnswerError(beginning(fetched.content), url=fetched.url)
    content = _unified(fetched)
    rdf = _format_of(fetched, content)
    try:
        return _parsed(content, rdf, fetched.url), []
    except FeedPageError:
        if rdf in LINES:
            return _by_line(content, rdf, fetched)
        mended = _UNDERLINED.sub(lambda tag: tag[0].replace("_", "-"), content.decode())
        if rdf not in TURTLES or mended.encode() == content:
            raise
        return _parsed(mended.encode(), rdf, fetched.url), []


def _unified(fetched: Fetched) -> bytes:
    """Give a page in UTF-8, without a byte order mark and without a declaration of another encoding.

    Raises:
        FeedPageError: it is in no encoding that it says or that RDF has.
    """
    content = fetched.content
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    declared = _DECLARED.match(content)
    encoding = encoding or (declared[1].decode() if declared else "utf-8")
    try:
        text = content.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise FeedPageError(str(error), url=fetched.url, reason=encoding) from error
    if text.lstrip().startswith("<?xml"):
        text = text.lstrip().partition("?>")[2]
    return text.encode()


def _format_of(fetched: Fetched, content: bytes) -> RdfFormat:
    """Tell a page's format by its first signs, then by what its sender says, then by its name."""
    head = content.lstrip()[:400].lower()
    if re.match(rb"<(?:!doctype|!--|\w+:rdf\b|rdf\b)|<\w[\w.-]*(?::\w[\w.-]*)?\s+xmlns", head):
        return RdfFormat.RDF_XML
    told = rdf_format(fetched.media_type) or rdf_format(fetched.url.partition("?")[0])
    if head.startswith(b"{") or (head.startswith(b"[") and re.match(rb"\[\s*[{\]]", head)):
        return told if told == RdfFormat.TRIG else RdfFormat.JSON_LD
    return told if told in (*LINES, *TURTLES) else RdfFormat.TURTLE


def _parsed(content: bytes, rdf: RdfFormat, url: str) -> list[Quad]:
    if rdf == RdfFormat.JSON_LD:
        _check_json(content, url)
    try:
        if rdf == RdfFormat.RDF_XML:
            check_xml(content)
        return list(parse(content, format=rdf, base_iri=url, lenient=True))
    except UnreadableGraphError as error:
        where = f"line {error.line}" if error.line else ""
        raise FeedPageError(error.found, url=url, where=where, reason=error.reason) from error
    except (SyntaxError, ValueError) as error:
        line = error.lineno if isinstance(error, SyntaxError) else 0
        found = "@context" if "LoadDocumentCallback" in str(error) else _line(content, line or 0)
        where = f"line {line}" if line else ""
        raise FeedPageError(found, url=url, where=where, reason=str(error)) from error


def _check_json(content: bytes, url: str) -> None:
    """Look for what makes JSON-LD dangerous to read: it is no JSON, or nested without end."""
    depth = deepest = 0
    for sign in re.finditer(rb'"(?:[^"\\]|\\.)*"|[\[{\]}]', content):
        if sign[0] in (b"[", b"{"):
            depth += 1
            deepest = max(deepest, depth)
        elif sign[0] in (b"]", b"}"):
            depth -= 1
    if deepest > DEEPEST_JSON:
        raise FeedPageError(str(deepest), url=url, reason=f"at most {DEEPEST_JSON} levels")
    try:
        json.loads(content)
    except ValueError as error:
        raise FeedPageError(beginning(content), url=url, reason=str(error)) from error


def _by_line(content: bytes, rdf: RdfFormat, fetched: Fetched) -> tuple[list[Quad], list[tuple[str, str]]]:
    """Read N-Triples line by line; the last line without an end was cut, and the page with it."""
    quads: list[Quad] = []
    bad: list[tuple[str, str]] = []
    lines = content.split(b"\n")
    for number, line in enumerate(lines, start=1):
        try:
            quads += parse(line, format=rdf, base_iri=fetched.url, lenient=True)
        except SyntaxError as error:
            if number == len(lines):
                where = f"line {number}"
                raise FeedPageError(
                    beginning(line), url=fetched.url, where=where, reason=str(error)
                ) from error
            bad.append((_subject(line.decode()), beginning(line)))
    if not quads:
        raise FeedPageError(beginning(content), url=fetched.url, reason=str(rdf))
    return quads, bad


def _subject(line: str) -> str:
    match = _SUBJECT.match(line)
    return (match[1] or match[2]) if match else ""


def _line(content: bytes, number: int) -> str:
    lines: Iterator[bytes] = iter(content.splitlines()[number - 1 : number] if number else ())
    return beginning(next(lines, content))
