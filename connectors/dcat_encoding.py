"""The text of a page: unpacked, in UTF-8, without marks and declarations that say otherwise."""

import re

from connectors.dcat_errors import FeedEncodingError
from connectors.fetching import Fetched
from connectors.sniffing import UTF8_MARK, beginning
from connectors.unpacking import unpacked

LARGEST_PAGE = 64 * 1024 * 1024
"""Bytes that a page may unpack to."""

GZIP_MARK = b"\x1f\x8b"
UTF8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["'][^>]*\?>""")
_FOREIGN = re.compile(r"[^\x00-\u024f\u0300-\u03ff\u1e00-\u2bff\ufb00-\ufb06\ufe0f\ufffd]")
"""Letters that text in a European encoding turns into by chance where it is taken for UTF-8, e.g. ``čšž`` in windows-1250."""

_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NULLS = (
    (re.compile(rb"(?:<|@|\{|\[|#|_)\x00"), "utf-16-le"),
    (re.compile(rb"\x00(?:<|@|\{|\[|#|_)"), "utf-16-be"),
)


def page_bytes(fetched: Fetched) -> bytes:
    """Give the bytes of a page; those of a packed file (``catalog.ttl.gz``) unpacked.

    Raises:
        TooLargeError, BrokenAnswerError: it cannot be unpacked.
    """
    if not fetched.content.startswith(GZIP_MARK):
        return fetched.content
    return unpacked((fetched.content,), "gzip", LARGEST_PAGE)


def unified(content: bytes, url: str, encoding: str = "") -> bytes:
    """Give a page in UTF-8.

    A byte order mark counts first. What is sound UTF-8 of European letters is taken for it whatever it declares: text of
    another encoding is not, once it has letters that are not English. Then the options count, then the declaration.

    Args:
        encoding: of `options.encoding`.

    Raises:
        FeedEncodingError: it is in no encoding that anybody says.
    """
    text = _decoded(content, url, encoding).lstrip("\ufeff\x00 \t\r\n")
    if text.startswith("<?xml"):
        text = text.partition("?>")[2]
    return text.encode("utf-8", "replace")


def _decoded(content: bytes, url: str, encoding: str) -> str:
    mark = next((name for sign, name in _MARKS if content.startswith(sign)), "")
    mark = mark or next((name for sign, name in _NULLS if sign.match(content)), "")
    if mark:
        return _as(content, mark, url)
    if content.startswith(UTF8_MARK):
        content, encoding = content.removeprefix(UTF8_MARK), ""
    else:
        declared = _DECLARED.match(content)
        said = declared[1].decode().lower() if declared else ""
        encoding = encoding or ("" if said in UTF8 else said)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _as(content, encoding, url) if encoding else _damaged(content, error, url)
    return text if not encoding or not _FOREIGN.search(text) else _as(content, encoding, url)


def _as(content: bytes, encoding: str, url: str) -> str:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise FeedEncodingError(str(error), url=url, encoding=encoding) from error


def _damaged(content: bytes, error: UnicodeDecodeError, url: str) -> str:
    """Give UTF-8 in which some letters were cut (at a length counted in bytes) with signs in their place.

    Raises:
        FeedEncodingError: it has fewer sound letters than unsound ones, so that it is in another encoding.
    """
    text = content.decode("utf-8", "replace")
    unsound = text.count("\ufffd")
    sound = sum(1 for _ in re.finditer(r"[\u0080-\ufffc]", text))
    if sound <= unsound:
        where = f"byte {error.start}"
        found = beginning(content[max(0, error.start - 20) : error.start + 20])
        raise FeedEncodingError(found, url=url, where=where, encoding="utf-8") from error
    return text
