"""Texts that look like numbers, and the conventions in which they are numbers: never which of them is meant."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from connectors.errors import NumberError
from connectors.numbers import Locale, parse_number
from connectors.raw_table import RawCell
from connectors.xlsx_cells import is_percent

NUMERAL = re.compile(r"[+\-−]?\s?[0-9](?:[0-9.,'’   \s]*[0-9])?(?:\s?%)?")
DATE = re.compile(r"[0-9]{1,2}\.\s?[0-9]{1,2}\.\s?(?:19|20)[0-9]{2}\.?")
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
CONVENTIONS: tuple[Locale, ...] = ("sl", "en")
"""The decimal comma and the decimal point; other locales write as one of them."""


def is_numeral(cell: RawCell) -> bool:
    """Say whether a cell holds a number, or a text that some convention may read as one."""
    text = cell.text.strip()
    written = cell.kind == "text" and NUMERAL.fullmatch(text) and not DATE.fullmatch(text)
    return cell.kind == "number" or bool(written)


def is_year(cell: RawCell) -> bool:
    """Say whether a cell may hold a year."""
    return bool(YEAR.fullmatch(cell.text.strip()))


def read_as(cell: RawCell, locale: Locale) -> Decimal | None:
    """Read a cell's number in a convention; None where it is none in it. Percents come as they are printed."""
    text = cell.text.strip()
    if cell.kind == "number":
        return Decimal(text) * (100 if is_percent(cell.number_format) else 1)
    try:
        return parse_number(text.removesuffix("%").rstrip(), locale)
    except NumberError:
        return None


def readings(cells: Iterable[RawCell]) -> Mapping[Locale, bool]:
    """Say in which conventions all of some cells are numbers."""
    texts = [cell for cell in cells if cell.kind != "number" and is_numeral(cell)]
    return {locale: all(read_as(cell, locale) is not None for cell in texts) for locale in CONVENTIONS}


def decimals(cell: RawCell, locale: Locale) -> int:
    """Give how many decimals a cell prints in a convention: what it is rounded to."""
    number = read_as(cell, locale)
    exponent = number.as_tuple().exponent if number is not None else 0
    return max(0, -exponent) if isinstance(exponent, int) else 0


def is_ambiguous(cell: RawCell) -> bool:
    """Say whether a text is a different number in each convention, such as ``65.831``."""
    if cell.kind == "number" or not is_numeral(cell):
        return False
    values = {read_as(cell, locale) for locale in CONVENTIONS} - {None}
    return len(values) > 1
