"""Rules of the policies in force that are void, or that contradict each other."""

from policies.analysis.coverage import CoverageFinding, coverage
from policies.odrl.policy import Policy, Rule
from tests.policies.analysis.made_up import constraint, permitting, policies, rule

BEFORE = constraint("odrl:dateTime", "lt", '"2027-01-01T00:00:00Z"^^xsd:dateTime')
FROM = constraint("odrl:dateTime", "gteq", '"2027-01-01T00:00:00Z"^^xsd:dateTime')
FAR = constraint("odrl:dateTime", "lt", '"2030-01-01T00:00:00Z"^^xsd:dateTime')


def told(several: tuple[Policy, ...]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Give findings with the rules' places in their policies instead of their names."""
    names = {one.iri: f"{one.kind}" for policy in several for one in policy.rules}
    return [
        (found.kind, names[found.rule], tuple(names[one] for one in found.others))
        for found in coverage(several)
    ]


def only_rules(several: tuple[Policy, ...]) -> list[Rule]:
    """Give all rules."""
    return [one for policy in several for one in policy.rules]


def test_rules_that_never_and_always_hold_are_named() -> None:
    several = policies(permitting(BEFORE, FROM) + rule("prohibition", f"[ odrl:or ( {BEFORE} {FROM} ) ]"))
    assert told(several) == [("never", "permission", ()), ("always", "prohibition", ())]


def test_a_permission_that_is_wholly_forbidden_is_shadowed() -> None:
    several = policies(permitting(BEFORE), rule("prohibition", FAR))
    assert told(several)[0] == ("shadowed", "permission", ("prohibition",))


def test_two_prohibitions_shadow_a_permission_together() -> None:
    several = policies(permitting(), rule("prohibition", BEFORE) + rule("prohibition", FROM))
    assert told(several)[0] == ("shadowed", "permission", ("prohibition", "prohibition"))


def test_of_two_equal_permissions_the_second_adds_nothing() -> None:
    several = policies(permitting(BEFORE), permitting(BEFORE))
    first, second = only_rules(several)
    assert coverage(several) == (CoverageFinding("shadowed", second.iri, (first.iri,), "permission"),)


def test_a_permission_for_a_part_of_an_action_is_within_that_for_the_whole() -> None:
    several = policies(rule("permission", BEFORE, action="odrl:read"), permitting(FAR))
    narrow, wide = only_rules(several)
    assert coverage(several) == (CoverageFinding("shadowed", narrow.iri, (wide.iri,), "permission"),)


def test_a_permission_with_a_further_duty_shadows_nothing() -> None:
    duty = "odrl:duty [ odrl:action odrl:attribute ]"
    several = policies(permitting(BEFORE), rule("permission", FAR, more=duty))
    assert coverage(several) == ()


def test_rules_for_different_assets_do_not_meet() -> None:
    several = policies(
        rule("permission", more="odrl:target ex:a"), rule("prohibition", more="odrl:target ex:b")
    )
    assert coverage(several) == ()


def test_a_permission_and_a_prohibition_that_meet_are_told_with_a_state() -> None:
    several = policies(permitting(FAR), rule("prohibition", BEFORE))
    permission, prohibition = only_rules(several)
    (found,) = coverage(several)
    assert (found.kind, found.rule, found.others) == ("contradiction", permission.iri, (prohibition.iri,))
    assert found.witness is not None
    assert found.act is not None


def test_who_is_in_a_collection_is_not_known_and_so_doubtful() -> None:
    group = "odrl:assignee [ a odrl:PartyCollection ; odrl:source ex:group ]"
    several = policies(rule("permission", more="odrl:assignee ex:anna"), rule("prohibition", more=group))
    assert [found.kind for found in coverage(several)] == ["doubtful"]


def test_everything_of_one_owner_is_not_everything_of_another() -> None:
    several = policies(
        rule("permission", more="odrl:assigner ex:kranj ; odrl:target ex:a"),
        rule("permission", more="odrl:assigner ex:zagreb"),
        rule("prohibition", more="odrl:assigner ex:velenje"),
    )
    assert {found.kind for found in coverage(several)} == {"doubtful"}
