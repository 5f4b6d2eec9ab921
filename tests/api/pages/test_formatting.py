from datetime import UTC, datetime
from decimal import Decimal

import pytest

from api.pages.formatting import byte_size, day, moment, number, quantity, readable, signed
from schemas.languages import Lang

NO_BREAK = "\u00a0"


@pytest.mark.parametrize(
    ("lang", "written"), [("en", "1,234,567.5"), ("sl", "1.234.567,5"), ("hr", "1.234.567,5")]
)
def test_numbers_are_written_as_the_language_writes_them(lang: Lang, written: str) -> None:
    assert number(Decimal("1234567.5"), lang) == written


def test_a_negative_number_has_a_minus_sign() -> None:
    assert number(Decimal("-4802"), "sl") == "−4.802"


def test_a_change_has_its_sign() -> None:
    changes = [Decimal(4802), Decimal("-10256"), Decimal(0)]
    assert [signed(change, "en") for change in changes] == ["+4,802", "−10,256", "0"]


def test_digits_beyond_those_asked_for_are_rounded_half_to_even() -> None:
    assert [number(Decimal(text), "en", 1) for text in ("0.25", "0.35", "7", "7.1234")] == [
        "0.2",
        "0.4",
        "7",
        "7.1",
    ]


def test_all_digits_of_a_number_are_kept_where_none_are_said() -> None:
    assert number(Decimal("1234567890123456.12345"), "en") == "1,234,567,890,123,456.12345"


def test_large_numbers_are_read_whole_and_small_ones_with_decimals() -> None:
    numbers = [Decimal("171276.25"), Decimal("4.0008"), Decimal("0.35812")]
    assert [number(readable(value), "en") for value in numbers] == ["171,276", "4.00", "0.3581"]


def test_a_number_stays_on_one_line_with_its_unit() -> None:
    assert quantity(Decimal("17744.9"), "KT_CO2E", "hr") == f"17.744,9{NO_BREAK}kt{NO_BREAK}CO₂e"
    assert quantity(Decimal(57133), "NR", "en") == "57,133"


@pytest.mark.parametrize(
    ("lang", "written"), [("en", "24 Nov 2026"), ("sl", "24. 11. 2026"), ("hr", "24. 11. 2026.")]
)
def test_days_are_written_as_the_language_writes_them(lang: Lang, written: str) -> None:
    assert day(datetime(2026, 11, 24, 9, 5, tzinfo=UTC), lang).replace(NO_BREAK, " ") == written


def test_a_moment_says_that_it_is_in_utc() -> None:
    assert moment(datetime(2026, 11, 24, 9, 5, tzinfo=UTC), "sl").endswith(", 09:05 UTC")


def test_sizes_are_written_in_the_unit_that_keeps_them_short() -> None:
    assert [byte_size(size, "sl").replace(NO_BREAK, " ") for size in (731, 37_273, 5_240_000)] == [
        "731 B",
        "37,3 kB",
        "5,2 MB",
    ]
