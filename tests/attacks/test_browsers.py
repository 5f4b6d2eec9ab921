"""What a browser is told: nothing runs that is not ours, nobody frames us, no other site reads what is for one reader."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.app import create_app
from api.gateway import Gateway
from tests.api.caller import Caller
from tests.api.three_datasets import HIDDEN, OPEN
from tests.attacks.asking import ask_all
from tests.attacks.every_route import questions
from tests.attacks.one_database import database_kind
from tests.attacks.world import names_of

assert database_kind

PAGES = ("/", "/datasets", f"/datasets/{OPEN}", "/upload", "/nothing", "/findings", "/compare")
DATA = (
    "/api/v1/datasets",
    "/api/v1/observations",
    "/catalog.ttl",
    "/openapi.json",
    "/api/v1/datasets/nothing",
)
PAGE_POLICY = {
    "default-src": "'none'", "style-src": "'self'", "img-src": "'self'", "script-src": "'self'", "connect-src": "'self'",
    "form-action": "'self'", "frame-ancestors": "'none'", "base-uri": "'none'",
}  # fmt: skip
OTHER_POLICY = {
    "default-src": "'none'", "form-action": "'none'", "frame-ancestors": "'none'", "base-uri": "'none'",
}  # fmt: skip


def _policy(told: str) -> dict[str, str]:
    return dict(part.strip().split(" ", 1) for part in told.split(";"))


def test_a_page_may_use_what_is_ours_and_nothing_inline(attacked: Caller) -> None:
    for path in PAGES:
        answer = attacked.get(path, accept="text/html")
        assert answer.headers["content-type"].startswith("text/html")
        assert _policy(answer.headers["content-security-policy"]) == PAGE_POLICY, path


def test_what_is_no_page_may_do_nothing(attacked: Caller) -> None:
    for path in (*DATA, "/healthz", "/metrics", "/static/ogledalo.svg", "/api/v1/observations?format=csv"):
        answer = attacked.get(path)
        assert _policy(answer.headers["content-security-policy"]) == OTHER_POLICY, path
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_every_answer_of_every_route_is_guarded(attacked: Caller, gateway: Gateway) -> None:
    wanted = {
        "content-security-policy", "x-content-type-options", "referrer-policy", "permissions-policy", "vary",
        "cross-origin-opener-policy", "cross-origin-resource-policy", "strict-transport-security", "cache-control",
    }  # fmt: skip
    asked = [one for one in questions(attacked.app, names_of(gateway, HIDDEN)) if "?" not in one.path]
    lacking = {
        one.path: wanted - {name for name, _ in told.headers}
        for one, told in ask_all(attacked.app, asked).items()
        if not wanted <= {name for name, _ in told.headers}
    }
    assert lacking == {}


@pytest.mark.parametrize(
    ("base_url", "said"), [("https://node.example", True), ("http://127.0.0.1:8000", False)]
)
def test_only_a_node_that_is_reached_by_https_insists_on_it(
    gateway: Gateway, base_url: str, said: bool
) -> None:
    node = replace(gateway, settings=gateway.settings.model_copy(update={"base_url": base_url}))
    headers = Caller(create_app(node)).get("/healthz").headers
    assert ("strict-transport-security" in headers) is said


def test_a_script_of_any_site_may_read_what_the_world_may_read(attacked: Caller) -> None:
    for path in DATA:
        headers = attacked.get(path, origin="https://elsewhere.example").headers
        assert headers["access-control-allow-origin"] == "*", path
        assert "access-control-allow-credentials" not in headers


def test_a_script_of_another_site_can_never_read_with_the_readers_identity(
    attacked: Caller, gateway: Gateway, reader_key: str
) -> None:
    asked = [one for one in questions(attacked.app, names_of(gateway, HIDDEN)) if one.method == "GET"]
    told = ask_all(attacked.app, asked[::11], reader_key)
    assert not [one.path for one, answer in told.items() if _shared(dict(answer.headers))]
    for path in (*PAGES, *DATA):
        headers = attacked.get(path, cookie="__Host-session=x", origin="https://elsewhere.example").headers
        assert not _shared(dict(headers)), path
        assert headers["cross-origin-resource-policy"] == "same-origin"


def test_a_page_cannot_be_read_by_another_site_at_all(attacked: Caller) -> None:
    for path in PAGES:
        headers = attacked.get(path, accept="text/html", origin="https://elsewhere.example").headers
        assert not _shared(dict(headers)), path


def test_another_site_gets_no_leave_to_write_or_to_send_a_key(attacked: Caller) -> None:
    for path in (*DATA, "/api/v1/preferences", "/api/v1/uploads"):
        answer = attacked.get(
            path,
            method="OPTIONS",
            origin="https://elsewhere.example",
            access_control_request_method="POST",
            access_control_request_headers="authorization",
        )
        assert not _shared(dict(answer.headers)), path


def _shared(headers: dict[str, str]) -> bool:
    return any(name.startswith("access-control-allow") for name in headers)
