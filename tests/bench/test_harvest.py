"""How fast records are harvested, in how little memory, and what a second worker brings."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.bench.harvesting import apart, node, told

UNCHANGED_AIM, CHANGED_AIM, MEMORY_AIM = 10_000, 3_000, 400
PEERS = (60, 300)
"""Records a minute that comparable harvesters publish."""

RECORDS, FEW, MANY, CHECKED = 3_000, 1_000, 50_000, 200


@pytest.mark.bench
def test_records_a_minute(tmp_path: Path) -> None:
    """Print new, unchanged and changed records a minute with the base shapes on, against the aims and pyshacl one by one."""
    node(tmp_path, "one")
    alone = told(apart("pyshacl", CHECKED, 1, tmp_path))
    by_pyshacl = alone["records"] / alone["seconds"] * 60
    print(
        f"\nrecords a minute of {RECORDS:,} (peers {PEERS[0]} to {PEERS[1]}; pyshacl one by one {by_pyshacl:,.0f})"
    )
    for processes in (1, 2):
        for what, aim, outcome in (
            (f"one:first {processes}", CHANGED_AIM, "added" if processes == 1 else "changed"),
            (f"one:first {processes}", UNCHANGED_AIM, "unchanged"),
            (f"one:other {processes}", CHANGED_AIM, "changed"),
        ):
            found = told(apart(what, RECORDS, processes, tmp_path))
            assert found[outcome] == RECORDS, found
            speed = RECORDS / found["seconds"] * 60
            print(
                f"  {outcome:10} {processes} processes {speed:10,.0f}   (aim {aim:,}: x{speed / aim:.2f};"
                f" pyshacl: x{speed / by_pyshacl:.2f}; peers: x{speed / PEERS[1]:.0f})"
            )


@pytest.mark.bench
def test_memory_stays_flat(tmp_path: Path) -> None:
    """Print the most memory of a harvest of few and of many records, that of the checking processes apart."""
    print()
    seen = {}
    for records in (FEW, MANY):
        folder = tmp_path / str(records)
        folder.mkdir()
        node(folder, "one")
        for what, outcome in (("one:first", "added"), ("one:first", "unchanged")):
            found = told(apart(what, records, 2, folder))
            assert found[outcome] == records, found
            seen[records, outcome] = found["memory"]
            print(
                f"  {records:7,} {outcome:10} {found['memory']:6.0f} MB   (aim: under {MEMORY_AIM};"
                f" a checking process {found['children']:.0f} MB; {found['seconds']:.0f} s)"
            )
    for outcome in ("added", "unchanged"):
        print(
            f"  {outcome:10} {MANY // FEW} times the records: x{seen[MANY, outcome] / seen[FEW, outcome]:.2f} memory"
        )


@pytest.mark.bench
def test_a_second_worker(tmp_path: Path) -> None:
    """Print how much faster two workers with one process each are than one, at two sources of one node."""
    print()
    taken = {}
    for workers in (1, 2):
        folder = tmp_path / str(workers)
        folder.mkdir()
        node(folder, "one", "two")
        for what in ("first", "first", "other"):
            begun = time.perf_counter()
            if workers == 2:
                found = [
                    told(one)
                    for one in [apart(f"{name}:{what}", RECORDS // 2, 1, folder) for name in ("one", "two")]
                ]
            else:
                found = [told(apart(f"{name}:{what}", RECORDS // 2, 1, folder)) for name in ("one", "two")]
            seconds = (
                max(one["seconds"] for one in found) if workers == 2 else sum(one["seconds"] for one in found)
            )
            outcome = next(name for name in ("added", "changed", "unchanged") if found[0][name])
            taken[workers, outcome] = seconds
            print(
                f"  {workers} workers {outcome:10} {RECORDS / seconds * 60:10,.0f} a minute ({time.perf_counter() - begun:.1f} s with their start)"
            )
    for outcome in ("added", "unchanged", "changed"):
        print(f"  {outcome:10} x{taken[1, outcome] / taken[2, outcome]:.2f} with the second worker")
