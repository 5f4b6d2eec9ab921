"""Reading foreign RDF: with pyoxigraph, within limits, and with errors that name the line.

rdflib never sees foreign bytes. pyoxigraph fetches nothing, but it expands nested XML entities without end and
slows down with the square of the depth of RDF/XML: both are looked for before it reads a byte.
"""

import re
from pathlib import PurePath
from xml.parsers import expat

from pyoxigraph import Quad, RdfFormat, parse

from schemas.messages import Message
from schemas.validation.errors import UnreadableGraphError

LARGEST = 20_000_000
"""Bytes of a record or feed page that are read at most."""

DEEPEST = 200
LONGEST_ENTITY = 2_000
MOST_EXPANSION = 5_000_000
QUOTED = 80

PLAIN_ENDINGS = {"json": RdfFormat.JSON_LD, "xml": RdfFormat.RDF_XML}
"""Endings that say less than they should."""

HTML = re.compile(rb"\s*(<!doctype\s+html|<html[\s>])", re.IGNORECASE)
LINE_IN_TEXT = re.compile(r"\s*\bat line (\d+) column (\d+)|\s*\(line \d+\)")


def rdf_format(name: str) -> RdfFormat | None:
    """Tell an RDF format by a media type (``text/turtle; charset=utf-8``) or by a file's name.

    Returns:
        None where neither says which.
    """
    media_type = name.partition(";")[0].strip().lower()
    if "/" in media_type and RdfFormat.from_media_type(media_type) is not None:
        return RdfFormat.from_media_type(media_type)
    ending = PurePath(name).suffix.removeprefix(".").lower()
    return PLAIN_ENDINGS.get(ending) or RdfFormat.from_extension(ending)


def parse_rdf(
    content: bytes, rdf: RdfFormat = RdfFormat.TURTLE, *, base_iri: str | None = None, largest: int = LARGEST
) -> list[Quad]:
    """Read RDF that anybody may have written.

    Args:
        base_iri: what relative addresses are relative to.
        largest: how many bytes are read at most.

    Raises:
        UnreadableGraphError: it is empty, too large, a page for people, no such RDF, or dangerous to read.
    """
    _refuse_what_is_no_rdf(content, largest)
    if rdf == RdfFormat.RDF_XML:
        check_xml(content)
    try:
        return list(parse(content, format=rdf, base_iri=base_iri))
    except SyntaxError as error:
        raise _unreadable(content, error) from error


def _refuse_what_is_no_rdf(content: bytes, largest: int) -> None:
    if len(content) > largest:
        limit = f"{largest / 1_000_000:g} MB"
        mend = Message("validation.readable.mend.large", {"limit": limit})
        raise UnreadableGraphError(f"{len(content)} B", f"at most {limit}", mend)
    if not content.strip():
        raise UnreadableGraphError("0 B", "not empty", Message("validation.readable.mend.empty"))
    if HTML.match(content):
        mend = Message("validation.readable.mend.html")
        raise UnreadableGraphError(_quoted(content, 1), "not HTML", mend, 1, 1)


def _unreadable(content: bytes, error: SyntaxError) -> UnreadableGraphError:
    line, column = error.lineno or 0, error.offset or 0
    reason = LINE_IN_TEXT.sub("", error.msg or "").removeprefix("Parser error").lstrip(": ")
    if "LoadDocumentCallback" in reason:
        return UnreadableGraphError(
            "@context", reason, Message("validation.readable.mend.context"), line, column
        )
    mend = Message("validation.readable.mend.syntax")
    return UnreadableGraphError(_quoted(content, line), reason, mend, line, column)


def _quoted(content: bytes, line: int) -> str:
    """Quote the start of a line, counted from 1."""
    lines = content.splitlines()
    text = lines[line - 1].decode("utf-8", "replace").strip() if 0 < line <= len(lines) else ""
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"


def check_xml(content: bytes) -> None:
    """Look for what makes RDF/XML dangerous: nested, outside or huge entities, and very deep nesting.

    Raises:
        UnreadableGraphError: it has that, or it is no XML.
    """
    _XmlCheck(content).run()


class _XmlCheck:
    """One pass of expat over the bytes; it expands nothing beyond what the handlers let through."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.depth = 0
        self.expansion = 0
        self.parser = expat.ParserCreate("UTF-8")
        self.parser.EntityDeclHandler = self._entity
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def run(self) -> None:
        try:
            self.parser.Parse(self.content, True)
        except expat.ExpatError as error:
            mend = Message("validation.readable.mend.syntax")
            found = _quoted(self.content, error.lineno)
            reason = expat.ErrorString(error.code)
            raise UnreadableGraphError(found, reason, mend, error.lineno, error.offset + 1) from error

    def _refused(self, found: str, reason: str) -> UnreadableGraphError:
        line, column = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        return UnreadableGraphError(found, reason, Message("validation.readable.mend.xml"), line, column)

    def _entity(
        self,
        name: str,
        _is_parameter: int,
        value: str | None,
        _base: str | None,
        _system: str | None,
        _public: str | None,
        _notation: str | None,
    ) -> None:
        if value is None or "&" in value or "%" in value or len(value) > LONGEST_ENTITY:
            raise self._refused(f"<!ENTITY {name}", "no nested, outside or very long entity")
        self.expansion += len(value) * self.content.count(f"&{name};".encode())
        if self.expansion > MOST_EXPANSION:
            raise self._refused(f"<!ENTITY {name}", f"at most {MOST_EXPANSION} characters of entities")

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self._refused(f"<{name}", f"at most {DEEPEST} elements inside one another")

    def _end(self, _name: str) -> None:
        self.depth -= 1
