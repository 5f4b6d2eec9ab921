"""What is there without a number, stands elsewhere, or is filed under no scope is never the same as a full figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from schemas.observations import StoredObservation
from tests.fakes.contract_figures import KRANJ, LJUBLJANA
from tests.fakes.inventories import basis, evidence, observe
from tests.schemas.comparability.asking import Answer, ask

STATED = {"industry_energy": "I", "lulucf": "EX"}
BASES = {name: replace(basis(name, **STATED), elec_factor=None) for name in ("own", "others")}
ALL_CELLS = {"I": 50, "II": 30, "III": 10, "IV": 5, "V.1_V.3": 5}


def table(
    place: str, source: str, cells: Mapping[str, int | str], scope: str = "S1", inside: str = ""
) -> list[StoredObservation]:
    """Make a place's rows; a word is a notation key."""
    return [_row(place, source, sector, cell, scope, inside) for sector, cell in cells.items()]


def _row(place: str, source: str, sector: str, cell: int | str, scope: str, inside: str) -> StoredObservation:
    word = cell if isinstance(cell, str) else ""
    where = {"sector": sector, "scope": scope, "basis": source}
    value = None if word else cell
    stored = observe("GHG.SEC", place, "2018", value, source=source, notation_key=word, where=where)
    if word != "IE":
        return stored
    return replace(stored, observation=replace(stored.observation, included_in=inside))


def compared(own: list[StoredObservation], others: list[StoredObservation], code: str = "GHG.TOT") -> Answer:
    return ask(code, KRANJ, LJUBLJANA, given=evidence([*own, *others], BASES), profile="CRF-TERR")


def told(answer: Answer, dimension: str) -> list[str]:
    return [
        reason["message"]
        for pair in answer["pairs"]
        for reason in pair["reasons"]
        if reason["dimension"] == dimension
    ]


WHOLE = table(LJUBLJANA, "others", ALL_CELLS)


def test_full_tables_are_comparable() -> None:
    assert compared(table(KRANJ, "own", ALL_CELLS), WHOLE)["verdict"] == "comparable"


def test_a_sub_sector_that_is_not_estimated_makes_the_sum_a_lower_bound() -> None:
    for word in ("NE", "C"):
        cells: dict[str, int | str] = {"I.1": 10, "I.2": word, **ALL_CELLS}
        del cells["I"]
        answer = compared(table(KRANJ, "own", cells), WHOLE)
        assert (answer["verdict"], answer["rank"]) == ("with_caveats", None)
        assert "lower bound" in told(answer, "obs_status")[0]


def test_a_sector_with_a_part_that_is_not_estimated_is_no_whole_sector() -> None:
    own = table(KRANJ, "own", {"III.1": 4, "III.2": "NE"})
    assert compared(own, WHOLE, "GHG.WAST")["verdict"] == "with_caveats"


def test_what_does_not_occur_is_no_gap() -> None:
    own = table(KRANJ, "own", {**ALL_CELLS, "I.1": 50, "I.2": "NO"})
    assert compared(own, WHOLE)["verdict"] == "comparable"


def test_waste_included_in_energy_is_not_left_out_like_waste_that_nobody_tells() -> None:
    own = table(KRANJ, "own", {**ALL_CELLS, "III": "IE"})
    without = {cell: value for cell, value in ALL_CELLS.items() if cell != "III"}
    answer = compared(own, table(LJUBLJANA, "others", without))
    assert (answer["verdict"], answer["rank"]) == ("with_caveats", None)
    assert "waste" in told(answer, "obs_status")[0]


def test_two_totals_that_include_the_same_elsewhere_are_alike() -> None:
    cells: dict[str, int | str] = {**ALL_CELLS, "III": "IE"}
    answer = compared(table(KRANJ, "own", cells), table(LJUBLJANA, "others", cells))
    assert answer["verdict"] == "comparable"


def test_a_sector_is_touched_by_what_is_said_to_stand_in_it_only() -> None:
    cells: dict[str, int | str] = {**ALL_CELLS, "III": "IE"}
    verdicts = {
        inside: compared(table(KRANJ, "own", cells, inside=inside), WHOLE, "GHG.TRAN")["verdict"]
        for inside in ("I", "II", "II.1", "_U")
    }
    assert verdicts == {"I": "comparable", "II": "with_caveats", "II.1": "with_caveats", "_U": "with_caveats"}


def test_a_sector_that_lost_a_part_to_another_is_no_whole_sector() -> None:
    own = table(KRANJ, "own", {**ALL_CELLS, "III.4": "IE"}, inside="I.3")
    answer = compared(own, WHOLE, "GHG.WAST")
    assert (answer["verdict"], answer["rank"]) == ("with_caveats", None)


def test_emissions_of_no_scope_are_not_the_same_as_others_of_no_scope() -> None:
    answer = compared(
        table(KRANJ, "own", ALL_CELLS, scope="_U"), table(LJUBLJANA, "others", ALL_CELLS, scope="_U")
    )
    assert answer["verdict"] != "comparable"
    assert told(answer, "scope_coverage")
