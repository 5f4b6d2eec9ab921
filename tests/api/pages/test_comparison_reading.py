from decimal import Decimal

from api.pages.comparison_reading import view_of
from api.pages.comparison_view import ComparisonView
from schemas.comparability.compare import compare
from schemas.comparability.question import Question
from schemas.languages import Lang
from schemas.places import shipped_places
from tests.fakes.contract_figures import FOUR
from tests.fakes.inventories import everything, evidence


def _view(*places: str, indicator: str = "GHG.TOT", lang: Lang = "en") -> ComparisonView:
    told = compare(Question(indicator, places), evidence(everything())).to_dict(lang)
    return view_of(told, "T_CO2E", shipped_places(), lang)


def test_the_places_stand_in_the_order_asked_with_their_names() -> None:
    names = [(place.name, place.level) for place in _view(*FOUR, "HR", lang="sl").places]
    assert names == [
        ("Kranj", "local"),
        ("Ljubljana", "local"),
        ("Velenje", "local"),
        ("Zagreb", "local"),
        ("Hrvaška", "national"),
    ]


def test_the_printed_figure_is_what_the_answer_says() -> None:
    printed = _view(*FOUR).places[0].published
    assert printed is not None
    assert (printed.indicator, printed.value, printed.unit) == ("GHG.NET", Decimal(238832), "T_CO2E")


def test_the_steps_lead_from_the_printed_to_the_harmonised_figure() -> None:
    kranj = _view(*FOUR).places[0]
    assert kranj.harmonised is not None
    assert kranj.published is not None
    assert kranj.published.value is not None
    moved = sum(step.delta for step in kranj.harmonised.steps)
    assert kranj.published.value + moved == kranj.harmonised.value == Decimal(228576)


def test_what_is_left_out_leads_from_the_harmonised_to_the_common_figure() -> None:
    for place in _view(*FOUR).places:
        assert place.harmonised is not None
        assert place.common is not None
        assert place.harmonised.value + (place.common.delta or 0) == place.common.value


def test_the_gravest_dimension_comes_first() -> None:
    view = _view(*FOUR)
    grave = ["BLOCKER", "CAVEAT", "BOUNDED", "CONVERTIBLE"]
    turns = [grave.index(dimension.level) for dimension in view.dimensions]
    assert view.verdict == "not_comparable"
    assert turns == sorted(turns)
    assert turns[0] == 0


def test_what_several_pairs_have_in_the_same_words_is_said_once() -> None:
    for dimension in _view(*FOUR).dimensions:
        messages = [(reason.message, reason.tonnes) for reason in dimension.reasons]
        assert len(messages) == len(set(messages))


def test_every_reason_of_the_answer_is_shown_for_its_pair() -> None:
    view = _view(*FOUR)
    told = sum(len(pair["reasons"]) for pair in view.told["pairs"])
    shown = sum(len(reason.pairs) for dimension in view.dimensions for reason in dimension.reasons)
    assert shown == told


def test_the_weight_of_a_reason_is_said_once() -> None:
    for dimension in _view(*FOUR).dimensions:
        for reason in dimension.reasons:
            assert reason.weight not in reason.message or reason.weight == ""


def test_the_grid_says_which_cells_all_places_hold() -> None:
    grid = {row.cell: (row.common, row.held) for row in _view(*FOUR).coverage}
    assert grid["I"] == (True, (True, True, True, True))
    assert grid["III"] == (False, (True, True, True, False))


def test_without_a_ranking_no_place_has_a_rank() -> None:
    view = _view(*FOUR)
    assert not view.ranked
    assert {place.rank for place in view.places} == {None}


def test_a_place_without_a_figure_says_why() -> None:
    place = _view("SI_052", "SI_001").places[1]
    assert (place.published, place.harmonised, place.common) == (None, None, None)
    assert place.missing
