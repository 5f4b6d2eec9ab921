"""What a hard rule is: a number, a severity, and a function from the ledger to the rows that it objects to."""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from schemas.basis import Basis
from schemas.findings import Finding, Location, Severity
from schemas.indicators import Indicator, indicators
from schemas.messages import Message
from schemas.observations import Observation, decimal_text
from schemas.places import Place
from schemas.validation.columns import ColumnTable, Mask
from schemas.validation.observation_table import observation_at


@dataclass(frozen=True)
class Ledger:
    """What the rules look at.

    Args:
        table: the observations, by column.
        now_year: the current year.
        document: what to call the file; empty to name each row's own document.
        observations: the same rows as values, where they are at hand.
    """

    table: ColumnTable
    bases: Mapping[str, Basis]
    places: Mapping[str, Place]
    now_year: int
    document: str = ""
    observations: Sequence[Observation] | None = None
    indicators: Mapping[str, Indicator] = field(default_factory=indicators)

    def observation(self, row: int) -> Observation:
        """Give a row, counted from 0."""
        return observation_at(self.table, row) if self.observations is None else self.observations[row]

    def where(self, row: int) -> Location:
        """Say where a row stands in its source."""
        return location_of(self.observation(row), self.bases, self.document)


@dataclass(frozen=True, slots=True)
class Objection:
    """What a rule has against an observation.

    Args:
        found: what stands there.
        key: of the messages ``validation.KEY.expected`` and ``validation.KEY.mend``.
        values: what fills their placeholders.
        involves: other cells it was compared with.
    """

    found: str
    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    involves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Broken:
    """Rows that break a rule.

    Args:
        rows: a mask of the table.
        say: what the rule has against one of them; asked of rows that are told only.
    """

    rows: Mask
    say: Callable[[int], Objection]


Check = Callable[[Ledger], Broken]


@dataclass(frozen=True, slots=True)
class HardRule:
    """A rule of the table: its number, how grave it is, and what it looks for.

    Args:
        shape: the last part of the IRI of the SHACL shape that says the same.
    """

    id: str
    severity: Severity
    shape: str
    check: Check

    def finding(self, ledger: Ledger, row: int, objection: Objection) -> Finding:
        """Say what the rule has against a row."""
        observation = ledger.observation(row)
        return Finding(
            rule=self.id,
            severity=self.severity,
            where=ledger.where(row),
            found=objection.found,
            expected=Message(f"validation.{objection.key}.expected", objection.values),
            mend=Message(f"validation.{objection.key}.mend", objection.values),
            subject=observation.key.canonical(),
            place=observation.key.place,
            involves=objection.involves,
        )


def location_of(observation: Observation, bases: Mapping[str, Basis], document: str = "") -> Location:
    """Say where an observation stands.

    Args:
        document: what to call the file; its basis's document, else its source, unless told.
    """
    basis = bases.get(observation.key.basis)
    named = (basis.source_document or basis.title) if basis else ""
    name = document or named or observation.key.source
    return Location(name, observation.source_cell, observation.snapshot)


def printed(observation: Observation) -> str:
    """Give an observation's number as printed, else as text; empty where there is none."""
    return observation.raw_value or decimal_text(observation.value)


def nearest(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """Give the words most like a text, three at most."""
    by_folded = {word.casefold(): word for word in known}
    return tuple(by_folded[word] for word in difflib.get_close_matches(text.casefold(), by_folded, n=3))
