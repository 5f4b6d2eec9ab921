"""Read a cell: a number in its declared locale, a word as one of our codes, a period, a status flag."""

import csv
import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from connectors.definitions import Locale
from connectors.errors import NumberError
from connectors.numbers import parse_number
from connectors.raw_table import RawCell
from connectors.xlsx_cells import is_percent
from schemas.codes import CODELISTS, FILES, codelist
from schemas.errors import PeriodError
from schemas.findings import Finding, Location
from schemas.indicators import nearest_indicators
from schemas.messages import Message
from schemas.periods import Period, parse_period
from schemas.place_search import near_place_codes
from schemas.unit_texts import read_unit, unit_of_text
from schemas.validation.status_rules import statuses

NORMAL = "A"
PERCENT = "PC"
NOTHING = "—"
ASSUMED = frozenset({"-", "–", "—", "−", "/", "n.a", "n.a.", "n/a", "N/A"})
"""Tokens that plainly stand for no number, without saying why: read as a missing value, and the owner is asked."""


class CellError(Exception):
    """A cell that cannot be meant: rule, place, what was found, what was expected, how to mend it."""

    def __init__(self, rule: str, ref: str, found: str, expected: Message, mend: Message) -> None:
        self.rule = rule
        self.ref = ref
        self.found = found
        self.expected = expected
        self.mend = mend
        super().__init__(f"{ref}: {found!r}")

    def findings(self, document: str, snapshot: str) -> tuple[Finding, ...]:
        """Give it as a finding located in a document."""
        where = Location(document, self.ref, snapshot)
        return (Finding(self.rule_id, "violation", where, self.found, self.expected, self.mend),)

    @property
    def rule_id(self) -> str:
        """The rule's id, as a finding has it."""
        return f"mapping.{self.rule}"


class TableRuleError(CellError):
    """A cell that breaks a rule of the rule table by itself: a code (H1), a unit (H3), a place (H14)."""

    @property
    def rule_id(self) -> str:
        """The rule's id, as a finding has it."""
        return self.rule


@dataclass(frozen=True, slots=True)
class Reading:
    """What a value cell says: a number, or why there is none."""

    number: Decimal | None
    obs_status: str = NORMAL
    conf_status: str = "F"
    notation_key: str = ""
    comment: str = ""


def read_value(cell: RawCell, locale: Locale, missing: Mapping[str, str], unit: str = "") -> Reading:
    """Read a number, or a token that stands for none: one that the mapping declares, a notation key, or a dash.

    Args:
        unit: our code of the unit it is printed in; of percents the sign may stand in the cell.

    Raises:
        CellError: neither; the error names the locale in which the text would be a number.
    """
    text = cell.text.strip()
    if text in missing or text in codelist("notation_key"):
        return _without_number(missing.get(text, text))
    if text in ASSUMED:
        return Reading(None, "O")
    if cell.kind == "empty":
        return Reading(None, "O")
    try:
        return Reading(_number(cell, text, locale, unit))
    except NumberError as error:
        raise CellError("number", cell.ref, cell.text, error.expected, error.mend) from error


def _number(cell: RawCell, text: str, locale: Locale, unit: str) -> Decimal:
    """Read a number as it is printed: a workbook keeps 0.125 where its cell prints 12.5 %.

    Raises:
        CellError: the cell prints percents, and the unit is another.
        NumberError: it is no number.
    """
    if cell.kind != "number":
        signed = unit == PERCENT and text.endswith("%")
        return parse_number(text[:-1].rstrip() if signed else text, locale)
    if not is_percent(cell.number_format):
        return Decimal(text)
    if unit and unit != PERCENT:
        expected = Message("mapping.unit.expected", {"unit": unit})
        raise CellError(
            "unit", cell.ref, f"{cell.text} ({cell.number_format})", expected, Message("mapping.unit.mend")
        )
    return Decimal(text) * 100


def _without_number(code: str) -> Reading:
    keys = codelist("notation_key")
    if code in keys:
        columns = keys[code].columns
        return Reading(None, columns["obs_status"], columns["conf_status"], notation_key=code)
    return Reading(None, code)


def read_status(reading: Reading, cell: RawCell, flags: str) -> Reading:
    """Add a status: Eurostat's flags (several letters), or a code of SDMX's list.

    The weightiest flag by SDMX's precedence becomes the status, all of them stand in the comment.
    """
    text = cell.text.strip()
    if not text:
        return reading
    known = (
        _eurostat_flags()
        if flags == "eurostat"
        else {code.code: (code.code, "") for code in codelist("obs_status")}
    )
    letters = text.replace(" ", "") if flags == "eurostat" else text.split()
    unknown = [letter for letter in letters if letter not in known]
    if unknown:
        words = Message("sources.allowed.one_of", {"words": ", ".join(known)})
        raise CellError("status", cell.ref, text, words, Message("mapping.status.mend"))
    states = [known[letter][0] for letter in letters]
    confidential = [known[letter][1] for letter in letters if known[letter][1]]
    status = min(states, key=_precedence) if states else NORMAL
    if reading.number is None and reading.obs_status not in (NORMAL, "O"):
        status = reading.obs_status
    if flags == "eurostat" and reading.number is None and status not in statuses("with_missing"):
        status = "O"  # Eurostat flags an empty cell as it flags a number
    return replace(
        reading, obs_status=status, conf_status=(confidential or [reading.conf_status])[0],
        comment=f"flags {text}" if len(letters) > 1 else "",
    )  # fmt: skip


@cache
def _eurostat_flags() -> Mapping[str, tuple[str, str]]:
    with (CODELISTS / "cl_eurostat_flag_map.csv").open(encoding="utf-8", newline="") as lines:
        rows = {
            row["eurostat_flag"]: (row["obs_status"], row["conf_status"]) for row in csv.DictReader(lines)
        }
    return {**rows, "m": ("M", "")}


def _precedence(status: str) -> int:
    return int(codelist("obs_status")[status].columns["precedence_1_is_highest"])


def read_code(
    name: str, text: str, ref: str, words: Mapping[str, str] | None, allowed: Collection[str] | None = None
) -> str:
    """Read a word as a code: through the mapping's words where it names a map, else as it stands.

    Args:
        name: the dimension.
        text: the cell's text.
        ref: where it stands.
        words: source's word = our code; None where no map is named.
        allowed: the codes where they are no code list, e.g. the places a node knows.

    Raises:
        CellError: an unknown word or code, with the nearest ones.
    """
    if words is not None:
        if text in words:
            return words[text]
        near = _nearest(text, words)
        expected = Message(
            "mapping.word.expected", {"words": ", ".join(near or list(words)[:8]), "name": name}
        )
        raise CellError(
            "word", ref, text or "nothing", expected, Message("mapping.word.mend", {"name": name})
        )
    known: Collection[str] = allowed if allowed is not None else _codes(name)
    if text in known:
        return text
    if name == "unit" and (unit := unit_of_text(text)):
        return unit
    mend = Message("validation.code.mend")
    if not text:
        raise TableRuleError(
            "H1", ref, NOTHING, Message("validation.code_absent.expected", {"name": name}), mend
        )
    if name == "place":
        like = ", ".join(near_place_codes(text, frozenset(known))) or NOTHING
        expected = Message("validation.place.expected", {"near": like})
        raise TableRuleError("H14", ref, text, expected, Message("validation.place.mend"))
    raise TableRuleError("H1", ref, text, _code_like(name, text, len(known)), mend)


def _code_like(name: str, text: str, count: int) -> Message:
    """Say which codes of a list, of so many, a text may mean."""
    candidates = [one.code for one in read_unit(text).candidates] if name == "unit" else []
    near = candidates or (codelist(name).nearest(text) if name in FILES else ())
    near = nearest_indicators(text) if name == "indicator" else near
    if near:
        return Message("validation.code.expected", {"name": name, "words": ", ".join(near)})
    return Message("validation.code_unlike.expected", {"name": name, "count": count})


@cache
def _codes(name: str) -> frozenset[str]:
    return frozenset(code.code for code in codelist(name)) if name in FILES else frozenset()


def _nearest(text: str, words: Collection[str]) -> list[str]:
    by_fold = {word.casefold(): word for word in words}
    return [by_fold[near] for near in difflib.get_close_matches(text.casefold(), by_fold, n=3, cutoff=0.4)]


def read_period(text: str, ref: str) -> Period:
    """Read a period.

    Raises:
        CellError: the text is none.
    """
    try:
        return parse_period(text)
    except PeriodError:
        expected = Message("sources.allowed.period")
        raise CellError("period", ref, text or "nothing", expected, Message("mapping.period.mend")) from None
