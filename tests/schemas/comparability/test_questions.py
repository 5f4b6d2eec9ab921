"""Questions that cannot be put are errors that say what would do."""

import pytest

from schemas.comparability.compare import needed, places_needed
from schemas.comparability.errors import TooFewPlacesError
from schemas.comparability.scopes import cells
from schemas.errors import PeriodError, UnknownCodeError
from schemas.places import shipped_places
from tests.fakes.contract_figures import KRANJ, LJUBLJANA, ZAGREB
from tests.schemas.comparability.asking import EVERYTHING, ask


@pytest.mark.parametrize(
    ("asked", "codelist", "nearest"),
    [
        ({"profile": "GPC-BASICS"}, "profile", "GPC-BASIC"),
        ({"sector": "stationary energy"}, "sector", "I"),
        ({"scope": "S1S2"}, "scope", "S1_S2"),
        ({"scope": "_Z"}, "scope", "_T"),
    ],
)
def test_an_unknown_code_names_the_nearest(asked: dict[str, str], codelist: str, nearest: str) -> None:
    with pytest.raises(UnknownCodeError) as error:
        ask("GHG.TOT", KRANJ, ZAGREB, given=EVERYTHING, lang="en", **asked)
    assert (error.value.codelist, nearest in error.value.candidates) == (codelist, True)


def test_an_unknown_indicator_names_the_nearest() -> None:
    with pytest.raises(UnknownCodeError, match=r"no code 'GHG\.TOTAL'; did you mean GHG\.TOT"):
        ask("GHG.TOTAL", KRANJ, ZAGREB)


def test_an_unknown_place_names_the_nearest_by_code_or_name() -> None:
    with pytest.raises(UnknownCodeError) as error:
        ask("GHG.TOT", KRANJ, "Ljubljna")
    assert LJUBLJANA in error.value.candidates


def test_a_period_that_is_none_says_how_a_period_is_written() -> None:
    with pytest.raises(PeriodError):
        ask("GHG.TOT", KRANJ, ZAGREB, period="last year")


def test_a_comparison_needs_a_place() -> None:
    with pytest.raises(TooFewPlacesError, match="at least one place"):
        ask("GHG.TOT")


@pytest.mark.parametrize("places", [(KRANJ,), (KRANJ, KRANJ)])
def test_a_place_alone_has_its_figures_and_no_rank(places: tuple[str, ...]) -> None:
    answer = ask("GHG.TOT", *places)
    figures = [(found["published"]["value"], found["harmonised"]["value"]) for found in answer["places"]]
    assert (figures, answer["verdict"], answer["pairs"], answer["rank"]) == (
        [(238832, 228576)], "comparable", [], None,
    )  # fmt: skip


def test_a_place_named_twice_is_compared_once() -> None:
    assert [found["place"] for found in ask("GHG.TOT", KRANJ, ZAGREB, KRANJ)["places"]] == [KRANJ, ZAGREB]


@pytest.mark.parametrize(
    ("indicator", "indicators"),
    [
        ("GHG.TOT", "GHG.TOT GHG.NET GHG.SEC EN.FEC EN.DH.EF"),
        ("GHG.SEC", "GHG.TOT GHG.NET GHG.SEC EN.FEC EN.DH.EF"),
        ("GHG.STAT", "GHG.TOT GHG.NET GHG.SEC EN.FEC EN.DH.EF GHG.STAT"),
        ("GHG.CAP", "GHG.TOT GHG.NET GHG.SEC EN.FEC EN.DH.EF CX.POP"),
        ("EN.FEC", "EN.FEC EN.FEC.HC CL.HDD"),
        ("EN.FEC.CAP", "EN.FEC EN.FEC.HC CL.HDD CX.POP"),
        ("CX.POP", "CX.POP"),
        ("MO.SPLIT", "MO.SPLIT"),
    ],
)
def test_an_indicator_says_which_observations_it_needs(indicator: str, indicators: str) -> None:
    assert needed(indicator) == tuple(indicators.split())


def test_figures_per_inhabitant_need_the_areas_around_a_place_too() -> None:
    known = shipped_places()
    assert places_needed("GHG.TOT", (KRANJ, ZAGREB), known) == (KRANJ, ZAGREB)
    assert places_needed("GHG.CAP", (KRANJ,), known) == (KRANJ, "SI042", "SI04", "SI", "EU27_2020")


def test_the_cells_are_named_in_order() -> None:
    assert [(cell.code, cell.label.in_("en")) for cell in cells()][:2] == [
        ("I", "Stationary energy"),
        ("II", "Transportation"),
    ]
