"""Finding the tables of a sheet: parted by blank rows and columns, with titles above and notes below."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from connectors.cell_names import CellRange, cell_name, column_letters
from connectors.proposal.numerals import is_numeral, is_year
from connectors.proposal.opening import Sheet
from connectors.proposal.vocabulary import heading_role, is_note
from connectors.raw_table import RawCell, clean_name
from schemas.codes import codelist

MOST_HEADER_ROWS = 5
LONG_TEXT = 60
SCOPE_NUMBERS = ("1", "2", "3")


@dataclass(frozen=True, slots=True)
class Block:
    """A table of a sheet; indices count from 0, the last ones are in it.

    Args:
        titles: what stands above it.
        notes: what stands below it.
        open_ended: whether nothing stands below it, so that more rows may come.
    """

    sheet: Sheet
    top: int
    left: int
    bottom: int
    right: int
    header_rows: int = 1
    titles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    open_ended: bool = False

    @property
    def range(self) -> str:
        """Its cells, e.g. ``A4:F12``, ``A4:F`` where it is the sheet's last; empty where it is the whole sheet."""
        width = max(map(len, self.sheet.cells), default=0)
        if self.open_ended and (self.top, self.left, self.right) == (0, 0, width - 1):
            return ""
        if self.open_ended:
            return f"{cell_name(self.top + 1, self.left + 1)}:{column_letters(self.right + 1)}"
        return str(CellRange(self.top + 1, self.left + 1, self.bottom + 1, self.right + 1))

    def rows(self) -> Sequence[Sequence[RawCell]]:
        """Give its rows of cells, the header too."""
        return [row[self.left : self.right + 1] for row in self.sheet.cells[self.top : self.bottom + 1]]


def find_blocks(sheet: Sheet) -> list[Block]:
    """Give a sheet's tables from the top down, then from the left."""
    whole = Block(sheet, 0, 0, len(sheet.cells) - 1, max(map(len, sheet.cells), default=0) - 1)
    if whole.bottom < 0 or whole.right < 0:
        return []
    if sheet.whole:
        return [replace(whole, titles=sheet.titles, open_ended=True)]
    pieces = _joined([piece for piece in _parted(whole) if _filled(piece)])
    tables: list[Block] = []
    above: list[str] = []
    for piece in pieces:
        table = _table(piece)
        if table is None:
            above += _texts(piece)
            if tables and any(map(is_note, _texts(piece))):
                tables[-1] = replace(tables[-1], notes=(*tables[-1].notes, *_texts(piece)))
            continue
        titles = (*above, *table.titles)
        tables.append(replace(table, titles=tuple(dict.fromkeys(titles))))
        above = []
    return [_ended(table, pieces) for table in tables]


def _parted(block: Block) -> list[Block]:
    """Cut at blank rows, each part at blank columns, and again while something can be cut."""
    bands = list(_cut_rows(block))
    pieces = [piece for band in bands for piece in _cut_columns(band)]
    if len(pieces) <= 1:
        return pieces
    return [part for piece in pieces for part in (_parted(piece) if piece != block else [piece])]


def _cut_rows(block: Block) -> Iterator[Block]:
    rows = block.rows()
    for first, last in _runs([any(cell.kind != "empty" for cell in row) for row in rows]):
        yield replace(block, top=block.top + first, bottom=block.top + last)


def _cut_columns(block: Block) -> Iterator[Block]:
    rows = block.rows()
    width = block.right - block.left + 1
    used = [any(row[column].kind != "empty" for row in rows) for column in range(width)]
    for (row, column), (_, across) in block.sheet.spans.items():
        if block.top <= row <= block.bottom and block.left <= column <= block.right:
            used[column - block.left : column - block.left + across] = [True] * min(
                across, width - column + block.left
            )
    for first, last in _runs(used):
        yield replace(block, left=block.left + first, right=block.left + last)


def _runs(flags: Sequence[bool]) -> Iterator[tuple[int, int]]:
    start: int | None = None
    for index, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = index
        elif not flag and start is not None:
            yield start, index - 1
            start = None


def _filled(block: Block) -> bool:
    return any(cell.kind != "empty" for row in block.rows() for cell in row)


def _joined(pieces: list[Block]) -> list[Block]:
    """Join a piece without a header to the table above it: a blank row between groups parts no tables."""
    found: list[Block] = []
    for piece in pieces:
        last = found[-1] if found else None
        if last is not None and _continues(last, piece):
            found[-1] = replace(last, bottom=piece.bottom, right=max(last.right, piece.right))
        else:
            found.append(piece)
    return found


def _continues(above: Block, below: Block) -> bool:
    """Say whether a piece goes on with the table above it: the same columns, a number in its first row, no heading."""
    if above.left != below.left or below.top <= above.bottom or _table(above) is None:
        return False
    first = below.rows()[0]
    figures = [cell for cell in first if is_numeral(cell) and not is_year(cell)]
    return bool(figures) and below.right <= above.right and below.right > below.left


def _table(block: Block) -> Block | None:
    """Take titles and notes off a piece and count its header; None where it is text only."""
    body = _without_notes(_without_titles(block))
    if body.bottom - body.top < 1 or body.right - body.left < 1:
        return None
    header_rows = _header_rows(body)
    figures = [cell for row in body.rows()[header_rows:] for cell in row if is_numeral(cell)]
    return replace(body, header_rows=header_rows) if figures else None


def _without_titles(block: Block) -> Block:
    """Take off the rows above the header that hold a single text, at the left or over the whole width."""
    while block.bottom > block.top and _is_title(block, block.top):
        text = " ".join(clean_name(cell.text) for cell in block.rows()[0] if cell.kind != "empty")
        block = replace(block, top=block.top + 1, titles=(*block.titles, text))
    return block


def _is_title(block: Block, row: int) -> bool:
    cells = block.sheet.cells[row][block.left : block.right + 1]
    held = [index for index, cell in enumerate(cells) if cell.kind != "empty"]
    if len(held) == 2 and block.right - block.left >= 2:
        return _names_a_value(
            cells[held[0]], cells[held[1]], spread=(row, block.left + held[1]) in block.sheet.spans
        )
    if len(held) != 1 or block.right == block.left:
        return False
    across = block.sheet.spans.get((row, block.left + held[0]), (1, 1))[1]
    return held[0] == 0 and (across == 1 or across > block.right - block.left)


def _names_a_value(name: RawCell, value: RawCell, *, spread: bool) -> bool:
    """Say whether two cells above a wider table are such as ``Base year | 2018``, ``Občina: | Kranj`` or ``Unit | MWh``."""
    if is_numeral(name) or spread:
        return False
    told = heading_role(name.text)[1] and not heading_role(value.text)[1]
    return told or name.text.strip().endswith(":") or is_numeral(value)


def _without_notes(block: Block) -> Block:
    """Take off the rows below the figures that hold a single text and no figure."""
    while block.bottom > block.top:
        cells = block.rows()[-1]
        held = [cell for cell in cells if cell.kind != "empty"]
        if held and (len(held) > 1 or is_numeral(held[0]) or not _is_footer(held[0].text)):
            break
        notes = tuple(clean_name(cell.text) for cell in held)
        block = replace(block, bottom=block.bottom - 1, notes=(*notes, *block.notes))
    return block


def _is_footer(text: str) -> bool:
    return is_note(text) or len(text) > LONG_TEXT or text.strip().endswith(".")


def _header_rows(block: Block) -> int:
    """Count the rows before the first one that holds figures; years and scopes that stand as headings are none."""
    rows = block.rows()
    merged = _merged_down(block)
    for number, row in enumerate(rows[:MOST_HEADER_ROWS]):
        if number >= max(merged, 1) and _is_section(rows, number):
            return number
        if number < merged or _goes_on_heading(rows, number):
            continue
        if _holds_figures(row) and (number > 0 or not _is_heading(row)):
            return number
    return max(merged, 1)


def _is_section(rows: Sequence[Sequence[RawCell]], number: int) -> bool:
    """Say whether a row below a whole heading holds a text in its first cell only: it heads the rows below it."""
    held = [cell for cell in rows[number] if cell.kind != "empty"]
    above = [cell for cell in rows[number - 1] if cell.kind != "empty"]
    alone = len(held) == 1 and rows[number][0] is held[0] and not is_numeral(held[0])
    return alone and rows[0][0].kind != "empty" and len(above) == len(rows[0])


def _merged_down(block: Block) -> int:
    """Give how many rows the header's first row covers where cells of it are merged downwards."""
    down = [
        block.sheet.spans.get((block.top, block.left + index), (1, 1))[0]
        for index, cell in enumerate(block.rows()[0])
        if not is_numeral(cell)
    ]
    return max(down, default=1) if max(down, default=1) <= MOST_HEADER_ROWS else 1


def _goes_on_heading(rows: Sequence[Sequence[RawCell]], number: int) -> bool:
    """Say whether a row stands below a heading and holds years or scopes only, such as ``| 1 | 2 | 3``."""
    row = rows[number]
    if number == 0 or row[0].kind != "empty" or rows[number - 1][0].kind == "empty":
        return False
    held = [cell for cell in row if cell.kind != "empty"]
    return all(not is_numeral(cell) or is_year(cell) or cell.text.strip() in SCOPE_NUMBERS for cell in held)


def _holds_figures(row: Sequence[RawCell]) -> bool:
    """Say whether a row holds figures: a number that is no year, a year beside a sign for none, or a year that begins it."""
    held = [cell for cell in row if cell.kind != "empty"]
    if any(is_numeral(cell) and not is_year(cell) for cell in held):
        return True
    if any(
        cell.text.strip() in codelist("notation_key").codes or cell.text.strip() in "-–—" for cell in held
    ):
        return True
    return (
        len(held) > 1
        and is_year(held[0])
        and any(is_numeral(cell) for cell in held[1:])
        and row[0] is held[0]
    )


def _is_heading(row: Sequence[RawCell]) -> bool:
    return all(is_year(cell) or not is_numeral(cell) for cell in row)


def _texts(block: Block) -> list[str]:
    rows = ([clean_name(cell.text) for cell in row if cell.kind != "empty"] for row in block.rows())
    return [" ".join(texts) for texts in rows if texts]


def _ended(table: Block, pieces: list[Block]) -> Block:
    below = any(piece.top > table.bottom for piece in pieces)
    return replace(table, open_ended=not below and not table.notes)
