"""A table for people: head, rows and a note, written as Markdown in one language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from schemas.comparability.wording import UNIT_SIGNS, number, words
from schemas.languages import Lang
from schemas.messages import Message

NOTHING = words("–")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Args:
        title: what stands above it.
        of_numbers: whether it is set to the right.
    """

    title: Message
    of_numbers: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a report.

    Args:
        name: by which it is asked for, e.g. ``published``.
        columns: from left to right.
        rows: cells in the order of the columns.
        empty: what is said where there is no row.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Message, ...], ...]
    empty: Message

    @property
    def title(self) -> Message:
        """What it is about."""
        return Message(f"side_by_side.title.{self.name}")

    def markdown(self, lang: Lang) -> str:
        """Write it as a Markdown table, without its title; a sentence where it has no row."""
        if not self.rows:
            return f"{self.empty.in_(lang)}\n"
        rules = ["---:" if column.of_numbers else "---" for column in self.columns]
        head = [column.title.in_(lang) for column in self.columns]
        body = [[cell.in_(lang) for cell in row] for row in self.rows]
        return "".join(f"{_line(cells)}\n" for cells in (head, rules, *body))


def columns(table: str, names: str, numbers: Iterable[str] = (), unit: str = "") -> tuple[Column, ...]:
    """Give a table's columns by name.

    Args:
        table: its name.
        names: of the columns, from left to right.
        numbers: names of those that hold numbers.
        unit: code of the unit of the figures, where a title says it.
    """
    right, said = frozenset(numbers), {"unit": words(UNIT_SIGNS.get(unit, unit))}
    return tuple(
        Column(Message(f"side_by_side.{table}.{name}", said), name in right) for name in names.split()
    )


def figure(value: Decimal | None, digits: int | None = None) -> Message:
    """Write a number, a dash where there is none."""
    return NOTHING if value is None else number(value, digits)


def as_printed(value: Decimal | None) -> Message:
    """Write a number with the decimals that it was printed with."""
    if value is None:
        return NOTHING
    exponent = value.as_tuple().exponent
    return number(value, max(0, -exponent) if isinstance(exponent, int) else None)


def tonnes(value: Decimal | None) -> Message:
    """Write tonnes without decimals."""
    return figure(value, 0)


def between(value: Decimal | None, lower: Decimal | None, upper: Decimal | None) -> Message:
    """Write tonnes with the interval that they stand in."""
    if value is None or lower is None or upper is None or lower == upper:
        return tonnes(value)
    said = {"value": tonnes(value), "lower": tonnes(lower), "upper": tonnes(upper)}
    return Message("side_by_side.between", said)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|').replace(chr(10), ' ') for cell in cells)} |"
