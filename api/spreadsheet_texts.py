"""Texts for spreadsheets: what others wrote is never run as a formula.

A spreadsheet takes a cell that begins with = + - or @ for a formula, also in a CSV file. A sign before digits is a number.
Source: OWASP, "CSV Injection".
"""

import re
from typing import TypeVar

_FORMULA = re.compile(r"[\s]*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"[+-]?[\d.,\s]*%?")
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Signs that a workbook cannot hold (XML 1.0, 2.2)."""

ValueT = TypeVar("ValueT")


def as_text(value: ValueT) -> ValueT | str:
    """Write a CSV cell: a text that a spreadsheet would run gets an apostrophe before it; numbers stay."""
    if not isinstance(value, str) or not _FORMULA.match(value) or _NUMBER.fullmatch(value):
        return value
    return f"'{value}"


def plain_text(text: str) -> str:
    """Write a text for a workbook's cell: signs that a workbook cannot hold are left out."""
    return _NO_TEXT.sub("", text)
