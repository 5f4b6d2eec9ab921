"""Other questions: absent figures, other years, sectors, states, too many places, and nothing to lift."""

import pytest

from schemas.lifting.errors import TooManyPlacesError
from schemas.places import shipped_places
from tests.fakes.contract_figures import FOUR, KRANJ, LJUBLJANA, ZAGREB
from tests.fakes.inventories import everything, evidence, observe
from tests.schemas.lifting.trying import compared_with, lifted


def test_comparable_places_lack_nothing() -> None:
    found = lifted("GHG.TOT", "SI", "HR")
    assert (found.comparison.verdict, found.ranked, found.smallest) == ("comparable", (), ())


def test_a_place_without_a_figure_is_asked_for_one_made_like_the_other_s() -> None:
    found = lifted("GHG.TOT", KRANJ, "SI_001")
    assert found.smallest[0].ids == ("figure.SI_001.2018",)
    assert found.ranked[0].datum.form.lines[0] == (
        "GHG.SEC", "SI_001", "2018", "I", "S1", "", "T_CO2E",
    )  # fmt: skip


def test_where_nobody_has_a_figure_all_are_asked() -> None:
    found = lifted("WA.GEN", KRANJ, LJUBLJANA)
    assert set(found.smallest[0].ids) == {"figure.SI_052.2018", "figure.SI_061.2018"}
    assert found.smallest[0].after == "with_caveats"


def test_figures_of_another_year_are_asked_of_the_one_that_is_off() -> None:
    found = lifted("GHG.TOT", *FOUR)
    assert [one.datum.id for one in found.ranked if one.datum.need == "year"] == ["year.HR_01333.2018"]


def test_where_the_year_is_there_already_nobody_is_written_to() -> None:
    other_year = [
        observe("GHG.TOT", ZAGREB, "2018", 2800000, source="zagreb-contract",
                where={"scope": "S1_S2", "basis": "zagreb-contract"}),
    ]  # fmt: skip
    given = evidence([*everything(), *other_year])
    found = lifted("GHG.TOT", *FOUR, given=given)
    ask = found.find("ask.HR_01333.2018")
    assert ask is not None
    assert (ask.datum.holder.kind, ask.datum.holder.writes) == ("asker", False)
    dimensions = {
        reason.dimension
        for one in compared_with(found, [ask.datum.id], given).pairs
        for reason in one.reasons
    }
    assert "base_period" not in dimensions


def test_inhabitants_of_the_year_are_asked_of_the_statistics_office() -> None:
    found = lifted("GHG.CAP", KRANJ, LJUBLJANA)
    people = found.find("population.SI_052.2018")
    assert people is not None
    assert (people.datum.holder.kind, people.datum.form.lines[0][:3]) == (
        "statistics_office", ("CX.POP", "SI_052", "2018"),
    )  # fmt: skip


def test_a_bare_total_is_asked_for_by_sector() -> None:
    bare = [
        observe(
            "GHG.TOT",
            "SI_001",
            "2018",
            100000,
            source="bare",
            where={"basis": "kranj-contract", "scope": "S1_S2"},
        )
    ]
    found = lifted("GHG.TOT", KRANJ, "SI_001", given=evidence([*everything(), *bare]))
    assert found.find("table.SI_001") is not None
    assert found.smallest[0].verdict == "not_comparable"


def test_figures_that_name_no_basis_are_stated_for_their_place_alone() -> None:
    rows = [
        observe("WA.GEN", place, "2018", 300, source=place, unit="KG/HAB", where={"basis": ""})
        for place in ("SI_001", "SI_002")
    ]
    found = lifted("WA.GEN", "SI_001", "SI_002", given=evidence(rows))
    assert {one.datum.id: one.datum.places for one in found.ranked if "boundary" in one.datum.id} == {
        f"statement.{place}.boundary": frozenset({place}) for place in ("SI_001", "SI_002")
    }


def test_a_part_beside_its_whole_remains() -> None:
    found = lifted("GHG.TOT", "SI", KRANJ)
    assert {one.reason.dimension for one in found.remaining} == {"boundary"}


def test_more_places_than_can_be_tried_are_refused() -> None:
    many = [code for code, place in shipped_places().items() if place.level == "local"][:9]
    with pytest.raises(TooManyPlacesError, match="at most 8 places, not 9"):
        lifted("GHG.TOT", *many)


@pytest.mark.parametrize("profile", ["GPC-BASIC", "GPC-BASIC+", "CRF-TERR", "AS-PUBLISHED"])
def test_every_profile_has_a_set_that_betters_the_verdict(profile: str) -> None:
    found = lifted("GHG.TOT", *FOUR, profile=profile)
    assert found.smallest[0].verdict == "not_comparable"
    assert found.smallest[0].after in ("with_caveats", "comparable")
