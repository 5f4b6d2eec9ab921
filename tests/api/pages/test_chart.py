from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from api.pages.chart import Bar, Span, Tick, axis, panel

NUMBERS = st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, places=3)


def _bar(value: str | None, **bounds: str) -> Bar:
    number = None if value is None else Decimal(value)
    return Bar("Kranj", "", number, **{name: Decimal(text) for name, text in bounds.items()})  # type: ignore[arg-type]  # bounds by name


def test_the_axis_has_round_marks_from_zero_to_beyond_the_largest() -> None:
    assert axis(Decimal(0), Decimal("2927203.98")) == tuple(Decimal(mark) * 10**6 for mark in range(4))


def test_the_axis_reaches_below_zero_for_sinks() -> None:
    assert axis(Decimal(-4645), Decimal(10256)) == tuple(map(Decimal, (-5000, 0, 5000, 10000, 15000)))


def test_the_axis_of_nothing_is_an_axis() -> None:
    assert axis(Decimal(0), Decimal(0))[0] == 0


@given(st.lists(NUMBERS, min_size=1, max_size=6))
def test_the_axis_holds_every_number_in_few_even_steps(numbers: list[Decimal]) -> None:
    marks = axis(min(numbers), max(numbers))
    steps = {after - before for before, after in pairwise(marks)}
    assert marks[0] <= min([*numbers, Decimal(0)])
    assert marks[-1] >= max([*numbers, Decimal(0)])
    assert len(steps) == 1
    assert len(marks) <= 7


def test_bars_begin_at_zero_and_are_as_long_as_their_share() -> None:
    drawn = panel("", [_bar("750"), _bar("3000")], "t", "en")
    assert [one.span for one in drawn.bars] == [Span("0.00%", "25.00%"), Span("0.00%", "100.00%")]


def test_a_sink_stands_left_of_zero() -> None:
    drawn = panel("", [_bar("-1000"), _bar("3000")], "t", "en")
    assert drawn.bars[0].span == Span("0.00%", "25.00%")
    assert drawn.bars[1].span == Span("25.00%", "75.00%")


def test_a_place_without_a_figure_has_no_bar() -> None:
    assert [one.span for one in panel("", [_bar(None)], "t", "en").bars] == [None]


def test_bounds_span_from_the_lowest_to_the_highest() -> None:
    drawn = panel("", [_bar("2000", upper="3000"), _bar("4000")], "t", "en")
    assert drawn.bars[0].bounds == Span("50.00%", "25.00%")
    assert drawn.bars[1].bounds is None


def test_the_axis_counts_in_words_that_keep_its_numbers_short() -> None:
    drawn = panel("", [_bar("2927203.98")], "t CO₂e", "sl")
    assert drawn.unit == "v milijonih t CO₂e"
    assert drawn.ticks == (
        Tick("0.00%", "0", "start"),
        Tick("33.33%", "1", "middle"),
        Tick("66.67%", "2", "middle"),
        Tick("100.00%", "3", "end"),
    )
