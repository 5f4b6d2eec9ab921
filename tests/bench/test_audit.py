"""The audit log: durable appends a second by threads that wait, beside a bare SQLite that inserts and commits each."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalogue.audit import AuditEntry, AuditLog, Kind
from catalogue.database import make_engine

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
AIM = 2000
APPENDS = 8000
ENTRY = AuditEntry(
    "ana", "read", "heat", permitted=True, rule="template/restricted#read", request="0" * 16, kind=Kind.DECISION,
    owner="utility", organisation="city-office",
)  # fmt: skip


def in_threads(number: int, append: Callable[[int], None]) -> float:
    """Append from so many threads at once and give appends a second."""
    each = APPENDS // number

    def work() -> None:
        for at in range(each):
            append(at)

    threads = [threading.Thread(target=work) for _ in range(number)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return each * number / (time.perf_counter() - begun)


def bare(folder: Path) -> float:
    """Insert a text and commit durably, one after the other; gives commits a second."""
    with sqlite3.connect(folder / "bare.db", isolation_level=None) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE record (seq INTEGER PRIMARY KEY, record TEXT)")
        begun = time.perf_counter()
        for at in range(APPENDS // 4):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO record VALUES (?, ?)", (at, "x" * 500))
            connection.execute("COMMIT")
        seconds = time.perf_counter() - begun
    connection.close()
    return APPENDS // 4 / seconds


@pytest.mark.bench
def test_durable_appends(tmp_path: Path) -> None:
    """Print appends a second of 1, 16 and 64 threads, and how they stand to a bare insert and commit."""
    engine = make_engine(f"sqlite:///{tmp_path / 'main.db'}")
    log = AuditLog.beside(engine, tmp_path)
    measure = bare(tmp_path)
    print(f"\nbare SQLite, insert and durable commit {measure:10,.0f} /s")
    for number in (1, 16, 64):
        rate = in_threads(number, lambda _at: log.append(ENTRY, NOW))
        print(f"audit log, {number:3} threads {rate:21,.0f} /s {rate / measure:8.2f} x bare  (aim: {AIM:,})")
    engine.dispose()
    log.engine.dispose()
