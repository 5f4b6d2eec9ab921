"""100,000 rows as CSV, against DuckDB's COPY of the same rows with the same columns."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.bench.figures import ROWS, Store
from tests.bench.load import fetch
from tests.bench.servers import uvicorn

ROUNDS = 5
BULK = "/api/v1/observations?format=csv"


@pytest.mark.bench
def test_bulk_csv(store: Store, tmp_path: Path) -> None:
    """Print how long all rows take over HTTP, and how long DuckDB takes to write them to a file."""
    theirs = tmp_path / "theirs.csv"
    with uvicorn("tests.bench.node:app", OGLEDALO_DATA_DIR=str(store.folder)) as port:
        body = fetch(port, BULK)
        (tmp_path / "ours.csv").write_bytes(body)
        database = duckdb.connect()
        database.execute(
            "CREATE TABLE observation AS SELECT * FROM read_csv($1, all_varchar = true)",
            [str(tmp_path / "ours.csv")],
        )
        counted = database.execute("SELECT count(*) FROM observation").fetchone()
        assert counted == (ROWS,)
        copy = f"COPY observation TO '{theirs}' (HEADER)"
        ours, peer = _best(lambda: fetch(port, BULK)), _best(lambda: database.execute(copy))
    print(f"\n{ROWS:,} rows as CSV; best of {ROUNDS}, alternating")
    print(f"  ours, over HTTP with the door on       {ours:8.3f} s   ({len(body):,} bytes)")
    print(f"  DuckDB, COPY to a file                 {peer:8.3f} s   ({theirs.stat().st_size:,} bytes)")
    print(f"  ours : DuckDB                          {ours / peer:8.2f}     (aim: at most 5)")


def _best(act: Callable[[], object]) -> float:
    seconds = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - begun)
    return min(seconds)
