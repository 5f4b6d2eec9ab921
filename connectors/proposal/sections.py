"""Sections within one column: ``PROMET`` alone on a row, or with its total, heads the rows below it."""

from collections.abc import Sequence

from connectors.definitions import SectionsDefinition
from connectors.proposal.numerals import is_numeral
from connectors.proposal.vocabulary import (
    fold,
    is_note,
    is_sign,
    is_total,
    match,
    sector_match,
    without_total,
)
from connectors.raw_table import RawRow, RawTable
from connectors.select import free_name

SECTION = "section"
ENOUGH = 0.5


def sections_of(table: RawTable) -> SectionsDefinition | None:
    """Find the headings among a table's labels; None where there are none, or where they are of the labels' own kind.

    Sectors below a sector say themselves what they are; carriers below a sector do not.
    """
    label = _label_column(table)
    if label is None:
        return None
    alone = _texts(
        table, label, [row for row in _before_the_last(table.rows, label) if _stands_alone(row, label)]
    )
    told = [row for row in table.rows if not _stands_alone(row, label)]
    items = [text for text in _texts(table, label, told) if not is_total(text)]
    of_carriers = _share_of_carriers(items) >= ENOUGH
    heads = [text for text in alone if not is_total(text) and not is_note(text)]
    if not of_carriers and sum(map(_is_sector, heads)) >= ENOUGH * len(heads) > 0:
        return None  # the rows are sectors or kinds of them: their own words count
    if of_carriers:
        heads += [text for text in items if _is_sector(text) and not _is_carrier(text) and text not in heads]
    if not heads or set(heads) >= set(items):
        return None
    totals, ends = _totals([row[label].text.strip() for row in told], heads)
    return SectionsDefinition(
        column=table.columns[label],
        words=heads,
        totals=totals,
        ends=ends,
        into=free_name(SECTION, table.columns),
    )


def _label_column(table: RawTable) -> int | None:
    """Give the first column if it holds words, one on each row: sections are told in no other."""
    if not table.rows or len(table.columns) < 2:
        return None
    words = [row[0].kind == "text" and not is_numeral(row[0]) for row in table.rows]
    return 0 if all(words) else None


def _stands_alone(row: RawRow, label: int) -> bool:
    return all(cell.kind == "empty" for index, cell in enumerate(row) if index != label)


def _before_the_last(rows: Sequence[RawRow], label: int) -> Sequence[RawRow]:
    """Give the rows up to the last one that holds more than a label: what stands below it are notes."""
    told = [number for number, row in enumerate(rows) if not _stands_alone(row, label)]
    return rows[: max(told, default=0)]


def _texts(table: RawTable, label: int, rows: Sequence[RawRow]) -> list[str]:
    return [text for text in dict.fromkeys(row[label].text.strip() for row in rows) if not is_sign(text)]


def _share_of_carriers(items: Sequence[str]) -> float:
    """Give the share of carriers among the labels that are no sectors."""
    told = [text for text in items if not _is_sector(text) or _is_carrier(text)]
    told = [text for text in told if without_total(text) == text]
    return sum(map(_is_carrier, told)) / len(told) if told else 0.0


def _is_sector(text: str) -> bool:
    found = sector_match(text)
    return found is not None and found.certain


def _is_carrier(text: str) -> bool:
    found = match("carrier", text)
    return found is not None and found.certain and found.code != "_T"


def _totals(labels: Sequence[str], heads: Sequence[str]) -> tuple[list[str], list[str]]:
    """Tell the words for a section's total from those for the total of all: the former name one, or stand several times."""
    named = {fold(head) for head in heads}
    totals: list[str] = []
    ends: list[str] = []
    for text in dict.fromkeys(labels):
        rest = fold(without_total(text))
        if is_total(text):
            (totals if labels.count(text) > 1 else ends).append(text)
        elif rest != fold(text) and any(_is_of(rest, head) for head in named):
            totals.append(text)
    return totals, ends


def _is_of(rest: str, head: str) -> bool:
    return rest == head or rest in head or head in rest or rest[:5] == head[:5]
