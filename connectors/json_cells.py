"""A cell of a value of JSON: numbers with their digits, texts as they are, anything else as it is written."""

from connectors.json_answer import Digits, Json, quoted
from connectors.raw_table import RawCell, text_cell

LONGEST = 10_000


def json_cell(value: Json, ref: str) -> RawCell:
    """Make a cell of a value, which may be null."""
    if isinstance(value, Digits):
        return RawCell(str(value), ref, "number")
    if isinstance(value, bool):
        return RawCell("TRUE" if value else "FALSE", ref)
    if value is None:
        return RawCell("", ref, "empty")
    return text_cell(value if isinstance(value, str) else quoted(value, LONGEST), ref)
