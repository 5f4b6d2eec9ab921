"""Roles in a tree: a role on an organisation holds on its departments, and on theirs."""

from collections.abc import Collection, Iterator, Mapping

from policies.decision import Role


def reaching_roles(
    roles: Collection[tuple[str, Role]], parents: Mapping[str, str]
) -> frozenset[tuple[str, Role]]:
    """Give the roles with those that they bring on departments.

    Args:
        roles: pairs of organisation and role, as they were given.
        parents: the organisation that each department stands under; an organisation that is no department is not in it.
    """
    below = {
        (department, role)
        for department in parents
        for above in organisations_above(department, parents)
        for organisation, role in roles
        if organisation == above
    }
    return frozenset(roles) | below


def organisations_above(organisation: str, parents: Mapping[str, str]) -> Iterator[str]:
    """Give what an organisation stands under, the nearest first; a circle is gone round once."""
    seen = {organisation}
    while (above := parents.get(organisation, "")) and above not in seen:
        yield above
        seen.add(above)
        organisation = above


def makes_a_circle(organisation: str, parent: str, parents: Mapping[str, str]) -> bool:
    """Say whether an organisation would stand under itself."""
    return parent == organisation or organisation in organisations_above(parent, parents)
