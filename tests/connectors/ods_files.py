"""OpenDocument spreadsheets for tests, written as LibreOffice writes them."""

import io
import zipfile
from collections.abc import Sequence
from html import escape

NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
)
TYPE = "application/vnd.oasis.opendocument.spreadsheet"
FILLER = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'

Value = str | int | float | None


def cell(value: Value, **attributes: str) -> str:
    """Write a cell: a number, a text, or nothing; attributes of ``table`` beside it."""
    more = "".join(f' table:{name.replace("_", "-")}="{escape(text)}"' for name, text in attributes.items())
    if value is None:
        return f"<table:table-cell{more}/>"
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"{more}><text:p>{escape(value)}</text:p></table:table-cell>'
    shown = f"{value:,}".replace(",", ".")
    return f'<table:table-cell office:value-type="float" office:value="{value}"{more}><text:p>{shown}</text:p></table:table-cell>'


def row(*cells: Value, **attributes: str) -> str:
    """Write a row of plain values."""
    return row_of("".join(map(cell, cells)), **attributes)


def row_of(cells: str, **attributes: str) -> str:
    """Write a row of cells that are written already."""
    more = "".join(f' table:{name.replace("_", "-")}="{text}"' for name, text in attributes.items())
    return f"<table:table-row{more}>{cells}</table:table-row>"


def ods(rows: Sequence[str], sheet: str = "Kranj 2018") -> bytes:
    """Write a file of one sheet, with the million blank rows that such files end with."""
    table = f'<table:table table:name="{escape(sheet)}">{"".join(rows)}{FILLER}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", TYPE)
        archive.writestr("content.xml", f"<office:document-content {NAMES}>{body}</office:document-content>")
    return content.getvalue()
