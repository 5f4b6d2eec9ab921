"""A release's rows by column: the hash that the schema defines, and the canonical order."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from catalogue.archive import archive_of, read_archive, says_example
from catalogue.release_rows import ReleaseRows, release_hash
from schemas.observations import Observation, SeriesKey, release_id

TEXTS = st.text(st.characters(codec="utf-8"), max_size=4)
NUMBERS = st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=3) | st.just(Decimal("1E+3"))
OBSERVATIONS = st.builds(
    Observation,
    key=st.builds(SeriesKey, st.just("GHG.SEC"), TEXTS, st.just("2018"), sector=TEXTS, source=TEXTS),
    value=NUMBERS, lower=NUMBERS, published_value=NUMBERS, comment=TEXTS, raw_value=TEXTS, source_cell=TEXTS,
    snapshot=TEXTS, mapping=TEXTS,
)  # fmt: skip


@given(rows=st.lists(OBSERVATIONS, max_size=6))
def test_the_hash_and_the_order_are_those_of_the_schema(rows: list[Observation]) -> None:
    made = ReleaseRows.of(rows)
    assert made.id == release_hash(rows) == release_id(rows)
    assert list(made.lines()) == sorted(row.canonical() for row in rows)
    assert made.keys == [row.key.canonical() for row in sorted(rows, key=Observation.canonical)]


def test_an_archive_says_whether_its_rows_are_an_example() -> None:
    rows = ReleaseRows.of([Observation(SeriesKey("GHG.SEC", "SI_052", "2018"), Decimal(1))])
    assert says_example(archive_of(rows, example=True))
    assert not says_example(archive_of(rows))
    assert read_archive(archive_of(rows, example=True)) == read_archive(archive_of(rows))
