"""Roles reach down to departments, never up or aside, and circles end."""

from hypothesis import given
from hypothesis import strategies as st

from policies.decision import Role
from policies.roles import makes_a_circle, reaching_roles

NAMES = st.sampled_from("abcdef")
ROLES = st.frozensets(st.tuples(NAMES, st.sampled_from(Role)), max_size=6)


def test_a_role_holds_on_departments_and_on_theirs() -> None:
    roles = frozenset({("town", Role.EDITOR), ("energy", Role.ADMINISTRATOR)})
    assert reaching_roles(roles, {"energy": "town", "heat": "energy", "other": "elsewhere"}) == roles | {
        ("energy", Role.EDITOR),
        ("heat", Role.EDITOR),
        ("heat", Role.ADMINISTRATOR),
    }


@given(ROLES, st.dictionaries(NAMES, NAMES))
def test_roles_reach_no_further_when_they_are_asked_again(
    roles: frozenset[tuple[str, Role]], parents: dict[str, str]
) -> None:
    once = reaching_roles(roles, parents)
    assert roles <= once
    assert reaching_roles(once, parents) == once
    assert {organisation for organisation, _ in once - roles} <= set(parents)


def test_an_organisation_stands_neither_under_itself_nor_under_what_is_below_it() -> None:
    parents = {"energy": "town", "heat": "energy"}
    assert makes_a_circle("town", "heat", parents)
    assert makes_a_circle("town", "town", parents)
    assert not makes_a_circle("heat", "town", parents)
