"""How a written unit is read, as a value."""

from dataclasses import dataclass, field

from schemas.messages import Message


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that a text may mean.

    Args:
        code: a unit of ours.
        why: what speaks for it, or why it is not certain.
    """

    code: str
    why: Message


@dataclass(frozen=True, slots=True)
class UnitReading:
    """How a written unit is read.

    Args:
        text: as it was written.
        code: a unit of ours where one reading is possible; None where a person decides.
        quantity_kind: what is measured, QUDT's or our kind; empty where that is undecided too.
        certain: one reading is possible.
        candidates: the readings to decide between; beside a certain code, what some mean who write so.
        of: what is measured or counted: ``e-buses``, ``renovated buildings``.
        per: what it is divided by: a unit's code, ``HAB``, ``100KHAB``, or the counted thing's words.
        absent: the text states no unit at all: a dash, the number of a section, "to be set".
        per_time: ``year``, ``month``, ``week``, ``day`` or ``hour``. A year is dropped from the code: periods are years.
    """

    text: str
    code: str | None
    quantity_kind: str
    certain: bool
    candidates: tuple[Candidate, ...] = field(default=())
    of: str = ""
    per: str = ""
    per_time: str = ""
    absent: bool = False
