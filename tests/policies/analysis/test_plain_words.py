"""Templates that need no ODRL, and policies in words."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from policies.analysis.errors import TemplateError
from policies.analysis.plain_words import change_in_words, policy_in_words
from policies.analysis.templates import NEEDS, TemplateTerms, template
from policies.compiled.deciding import decide
from policies.compiled.policy_set import compile_policies
from policies.compiled.request import Membership, Request, Subject
from policies.compiled.world import OF_THE_GATEWAY
from policies.odrl.lint import lint, refuses
from policies.odrl.policy import Policy
from policies.odrl.reading import read_policies
from policies.odrl.vocabulary import expand
from policies.odrl.writing import write_jsonld, write_turtle
from schemas.languages import LANGUAGES, Lang
from tests.policies.analysis.made_up import constraint, joined, permitting, policies, rule

DATASET, NETWORK = "https://example.org/energy", "https://example.org/mission-cities"
TERMS = TemplateTerms(
    "https://example.org/policy",
    (DATASET,),
    owner="https://example.org/kranj",
    networks=(NETWORK,),
    departments=("https://example.org/finance",),
    sectors=("I.1", "II"),
    until=datetime(2027, 1, 1, tzinfo=UTC),
    attribution=True,
)
NAMES = {DATASET: "Energy", NETWORK: "Mission cities"}
COMBINED = [*NEEDS, "network+sectors", "embargo+departments+research"]


@pytest.mark.parametrize("name", COMBINED)
def test_a_template_passes_lint_reads_back_and_can_be_said_in_three_languages(name: str) -> None:
    made = template(name, TERMS)
    assert not refuses(lint(made))
    assert read_policies(write_turtle(made), "text/turtle") == (made,)
    assert read_policies(write_jsonld(made), "application/ld+json") == (made,)
    said = [policy_in_words(made, lang) for lang in LANGUAGES]
    assert [len(one) for one in said] == [len(made.rules) + 1] * 3
    assert len(set(said)) == 3


def test_a_template_is_said_in_plain_words() -> None:
    said = policy_in_words(template("network+embargo", TERMS), "en", NAMES)
    assert said == (
        "Everybody may see the description of “Energy”.",
        "Everybody may read “Energy”, if network of cities is one of “Mission cities” and it is "
        "2027-01-01T00:00:00Z or later; whoever does so must name the source.",
        "Everything else is refused.",
    )


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("sl", "Vsakdo sme brati »Energy«, če velja: mreža mest je eno od »Mission cities«."),
        ("hr", "Svatko smije čitati „Energy“, ako vrijedi: mreža gradova je jedno od „Mission cities“."),
    ],
)
def test_a_template_is_said_in_the_readers_language(lang: Lang, said: str) -> None:
    made = template("network", replace(TERMS, attribution=False))
    assert policy_in_words(made, lang, NAMES)[1] == said


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("network", ("networks",)),
        ("hidden", ("owner",)),
        ("embargo", ("until",)),
        ("open+network", tuple(sorted(NEEDS))),
        ("secret", tuple(sorted(NEEDS))),
    ],
)
def test_a_template_says_what_it_needs(name: str, wanted: tuple[str, ...]) -> None:
    with pytest.raises(TemplateError) as raised:
        template(name, TemplateTerms("https://example.org/policy", (DATASET,)))
    assert raised.value.wanted == wanted
    assert all(one in raised.value.mend.in_("hr") for one in wanted)


def test_only_members_of_the_network_may_read_and_all_may_see_the_description() -> None:
    compiled = compile_policies((template("network", TERMS),), settings=OF_THE_GATEWAY)
    member = Subject("https://example.org/zagreb", memberships=(Membership("x", NETWORK),))
    answers = {
        (who, action): decide(Request(expand(action), DATASET, subject=subject), compiled).permitted
        for who, subject in (("member", member), ("stranger", Subject()))
        for action in ("odrl:read", "og:discover")
    }
    assert answers == {
        ("member", "odrl:read"): True,
        ("member", "og:discover"): True,
        ("stranger", "odrl:read"): False,
        ("stranger", "og:discover"): True,
    }


def test_what_changed_between_two_versions_is_told() -> None:
    before, after = (template(name, replace(TERMS, attribution=False)) for name in ("network", "open"))
    assert change_in_words(before, after, "en", NAMES) == (
        "No longer: Everybody may see the description of “Energy”.",
        "No longer: Everybody may read “Energy”, if network of cities is one of “Mission cities”.",
        "New: Everybody may use “Energy”.",
    )
    assert change_in_words(before, before, "sl") == ("Nič se ni spremenilo.",)
    assert change_in_words(before, replace(before, conflict="perm"), "hr") == (
        "Gdje su pravila proturječna, sada: prevladava dopuštenje.",
    )


def one(body: str) -> Policy:
    (found,) = policies(body)
    return found


def test_every_part_of_a_rule_is_said() -> None:
    either = joined("xone", constraint("ex:a", "lt", "3"), constraint("ex:b", "eq", '"x"'))
    party = "odrl:assignee [ a odrl:PartyCollection ; odrl:source ex:group ] ; odrl:target ex:data"
    said = policy_in_words(one(rule("prohibition", either, action="odrl:sell", more=party)), "en")
    assert said == (
        "A member of “https://example.org/group” may not do “odrl:sell” with “https://example.org/data”, if "
        "(exactly one of these: https://example.org/a is before or below 3; https://example.org/b is x).",
        "This policy permits nothing.",
    )
    assert policy_in_words(one(permitting()), "en")[0] == "Everybody may use everything that the owner has."
