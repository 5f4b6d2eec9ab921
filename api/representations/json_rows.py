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
    datasets = {dataset for _, dataset in batch}
    count = len(batch)
    text = '{"observations":[' + ",".join([line for line, _ in batch])
    for more in chain(() if following is None else (following,), batches):
        yield text.encode()
        datasets.update([dataset for _, dataset in more])
        count += len(more)
        text = "," + ",".join([line for line, _ in more])
    licences = simplejson.dumps(table.terms.lines(datasets, table.lang), ensure_ascii=False)
    yield f'{text}],"count":{count},"licences":{licences}}}'.encode()
