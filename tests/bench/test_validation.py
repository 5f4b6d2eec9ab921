"""1,000,000 observations against the compiled shapes and hard rules, against pyshacl on 2,000 of the same rows."""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import cycle, islice, product
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.basis import Basis
from schemas.codes import codelist
from schemas.indicators import indicators
from schemas.observations import DIMENSIONS
from schemas.places import shipped_places
from schemas.validation.engine import shacl_report
from schemas.validation.ledger import Ledger
from schemas.validation.observation_table import ATTRIBUTES, NUMBERS, arrow_table
from schemas.validation.observations import validate_columns
from schemas.validation.rdf_terms import rdflib_graph
from schemas.validation.row_graph import ledger_quads

ROWS = 1_000_000
FEW = 2_000
YEAR = 2026
BASES = {code.lower(): Basis(code.lower(), place=code, base_period="2018") for code in shipped_places()}


def a_release(rows: int) -> pa.Table:
    """Make rows with the columns and the variety of a real release, one in a thousand of them defective."""
    wanted = (code for code, one in indicators().items() if one.unit in codelist("unit").codes)
    series = product(
        wanted, shipped_places(), range(2005, 2025), ("I", "II", "III", "IV", "V.1"), ("S1", "S2")
    )
    keys = list(islice(series, rows))
    numbers = [f"{number * 7919 % 10_000_019}.{number % 90 + 10}" for number in range(rows)]
    said = {
        "indicator": [key[0] for key in keys],
        "place": [key[1] for key in keys],
        "period": ["2031" if number % 1000 == 7 else str(key[2]) for number, key in enumerate(keys)],
        "freq": ["A"] * rows,
        "sector": [key[3] for key in keys],
        "scope": ["S9" if number % 1000 == 11 else key[4] for number, key in enumerate(keys)],
        "value_type": ["ACT"] * rows,
        "unit": [indicators()[key[0]].unit for key in keys],
        "source": ["bench"] * rows,
        "basis": [key[1].lower() for key in keys],
        "value": [None if number % 1000 == 13 else text for number, text in enumerate(numbers)],
        "published_value": numbers,
        "obs_status": ["A"] * rows,
        "conf_status": ["F"] * rows,
        "comment": list(islice(cycle(["", "estimated", "see the report", ""]), rows)),
        "raw_value": numbers,
        "raw_unit": ["t CO2e"] * rows,
        "source_cell": [f"A-1.3!C{number % 9000 + 4}" for number in range(rows)],
        "snapshot": [f"{number // 5000:064x}" for number in range(rows)],
        "mapping": ["all@0123456789abcdef"] * rows,
    }
    total = dict.fromkeys(("gas", "carrier", "mode"), ["_T"] * rows)
    empty = {name: [""] * rows for name in ATTRIBUTES if name not in said}
    columns = {**said, **total, **empty, "lower": [None] * rows, "upper": [None] * rows}
    return pa.table(
        {name: pa.array(columns[name], pa.string()) for name in (*DIMENSIONS, *NUMBERS, *ATTRIBUTES)}
    )


MEASURE = """
import re, sys, time
from pathlib import Path
import pyarrow.parquet as pq
from tests.bench.test_validation import BASES, YEAR, a_release
from schemas.places import shipped_places
from schemas.validation.observations import validate_columns
validate_columns(a_release(1000), BASES, shipped_places(), YEAR)
begun = time.perf_counter()
table = pq.read_table(sys.argv[1], read_dictionary=[name for name in pq.read_schema(sys.argv[1]).names])
read = time.perf_counter() - begun
begun = time.perf_counter()
checked = validate_columns(table, BASES, shipped_places(), YEAR)
took = time.perf_counter() - begun
peak = re.search(r"VmHWM:\\s*([0-9]+)", Path("/proc/self/status").read_text()).group(1)
print(read, took, peak, sum(checked.counts().values()))
"""
"""Runs in a process of its own, so that its memory is its own."""


@pytest.mark.bench
def test_a_million_rows(tmp_path: Path) -> None:
    """Print seconds and memory for a million rows of an archive, and the ratio to pyshacl."""
    archive = tmp_path / "release.parquet"
    pq.write_table(a_release(ROWS), archive, compression="zstd")
    run = subprocess.run(
        [sys.executable, "-c", MEASURE, str(archive)], capture_output=True, text=True, check=True
    )
    read, took, memory, found = run.stdout.split()
    theirs, ours = _pyshacl(FEW, "observation.ttl"), _ours(FEW)
    seconds = float(took)
    a_row, its_row = seconds / ROWS, theirs / FEW
    print(f"\n{ROWS:,} observations of a release archive, shape and hard rules; {found} failures found")
    print(f"  ours, from Arrow columns               {seconds:8.3f} s   (aim: under 5 s)")
    print(f"  reading the archive before             {float(read):8.3f} s")
    print(f"  largest memory of the process          {int(memory) / 1024:8.0f} MB  (aim: under 1,000 MB)")
    print(f"pyshacl, the shape alone, {FEW:,} rows       {theirs:8.3f} s   (ours, all rules: {ours:.3f} s)")
    print(f"  a row: pyshacl {its_row * 1e6:,.0f} µs, ours {a_row * 1e6:,.2f} µs")
    print(f"  pyshacl : ours                         {its_row / a_row:8,.0f}     (aim: 1,000)")


def _ours(rows: int) -> float:
    table = a_release(rows)
    begun = time.perf_counter()
    validate_columns(table, BASES, shipped_places(), YEAR)
    return time.perf_counter() - begun


def _pyshacl(rows: int, shapes: str) -> float:
    ledger = Ledger(arrow_table(a_release(rows)), BASES, shipped_places(), YEAR)
    data = rdflib_graph(ledger_quads(ledger, range(rows)))
    begun = time.perf_counter()
    shacl_report(data, shapes)
    return time.perf_counter() - begun
