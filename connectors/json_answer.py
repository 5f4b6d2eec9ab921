"""Reading JSON from a source: digits stay as they were written, and a wrong shape is named by its place."""

import json
import re
from typing import NoReturn, TypeAlias

from connectors.errors import ConnectorError, EmptyFileError, HtmlAnswerError, JsonShapeError, NotJsonError
from connectors.sniffing import UTF8_MARK, beginning, kind_of

_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
"""An escape in a JSON string: two halves that make a letter, a half alone (which is a group), or any other."""


class Digits(str):
    """A JSON number as it was written, e.g. ``17744.90`` or ``1E5``; its text is not a JSON string's."""

    __slots__ = ()


Json: TypeAlias = "dict[str, Json] | list[Json] | str | Digits | int | float | bool | None"


def read_json(content: bytes, url: str = "", *, exact: bool = True) -> Json:
    """Read a JSON document.

    Args:
        url: where it comes from, for errors.
        exact: every number in it becomes a ``Digits``; else what Python makes of it.

    Raises:
        EmptyFileError, HtmlAnswerError, NotJsonError: it is none.
    """
    kind = kind_of(content)
    if kind == "empty":
        raise EmptyFileError(f"{len(content)} B", url=url)
    if kind == "html":
        raise HtmlAnswerError(beginning(content), url=url)
    try:
        document: Json = json.loads(
            _whole_letters(content.removeprefix(UTF8_MARK)),
            parse_float=Digits if exact else None,
            parse_int=Digits if exact else None,
            parse_constant=_refuse_constant,
        )
    except (ValueError, RecursionError) as error:
        raise NotJsonError(f"{beginning(content)} ({error})", url=url) from error
    return document


def _whole_letters(content: bytes) -> bytes:
    """Give a document with U+FFFD for each half of a letter (a surrogate alone), which no text and no database can hold."""
    if b"\\ud" not in content and b"\\uD" not in content:
        return content
    return _ESCAPE.sub(lambda found: rb"\ufffd" if found[1] else found[0], content)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are no JSON (RFC 8259, 6)


def as_object(
    value: Json, where: str, error: type[ConnectorError] = JsonShapeError, wanted: str = "{...}"
) -> dict[str, Json]:
    """Give a value that must be an object.

    Args:
        where: its place, e.g. ``$.result``.
        error: the class that says that it is none.
    """
    if not isinstance(value, dict):
        raise error(quoted(value), where=where, wanted=wanted)
    return value


def as_list(
    value: Json, where: str, error: type[ConnectorError] = JsonShapeError, wanted: str = "[...]"
) -> list[Json]:
    """Give a value that must be a list."""
    if not isinstance(value, list):
        raise error(quoted(value), where=where, wanted=wanted)
    return value


def as_count(value: Json, where: str, error: type[ConnectorError] = JsonShapeError) -> int:
    """Give a value that must be a whole number from 0 on."""
    digits = str(value) if isinstance(value, Digits | int) and not isinstance(value, bool) else ""
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 15:
        raise error(quoted(value), where=where, wanted="0, 1, 2 ...")
    return int(digits)


def quoted(value: Json, length: int = 60) -> str:
    """Quote a JSON value, shortened."""
    text = value if isinstance(value, Digits) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= length else f"{text[:length]}…"
