"""Choosing rows and columns of a raw table, and turning columns into rows."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from connectors.definitions import SectionsDefinition
from connectors.errors import MissingColumnError, TakenColumnError
from connectors.raw_table import RawCell, RawRow, RawTable, clean_name, text_cell
from connectors.where import Where, parse_where

__all__ = ["column_index", "filled", "free_name", "parse_where", "rows_where", "sectioned", "unpivot"]

VALUE = "value"
TOTAL = "Total"


def column_index(table: RawTable, name: str, *, key: str = "") -> int:
    """Find a column.

    Args:
        key: the part of the mapping that names it, for the error.

    Raises:
        MissingColumnError: the table lacks it; it names the nearest one.
    """
    wanted = clean_name(name)
    if wanted in table.columns:
        return table.columns.index(wanted)
    raise MissingColumnError.of(wanted, table.columns, where=key)


def filled(table: RawTable, columns: Sequence[str]) -> RawTable:
    """Let an empty cell of some columns carry on what stands above it, as a person reads a label that is printed once.

    Raises:
        MissingColumnError: the table lacks one of the columns.
    """
    places = [column_index(table, name, key="select.fill") for name in columns]
    above: dict[int, RawCell] = {}
    rows: list[RawRow] = []
    for row in table.rows:
        above |= {index: row[index] for index in places if row[index].kind != "empty"}
        rows.append(tuple(above.get(index, cell) for index, cell in enumerate(row)) if above else row)
    return replace(table, rows=tuple(rows))


def sectioned(table: RawTable, sections: SectionsDefinition) -> RawTable:
    """Give the headings that stand among a column's labels a column of their own, the first one.

    In the label's place a heading with figures, and a section's total, leave the word ``Total``; the total of all says so in
    both. What stands before the first heading has an empty section.

    Raises:
        MissingColumnError: the table lacks the column.
        TakenColumnError: ``into`` is a column that it has.
    """
    index = column_index(table, sections.column, key="select.sections.column")
    if sections.into in table.columns:
        raise TakenColumnError(sections.into, where="select.sections.into", columns=", ".join(table.columns))
    rows = tuple(_with_section(table.rows, index, sections))
    refs = (table.column_refs[index], *table.column_refs)
    return replace(table, columns=(sections.into, *table.columns), column_refs=refs, rows=rows)


def _with_section(rows: Sequence[RawRow], index: int, sections: SectionsDefinition) -> Iterator[RawRow]:
    heading: RawCell | None = None
    closed = False
    for row in rows:
        label = row[index]
        text = label.text.strip()
        if text in sections.words:
            heading, closed = label, False
        elif text in sections.ends or (text in sections.totals and (closed or heading is None)):
            heading, closed = None, False
            yield (label, *row)
            continue
        section = heading or RawCell("", label.ref, "empty")
        sums = text in sections.words or text in sections.totals
        closed = closed or text in sections.totals
        yield (section, *row[:index], RawCell(TOTAL, label.ref) if sums else label, *row[index + 1 :])


def free_name(name: str, taken: Sequence[str]) -> str:
    """Give a name that no column has."""
    return next(
        one
        for one in (name, *(f"{name}-{number}" for number in range(2, len(taken) + 3)))
        if one not in taken
    )


def rows_where(table: RawTable, condition: Where | str) -> RawTable:
    """Keep the rows that fulfil a condition.

    Raises:
        WhereError: the condition cannot be read.
        MissingColumnError: it names a column that the table lacks.
    """
    where = parse_where(condition) if isinstance(condition, str) else condition
    rows = tuple(row for row in table.rows if where(table.texts(row)))
    return replace(table, rows=rows)


def unpivot(table: RawTable, columns: Sequence[str], into: str) -> RawTable:
    """Make a row of each of some columns' cells: their names go to the column ``into``, the cells to ``value``.

    The new cell of ``into`` keeps the name of the header's cell, the value's cell its own.

    Raises:
        MissingColumnError: the table lacks one of the columns.
        TakenColumnError: ``into`` or ``value`` is a column that stays.
    """
    turned = [column_index(table, name, key="unpivot.columns") for name in columns]
    kept = [index for index in range(len(table.columns)) if index not in turned]
    names = tuple(table.columns[index] for index in kept)
    for new in (into, VALUE):
        if new in names or into == VALUE:
            raise TakenColumnError(new, where="unpivot.into", columns=", ".join(names))
    refs = tuple(table.column_refs[index] for index in kept)
    rows = tuple(row for old in table.rows for row in _unpivoted(table, old, kept, turned))
    return replace(table, columns=(*names, into, VALUE), column_refs=(*refs, "", ""), rows=rows)


def _unpivoted(table: RawTable, row: RawRow, kept: Sequence[int], turned: Sequence[int]) -> Iterator[RawRow]:
    stays = tuple(row[index] for index in kept)
    for index in turned:
        yield (*stays, text_cell(table.columns[index], table.column_refs[index]), row[index])
