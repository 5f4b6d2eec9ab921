"""Reading an answer's bytes up to a limit, and undoing gzip without ever holding more than that."""

import zlib
from collections.abc import Iterable

from connectors.errors import BrokenAnswerError, ContentCodingError, TooLargeError

GZIP = 16 + zlib.MAX_WBITS


def unpacked(chunks: Iterable[bytes], coding: str, limit: int) -> bytes:
    """Give the content of an answer.

    Args:
        chunks: the body as it comes over the wire.
        coding: the Content-Encoding.
        limit: bytes, on the wire and unpacked.

    Raises:
        TooLargeError: there is more; the rest is not read.
        ContentCodingError: the coding is neither gzip nor none.
        BrokenAnswerError: it is no gzip, or ends too early.
    """
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return _read(chunks, limit)
    if coding not in ("gzip", "x-gzip"):
        raise ContentCodingError(f"Content-Encoding: {coding}")
    return _gunzip(_read(chunks, limit), limit)


def _read(chunks: Iterable[bytes], limit: int) -> bytes:
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > limit:
            raise TooLargeError(f"> {limit} B", limit=limit)
    return bytes(content)


def _gunzip(packed: bytes, limit: int) -> bytes:
    """Unpack all members of a gzip stream (RFC 1952 allows several); no body at all is an empty one."""
    content = bytearray()
    while packed:
        member = zlib.decompressobj(GZIP)
        try:
            content += member.decompress(packed, limit + 1 - len(content))
        except zlib.error as error:
            raise BrokenAnswerError(f"gzip: {error}") from error
        if len(content) > limit:
            raise TooLargeError(f"gzip: > {limit} B", limit=limit)
        if not member.eof:
            raise BrokenAnswerError("gzip: unexpected end")
        packed = member.unused_data
    return bytes(content)
