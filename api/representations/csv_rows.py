"""Observations as CSV (RFC 4180): a header, a line for each row, and at its end the terms under which it may be used."""

import csv
import io
from collections.abc import Generator, Mapping

from api.representations.table import Table
from catalogue.observations import COLUMNS
from catalogue.row_texts import Form, Lines

TERMS = ("licence", "attribution", "note")
HEADER = ",".join((*COLUMNS, *TERMS)) + "\r\n"


def csv_parts(table: Table) -> Generator[bytes, None, None]:
    """Draw a table, a part for each batch of rows."""
    endings: dict[str, str] = {}
    head = HEADER
    for batch in table.lines(Form.CSV):
        for dataset in {dataset for _, dataset in batch} - endings.keys():
            endings[dataset] = _ending(table, dataset)
        yield (head + _joined(batch, endings)).encode()
        head = ""
    if head:
        yield head.encode()


def _joined(batch: Lines, endings: Mapping[str, str]) -> str:
    return "".join([line + endings[dataset] for line, dataset in batch])


def _ending(table: Table, dataset: str) -> str:
    """Give what ends the lines of a dataset's rows."""
    terms = table.terms.by_dataset.get(dataset)
    fields = (terms.licence, terms.attribution, terms.note.in_(table.lang)) if terms else ("", "", "")
    written = io.StringIO()
    csv.writer(written).writerow(("", *fields))
    return written.getvalue()
