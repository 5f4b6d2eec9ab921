"""An indicator query: one indicator, four places, fifteen years, 100,000 rows stored; the door on, one process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

import pytest

from catalogue.observations import COLUMNS
from tests.bench.figures import Store
from tests.bench.load import drive, fetch
from tests.bench.servers import datasette, uvicorn

ROUNDS = 5
SECONDS = 2.0
WARM_UP = 1.0


@dataclass
class Contender:
    """A server with the paths it is asked for, and what it reached in each round."""

    name: str
    port: int
    paths: Iterator[str]
    rates: list[float] = field(default_factory=list)

    def run(self, seconds: float) -> float:
        """Ask for some seconds and give answers a second."""
        tally = drive(self.port, self.paths, seconds)
        assert tally.refused == 0, f"{self.name}: {tally.refused} of {tally.answers} answers were not 200"
        return tally.rate

    @property
    def rate(self) -> float:
        """The median of all rounds."""
        return median(self.rates)


@pytest.mark.bench
def test_questions_a_second(store: Store, tmp_path: Path) -> None:
    """Print answers a second and their ratios: ours repeated and new, a bare route, Datasette."""
    with (
        uvicorn("tests.bench.node:app", OGLEDALO_DATA_DIR=str(store.folder)) as ours,
        datasette(store.frozen) as peer,
    ):
        body = fetch(ours, _ours(store, 0))
        rows, theirs = json.loads(body)["observations"], json.loads(fetch(peer, _datasette(store, 0)))
        assert [row["id"] for row in rows] == [row["id"] for row in theirs]
        assert len(rows) == 60
        (tmp_path / "body.json").write_bytes(body)
        with uvicorn("tests.bench.bare:app", BENCH_BODY=str(tmp_path / "body.json")) as bare:
            contenders = [
                Contender("bare Starlette, the same bytes", bare, cycle(["/answer"])),
                Contender("ours, a repeated question", ours, cycle([_ours(store, 0)])),
                Contender("ours, a new question each time", ours, (_ours(store, one) for one in count(1))),
                Contender("Datasette, a repeated question", peer, cycle([_datasette(store, 0)])),
                Contender(
                    "Datasette, a new question each time", peer, (_datasette(store, one) for one in count(1))
                ),
            ]
            _measure(contenders)
    _report(len(body), *contenders)


def _measure(contenders: list[Contender]) -> None:
    for one in contenders:
        one.run(WARM_UP)
    for _ in range(ROUNDS):
        for one in contenders:
            one.rates.append(one.run(SECONDS))


def _report(size: int, *contenders: Contender) -> None:
    bare, repeated, new, peer_repeated, peer_new = contenders
    print(f"\n60 rows, {size:,} bytes; median of {ROUNDS} rounds of {SECONDS:g} s, 8 connections")
    for one in contenders:
        print(f"  {one.name:38s} {one.rate:8.0f} /s   ({min(one.rates):.0f} to {max(one.rates):.0f})")
    for name, ours, other, aim in (
        ("repeated : Datasette", repeated, peer_repeated, 8.0),
        ("repeated : bare Starlette", repeated, bare, 0.6),
        ("new : Datasette", new, peer_new, 3.0),
    ):
        print(f"  {name:38s} {ours.rate / other.rate:8.2f}      (aim: at least {aim:g})")


def _chosen(store: Store, number: int) -> tuple[str, list[str]]:
    """Give the indicator and the places of a question, never the same ones twice within some ten thousand."""
    indicator = store.indicators[number % len(store.indicators)]
    return indicator, sorted(
        store.places[(number * step + step) % len(store.places)] for step in (1, 3, 7, 13)
    )


def _ours(store: Store, number: int) -> str:
    indicator, places = _chosen(store, number)
    asked = [
        ("indicator", indicator),
        *(("place", place) for place in places),
        ("from", "2010"),
        ("to", "2024"),
    ]
    return f"/api/v1/observations?{urlencode(asked)}"


def _datasette(store: Store, number: int) -> str:
    indicator, places = _chosen(store, number)
    sql = (
        f"select {', '.join(COLUMNS)} from observation where recorded_to is null and indicator = :indicator"
        " and place in (:a, :b, :c, :d) and period between '2010' and '2024' order by indicator, place, period"
    )
    asked = {"sql": sql, "indicator": indicator, **dict(zip("abcd", places, strict=True)), "_shape": "array"}
    return f"/frozen.json?{urlencode(asked)}"
