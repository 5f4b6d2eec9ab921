"""Units within headings and titles: ``Emisije [t CO2e/leto]``, ``Energija, MWh``, ``v t CO2 ekv.``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schemas.codes import codelist
from schemas.unit_texts import unit_of_text

BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|\{([^{}]*)\}")
IN = re.compile(r"(?:^|\s)(?:in|v|u)\s+(.+)$", re.IGNORECASE)
COUNTS = ("count", "time", "calendar")
PLAIN_WORDS = ("NR", "T", "KG", "DAY", "KM", "HA", "EUR", "M2", "M3", "KM2", "KW", "MW")
"""Units whose sign is a word or letter of a sentence as well: only brackets or a comma make them units."""


@dataclass(frozen=True, slots=True)
class SaidUnit:
    """A unit that stands in a text: our code, and how it is written."""

    code: str
    text: str


def unit_within(text: str) -> SaidUnit | None:
    """Find the unit that a heading or title states; None where it states none that we know."""
    for part, is_set_apart in _parts(text):
        spelled = part.strip(" :;,.")
        code = unit_of_text(spelled) if spelled else None
        if code and (is_set_apart or (code not in PLAIN_WORDS and not _counts(code))):
            return SaidUnit(code, _shortest(spelled, code))
    return None


def _shortest(spelled: str, code: str) -> str:
    """Give the end of a spelling that is the unit by itself: of ``Elektrika MWh`` only ``MWh``, the rest is a carrier."""
    words = spelled.split()
    ends = (" ".join(words[start:]) for start in range(len(words) - 1, 0, -1))
    return next((end for end in ends if unit_of_text(end) == code), spelled)


def without_unit(text: str) -> str:
    """Take the unit out of a heading, so that the rest can be read."""
    said = unit_within(text)
    if said is None:
        return text
    rest = text.replace(said.text, " ", 1)
    return " ".join(re.sub(r"\(\s*\)|\[\s*\]|\{\s*\}", " ", rest).split()).strip(" ,;:")


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """Give the parts of a text where a unit may stand, and whether they are set apart from the words."""
    for match in BRACKETS.finditer(text):
        inner = next(group for group in match.groups() if group is not None)
        yield inner, True
        if found := IN.search(inner):
            yield found[1], True
    yield text, not _is_counting(text)
    for sign in (",", ";", ":", " - ", " – "):
        if sign in text:
            yield text.rpartition(sign)[2], sign != ":"
    if found := IN.search(text):
        yield found[1], False
    words = text.split()
    for count in (4, 3, 2, 1):
        for start in range(len(words) - count, -1, -1):
            yield " ".join(words[start : start + count]), False


def _is_counting(text: str) -> bool:
    """Say whether a whole heading is a word for what is counted, such as ``Households``: that is no unit of its own."""
    code = unit_of_text(text.strip())
    return code is not None and _counts(code)


def _counts(code: str) -> bool:
    return dimension_of(code).lower() in COUNTS


def dimension_of(code: str) -> str:
    """Give what a unit measures; the code itself where the list lacks it, so that it is like nothing else."""
    units = codelist("unit").codes
    return units[code].columns["dimension"] if code in units else code
