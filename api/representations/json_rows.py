"""Observations as JSON: rows with all their digits, how many there are, and the terms under which they may be used."""

from collections.abc import Generator
from itertools import chain

import simplejson

from api.representations.table import Table
from catalogue.row_texts import Form


def json_parts(table: Table) -> Generator[bytes, None, None]:
    """Draw a table, a part for each batch of rows: ``{"observations": [...], "count": n, "licences": [...]}``."""
    batches = table.lines(Form.JSON)
    batch, following = next(batches, ()), next(batches, None)
    count = len(batch)
    text = '{"observations":[' + ",".join([line for line, _ in batch])
    for more in chain(() if following is None else (following,), batches):
        yield text.encode()
        count += len(more)
        text = "," + ",".join([line for line, _ in more])
    ending = {"count": count, "licences": table.terms.lines(table.datasets, table.lang), **table.more}
    told = simplejson.dumps(ending, ensure_ascii=False, separators=(",", ":"))
    yield f"{text}],{told[1:]}".encode()
