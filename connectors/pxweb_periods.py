"""The periods of PxWeb tables: `2020H2`, `2020K1`, `2020M03`, and a year beside months in Roman numerals.

A numeral alone is read from a value's text only, and only where the variable's name says what is counted: a code may be
a mere number in a row.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from catalogue.folding import fold
from connectors.pxweb_variables import Variable
from schemas.periods import Freq, Period

WHOLE = re.compile(
    r"(?P<year>[12]\d{3})(?:\.|[ -]?(?P<letter>[HSQKM])(?P<part>\d{1,2})|-(?P<month>\d\d))?", re.I
)
LETTERS: Mapping[str, Freq] = {"H": "S", "S": "S", "Q": "Q", "K": "Q", "M": "M"}
PER_YEAR: Mapping[Freq, int] = {"A": 1, "S": 2, "Q": 4, "M": 12}
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
STRETCH = re.compile(r"\s*[-–—]\s*")
PARTS: tuple[tuple[Freq, tuple[str, ...]], ...] = (
    ("Q", ("cetrtlet", "tromjes", "trimes", "kvartal", "quarter")),
    ("S", ("pollet", "polugod", "polgod", "half")),
    ("M", ("mesec", "mjesec", "month")),
)
YEARS = ("leto", "leta", "godina", "godine", "year")
MONTHS = (
    ("siječanj", "januar", "january"), ("veljača", "februar", "february"), ("ožujak", "marec", "march"),
    ("travanj", "april"), ("svibanj", "maj", "may"), ("lipanj", "junij", "june"), ("srpanj", "julij", "july"),
    ("kolovoz", "avgust", "august"), ("rujan", "september"), ("listopad", "oktober", "october"),
    ("studeni", "november"), ("prosinac", "december"),
)  # fmt: skip
NAMED: Mapping[str, int] = {fold(word): number for number, words in enumerate(MONTHS, 1) for word in words}
NUMERALS: Mapping[str, int] = {numeral: number for number, numeral in enumerate(ROMAN, 1)}


@dataclass(frozen=True, slots=True)
class PeriodRule:
    """Which variables make a table's period: one that tells it whole, or a year and a part of it."""

    whole: Variable
    part: Variable | None = None
    freq: Freq = "A"

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables it reads."""
        return (self.whole, self.part) if self.part else (self.whole,)

    def read(self, codes: Mapping[str, str]) -> str:
        """Give the period of a row as we write it, or nothing where its texts are none.

        Args:
            codes: of the row, by the variables' codes.
        """
        whole = period_of(self.whole, codes[self.whole.code])
        if whole is None or self.part is None:
            return str(whole or "")
        return str(_in_year(whole.year, self.part.labels[codes[self.part.code]], self.freq) or "")


def read_whole(text: str) -> Period | None:
    """Read a text that tells a whole period: a year, half-year, quarter or month."""
    match = WHOLE.fullmatch(text.strip())
    if match is None:
        return None
    year, letter = int(match["year"]), (match["letter"] or ("M" if match["month"] else "")).upper()
    freq: Freq = LETTERS.get(letter, "A")
    part = int(match["part"] or match["month"] or 1)
    return Period(year, freq, part) if 1 <= part <= PER_YEAR[freq] else None


def period_of(variable: Variable, code: str) -> Period | None:
    """Read a value's period: its text's, or its code's where the text tells none."""
    return read_whole(variable.labels.get(code, code)) or read_whole(code)


def period_rule(variables: Sequence[Variable], told: Sequence[str] = ()) -> PeriodRule | None:
    """Find the variables that make the period; nothing is guessed where several might.

    Args:
        told: their columns' names, where the source's options name them.
    """
    asked = [variable for variable in variables if variable.column in told] if told else list(variables)
    wholes = [
        one for one in asked if _may_be_whole(one, bool(told)) and _mostly(one, partial(period_of, one))
    ]
    flagged = [one for one in wholes if one.time]
    wholes = flagged if len(flagged) == 1 else wholes
    parts = [(one, freq) for one in asked if one not in wholes and (freq := _part_of(one)) != "A"]
    if len(wholes) != 1 or len(parts) > 1:
        return None
    if not parts:
        return PeriodRule(wholes[0])
    annual = all((period_of(wholes[0], code) or Period(0)).freq == "A" for code in wholes[0].labels)
    return PeriodRule(wholes[0], *parts[0]) if annual else None


def _may_be_whole(variable: Variable, told: bool) -> bool:
    return told or variable.time or _counts(variable) != "A" or _says(variable, YEARS)


def _mostly(variable: Variable, read: Callable[[str], object]) -> bool:
    """Say whether at least half of a variable's values can be read."""
    return 2 * sum(read(code) is not None for code in variable.labels) >= len(variable.labels)


def _says(variable: Variable, words: Sequence[str]) -> bool:
    """Say whether a variable is called by one of some words alone: the year that a house was built is not the year."""
    return fold(variable.column) in words or fold(variable.name) in words


def _counts(variable: Variable) -> Freq:
    """Say what a variable's name counts; ``A`` where it says nothing."""
    name = f"{fold(variable.column)} {fold(variable.name)}"
    return next((freq for freq, stems in PARTS if any(stem in name for stem in stems)), "A")


def _part_of(variable: Variable) -> Freq:
    """Say which part of a year a variable tells; ``A`` where none."""
    freq = _counts(variable)
    readable = (
        _mostly(variable, lambda code: _in_year(2000, variable.labels[code], freq)) if freq != "A" else False
    )
    return freq if readable else "A"


def _in_year(year: int, text: str, freq: Freq) -> Period | None:
    """Read a part of a year: ``III.``, ``3``, ``siječanj``, or a stretch of months such as ``I. - XII.``."""
    ends = [_number(end, freq) for end in STRETCH.split(text.strip())]
    if len(ends) == 1 and ends[0]:
        return Period(year, freq, ends[0])
    if freq == "M" and len(ends) == 2 and ends[0] and ends[1]:
        return _stretch(year, ends[0], ends[1])
    return None


def _number(text: str, freq: Freq) -> int:
    """Read which month, quarter or half is meant, from 1; 0 where none is."""
    word = text.strip().removesuffix(".").strip()
    number = (
        int(word) if word.isascii() and word.isdigit() and len(word) <= 2 else NUMERALS.get(word.upper(), 0)
    )
    number = number or (NAMED.get(fold(word), 0) if freq == "M" else 0)
    return number if number <= PER_YEAR[freq] else 0


def _stretch(year: int, first: int, last: int) -> Period | None:
    """Give the year, half-year or quarter that a stretch of months is."""
    months = last - first + 1
    freq: Freq | None = next(
        (freq for freq, parts in PER_YEAR.items() if 12 // parts == months and months > 1), None
    )
    if freq is None or (first - 1) % months:
        return None
    return Period(year, freq, (first - 1) // months + 1)
