"""Small files that would grow without end: entities of XML, archives and gzip; and how much memory reading them takes."""

from __future__ import annotations

import gzip
import io
import multiprocessing
import resource
import zipfile
from collections.abc import Callable, Iterable, Mapping

from openpyxl import Workbook

from connectors.errors import ConnectorError
from connectors.ods_table import read_ods
from connectors.unpacking import unpacked
from connectors.xlsx_table import read_xlsx

MEGABYTE = 1024 * 1024
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = "urn:oasis:names:tc:opendocument:xmlns"
ODS = (
    f'<office:document-content xmlns:office="{NAMES}:office:1.0" xmlns:table="{NAMES}:table:1.0" '
    f'xmlns:text="{NAMES}:text:1.0"><office:body><office:spreadsheet><table:table table:name="S">'
    '<table:table-row><table:table-cell office:value-type="string"><text:p>{said}</text:p></table:table-cell>'
    "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
)
RDF_XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="https://x.si/a">'
    "<rdf:value>{said}</rdf:value></rdf:Description></rdf:RDF>"
)
DISGUISES: Mapping[str, Callable[[str, str], bytes]] = {
    "plain": lambda type_, text: (type_ + text).encode(),
    "behind a long comment": lambda type_, text: f"<!--{'x' * 9_000}-->{type_}{text}".encode(),
    "in UTF-16": lambda type_, text: f'<?xml version="1.0" encoding="UTF-16"?>{type_}{text}'.encode("utf-16"),
}
"""Ways of putting a document type where a hasty look does not see it."""


def laughs(depth: int, root: str) -> str:
    """Give a document type whose entity `e0` stands for ten to the power of `depth` words."""
    steps = "".join(f'<!ENTITY e{step} "{f"&e{step + 1};" * 10}">' for step in reversed(range(depth)))
    return f'<!DOCTYPE {root} [<!ENTITY e{depth} "lol">{steps}]>'


def rdf_xml(depth: int, disguise: str) -> bytes:
    """RDF/XML whose one value is such an entity."""
    return DISGUISES[disguise](laughs(depth, "rdf:RDF"), RDF_XML.format(said="&e0;"))


def ods(depth: int, disguise: str) -> bytes:
    """An OpenDocument spreadsheet whose one cell is such an entity."""
    content = DISGUISES[disguise](laughs(depth, "office:document-content"), ODS.format(said="&e0;"))
    return archive({"mimetype": [ODS_TYPE.encode()], "content.xml": [content]})


def xlsx(depth: int, disguise: str, part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A workbook, one of whose parts has such a document type."""
    parts = workbook_parts()
    text = parts[part].decode()
    text = text[text.index("?>") + 2 :].lstrip() if text.startswith("<?xml") else text
    root = text[1 : min(text.index(" "), text.index(">"))]
    parts[part] = DISGUISES[disguise](laughs(depth, root), text.replace("<t>said</t>", "<t>&e0;</t>"))
    return archive({name: [content] for name, content in parts.items()})


def workbook_parts() -> dict[str, bytes]:
    """The parts of a workbook with two cells."""
    book, stream = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["A2"] = "said", "2"
    book.save(stream)
    with zipfile.ZipFile(stream) as read:
        return {name: read.read(name) for name in read.namelist()}


def archive(parts: Mapping[str, Iterable[bytes]]) -> bytes:
    """Pack parts that are given piece by piece."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, pieces in parts.items():
            with target.open(name, "w", force_zip64=True) as part:
                for piece in pieces:
                    part.write(piece)
    return stream.getvalue()


def blanks(megabytes: int) -> Iterable[bytes]:
    """Give that many megabytes of blanks."""
    return (b" " * MEGABYTE for _ in range(megabytes))


def swollen_ods(megabytes: int) -> bytes:
    """A small archive that unpacks to that many megabytes."""
    return archive({"mimetype": [ODS_TYPE.encode()], "content.xml": blanks(megabytes)})


def swollen_xlsx(megabytes: int) -> bytes:
    """A workbook with a part of that many megabytes that nothing refers to."""
    return archive(
        {name: [part] for name, part in workbook_parts().items()} | {"xl/x.xml": blanks(megabytes)}
    )


def lying_ods(megabytes: int) -> bytes:
    """The same, whose directory says that the part is of 10 bytes."""
    content = bytearray(swollen_ods(megabytes))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as read:
        real = read.getinfo("content.xml").file_size.to_bytes(4, "little")
    place = content.rfind(b"PK\x01\x02")
    at = content.index(real, place)
    content[at : at + 4] = (10).to_bytes(4, "little")
    return bytes(content)


def swollen_gzip(megabytes: int) -> bytes:
    """A gzip of that many megabytes of zeros, of about a thousandth of it."""
    return gzip.compress(bytes(megabytes * MEGABYTE))


READERS: Mapping[str, tuple[Callable[[], bytes], Callable[[bytes], object]]] = {
    "gzip": (lambda: swollen_gzip(200), lambda content: unpacked([content], "gzip", 10 * MEGABYTE)),
    "gzip in gzip, of which one is undone": (
        lambda: gzip.compress(swollen_gzip(200)) * 20,
        lambda content: unpacked([content], "gzip", 10 * MEGABYTE),
    ),
    "ods": (lambda: swollen_ods(200), read_ods),
    "ods that lies about its size": (lambda: lying_ods(200), read_ods),
    "xlsx": (lambda: swollen_xlsx(200), read_xlsx),
}


def memory_taken(name: str) -> tuple[str, int]:
    """Read one of them in a process of its own; give how it ended, and the megabytes that it took at most."""
    make, _ = READERS[name]
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_read, (name, make()))


def _read(name: str, content: bytes) -> tuple[str, int]:
    before = _peak()
    try:
        READERS[name][1](content)
    except ConnectorError as error:
        ended = type(error).__name__
    else:
        ended = "read"
    return ended, (_peak() - before) // 1024


def _peak() -> int:
    """The most memory that this process ever held, in kB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
