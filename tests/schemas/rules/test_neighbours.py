"""S4, S5 and S9: a place beside its peers, and beside the places that it lies in."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pytest

from schemas.observations import Observation
from schemas.places import shipped_places
from schemas.rules.cross_check import cross_check
from tests.schemas.rules.made_up import BASES, observed, told

TOWNS = [
    code for code, place in sorted(shipped_places().items()) if place.kind == "MUN" and code.startswith("SI_")
][:8]


def figures(per_head: Mapping[str, str], **dimensions: str) -> list[Observation]:
    """Give places inhabitants and a figure of energy: MWh per inhabitant times 10,000."""
    rows: list[Observation] = []
    for place, value in per_head.items():
        rows.append(observed("CX.POP", Decimal(10_000), f"P!{place}", place=place, unit="NR"))
        rows.append(observed("EN.FEC", Decimal(value) * 10_000, f"E!{place}", place=place, **dimensions))
    return rows


def usual(*values: str) -> dict[str, str]:
    return dict(zip(TOWNS, values, strict=False))


def test_a_place_far_outside_its_peers_quartiles_is_told() -> None:
    rows = figures(usual("12", "14", "15", "16", "18", "95"))
    assert told(rows) == [("S4", f"E!{TOWNS[5]}")]


def test_peers_that_differ_among_themselves_are_no_outliers() -> None:
    assert told(figures(usual("11.7", "15.3", "26.2", "16.2", "21", "38"))) == []


def test_too_few_peers_tell_nothing() -> None:
    assert told(figures(usual("12", "14", "15", "62"))) == []


@pytest.mark.parametrize("factor", ["1000", "0.001", "10", "100"])
def test_a_slip_beside_alike_peers_is_named(factor: str) -> None:
    value = str(Decimal(16) * Decimal(factor))
    assert told(figures(usual("12", "14", "15", "18", "17", value))) == [("S5", f"E!{TOWNS[5]}")]


def test_peers_may_stand_in_the_context_and_nothing_is_found_in_them() -> None:
    own, around = figures({TOWNS[5]: "15"}), figures(usual("12", "14", "15", "18", "9500"))
    assert told(own, context=around) == []
    assert told(figures({TOWNS[5]: "15000"}), context=figures(usual("12", "14", "15", "18", "16"))) == [
        ("S5", f"E!{TOWNS[5]}")
    ]


def test_a_region_is_no_peer_of_a_municipality() -> None:
    assert told(figures({**usual("12", "14", "15", "16", "18"), "HR02": "95"})) == []


def people(counts: Mapping[str, int]) -> list[Observation]:
    return [
        observed("CX.POP", Decimal(count), f"P!{place}", place=place, unit="NR")
        for place, count in counts.items()
    ]


def test_a_municipality_is_no_more_than_its_state() -> None:
    rows = people({"SI": 2_100_126, "SI_052": 57_185, "SI_061": 29_446_400})
    assert told(rows) == [("S9", "P!SI_061")]


def test_municipalities_add_up_to_no_more_than_their_region() -> None:
    inside = [code for code, place in shipped_places().items() if place.parent == "SI042"][:4]
    counts: dict[str, int] = dict.fromkeys(inside, 60_000)
    assert told(people({"SI042": 240_000, **counts})) == []
    assert told(people({"SI042": 200_000, **counts})) == [("S9", "P!SI042")]
    found = told(people(counts), context=people({"SI042": 200_000}))
    assert [rule for rule, _ in found] == ["S9"]


def test_different_cells_and_years_are_not_held_beside_one_another() -> None:
    state = observed("GHG.TOT", Decimal(100), "N!1", place="SI", scope="S1")
    town = observed("GHG.TOT", Decimal(150), "N!2", place="SI_052", scope="S1_S2")
    later = observed("GHG.TOT", Decimal(150), "N!3", place="SI_052", scope="S1", period="2019")
    assert told([state, town, later]) == []
    assert told([state, observed("GHG.TOT", Decimal(150), "N!4", place="SI_052", scope="S1")]) == [
        ("S9", "N!4")
    ]


def test_a_net_total_with_sinks_may_exceed_the_net_of_the_whole() -> None:
    rows = [
        observed("GHG.NET", Decimal(100), "N!1", place="SI", scope="S1"),
        observed("GHG.NET", Decimal(150), "N!2", place="SI_052", scope="S1"),
    ]
    assert told(rows) == []


def test_the_finding_names_both_places_in_each_language() -> None:
    rows: Sequence[Observation] = people({"SI": 2_100_126, "SI_061": 29_446_400})
    (finding,) = cross_check(rows, BASES)
    assert (
        "at most the figure of Slovenia (P!SI: 2,100,126 NR); Ljubljana alone has 29,446,400"
        in finding.sentence("en")
    )
    assert "kolikor ima Slovenija" in finding.sentence("sl")
    assert "koliko ima Slovenija" in finding.sentence("hr")
