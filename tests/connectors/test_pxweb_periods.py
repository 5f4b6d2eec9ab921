"""Periods of PxWeb tables: how each is written, which variables make it, and what is not guessed."""

import pytest

from connectors.pxweb_periods import period_rule, read_whole
from connectors.pxweb_variables import Variable


def variable(code: str, *texts: str, time: bool = False, name: str = "") -> Variable:
    """A variable whose codes are mere numbers in a row."""
    return Variable(code, name or code, {str(n): text for n, text in enumerate(texts)}, time=time)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2020", "2020"), ("2020.", "2020"), ("2020H2", "2020-S2"), ("2020S1", "2020-S1"), ("2020-S1", "2020-S1"),
        ("2020Q1", "2020-Q1"), ("2020K4", "2020-Q4"), ("2020 Q4", "2020-Q4"), ("2020M03", "2020-03"),
        ("2020M12", "2020-12"), ("2020-07", "2020-07"), (" 2020 ", "2020"),
    ],
)  # fmt: skip
def test_a_whole_period_is_read_as_we_write_it(text: str, period: str) -> None:
    assert str(read_whole(text)) == period


@pytest.mark.parametrize(
    "text", ["", "20", "05C4", "2020M13", "2020M00", "2020Q5", "2020H3", "3020", "2020/21", "2020 -"]
)
def test_what_is_no_period_is_none(text: str) -> None:
    assert read_whole(text) is None


@pytest.mark.parametrize(
    ("year", "part", "periods"),
    [
        ("GODINA", ("MJESEC", "I.", "XII."), ["2020-01", "2020-12"]),
        ("Godina", ("Tromjesečje", "1", "4"), ["2020-Q1", "2020-Q4"]),
        ("LETO", ("ČETRTLETJE", "I", "IV"), ["2020-Q1", "2020-Q4"]),
        ("LETO", ("POLLETJE", "1.", "II."), ["2020-S1", "2020-S2"]),
        ("LETO", ("MESEC", "Marec", "avgust"), ["2020-03", "2020-08"]),
        ("Year", ("Month", "January - December", "X.-XII.", "I. – VI."), ["2020", "2020-Q4", "2020-S1"]),
        ("Godina", ("Mjesec", "siječanj", "II. - IV.", "Ukupno", "III."), ["2020-01", "", "", "2020-03"]),
    ],
)
def test_a_year_and_a_part_of_it_make_a_period(year: str, part: tuple[str, ...], periods: list[str]) -> None:
    whole, parted = variable(year, "2019", "2020"), variable(part[0], *part[1:])
    rule = period_rule((variable("SPOL", "Skupaj"), parted, whole))

    assert rule is not None
    assert [rule.read({year: "1", part[0]: code}) for code in parted.labels] == periods


@pytest.mark.parametrize(
    "variables",
    [
        (variable("OBČINE", "2000", "1000"),),
        (variable("LETO IZGRADNJE", "1990", "2000"),),
        (variable("LETO", "2020"), variable("GODINA", "2020")),
        (variable("LETO", "2020"), variable("MESEC", "I"), variable("ČETRTLETJE", "I")),
        (variable("SPOL", "2020H1"),),
    ],
)
def test_no_period_is_guessed(variables: tuple[Variable, ...]) -> None:
    assert period_rule(variables) is None


def test_the_variable_that_the_service_calls_time_is_the_period() -> None:
    time = variable("Tid", "2019", "2020", time=True)

    rule = period_rule((variable("Year", "1950", "1960"), time))
    assert rule is not None
    assert rule.variables == (time,)


def test_options_name_the_variables_where_they_are_not_plain() -> None:
    census, built = variable("POPIS", "2011", "2021"), variable("LETO", "1990", "2000")

    rule = period_rule((built, census), ["POPIS"])
    assert rule is not None
    assert rule.read({"POPIS": "1"}) == "2021"
