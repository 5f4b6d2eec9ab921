"""The order of preference: the same for everybody, by who tells and how; a place may decide otherwise."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from schemas.basis import Basis
from schemas.languages import Text
from schemas.mirror.preference import Telling, in_order, same_areas
from schemas.mirror.seen import Override
from schemas.places import Place, shipped_places
from tests.schemas.mirror.asking import MODEL, START, STATE, teller

CITY = Basis("", accounting="CCC")


def telling(
    source: str, basis: Basis = STATE, *, example: bool = False, day: int = 1, **told: object
) -> Telling:
    return Telling(source, teller(source, **told), basis, example, START.replace(day=day))


EVERYBODY = (
    telling("example", example=True, owner_place="SI_052"),
    telling("nothing-stated", Basis("")),
    telling("satellite", replace(STATE, method="RS")),
    telling("eu-model", MODEL, owner_kind="eu", owner_place="EU27_2020"),
    telling("covenant", replace(CITY, accounting="SECAP")),
    telling("state-office", Basis("", method="REG"), owner_kind="state", owner_place="SI"),
    telling("utility", Basis("", method="BILL"), owner_kind="utility", owner_place="SI_052"),
    telling("city", CITY, owner_kind="municipality", owner_place="SI_052"),
)


def sources(*told: Telling, override: Override | None = None, place: str = "SI_052") -> list[str]:
    return [one.source for one in in_order(place, told, shipped_places(), override)]


def test_who_tells_and_how_decides() -> None:
    found = in_order("SI_052", EVERYBODY, shipped_places())
    assert [(one.source, one.standing) for one in found] == [
        ("city", "own"),
        ("state-office", "official"),
        ("covenant", "reported"),
        ("utility", "reported"),
        ("eu-model", "modelled"),
        ("satellite", "modelled"),
        ("nothing-stated", "unstated"),
        ("example", "example"),
    ]


def test_a_states_inventory_is_official_whoever_passes_it_on() -> None:
    assert [one.standing for one in in_order("SI", [telling("unfccc", replace(STATE, method="UNK"))], shipped_places())] == [
        "official"
    ]  # fmt: skip


def test_alike_sources_come_by_priority_then_by_the_newest_then_by_id() -> None:
    alike = (
        telling("a", MODEL, priority=200),
        telling("b", MODEL),
        telling("c", MODEL, day=2),
        telling("d", MODEL),
    )
    assert sources(*alike) == ["c", "b", "d", "a"]


def test_the_best_that_a_source_tells_counts() -> None:
    both = (
        telling("a", MODEL),
        telling("b", replace(STATE, method="REG", ef_basis="UNK")),
        telling("a", STATE),
    )
    assert [(one.source, one.standing) for one in in_order("SI", both, shipped_places())] == [
        ("a", "official"), ("b", "reported"),
    ]  # fmt: skip


def test_what_the_place_decided_comes_first_in_its_order_and_is_told_as_such() -> None:
    decided = Override(1, "SI_052", "", ("satellite", "gone", "covenant"), Text.of("why"), "city", START)
    assert sources(*EVERYBODY, override=decided)[:3] == ["satellite", "covenant", "city"]
    first = in_order("SI_052", EVERYBODY, shipped_places(), decided)[0]
    assert first.why.in_("en") == "The place itself decided so, with a reason on record."


@given(st.permutations(EVERYBODY))
def test_it_does_not_depend_on_the_order_of_reading(told: list[Telling]) -> None:
    assert sources(*told) == sources(*EVERYBODY)


def test_an_area_with_two_codes_is_one_area() -> None:
    places = {
        **shipped_places(),
        "HR050": Place("HR050", "regional", "HR05", "NUTS3", Text.of("Zagreb"), "HR_01333"),
    }
    assert same_areas("HR_01333", places) == same_areas("HR050", places) == {"HR050", "HR_01333", "HR041"}
    own = telling("city", CITY, owner_place="HR_01333")
    assert [one.standing for one in in_order("HR050", [own], places)] == ["own"]
