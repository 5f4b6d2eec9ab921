"""How a number was printed: to which step it is rounded, and which sign marks its decimals."""

import re
from decimal import Decimal

from schemas.errors import SchemaError
from schemas.indicators import indicators
from schemas.observations import Observation
from schemas.units import convert

DIGITS = re.compile(r"\d+")
MARKED = re.compile(r"\d+(?:[.,'\u00a0\u202f ]\d+)*")
MOST_PLACES = 12
POINT, COMMA = ".", ","
EXCHANGED = str.maketrans({POINT: COMMA, COMMA: POINT})


def printed_number(cell: Observation) -> Decimal | None:
    """Give the number as printed, in the unit it was printed in."""
    number = cell.published_value if cell.published_value is not None else cell.value
    return number if number is not None and number.is_finite() else None


def step(cell: Observation) -> Decimal:
    """Give the step that a number is rounded to, in its indicator's unit: 1 for 65.831 read as 65,831."""
    number = printed_number(cell)
    if number is None:
        return Decimal(0)
    shown = Decimal(1).scaleb(-_places(number, cell.raw_value))
    unit = cell.published_unit or cell.key.unit
    known = indicators().get(cell.key.indicator)
    try:
        return convert(shown, unit, known.unit if known else unit)
    except (SchemaError, KeyError):
        return shown


def _places(number: Decimal, raw: str) -> int:
    """Count the decimals that were printed: those of the text where it is the number, else those of the number."""
    found = MARKED.search(raw)
    digits = int("".join(DIGITS.findall(found.group()))) if found else 0
    if digits and number:
        for places in range(MOST_PLACES):
            if abs(number).scaleb(places) == digits:
                return places
    exponent = number.as_tuple().exponent
    return min(max(-exponent, 0), MOST_PLACES) if isinstance(exponent, int) else 0


def decimal_mark(cell: Observation) -> str:
    """Tell which sign a printed number takes for its decimals, from its text and the number that was read.

    Returns:
        ``.`` or ``,``; empty where the text has no sign, or none that tells.
    """
    raw = cell.raw_value
    if POINT not in raw and COMMA not in raw:
        return ""
    number = printed_number(cell)
    if number is None:
        return ""
    return _usual_mark(raw, number) or _mark_in(raw, number)


def _usual_mark(raw: str, number: Decimal) -> str:
    """Tell the mark of a text that writes a number as English or Slovenian does; empty of any other."""
    if "E" in raw:
        return ""
    usual = f"{number:,}"
    return POINT if raw == usual else COMMA if raw == usual.translate(EXCHANGED) else ""


def _mark_in(raw: str, number: Decimal) -> str:
    found = MARKED.search(raw)
    if found is None:
        return ""
    text = found.group()
    signs = [sign for sign in text if sign in (POINT, COMMA)]
    if not signs:
        return ""
    if len(set(signs)) > 1:
        return signs[-1]
    if len(signs) > 1:
        return _other(signs[0])
    return _mark_of_one(text, signs[0], number)


def _mark_of_one(text: str, sign: str, number: Decimal) -> str:
    """Tell the mark of a text with a single sign: the number that was read tells what the sign was taken for."""
    whole, _, rest = (
        part.translate({ord(space): None for space in "'\u00a0\u202f "}) for part in text.partition(sign)
    )
    if abs(number) == Decimal(f"{whole}.{rest}"):
        return sign
    return _other(sign) if abs(number) == Decimal(whole + rest) else ""


def is_ambiguous(cell: Observation) -> bool:
    """Say whether a text has one sign before exactly three digits, so that it reads in two ways: 5.711."""
    found = MARKED.search(cell.raw_value)
    return found is not None and re.fullmatch(r"\d{1,3}[.,]\d{3}", found.group()) is not None


def other_reading(cell: Observation) -> Decimal | None:
    """Give what an ambiguous text says in the other convention, in the indicator's unit of the row's value."""
    if not is_ambiguous(cell) or cell.value is None or not cell.value:
        return None
    mark = decimal_mark(cell)
    found = MARKED.search(cell.raw_value)
    if not mark or found is None:
        return None
    return cell.value * 1000 if mark in found.group() else cell.value / 1000


def _other(sign: str) -> str:
    return COMMA if sign == POINT else POINT
