"""A datum: one piece of missing data, with whoever holds it and what the evidence would be if it were there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from schemas.comparability.evidence import Evidence
from schemas.lifting.holding import Holder
from schemas.lifting.supply import Copied, Given, Stated, Supply
from schemas.messages import Message


@dataclass(frozen=True, slots=True)
class Form:
    """What is to be filled in: a table with an empty column, or a choice.

    Args:
        columns: of the table, in order; what is asked for is the one named by `fill`.
        lines: its rows, with what is asked for left empty.
        fill: the column to be filled in.
        choices: a code list from which one is chosen, empty where there is none.
    """

    columns: tuple[str, ...] = ()
    lines: tuple[tuple[str, ...], ...] = ()
    fill: str = ""
    choices: str = ""


@dataclass(frozen=True, slots=True)
class Datum:
    """One piece of missing data.

    Args:
        id: the same for the same datum in every question, e.g. ``cells.HR_01333.III``.
        need: what kind it is, e.g. ``cells``; ``lifting.need.`` and this word says it.
        places: codes of the places whose figures it changes.
        holder: who has it.
        values: what fills the messages about it.
        dimensions: of comparison that it may lift.
        supplies: what the evidence would be if it were there.
        form: what is to be filled in.
        period: of the figures, empty where it has none.
        unit: code of their unit, empty where it is a statement.
        about: more that must be said of it, ``lifting.about.`` and this word; empty for nothing.
        cell: the sector that it tells of, where it is one that another place has.
        moves: whether it may change figures; scopes told one by one do not.
    """

    id: str
    need: str
    places: frozenset[str]
    holder: Holder
    values: Mapping[str, object]
    dimensions: frozenset[str]
    supplies: tuple[Supply, ...]
    form: Form = field(default_factory=Form)
    period: str = ""
    unit: str = ""
    about: str = ""
    cell: str = ""
    moves: bool = True

    @property
    def selects(self) -> bool:
        """Whether it may decide which year the places are compared for."""
        return any(
            isinstance(supply, Copied | Given)
            or (isinstance(supply, Stated) and supply.attribute == "base_period")
            for supply in self.supplies
        )

    @property
    def needs(self) -> Message:
        """What is asked for, in a few words."""
        return Message(f"lifting.need.{self.need}", self.values)


def supplied(evidence: Evidence, data: Iterable[Datum]) -> Evidence:
    """Give the evidence as it would be if some data were there, in one order whatever order they are named in."""
    for datum in sorted(data, key=lambda one: one.id):
        for supply in datum.supplies:
            evidence = supply.to(evidence)
    return evidence
