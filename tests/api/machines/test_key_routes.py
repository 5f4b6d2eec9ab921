"""Keys over HTTP: for administrators of the organisation alone, shown once, never more than there is to give."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from api.gateway import Gateway
from api.machines.keys import live_keys_of_line, subject_of_key
from api.models import ApiKey
from policies.decision import Role, Subject
from tests.api.caller import Caller
from tests.api.machines.administering import KRANJ, NETWORK, PEPPER, UPPER, answered, send, without_id

KEYS = "/api/v1/admin/keys"


def made(city: Caller, key: str, **told: object) -> Any:  # an answer's JSON
    return answered(send(city, "POST", KEYS, key, {"organisation": KRANJ, "holder": "bor", **told}), 201)


def subject(gateway: Gateway, key: str, now: datetime) -> Subject:
    with Session(gateway.engine) as session:
        return subject_of_key(session, PEPPER, key, now)


def test_a_key_is_shown_once_with_what_it_may(
    city: Caller, ana: str, gateway: Gateway, now: datetime
) -> None:
    key = made(
        city, ana, label="figures of the grid", networks=[NETWORK], purposes=["https://example.org/research"]
    )
    shown = key.pop("key")
    assert key == {
        "id": shown.split("_")[2], "kind": "live", "organisation": KRANJ, "holder": "bor",
        "label": "figures of the grid", "scopes": ["read"], "networks": [NETWORK],
        "purposes": ["https://example.org/research"], "state": "live", "line": key["id"], "replaces": None,
        "created_by": "ana", "created_at": "2026-11-24T09:00:00.000000Z",
        "expires_at": "2027-11-24T09:00:00.000000Z", "revoked_at": None, "last_used_at": None,
    }  # fmt: skip
    listed = answered(send(city, "GET", KEYS, ana), 200)
    assert key in listed["keys"]
    assert shown.split("_")[3] not in str(listed)
    with Session(gateway.engine) as session:
        assert all(shown[-49:-6] not in repr(row) for row in session.exec(select(ApiKey)))


def test_the_answer_about_keys_is_kept_by_nobody(city: Caller, ana: str) -> None:
    for response in (
        send(city, "GET", KEYS, ana),
        send(city, "POST", KEYS, ana, {"organisation": KRANJ, "holder": "bor"}),
    ):
        assert response.headers["cache-control"] == "private, no-store"


def test_a_key_says_who_asks_and_in_which_limits(
    city: Caller, ana: str, gateway: Gateway, now: datetime
) -> None:
    key = made(city, ana, scopes=["read", "upload"], networks=[NETWORK], purposes=["urn:purpose:research"])
    assert subject(gateway, key["key"], now) == Subject(
        id="bor", organisations=frozenset({KRANJ}), roles=frozenset({(KRANJ, Role.EDITOR)}), client=key["id"],
        auth_method="api-key", assurance="low", scopes=frozenset({"read", "upload"}),
        purposes=frozenset({"urn:purpose:research"}), networks=frozenset({NETWORK}), sandbox=False,
    )  # fmt: skip


NARROWED: tuple[tuple[str, list[str], set[Role]], ...] = (
    ("ana", ["read"], set()),
    ("ana", ["upload"], {Role.EDITOR}),
    ("ana", ["reply"], {Role.EDITOR}),
    ("ana", ["audit"], {Role.AUDITOR}),
    ("ana", ["audit", "upload"], {Role.AUDITOR, Role.EDITOR}),
    ("ana", ["administer"], {Role.ADMINISTRATOR}),
    ("bor", ["upload"], {Role.EDITOR}),
    ("eva", ["read", "audit"], {Role.AUDITOR}),
)


def test_scopes_narrow_the_roles_of_the_holder(
    city: Caller, ana: str, gateway: Gateway, now: datetime
) -> None:
    for holder, scopes, roles in NARROWED:
        key = made(city, ana, holder=holder, scopes=scopes)
        assert subject(gateway, key["key"], now).roles == {(KRANJ, role) for role in roles}


def test_a_key_that_may_read_only_administers_nothing(city: Caller, ana: str) -> None:
    reading = made(city, ana, holder="ana")["key"]
    assert answered(send(city, "GET", KEYS, reading), 403)["type"].endswith("/role-missing")
    administering = made(city, ana, holder="ana", scopes=["administer"])["key"]
    assert answered(send(city, "GET", KEYS, administering), 200)["count"] == 3


NOT_TO_BE_GIVEN: tuple[tuple[dict[str, object], str, str], ...] = (
    ({"scopes": ["audit"]}, "scopes", "a holder who is administrator or auditor of kranj; bor is not"),
    ({"scopes": ["administer"]}, "scopes", "a holder who is administrator of kranj; bor is not"),
    (
        {"holder": "nobody", "scopes": ["upload"]},
        "scopes",
        "a holder who is administrator or approver or editor of",
    ),
    ({"kind": "sandbox", "scopes": ["read", "upload"]}, "scopes", "read alone"),
    ({"networks": ["mission-citie"]}, "networks", "a network of kranj: mission-cities"),
    ({"purposes": ["research"]}, "purposes", "IRIs"),
    ({"holder": "operator"}, "holder", "other than anonymous and operator"),
    ({"holder": " "}, "holder", "a name"),
    ({"holder": "a\nb"}, "holder", "printable"),
    ({"expires": "2026-11-24T09:00:00Z"}, "expires", "after now and at most 2027-11-24T09:00:00+00:00"),
    ({"expires": "2027-11-24T09:00:01Z"}, "expires", "at most 2027-11-24T09:00:00+00:00"),
)
SAYS_SOMETHING_ELSE: tuple[dict[str, object], ...] = (
    {"scope": ["read"]},
    {"scopes": ["reads"]},
    {"scopes": []},
    {"expires": "2027-01-01T00:00:00"},
)


def test_what_cannot_be_given_is_refused_with_what_can(city: Caller, ana: str) -> None:
    for told, parameter, expected in NOT_TO_BE_GIVEN:
        problem = answered(
            send(city, "POST", KEYS, ana, {"organisation": KRANJ, "holder": "bor", **told}), 422
        )
        assert problem["errors"][0]["parameter"] == parameter
        assert expected in problem["errors"][0]["expected"]


def test_a_body_that_says_something_else_is_refused(city: Caller, ana: str) -> None:
    for told in SAYS_SOMETHING_ELSE:
        response = send(city, "POST", KEYS, ana, {"organisation": KRANJ, "holder": "bor", **told})
        assert answered(response, 422)["type"].endswith("/parameter")


def test_a_network_may_be_one_that_another_belongs_to(city: Caller, ana: str) -> None:
    assert made(city, ana, networks=[UPPER, NETWORK, UPPER])["networks"] == [UPPER, NETWORK]


def test_only_administrators_of_the_organisation_give_keys(
    city: Caller, ana: str, bor: str, cvita: str
) -> None:
    body = {"organisation": KRANJ, "holder": "bor"}
    for key in (bor, cvita, ""):
        assert answered(send(city, "POST", KEYS, key, body), 403)["type"].endswith("/role-missing")
    for method, path in (("GET", KEYS), ("POST", f"{KEYS}/x/rotate"), ("DELETE", f"{KEYS}/x")):
        assert answered(send(city, method, path, bor), 403)["type"].endswith("/role-missing")
    assert (
        answered(send(city, "GET", f"{KEYS}?organisation={KRANJ}", cvita), 403)["rule"] == "role/administer"
    )


def test_another_organisations_key_is_as_one_that_does_not_exist(city: Caller, ana: str, cvita: str) -> None:
    key_id = made(city, ana)["id"]
    for method, path in (("POST", f"{KEYS}/{{}}/rotate"), ("DELETE", f"{KEYS}/{{}}")):
        there = send(city, method, path.format(key_id), cvita)
        absent = send(city, method, path.format("aaaaaaaa"), cvita)
        assert there.status_code == absent.status_code == 404
        assert without_id(there) == without_id(absent)
        assert answered(there, 404)["detail"].replace(key_id, "aaaaaaaa") == answered(absent, 404)["detail"]
    assert answered(send(city, "GET", KEYS, cvita), 200)["count"] == 1


def test_a_revoked_key_is_worthless_at_once(city: Caller, ana: str) -> None:
    key = made(city, ana, holder="ana", scopes=["administer"])
    assert send(city, "GET", KEYS, key["key"]).status_code == 200
    told = answered(send(city, "DELETE", f"{KEYS}/{key['id']}", ana), 200)
    assert (told["state"], told["revoked_at"]) == ("revoked", "2026-11-24T09:00:00.000000Z")
    assert answered(send(city, "GET", KEYS, key["key"]), 401)["type"].endswith("/unknown-key")


def test_a_line_has_two_live_keys_at_most(city: Caller, ana: str, gateway: Gateway, now: datetime) -> None:
    first = made(city, ana, label="grid", purposes=["urn:purpose:research"])
    second = answered(send(city, "POST", f"{KEYS}/{first['id']}/rotate", ana), 201)
    kept = ("kind", "organisation", "holder", "label", "scopes", "networks", "purposes", "line")
    assert {name: second[name] for name in kept} == {name: first[name] for name in kept}
    assert second["replaces"] == first["id"]
    assert subject(gateway, first["key"], now).client == first["id"]
    assert subject(gateway, second["key"], now).client == second["id"]
    for key_id in (first["id"], second["id"]):
        full = answered(send(city, "POST", f"{KEYS}/{key_id}/rotate", ana), 409)
        assert full["type"].endswith("/key-line-full")
        assert sorted(full["live"]) == sorted((first["id"], second["id"]))
    answered(send(city, "DELETE", f"{KEYS}/{first['id']}", ana), 200)
    third = answered(send(city, "POST", f"{KEYS}/{second['id']}/rotate", ana), 201)
    assert (third["line"], third["replaces"]) == (first["id"], second["id"])
    assert answered(send(city, "POST", f"{KEYS}/{first['id']}/rotate", ana), 404)["type"].endswith(
        "/not-found"
    )


def test_the_old_key_may_be_given_an_end(city: Caller, ana: str, gateway: Gateway, now: datetime) -> None:
    first = made(city, ana)
    body = {"old_until": "2026-11-25T09:00:00Z", "expires": "2026-12-24T09:00:00Z"}
    second = answered(send(city, "POST", f"{KEYS}/{first['id']}/rotate", ana, body), 201)
    assert second["expires_at"] == "2026-12-24T09:00:00.000000Z"
    listed = {one["id"]: one for one in answered(send(city, "GET", KEYS, ana), 200)["keys"]}
    assert listed[first["id"]]["expires_at"] == "2026-11-25T09:00:00.000000Z"
    assert subject(gateway, first["key"], now + timedelta(days=1, microseconds=-1)).id == "bor"


def test_each_act_is_on_record_with_the_keys_id_and_no_name(city: Caller, ana: str, gateway: Gateway) -> None:
    first = made(city, ana)
    second = answered(send(city, "POST", f"{KEYS}/{first['id']}/rotate", ana), 201)
    answered(send(city, "DELETE", f"{KEYS}/{first['id']}", ana), 200)
    acts = [
        (one["act"], one["target"].rpartition("@")[2], one["owner"], one["subject"])
        for one in gateway.audit.entries()
    ]
    assert acts == [
        ("key.create", first["id"], KRANJ, "ana"),
        ("key.rotate", second["id"], KRANJ, "ana"),
        ("key.revoke", first["id"], KRANJ, "ana"),
    ]


def test_a_sandbox_key_is_one_by_its_form_and_by_its_row(
    city: Caller, ana: str, gateway: Gateway, now: datetime
) -> None:
    key = made(city, ana, kind="sandbox")["key"]
    assert key.startswith("ogk_test_")
    found = subject(gateway, key, now)
    assert (found.sandbox, found.roles, found.scopes) == (True, frozenset(), frozenset({"read"}))


def test_of_two_who_replace_a_key_at_once_one_is_refused(
    city: Caller, ana: str, gateway: Gateway, now: datetime
) -> None:
    first = made(city, ana)

    def replace(_number: int) -> int:
        return send(city, "POST", f"{KEYS}/{first['id']}/rotate", ana).status_code

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(replace, range(4)))
    assert outcomes == [201, 409, 409, 409]
    with Session(gateway.engine) as session:
        assert len(live_keys_of_line(session, session.get_one(ApiKey, first["id"]), now)) == 2
