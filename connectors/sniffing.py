"""What a file really is, whatever its name or its sender says."""

import zipfile
from io import BytesIO
from typing import Literal

from connectors.xlsx_archive import BROKEN

FileKind = Literal["empty", "text", "html", "xml", "json", "xlsx", "ods", "xls", "zip", "gzip", "pdf"]

MARKS: tuple[tuple[bytes, FileKind], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0", "xls"),
    (b"\x1f\x8b", "gzip"),
    (b"%PDF", "pdf"),
)
UTF8_MARK = b"\xef\xbb\xbf"
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
"""What the part ``mimetype`` of an OpenDocument spreadsheet begins with; a template's goes on."""

LOOKED_AT = 2048


def kind_of(content: bytes) -> FileKind:
    """Say what a file is, by its first bytes."""
    for mark, kind in MARKS:
        if content.startswith(mark):
            return _kind_of_archive(content) if kind == "zip" else kind
    head = content.removeprefix(UTF8_MARK).lstrip()
    if not head:
        return "empty"
    return _kind_of_text(head[:LOOKED_AT].lower(), head.rstrip()[-1:])


def looks_like_html(content: bytes) -> bool:
    """Say whether a body is a page for people."""
    return kind_of(content) == "html"


def beginning(content: bytes, length: int = 60) -> str:
    """Quote how a body begins, on one line."""
    text = content[: length * 4].decode("utf-8", errors="replace")
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[:length]}…"


def _kind_of_text(head: bytes, last: bytes) -> FileKind:
    if head.startswith(b"<"):
        return "html" if b"<!doctype html" in head or b"<html" in head else "xml"
    if (head[:1], last) in ((b"{", b"}"), (b"[", b"]")):
        return "json"
    return "text"


def _kind_of_archive(content: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" in names:
                return "xlsx"
            told = archive.open("mimetype").read(LOOKED_AT) if "mimetype" in names else b""
            return "ods" if told.startswith(ODS_TYPE) and "content.xml" in names else "zip"
    except BROKEN:
        return "xlsx" if content.find(b"xl/", 0, LOOKED_AT) >= 0 else "zip"
