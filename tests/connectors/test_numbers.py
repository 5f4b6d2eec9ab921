"""A number is read by its declared locale or not at all."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import NumberError
from connectors.numbers import CONVENTIONS, LOCALES, Locale, cell_number, parse_number
from connectors.raw_table import RawCell

NUMBERS = st.decimals(
    min_value=Decimal("-1e15"), max_value=Decimal("1e15"), places=None, allow_nan=False
).filter(lambda number: abs(number.adjusted()) < 20)
GROUPED_LOCALES = st.sampled_from([locale for locale in LOCALES if locale != "plain"])


def written(number: Decimal, locale: Locale, group: str = "") -> str:
    """Write a number as a locale does."""
    text = f"{number:,f}".replace(",", "\0").replace(".", CONVENTIONS[locale].point)
    return text.replace("\0", group)


@given(NUMBERS, st.sampled_from(LOCALES))
def test_what_is_written_without_groups_reads_as_the_same_number(number: Decimal, locale: Locale) -> None:
    assert parse_number(written(number, locale), locale) == number


@given(NUMBERS, GROUPED_LOCALES, st.sampled_from(["own", " ", "\u00a0", "\u2009", "\u202f"]))
def test_what_is_written_in_groups_reads_as_the_same_number(
    number: Decimal, locale: Locale, group: str
) -> None:
    sign = CONVENTIONS[locale].group if group == "own" else group

    assert parse_number(written(number, locale, sign), locale) == number


@given(NUMBERS, st.sampled_from(["- ", "\u2212", "\u2212 ", "-\u00a0"]), GROUPED_LOCALES)
def test_a_minus_may_be_typographic_or_stand_apart(number: Decimal, minus: str, locale: Locale) -> None:
    assert parse_number(minus + written(abs(number), locale), locale) == -abs(number)


@given(st.text(max_size=12), st.sampled_from(LOCALES))
def test_any_text_is_a_number_or_an_error_that_quotes_it(text: str, locale: Locale) -> None:
    try:
        number = parse_number(text, locale)
    except NumberError as error:
        assert error.found == text  # noqa: PT017 - either outcome is right, both are checked
    else:
        assert number.is_finite()


@pytest.mark.parametrize(
    ("text", "locale", "number"),
    [
        ("238.832", "sl", "238832"),
        ("238.832", "en", "238.832"),
        ("238.832", "plain", "238.832"),
        ("0,358", "sl", "0.358"),
        ("171,276.25", "en", "171276.25"),
        ("1.380,854", "sl", "1380.854"),
        ("476 386.40", "en", "476386.40"),
        ("476 386,40", "hr", "476386.40"),
        ("- 4.645", "sl", "-4645"),
        ("−4.645", "de", "-4645"),
        ("+5", "hr", "5"),
        (" 17744.9 ", "plain", "17744.9"),
        ("1E5", "plain", "1E+5"),
        ("1.5e-3", "plain", "0.0015"),
        ("0", "sl", "0"),
    ],
)
def test_a_number_as_the_cities_print_it(text: str, locale: Locale, number: str) -> None:
    assert parse_number(text, locale) == Decimal(number)


def test_all_digits_stay() -> None:
    assert str(parse_number("1.234.567.890.123.456,1234500", "sl")) == "1234567890123456.1234500"


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    "text",
    [
        "", " ", "-", "~85", "85 kt", "12 %", "12%", "1'234", "18 mio €", "IE", "n.a", "1.2.3", "1,2,3", "1 23",
        "1  234 567", "--5", "5-", "(5)", ".5", ",5", "5.", "5,", "007", "0 123", "1 234 5", "½", "١٢٣", "１２",
        "NaN", "Infinity", "1_000", "0x10", "1e5 t", "5\n6", "1.23e", "- - 5",
    ],
)  # fmt: skip
def test_what_is_more_or_less_than_a_number_is_refused(text: str, locale: Locale) -> None:
    with pytest.raises(NumberError):
        parse_number(text, locale)


@pytest.mark.parametrize(
    ("text", "locale", "fits"),
    [
        ("171,276.25", "sl", ("en",)),
        ("1.380,854", "en", ("sl", "hr", "de")),
        ("0.358", "hr", ("en", "plain")),
        ("0,358", "en", ("sl", "hr", "de")),
        ("1.234.567", "plain", ("sl", "hr", "de")),
        ("12 %", "sl", ()),
    ],
)
def test_the_error_names_the_locales_that_would_fit(text: str, locale: Locale, fits: tuple[str, ...]) -> None:
    with pytest.raises(NumberError) as error:
        parse_number(text, locale)

    assert error.value.fits == fits


def test_two_conventions_in_one_table_are_named_at_their_cell() -> None:
    column = [RawCell("238.832", "F11"), RawCell("171,276.25", "F12")]

    with pytest.raises(NumberError) as error:
        [cell_number(cell, "sl") for cell in column]

    assert (error.value.where, error.value.found) == ("F12", "171,276.25")
    assert "perhaps two number conventions stand in one table" in str(error.value)


def test_a_cell_that_holds_a_number_has_no_locale() -> None:
    assert cell_number(RawCell("65.831", "F9", "number"), "sl") == Decimal("65.831")
    assert cell_number(RawCell("65.831", "F9", "text"), "sl") == Decimal("65831")
