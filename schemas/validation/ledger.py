"""What a hard rule is: a number, a severity, and a function from the ledger to what it objects to."""

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from schemas.basis import Basis
from schemas.findings import Finding, Location, Severity
from schemas.messages import Message
from schemas.observations import Observation, decimal_text
from schemas.places import Place


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the rules look at.

    Args:
        now_year: the current year.
        document: what to call the file; empty to name each row's own document.
    """

    observations: Sequence[Observation]
    bases: Mapping[str, Basis]
    places: Mapping[str, Place]
    now_year: int
    document: str = ""


@dataclass(frozen=True, slots=True)
class Objection:
    """What a rule has against an observation.

    Args:
        found: what stands there.
        key: of the messages ``validation.KEY.expected`` and ``validation.KEY.mend``.
        values: what fills their placeholders.
        involves: other cells it was compared with.
    """

    observation: Observation
    found: str
    key: str
    values: Mapping[str, object]
    involves: tuple[str, ...] = ()


Check = Callable[[Ledger], Iterable[Objection]]


@dataclass(frozen=True, slots=True)
class HardRule:
    """A rule of the table: its number, how grave it is, and what it looks for."""

    id: str
    severity: Severity
    check: Check

    def findings(self, ledger: Ledger) -> Iterator[Finding]:
        """Look for what breaks the rule."""
        for objection in self.check(ledger):
            observation = objection.observation
            yield Finding(
                rule=self.id,
                severity=self.severity,
                where=location_of(observation, ledger.bases, ledger.document),
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
