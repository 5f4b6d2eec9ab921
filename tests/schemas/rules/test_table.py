"""The table of the rules: texts in three languages, and the page that tells its numbers."""

import re
from pathlib import Path

import pytest

from schemas.languages import LANGUAGES
from schemas.messages import message_tables
from schemas.rules import RULES
from schemas.rules.bands import BANDS, grid_factors

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "rules-across-rows.md").read_text(encoding="utf-8")


def test_there_are_fifteen_rules_each_with_its_texts() -> None:
    assert [rule.id for rule in RULES] == [f"S{number}" for number in range(1, 16)]
    for rule in RULES:
        for message in (rule.title, rule.what, rule.mend):
            assert all(message.in_(lang) for lang in LANGUAGES)


@pytest.mark.parametrize(
    "key", sorted(key for key in message_tables() if key.startswith(("rules.", "across.")))
)
def test_a_text_has_the_same_placeholders_in_each_language(key: str) -> None:
    texts = message_tables()[key]
    assert len({tuple(sorted(set(re.findall(r"{(\w+)}", texts[lang])))) for lang in LANGUAGES}) == 1


def test_each_rule_stands_on_the_page() -> None:
    assert re.findall(r"^\| `(S\d+)` \|", PAGE, flags=re.MULTILINE) == [rule.id for rule in RULES]


def test_the_pages_bands_and_grid_factors_are_those_of_the_rules() -> None:
    told = {
        (low, usual, high)
        for low, usual, high in re.findall(
            r"^\| [^|]+ \| ([\d.]+) \| ([\d.]*) ?\| ([\d.]+) \|$", PAGE, re.MULTILINE
        )
    }
    assert {(float(low), float(usual or 0), float(high)) for low, usual, high in told} == {
        (float(band.low), float(band.usual or 0), float(band.high)) for band in BANDS.values()
    }
    assert all(format(value, "f") in PAGE for value, _ in grid_factors().values())
