"""Observations as CSV (RFC 4180): a header, a line for each row, and at its end the terms under which it may be used."""

import csv
import io
from collections.abc import Generator, Mapping

from api.representations.table import Table
from api.reuse_terms import TERMS
from catalogue.row_texts import Form, Lines


def csv_parts(table: Table) -> Generator[bytes, None, None]:
    """Draw a table, a part for each batch of rows."""
    endings: dict[str, str] = {}
    head = ",".join((*table.columns, *TERMS)) + "\r\n"
    for batch in table.lines(Form.CSV):
        for dataset in table.datasets.keys() - endings.keys():
            endings[dataset] = _ending(table, dataset)
        yield (head + _joined(batch, endings)).encode()
        head = ""
    if head:
        yield head.encode()


def _joined(batch: Lines, endings: Mapping[str, str]) -> str:
    return "".join([line + endings[dataset] for line, dataset in batch])


def _ending(table: Table, dataset: str) -> str:
    """Give what ends the lines of a dataset's rows."""
    written = io.StringIO()
    csv.writer(written).writerow(("", *table.terms.fields(dataset, table.lang)))
    return written.getvalue()
