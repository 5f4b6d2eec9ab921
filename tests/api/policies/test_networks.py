"""Networks and collections: who keeps them, who belongs to them and when, and what policies make of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from api.gateway import Gateway
from policies.odrl.policy import ODRL, Constraint, Iri, Named, Rule
from policies.odrl.vocabulary import OG
from tests.api.policies.asking_node import ASKER, OTHER, OWNER, AskingNode, asking_node, put_in_force
from tests.api.three_datasets import HIDDEN, RESTRICTED

NETWORKS, COLLECTIONS = "/api/v1/admin/networks", "/api/v1/admin/collections"
ID = "https://node.example/id"
READ = (Named(f"{ODRL}read"), Named(f"{OG}discover"))


@pytest.fixture
def node(gateway: Gateway, now: datetime) -> AskingNode:
    return asking_node(gateway, now)


def _network(name: str, organisation: str = OWNER) -> dict[str, object]:
    return {"id": name, "name": {"en": name.title()}, "organisation": organisation}


def _delete(node: AskingNode, path: str, who: str, status: int = 200) -> None:
    answer = node.client.get(path, key=node.keys[who], method="DELETE")
    assert answer.status_code == status, answer.text


def test_a_member_of_a_network_reads_from_its_first_moment_to_its_last(node: AskingNode) -> None:
    now = node.clock.now
    node.post(NETWORKS, _network("cities"), "fran", 201)
    members = Constraint(f"{OG}recipientNetwork", f"{ODRL}isAnyOf", (Iri(f"{ID}/network/cities"),))
    rule = Rule("cities", "permission", READ, (Named(f"{ID}/dataset/{RESTRICTED}"),), conditions=(members,))
    put_in_force(node.gateway, OWNER, "ours", (rule,), now)
    start, end = now + timedelta(days=1), now + timedelta(days=2)
    member = {"member": OTHER, "evidence": "letter", "valid_from": start.isoformat()}
    number = node.post(f"{NETWORKS}/cities/members", member, "fran", 201)["number"]
    at = end.isoformat().replace("+00:00", "Z")
    _delete(node, f"{NETWORKS}/cities/members/{number}?at={at}", "fran")
    found = {}
    for moment in (start - timedelta(microseconds=1), start, end - timedelta(microseconds=1), end):
        node.clock.now = moment
        found[moment] = node.read("tuj", purpose="").status_code
    assert list(found.values()) == [404, 200, 200, 404]
    assert {"network.create", "network.member", "network.member-end"} <= set(node.acts())


def test_a_network_in_a_network_brings_its_members_and_never_itself(node: AskingNode) -> None:
    for name in ("inner", "outer"):
        node.post(NETWORKS, _network(name), "fran", 201)
    belongs = {"member": OTHER, "evidence": "letter"}
    node.post(f"{NETWORKS}/inner/members", belongs, "fran", 201)
    node.post(f"{NETWORKS}/outer/members", belongs | {"member": "inner"}, "fran", 201)
    for member, network in (("outer", "inner"), ("inner", "inner")):
        refused = node.post(f"{NETWORKS}/{network}/members", belongs | {"member": member}, "fran", 409)
        assert refused["type"].endswith("/group-circle")
    members = Constraint(f"{OG}recipientNetwork", f"{ODRL}isAnyOf", (Iri(f"{ID}/network/outer"),))
    rule = Rule("outer", "permission", READ, (Named(f"{ID}/dataset/{RESTRICTED}"),), conditions=(members,))
    put_in_force(node.gateway, OWNER, "ours", (rule,), node.clock.now)
    assert (node.read("tuj", purpose="").status_code, node.read("rok", purpose="").status_code) == (200, 404)


def test_everybody_knows_the_names_of_networks_and_their_keepers_the_members(node: AskingNode) -> None:
    node.post(NETWORKS, _network("cities"), "fran", 201)
    node.post(f"{NETWORKS}/cities/members", {"member": OTHER, "evidence": "letter"}, "fran", 201)
    assert node.get("/api/v1/networks") == {
        "networks": [{"id": "cities", "name": "Cities", "homepage": ""}], "count": 1,
    }  # fmt: skip
    assert [one["member"] for one in node.get(f"{NETWORKS}/cities", "fran")["members"]] == [OTHER]
    assert node.get(NETWORKS, "tuj")["networks"] == []
    node.get(NETWORKS, "ema", 403)
    for who in ("tuj", "ema", ""):
        theirs, absent = (
            node.client.get(f"{NETWORKS}/{one}", key=node.keys.get(who, "")) for one in ("cities", "nocity")
        )
        assert theirs.status_code == absent.status_code == 404
        assert theirs.json()["detail"].replace("cities", "*") == absent.json()["detail"].replace(
            "nocity", "*"
        )
        node.post(f"{NETWORKS}/cities/members", {"member": OTHER, "evidence": "x"}, who, 404)


def test_a_network_that_cannot_be_is_refused(node: AskingNode) -> None:
    node.post(NETWORKS, _network("cities"), "fran", 201)
    assert node.post(NETWORKS, _network("cities"), "fran", 409)["type"].endswith("/group-exists")
    node.post(NETWORKS, _network(ASKER), "fran", 409)
    node.post(NETWORKS, _network("Not An Id"), "fran", 422)
    node.post(NETWORKS, _network("mine", OTHER), "fran", 403)
    path, now = f"{NETWORKS}/cities/members", node.clock.now
    unknown = node.post(path, {"member": "universty", "evidence": "x"}, "fran", 422)
    assert unknown["errors"][0]["nearest"] == [ASKER]
    backwards = {"valid_from": now.isoformat(), "valid_to": (now - timedelta(days=1)).isoformat()}
    node.post(path, {"member": OTHER, "evidence": "x"} | backwards, "fran", 422)
    number = node.post(path, {"member": OTHER, "evidence": "x"}, "fran", 201)["number"]
    node.post(path, {"member": OTHER, "evidence": "x"}, "fran", 422)
    past = (now - timedelta(seconds=1)).isoformat().replace("+00:00", "Z")
    _delete(node, f"{path}/{number}?at={past}", "fran", 422)
    _delete(node, f"{path}/{number + 1}", "fran", 404)


def test_a_collection_holds_the_owners_own_datasets_and_policies_name_it(node: AskingNode) -> None:
    made = {"id": "customers", "owner": OWNER, "title": {"en": "Customers"}}
    node.post(COLLECTIONS, made, "ema", 201)
    node.post(COLLECTIONS, made, "ema", 409)
    node.post(COLLECTIONS, made | {"id": "all-of-utility"}, "ema", 409)
    node.post(COLLECTIONS, made | {"id": "second"}, "eva", 403)
    rule = Rule("all", "permission", READ, (Named(f"{ID}/collection/customers", collection=True),))
    put_in_force(node.gateway, OWNER, "ours", (rule,), node.clock.now)
    assert node.read("tuj", purpose="").status_code == 403
    path = f"{COLLECTIONS}/customers/members"
    answers = [node.sent(path, {"dataset": one}, "ema") for one in (HIDDEN, "no-such-data")]
    assert [one.status_code for one in answers] == [404, 404]
    node.post(path, {"dataset": RESTRICTED}, "tuj", 404)
    node.post(path, {"dataset": RESTRICTED}, "eva", 403)
    number = node.post(path, {"dataset": RESTRICTED}, "ema", 201)["number"]
    assert node.read("tuj", purpose="").status_code == 200
    assert [one["dataset"] for one in node.get(f"{COLLECTIONS}/customers", "avgust")["members"]] == [
        RESTRICTED
    ]
    assert node.get(COLLECTIONS, "tuj")["collections"] == []
    _delete(node, f"{path}/{number}", "ema")
    assert node.read("tuj", purpose="").status_code in (403, 404)
