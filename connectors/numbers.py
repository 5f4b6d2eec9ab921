"""Reading numbers as their locale writes them: declared, never guessed.

``65.831`` is sixty-five thousand in Slovenian and sixty-five point eight in English; nothing in the text
says which. So a text is read by one locale's rule or not at all, and what does not fit is told to a person.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from connectors.errors import NumberError
from connectors.raw_table import RawCell

Locale = Literal["sl", "hr", "de", "en", "plain"]
LOCALES: tuple[Locale, ...] = get_args(Locale)

SPACES = " \u00a0\u2009\u202f"  # space, no-break, thin, narrow no-break
MINUS = "\u2212-"  # the hyphen last, so that it is no range in a character class


@dataclass(frozen=True)
class Convention:
    """How numbers are written.

    Args:
        form: an example for people.
        group: between thousands; empty where thousands are not parted.
        point: before the decimals.
        exponent: whether ``1e5`` is a number, as in JSON.
    """

    form: str
    group: str
    point: str
    exponent: bool = False

    def pattern(self) -> re.Pattern[str]:
        """Give the pattern of a whole number text of this convention."""
        signs = [re.escape(sign) for sign in self.group + SPACES] if self.group else []
        grouped = "".join(rf"|[1-9][0-9]{{0,2}}(?:{sign}[0-9]{{3}})+" for sign in signs)
        exponent = "(?P<exponent>[eE][+-]?[0-9]{1,3})?" if self.exponent else ""
        spaced = f"[{SPACES}]?" if self.group else ""
        whole = rf"(?P<whole>(?:0|[1-9][0-9]*){grouped})"
        return re.compile(
            rf"(?P<sign>[+{MINUS}]{spaced})?{whole}(?:{re.escape(self.point)}(?P<decimals>[0-9]+))?{exponent}"
        )


COMMA = Convention("1.234,5", ".", ",")
POINT = Convention("1,234.5", ",", ".")
PLAIN = Convention("1234.5", "", ".", exponent=True)
CONVENTIONS: Mapping[Locale, Convention] = {
    "sl": COMMA,
    "hr": COMMA,
    "de": COMMA,
    "en": POINT,
    "plain": PLAIN,
}
PATTERNS = {locale: convention.pattern() for locale, convention in CONVENTIONS.items()}


def parse_number(text: str, locale: Locale) -> Decimal:
    """Read a number as a locale writes it; thousands may be parted by spaces too, but in ``plain``.

    Args:
        text: as printed, e.g. ``- 4.645``; white space around it does not count.
        locale: declared by the mapping.

    Raises:
        NumberError: it is no such number; it says in which locale it would be one.
    """
    number = _read(text, locale)
    if number is not None:
        return number
    fits = tuple(other for other in LOCALES if other != locale and _read(text, other) is not None)
    raise NumberError(text, locale=locale, form=CONVENTIONS[locale].form, fits=fits)


def cell_number(cell: RawCell, locale: Locale) -> Decimal:
    """Read a cell's number: by the locale if it is a text, as it is if the file holds it as a number.

    Raises:
        NumberError: it holds none; it names the cell.
    """
    try:
        return parse_number(cell.text, "plain" if cell.kind == "number" else locale)
    except NumberError as error:
        error.at(where=cell.ref)
        raise


def _read(text: str, locale: Locale) -> Decimal | None:
    match = PATTERNS[locale].fullmatch(text.strip())
    if match is None:
        return None
    whole = match["whole"] if match["whole"].isdigit() else "".join(filter(str.isdigit, match["whole"]))
    minus = "-" if (match["sign"] or "+")[0] in MINUS else ""
    decimals = f".{match['decimals']}" if match["decimals"] else ""
    exponent = match["exponent"] or "" if CONVENTIONS[locale].exponent else ""
    return Decimal(f"{minus}{whole}{decimals}{exponent}")
