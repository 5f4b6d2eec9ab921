"""The page of faults tells what the table holds."""

from pathlib import Path

from tests.faults.page import lines

PAGE = Path(__file__).resolve().parents[2] / "docs/faults.md"


def test_the_page_shows_the_table_as_it_is_tested() -> None:
    told = PAGE.read_text(encoding="utf-8")
    assert told[told.index("## The connection") :].rstrip().split("\n") == lines()
