"""Reading foreign XML safely: no document type, no entity of its own, and a limit to its depth."""

from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError, iterparse
from xml.parsers import expat

from connectors.sdmx_errors import UnsafeXmlError
from connectors.sniffing import beginning

DEEPEST = 100
LARGEST = 256 * 1024 * 1024
"""Bytes of a message, unpacked."""

LARGEST_STRUCTURE = 48 * 1024 * 1024
"""Bytes of a structure message: it is held whole."""


def local_name(element: Element) -> str:
    """Give an element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def text_of(element: Element | None) -> str:
    """Give an element's whole text; empty where there is no element."""
    return "" if element is None else "".join(element.itertext()).strip()


def attribute(element: Element, name: str) -> str:
    """Give an attribute by its local name, whatever its namespace."""
    if name in element.attrib:
        return element.attrib[name]
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")


def events(content: bytes, url: str = "") -> Iterator[tuple[str, Element]]:
    """Give the starts and ends of elements, one after the other.

    Raises:
        UnsafeXmlError: it is no XML, or dangerous to read.
    """
    root_name(content, url)
    depth = 0
    try:
        for event, element in iterparse(BytesIO(content), ("start", "end")):  # noqa: S314  no document type in it
            depth += 1 if event == "start" else -1
            if depth > DEEPEST:
                raise UnsafeXmlError(f"<{local_name(element)}", url=url, wanted=f"depth <= {DEEPEST}")
            yield event, element
    except (ParseError, LookupError, ValueError) as error:
        raise UnsafeXmlError(f"{beginning(content)} ({error})", url=url, wanted="XML") from error


def tree(content: bytes, url: str = "", largest: int = LARGEST_STRUCTURE) -> Element:
    """Read a whole document.

    Raises:
        UnsafeXmlError: it is no XML, too large, or dangerous to read.
    """
    if len(content) > largest:
        raise UnsafeXmlError(f"{len(content)} B", url=url, wanted=f"<= {largest} B")
    root = None
    for _, element in events(content, url):
        root = element
    if root is None:
        raise UnsafeXmlError(beginning(content), url=url, wanted="XML")
    return root


class _BegunError(Exception):
    """The root element has begun: what follows can declare nothing more."""


def root_name(content: bytes, url: str = "") -> str:
    """Give the root element's name without its namespace.

    A document that declares a type is refused: SDMX needs none, and entities and outside files hang on it.

    Raises:
        UnsafeXmlError: it declares one, or is no XML.
    """
    if len(content) > LARGEST:
        raise UnsafeXmlError(f"{len(content)} B", url=url, wanted=f"<= {LARGEST} B")
    parser = expat.ParserCreate()
    declared: list[str] = []
    roots: list[str] = []

    def doctype(name: str, *_: object) -> None:
        declared.append(name)
        raise _BegunError

    def begun(name: str, _: object) -> None:
        roots.append(name)
        raise _BegunError

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = begun
    try:
        parser.Parse(content, True)
    except _BegunError:
        pass
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise UnsafeXmlError(f"{beginning(content)} ({error})", url=url, wanted="XML") from error
    if declared:
        raise UnsafeXmlError(f"<!DOCTYPE {declared[0]}", url=url, wanted="no DOCTYPE")
    return roots[0].rpartition(":")[2] if roots else ""
