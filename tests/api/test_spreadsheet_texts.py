"""Texts for spreadsheets: no formulas of others, and no number is touched."""

from __future__ import annotations

from decimal import Decimal

import pytest

from api.spreadsheet_texts import as_text, plain_text


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1", "＝1", "-", "\r-x"]
)
def test_a_text_that_a_spreadsheet_would_run_is_marked_as_text(text: str) -> None:
    marked = as_text(text)
    assert marked in (f"'{text}", text)
    assert (marked == text) == (text == "-")


@pytest.mark.parametrize("value", ["-5", "+1.234,5", "-12 %", "a=b", "", None, Decimal("-1"), 7, "2018-01"])
def test_numbers_and_other_texts_stay(value: object) -> None:
    assert as_text(value) == value


def test_signs_that_a_workbook_cannot_hold_are_left_out() -> None:
    assert plain_text("a\x07b\nc") == "ab\nc"
