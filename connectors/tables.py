"""Reading a file as a table, as what it is and not as what it is called."""

from connectors.csv_table import read_csv
from connectors.errors import EmptyFileError, HtmlAnswerError, NotATableError, TableError
from connectors.json_table import read_json_table
from connectors.jsonstat import read_jsonstat
from connectors.ods_table import read_ods
from connectors.raw_table import RawTable, TableMedia
from connectors.sniffing import beginning, kind_of
from connectors.xlsx_table import UNPACKED_LIMIT, read_xlsx
from schemas.messages import Message


def read_table(
    content: bytes,
    *,
    media: TableMedia,
    sheet: str | None = None,
    cell_range: str | None = None,
    header_rows: int = 1,
    encoding: str | None = None,
    separator: str | None = None,
    url: str = "",
    unpacked_limit: int = UNPACKED_LIMIT,
) -> RawTable:
    """Read a table; a workbook that is called CSV, or the reverse, is read as what it is, with a note.

    Args:
        media: what the source declares.
        sheet: of a workbook; of JSON the pointer to the table, e.g. ``/result/records``.
        cell_range: e.g. ``A4:F12``, ``A4:F``; of no meaning in JSON.
        header_rows: rows that are joined to the columns' names; 0 names them by letters.
        encoding: of CSV.
        separator: of CSV.
        url: where the bytes come from, for errors.
        unpacked_limit: bytes that a workbook may unpack to.

    Raises:
        TableError, HtmlAnswerError: the file is no such table; it says where, and how to mend it.
    """
    try:
        if media == "jsonstat":
            return read_jsonstat(content)
        kind = _table_kind(content)
        notes = (
            () if kind == media else (Message("connectors.note.other-media", {"said": media, "is": kind}),)
        )
        if kind == "xlsx":
            return read_xlsx(
                content,
                sheet=sheet,
                cell_range=cell_range,
                header_rows=header_rows,
                unpacked_limit=unpacked_limit,
                notes=notes,
            )
        if kind == "ods":
            return read_ods(
                content,
                sheet=sheet,
                cell_range=cell_range,
                header_rows=header_rows,
                unpacked_limit=unpacked_limit,
                notes=notes,
            )
        if kind == "json":
            return read_json_table(content, sheet=sheet, notes=notes)
        return read_csv(
            content,
            cell_range=cell_range,
            header_rows=header_rows,
            encoding=encoding,
            separator=separator,
            notes=notes,
        )
    except (TableError, HtmlAnswerError) as error:
        error.at(url=url)
        raise


def _table_kind(content: bytes) -> TableMedia:
    kind = kind_of(content)
    if kind in ("xlsx", "ods", "json"):
        return kind
    if kind == "text":
        return "csv"
    if kind == "empty":
        raise EmptyFileError(f"{len(content)} B")
    if kind == "html":
        raise HtmlAnswerError(beginning(content))
    quoted = f": {beginning(content)}" if kind == "xml" else ""
    raise NotATableError(f"{kind.upper()}{quoted}")
