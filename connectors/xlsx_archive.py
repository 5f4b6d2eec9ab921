"""Looking at a workbook's archive before anything of it is parsed."""

import zipfile
import zlib
from io import BytesIO
from xml.parsers import expat

from connectors.errors import BrokenWorkbookError, SwollenArchiveError

MOST_PARTS = 5_000
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
LOOKED_AT = 4_096


def checked_archive(content: bytes, limit: int) -> zipfile.ZipFile:
    """Open a workbook's archive if it is safe to unpack.

    What a part's entry says of its size binds Python's zipfile: it never gives more bytes than that.

    Args:
        limit: bytes of all parts unpacked.

    Raises:
        SwollenArchiveError: it unpacks to more, or to more parts than a workbook has.
        BrokenWorkbookError: it is no archive, is encrypted, or holds a document type declaration.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except BROKEN as error:
        raise BrokenWorkbookError(str(error)) from error
    parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    if size > limit or len(parts) > MOST_PARTS:
        raise SwollenArchiveError(f"{size} B, {len(parts)} parts", limit=limit)
    if any(part.flag_bits & 1 for part in parts):
        raise BrokenWorkbookError("encrypted")
    for part in parts:
        _refuse_entities(archive, part)
    return archive


def has_formulas(archive: zipfile.ZipFile) -> bool:
    """Say whether any sheet may hold a formula, so that it pays to read the formulas too.

    Raises:
        BrokenWorkbookError: a sheet cannot be unpacked.
    """
    sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
    try:
        return any(b"<f>" in text or b"<f " in text for text in map(archive.read, sheets))
    except BROKEN as error:
        raise BrokenWorkbookError(str(error)) from error


def _refuse_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse a document type: a workbook needs none, and entities in it can swell without end.

    It is looked for as the parsers will, in any encoding and behind any comment; what is no XML holds none.
    """
    prolog = _Prolog()
    try:
        with archive.open(part) as stream:
            while prolog.open and (piece := stream.read(LOOKED_AT)):
                prolog.read(piece)
    except BROKEN as error:
        raise BrokenWorkbookError(str(error), where=part.filename) from error
    if prolog.has_type:
        raise BrokenWorkbookError("<!DOCTYPE", where=part.filename)


class _Prolog:
    """What stands in a document before its first element."""

    def __init__(self) -> None:
        self.open = True
        self.has_type = False
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._type
        self._parser.StartElementHandler = self._element

    def read(self, piece: bytes) -> None:
        """Read on, up to the first element or to what is no XML."""
        try:
            self._parser.Parse(piece, False)
        except (expat.ExpatError, _SeenError):
            self.open = False

    def _type(self, *_told: object) -> None:
        self.has_type = True
        raise _SeenError

    def _element(self, *_told: object) -> None:
        raise _SeenError


class _SeenError(Exception):
    """Ends the reading of a prolog."""
