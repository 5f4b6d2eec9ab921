"""Which source each place answers with."""

from decimal import Decimal

import pytest

from schemas.comparability.errors import SourceTellsNothingError
from tests.fakes.contract_figures import FOUR, KRANJ, LJUBLJANA, ZAGREB
from tests.fakes.inventories import (
    BASES,
    basis,
    everything,
    evidence,
    four_cities,
    kranj,
    observe,
    row,
)
from tests.schemas.comparability.asking import ask, harmonised, place, published, reason, reasons

WORKBOOK = {**BASES, "workbook": basis("workbook", KRANJ)}


def test_the_preferred_source_answers_for_the_places_it_tells_of() -> None:
    given = evidence([*everything(), *kranj("workbook")], WORKBOOK)
    answer = ask("GHG.TOT", *FOUR, source="workbook", given=given)
    assert [found["published"]["source"] for found in answer["places"]] == [
        "workbook",
        "ljubljana-contract",
        "velenje-contract",
        "zagreb-contract",
    ]


def test_a_changed_cell_of_a_workbook_shows_in_its_sector_and_in_the_sum() -> None:
    changed = [
        seen
        for seen in kranj("workbook")
        if not (seen.observation.key.sector == "I" and seen.observation.key.scope in ("S1", "_T"))
    ]
    changed += row(KRANJ, "workbook", "I", {"S1": 51280, "_T": 75831})
    given = evidence([*everything(), *changed], WORKBOOK)
    sector = ask("GHG.SEC", KRANJ, LJUBLJANA, sector="I", source="workbook", given=given)
    assert published(sector, KRANJ) == ("GHG.SEC", Decimal(75831), "T_CO2E")
    assert harmonised(sector)[KRANJ] == Decimal(103087)
    total = ask("GHG.TOT", KRANJ, LJUBLJANA, source="workbook", given=given)
    assert reason(total, KRANJ, LJUBLJANA, "internal_sum")["tonnes"] == Decimal(10000)


def test_without_a_preference_the_lower_priority_wins_and_then_the_id() -> None:
    given = [*four_cities(), *kranj("a-workbook")]
    by_id = ask("GHG.TOT", KRANJ, ZAGREB, given=evidence(given))
    by_priority = ask(
        "GHG.TOT",
        KRANJ,
        ZAGREB,
        given=evidence(given, priority={"a-workbook": 200, "kranj-contract": 100}),
    )
    used = [place(found, KRANJ)["published"]["source"] for found in (by_id, by_priority)]
    assert used == ["a-workbook", "kranj-contract"]


def test_a_source_that_prints_a_total_comes_before_one_that_prints_cells_only() -> None:
    cells = [seen for seen in kranj("a-cells") if seen.observation.key.indicator == "GHG.SEC"]
    answer = ask("GHG.TOT", KRANJ, ZAGREB, given=evidence([*four_cities(), *cells]))
    assert place(answer, KRANJ)["published"]["source"] == "kranj-contract"


def test_where_no_total_is_printed_the_cells_are_added_up_and_it_is_said() -> None:
    cells = [seen for seen in kranj("workbook") if seen.observation.key.indicator == "GHG.SEC"]
    answer = ask(
        "GHG.TOT", KRANJ, ZAGREB, source="workbook", given=evidence([*four_cities(), *cells], WORKBOOK)
    )
    found = place(answer, KRANJ)
    assert found["published"] is None
    assert [step["step"] for step in found["harmonised"]["steps"]] == ["classification", "sum_of_cells"]
    assert found["harmonised"]["value"] == Decimal(228576)


def test_a_source_that_tells_nothing_of_the_places_is_an_error() -> None:
    with pytest.raises(
        SourceTellsNothingError, match="'kranj-contrct' has no figure for SI_052, HR_01333"
    ) as error:
        ask("GHG.TOT", KRANJ, ZAGREB, source="kranj-contrct")
    assert "kranj-contract" in error.value.candidates


def test_example_data_count_only_where_their_source_is_asked_for() -> None:
    where = {"scope": "_T", "basis": "example"}
    example = observe("GHG.TOT", KRANJ, "2018", 1, source="example", example=True, where=where)
    given = evidence([*four_cities(), example], priority={"example": 1})
    assert published(ask("GHG.TOT", KRANJ, ZAGREB, given=given), KRANJ)[1] == Decimal(238832)
    asked = ask("GHG.TOT", KRANJ, ZAGREB, given=given, source="example")
    assert (published(asked, KRANJ)[1], place(asked, KRANJ)["published"]["example"]) == (Decimal(1), True)


def test_a_basis_that_is_missing_counts_as_unstated_and_blocks() -> None:
    given = evidence([*four_cities(), *kranj("workbook")])
    answer = ask("GHG.TOT", KRANJ, LJUBLJANA, source="workbook", given=given)
    assert reasons(answer, KRANJ, LJUBLJANA)["accounting"] == "BLOCKER"


def test_rows_of_another_basis_of_the_source_are_not_mixed_in() -> None:
    waste = observe(
        "GHG.SEC", ZAGREB, "2019", 85000, source="zagreb-contract",
        where={"sector": "III", "scope": "S1", "basis": "zagreb-waste-apart"},
    )  # fmt: skip
    answer = ask("GHG.TOT", KRANJ, ZAGREB, given=evidence([*four_cities(), waste]))
    assert answer["coverage"]["cells"] == ["I", "II"]


def test_waste_that_a_basis_puts_outside_the_inventory_is_not_part_of_its_total() -> None:
    where = {"sector": "III", "scope": "S1", "basis": "zagreb-contract"}
    waste = observe("GHG.SEC", ZAGREB, "2019", 85000, source="zagreb-contract", where=where)
    given = evidence([*four_cities(), waste])
    answer = ask("GHG.TOT", KRANJ, ZAGREB, given=given)
    assert answer["coverage"]["cells"] == ["I", "II"]
    assert reasons(answer, KRANJ, ZAGREB)["scope_coverage"] == "BLOCKER"
    assert harmonised(ask("GHG.WAST", KRANJ, ZAGREB, given=given))[ZAGREB] == Decimal(85000)
