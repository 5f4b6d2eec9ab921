"""Who may read a dataset, as anybody may know it: in plain words, as ODRL, in the feed, and without naming others."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from api.gateway import Gateway
from catalogue.database import unit_of_work
from policies.odrl.policy import ODRL, Constraint, Duty, Iri, Named, Rule
from policies.odrl.reading import read_policies
from policies.odrl.vocabulary import OG
from policies.public_face import UNDISCLOSED
from policies.tables import Network
from tests.api.policies.asking_node import (
    ASKER,
    OTHER,
    OWNER,
    RESEARCH,
    AskingNode,
    asking_node,
    put_in_force,
)
from tests.api.three_datasets import HIDDEN, OPEN, RESTRICTED

HERE = f"/api/v1/datasets/{RESTRICTED}"
ID = "https://node.example/id"
DATASET = Named(f"{ID}/dataset/{RESTRICTED}")


@pytest.fixture
def node(gateway: Gateway, now: datetime) -> AskingNode:
    return asking_node(gateway, now)


def _rule(name: str, *conditions: Constraint, action: str = f"{ODRL}read", **more: object) -> Rule:
    return Rule(name, "permission", (Named(action),), (DATASET,), conditions=conditions, **more)  # type: ignore[arg-type]  # fields of Rule


def _organisation(name: str) -> Iri:
    return Iri(f"{ID}/organisation/{name}")


SEEN = _rule("seen", action=f"{OG}discover")
TRACKING = Duty("", (Named(f"{ODRL}acceptTracking"),))


def test_a_template_is_told_in_plain_words_in_three_languages_without_its_readers(node: AskingNode) -> None:
    told = node.get(f"{HERE}/policy")
    assert (told["state"], told["governed_by"], told["template"]) == ("restricted", "template", "restricted")
    assert told["sentences"] == [
        "The owner, Utility, may do everything with its own dataset.",
        "Everybody may see the description of “Emissions: utility-customers”.",
        "“some organisations” may use “Emissions: utility-customers”.",
        "Everything else is refused.",
    ]
    assert "nekatere organizacije" in " ".join(node.get(f"{HERE}/policy?lang=sl")["sentences"])
    assert "neke organizacije" in " ".join(node.get(f"{HERE}/policy?lang=hr")["sentences"])
    assert "City-Office" in " ".join(node.get(f"{HERE}/policy", "eva")["sentences"])
    assert node.get(f"/api/v1/datasets/{OPEN}/policy")["state"] == "open"
    assert node.client.get(f"{HERE}/policy").headers["cache-control"] == "private, no-store"


def test_a_policy_names_parties_to_the_owners_people_and_to_the_party_itself_only(node: AskingNode) -> None:
    with unit_of_work(node.gateway.engine) as session:
        session.add(Network(id="cities", name={"en": "Climate cities"}))
    both = Constraint(
        f"{OG}recipientOrganisation", f"{ODRL}isAnyOf", (_organisation(ASKER), _organisation(OTHER))
    )
    network = Constraint(f"{OG}recipientNetwork", f"{ODRL}isAnyOf", (Iri(f"{ID}/network/cities"),))
    one = _rule("for-other-town", assignees=(Named(f"{ID}/organisation/{OTHER}"),))
    person = _rule("for-tuj", assignees=(Named(f"{ID}/party/tuj"),))
    put_in_force(
        node.gateway,
        OWNER,
        "ours",
        (SEEN, _rule("both", both), _rule("cities", network), one, person),
        node.clock.now,
    )
    for who, names in (("", ()), ("rok", (ASKER,)), ("tuj", (OTHER,)), ("eva", (ASKER, OTHER))):
        text = json.dumps(node.get(f"{HERE}/policy?format=jsonld", who))
        turtle = node.client.get(f"{HERE}/policy?format=ttl", key=node.keys.get(who, "")).text
        for name in (ASKER, OTHER):
            assert (name in text, name in turtle) == (name in names, name in names), (who, name)
        assert f"{ID}/network/cities" in text
    told = node.get(f"{HERE}/policy")
    assert (told["governed_by"], [one["id"] for one in told["policies"]]) == ("policies", ["ours"])
    assert "“Climate cities”" in " ".join(told["sentences"])
    assert sum("“some organisations” may read" in sentence for sentence in told["sentences"]) == 1


def test_a_policy_on_several_datasets_tells_of_the_one_that_was_asked_for(node: AskingNode) -> None:
    hidden = Named(f"{ID}/dataset/secret-of-the-utility")
    rule = Rule("several", "permission", (Named(f"{ODRL}use"),), (DATASET, hidden))
    put_in_force(node.gateway, OWNER, "ours", (rule,), node.clock.now)
    assert "secret" not in node.client.get(f"{HERE}/policy?format=jsonld").text
    assert "secret" not in node.client.get("/catalog.ttl").text


def test_the_policy_as_odrl_reads_back_as_what_was_told(node: AskingNode) -> None:
    research = Constraint(f"{ODRL}purpose", f"{ODRL}isA", (Iri(RESEARCH),))
    put_in_force(node.gateway, OWNER, "ours", (SEEN, _rule("research", research)), node.clock.now)
    found = [
        read_policies(node.client.get(f"{HERE}/policy", accept=media).text, media)[0]
        for media in ("application/ld+json", "text/turtle")
    ]
    assert found[0] == found[1]
    assert [rule.conditions for rule in found[0].rules] == [(), (research,)]


def test_the_feed_tells_the_policies_in_force_and_the_access_they_amount_to(node: AskingNode) -> None:
    everybody = Rule("all", "permission", (Named(f"{ODRL}use"),), (DATASET,))
    put_in_force(node.gateway, OWNER, "ours", (everybody,), node.clock.now)
    iri = NamedNode(f"{ID}/dataset/{RESTRICTED}")
    said = [one.triple for one in parse(node.client.get("/catalog.ttl").content, format=RdfFormat.TURTLE)]
    policies = [one.object for one in said if (one.subject, one.predicate.value) == (iri, f"{ODRL}hasPolicy")]
    assert policies == [NamedNode(f"{ID}/policy/of-{RESTRICTED}")]
    rights = [
        one.object.value
        for one in said
        if one.subject == iri and one.predicate.value.endswith("accessRights")
    ]
    assert [one.rpartition("/")[2] for one in rights] == ["PUBLIC"]
    rules = [
        one.object.value
        for one in said
        if one.subject == policies[0] and one.predicate.value == f"{ODRL}permission"
    ]
    assert rules == [f"{ID}/policy/ours#all"]


def test_the_feed_names_nobody(node: AskingNode) -> None:
    one = _rule("for-other-town", assignees=(Named(f"{ID}/organisation/{OTHER}"),))
    put_in_force(node.gateway, OWNER, "ours", (SEEN, one), node.clock.now)
    text = node.client.get(f"{HERE}.nt").text
    assert OTHER not in text
    assert UNDISCLOSED in text


def test_a_duty_that_must_be_met_before_is_met_by_telling_so(node: AskingNode) -> None:
    put_in_force(node.gateway, OWNER, "ours", (SEEN, _rule("tracked", duties=(TRACKING,))), node.clock.now)
    assert node.read("rok").status_code == 403
    check = node.post(f"{HERE}/access-check", {}, "rok")
    assert [(one["action"], one["kind"], one["fulfilled"]) for one in check["duties"]] == [
        ("odrl:acceptTracking", "technical", False)
    ]
    unknown = node.post(f"{HERE}/duties", {"action": "odrl:delete"}, "rok", 422)
    assert unknown["errors"][0]["allowed"] == ["odrl:acceptTracking"]
    node.post(f"{HERE}/duties", {"action": "odrl:acceptTracking"}, "", 403)
    node.post(f"{HERE}/duties", {"action": "odrl:acceptTracking", "evidence": "signed"}, "rok", 201)
    assert (node.read("rok").status_code, node.read("tuj").status_code) == (200, 403)
    assert node.post(f"{HERE}/access-check", {}, "rok")["duties"][0]["fulfilled"] is True
    assert "duty.fulfil" in node.acts()


def test_a_check_says_what_is_missing_and_what_would_let_the_caller_in(node: AskingNode) -> None:
    research = Constraint(f"{ODRL}purpose", f"{ODRL}isA", (Iri(RESEARCH),))
    sector = Constraint(f"{OG}sector", f"{ODRL}isAnyOf", ("I",))
    put_in_force(node.gateway, OWNER, "ours", (SEEN, _rule("research", research, sector)), node.clock.now)
    without = node.post(f"{HERE}/access-check", {}, "rok")
    assert (without["permitted"], [one["name"] for one in without["missing"]]) == (False, ["odrl:purpose"])
    assert "purpose" in without["nearest"]["in_words"]
    assert without["next_steps"]
    some = node.post(f"{HERE}/access-check", {"purposes": ["research"]}, "rok")
    assert (some["permitted"], some["rows"]["which"], some["masks"]) == (True, "some", [])
    assert "sector" in some["rows"]["in_words"][0]
    node.post(f"{HERE}/access-check", {"purposes": ["reserch"]}, "rok", 422)
    node.post(f"{HERE}/access-check", {"action": "dance"}, "rok", 422)
    assert node.post(f"{HERE}/access-check", {"action": "discover"}, "")["permitted"] is True


def test_terms_are_the_same_for_everybody_and_change_with_what_they_are_made_of(node: AskingNode) -> None:
    before = node.get(f"{HERE}/terms")
    assert set(before["texts"]) == {"en", "sl", "hr"}
    assert before["sha256"] == node.get(f"{HERE}/terms?lang=sl", "eva")["sha256"]
    assert "licence of utility-customers" in before["text"]
    put_in_force(node.gateway, OWNER, "ours", (SEEN, _rule("tracked", duties=(TRACKING,))), node.clock.now)
    assert node.get(f"{HERE}/terms")["sha256"] != before["sha256"]


def test_nothing_is_told_of_a_dataset_that_is_hidden_from_the_caller(node: AskingNode) -> None:
    node.get(f"/api/v1/datasets/{HIDDEN}/policy", "rok", 404)
    node.get(f"/api/v1/datasets/{HIDDEN}/terms", "", 404)
