"""What the rows of a table say: each word of a column as one of our codes, or as a question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from connectors.proposal.decisions import Answers, Decision, answered
from connectors.proposal.headings import ALL_COUNTED
from connectors.proposal.looks import Look, period_within
from connectors.proposal.naming import named_by
from connectors.proposal.places_said import PlaceNames
from connectors.proposal.vocabulary import (
    ALL_LAND,
    CODED,
    LAND_USE,
    SINKS,
    SOURCES,
    Match,
    is_total,
    match,
    sector_match,
)
from connectors.raw_table import RawRow
from schemas.codes import codelist
from schemas.errors import PeriodError
from schemas.messages import Message
from schemas.periods import parse_period
from schemas.unit_texts import unit_of_text

MODES: Mapping[str, tuple[str, ...]] = {
    ALL_LAND: (SOURCES, SINKS),
    LAND_USE: (SOURCES, SINKS),
    "II.1": ("CAR", "HDV"),
}
"""The kinds of source that a sector's words may tell apart."""


@dataclass(frozen=True, slots=True)
class RowWords:
    """What a column's words mean.

    Args:
        role: the dimension, ``unit`` or ``indicator``.
        codes: by word; without those that nobody knows and those whose rows are left out.
        decisions: what is not certain.
        left_out: words whose rows are not read.
        prefix: what is put before each word to make it a code.
        totals: words that say that other rows are added up.
    """

    role: str
    look: Look
    codes: Mapping[str, str]
    decisions: tuple[Decision, ...] = ()
    left_out: tuple[str, ...] = ()
    prefix: str = ""
    totals: tuple[str, ...] = ()

    @property
    def needs_map(self) -> bool:
        """Whether some word is not itself its code."""
        return not self.prefix and any(word != code for word, code in self.codes.items())


@dataclass
class _Reading:
    """Codes and decisions as they come."""

    codes: dict[str, str] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def words_of(
    look: Look, rows: Sequence[RawRow], names: PlaceNames, answers: Answers, units: Mapping[str, str]
) -> RowWords:
    """Read the words of a column that says something of its row, in the rows that hold figures.

    Args:
        units: of a column of indicators the unit that stands beside each.
    """
    cells = {row[look.index].text.strip(): row[look.index].ref for row in reversed(rows)}
    texts = [text for text in dict.fromkeys(row[look.index].text.strip() for row in rows) if text]
    totals = tuple(text for text in texts if is_total(text))
    prefix = names.prefix(texts) if look.role == "place" else ""
    reading = _Reading()
    for text in texts if not prefix else ():
        found = (
            named_by(text, units.get(text, ""))
            if look.role == "indicator"
            else _match(look.role, text, names)
        )
        _read(reading, look.role, text, cells[text], found, answers)
    if look.role == "gas" and set(reading.codes.values()) == {ALL_COUNTED}:
        reading.codes = dict.fromkeys(reading.codes, "_T")
    return RowWords(
        look.role, look, reading.codes, tuple(reading.decisions), tuple(reading.left_out), prefix, totals
    )


def _read(reading: _Reading, role: str, text: str, cell: str, found: Match | None, answers: Answers) -> None:
    key = f"word.{role}.{text}"
    if (role, text) in answers.words:
        said = answers.words[role, text]
        reading.decisions.append(answered(key, said or "-"))
        if said:
            reading.codes[text] = said
        else:
            reading.left_out.append(text)
        return
    if is_total(text) and role in ("place", "period", "indicator", "unit"):
        reading.left_out.append(text)
        why = Message("proposal.why.total-row")
        reading.decisions.append(Decision(key, "guess", "-", why, cell=cell))
        return
    if found is None or not found.code:
        near = found.candidates if found else _near(role, text)
        ask = Message("proposal.ask.word", {"word": text, "role": role})
        reading.decisions.append(Decision(key, "ask", "", ask, near, cell))
        return
    reading.codes[text] = found.code
    if not found.certain:
        why = Message("proposal.why.like", {"word": text})
        reading.decisions.append(Decision(key, "guess", found.code, why, found.candidates, cell))


def _match(role: str, text: str, names: PlaceNames) -> Match | None:
    if role == "place":
        return names.match(text)
    if role == "period":
        period = period_within(text)
        return Match(period, True, (period,)) if period else None
    if role == "unit":
        unit = unit_of_text(text)
        return Match(unit, True, (unit,)) if unit else None
    if role == "sector":
        return sector_match(text)
    return match(role, text)


def modes_of(sectors: RowWords) -> Mapping[str, str]:
    """Give for each word of land use whether it is a source or sink, of road traffic the vehicle; empty where none says it."""
    told: dict[str, str] = {}
    for word, code in sectors.codes.items():
        mode = match("mode", word)
        told[word] = mode.code if mode is not None and mode.code in MODES.get(code, ()) else "_T"
    return told if set(told.values()) != {"_T"} else {}


def _near(role: str, text: str) -> tuple[str, ...]:
    if role in CODED or role == "unit":
        return codelist(role).nearest(text)
    return ()


def is_period(text: str) -> bool:
    """Say whether a text is a period as it stands, so that no map need translate it."""
    try:
        parse_period(text)
    except PeriodError:
        return False
    return True
