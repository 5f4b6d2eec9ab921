"""The sum check: which printed totals of a table are the sums of its parts, and which are not, and by how much."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from connectors.numbers import Locale
from connectors.proposal.headings import FigureColumn
from connectors.proposal.looks import ROW_ROLES, UNKNOWN, Look
from connectors.proposal.numerals import decimals, is_ambiguous, is_numeral, read_as
from connectors.proposal.vocabulary import LAND_USE, is_total, sector_match
from connectors.raw_table import RawCell, RawRow, RawTable
from schemas.codes import codelist

ADDED_UP = ("sector", "carrier", "scope", "gas", UNKNOWN)
"""What rows may be added up over."""

NOTHING_TO_SPEAK_OF = Decimal("1e-5")
"""The share of a total that rounding may move, up to one unit: tables print what their makers rounded before."""

MOST_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Addition:
    """A printed total with the cells that it should add up.

    Args:
        over: ``row`` where columns are added, else what the rows tell apart.
        parts: in the order of the table; without the cells that hold no number.
        gaps: how many of its parts hold no number.
    """

    over: str
    total: RawCell
    parts: tuple[RawCell, ...]
    gaps: int = 0

    @property
    def is_telling(self) -> bool:
        """Whether some number of it is another in another convention."""
        return any(map(is_ambiguous, (self.total, *self.parts)))


@dataclass(frozen=True, slots=True)
class SumLine:
    """What came of adding up."""

    cell: str
    over: str
    printed: Decimal
    added: Decimal
    parts: int
    gaps: int
    closes: bool

    @property
    def difference(self) -> Decimal:
        """How much more is printed than the parts add up to."""
        return self.printed - self.added


def additions(
    table: RawTable, looks: Sequence[Look], columns: Sequence[FigureColumn]
) -> list[tuple[Addition, ...]]:
    """Give the totals of a table, each with the ways in which it may be meant."""
    return [*((one,) for one in _along_rows(table, columns)), *_down_columns(table, looks, columns)]


def _along_rows(table: RawTable, columns: Sequence[FigureColumn]) -> Iterator[Addition]:
    """Add the columns before each total column, back to the total before it."""
    parts: list[FigureColumn] = []
    for column in columns:
        if not column.total:
            parts.append(column)
            continue
        if len(parts) > 1:
            for row in table.rows:
                if is_numeral(row[column.look.index]):
                    yield _addition("row", row[column.look.index], [row[part.look.index] for part in parts])
        parts = []


def _addition(over: str, total: RawCell, cells: Sequence[RawCell]) -> Addition:
    numbers = tuple(cell for cell in cells if is_numeral(cell))
    return Addition(over, total, numbers, len(cells) - len(numbers))


def _down_columns(
    table: RawTable, looks: Sequence[Look], columns: Sequence[FigureColumn]
) -> Iterator[tuple[Addition, ...]]:
    labels = [look for look in looks if look.role in ROW_ROLES or look.role == UNKNOWN]
    for look in labels:
        if look.role not in ADDED_UP:
            continue
        others = [other for other in labels if other is not look and other.role != "unit"]
        for total, rows in _totals_with_parts(table, look, others):
            for column in columns:
                cell = total[column.look.index]
                if is_numeral(cell):
                    yield tuple(
                        _addition(look.role, cell, [row[column.look.index] for row in reading])
                        for reading in _readings(look, rows)
                    )


def _totals_with_parts(
    table: RawTable, look: Look, others: Sequence[Look]
) -> Iterator[tuple[RawRow, list[RawRow]]]:
    """Give each row that adds up with the rows that say the same but for what is added."""
    groups: Mapping[tuple[str, ...], list[RawRow]] = _grouped(table, others)
    for rows in groups.values():
        totals = [number for number, row in enumerate(rows) if is_total(row[look.index].text)]
        for count, number in enumerate(totals):
            parts = _beside(rows, totals, count) if len(totals) > 1 else rows[:number] + rows[number + 1 :]
            told = [row for row in parts if row[look.index].text.strip()]
            if len(told) > 1:
                yield rows[number], told


def _grouped(table: RawTable, others: Sequence[Look]) -> Mapping[tuple[str, ...], list[RawRow]]:
    groups: dict[tuple[str, ...], list[RawRow]] = defaultdict(list)
    for row in table.rows:
        groups[tuple(_label(row[other.index].text) for other in others)].append(row)
    return groups


def _label(text: str) -> str:
    return "" if is_total(text) else text.strip()


def _beside(rows: Sequence[RawRow], totals: Sequence[int], count: int) -> list[RawRow]:
    """Of several totals, each adds up what stands between the one before it and itself, or after it where it is first."""
    first = totals[count - 1] + 1 if count else 0
    above = list(rows[first : totals[count]])
    if above or totals[0] != 0:
        return above
    last = totals[count + 1] if count + 1 < len(totals) else len(rows)
    return list(rows[totals[count] + 1 : last])


def _readings(look: Look, rows: Sequence[RawRow]) -> Iterator[Sequence[RawRow]]:
    """Give which rows a total may add: all, the broadest sectors only, with or without land use."""
    yield rows
    if look.role != "sector":
        return
    codes = [_code(row[look.index].text) for row in rows]
    top = [row for row, code in zip(rows, codes, strict=True) if not _has_parent(code, codes)]
    if len(top) != len(rows):
        yield top
    dry = [row for row in top if _code(row[look.index].text) != LAND_USE]
    if len(dry) != len(top):
        yield dry


def _code(text: str) -> str:
    found = sector_match(text)
    return found.code if found else ""


def _has_parent(code: str, codes: Sequence[str]) -> bool:
    """Say whether a broader sector stands among others; ``AFOLU`` beside its sinks adds both up."""
    sectors = codelist("sector").codes
    parent = sectors[code].columns["parent"] if code in sectors else ""
    while parent and parent != "_T":
        if parent in codes and code != LAND_USE:
            return True
        parent = sectors[parent].columns["parent"] if parent in sectors else ""
    return False


def added_up(one: Addition, locale: Locale) -> SumLine | None:
    """Add a total's parts in a convention; None where a cell is no number in it."""
    printed = read_as(one.total, locale)
    numbers = [read_as(cell, locale) for cell in one.parts]
    known = [number for number in numbers if number is not None]
    if printed is None or len(known) != len(numbers) or not known:
        return None
    added = sum(known, Decimal(0))
    within = _rounding((one.total, *one.parts), locale) + min(Decimal(1), abs(printed) * NOTHING_TO_SPEAK_OF)
    closes = abs(printed - added) <= within
    return SumLine(one.total.ref, one.over, printed, added, len(known), one.gaps, closes)


def _rounding(cells: Sequence[RawCell], locale: Locale) -> Decimal:
    """Give by how much a sum may be off because each number is rounded."""
    printed = [min(decimals(cell, locale), MOST_DECIMALS) for cell in cells]
    return Decimal(len(cells)).scaleb(-min(printed)) / 2 if any(printed) else Decimal(len(cells) // 2)


def check_sums(found: Sequence[tuple[Addition, ...]], locale: Locale) -> list[SumLine]:
    """Check all totals: of the ways a total may be meant, one that closes counts, else the first."""
    lines: list[SumLine] = []
    for readings in found:
        told = [line for one in readings if one.parts and (line := added_up(one, locale)) is not None]
        if told:
            lines.append(next((line for line in told if line.closes), told[0]))
    return lines
