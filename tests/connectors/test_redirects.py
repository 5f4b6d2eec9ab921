"""Redirects: followed by us, each address looked at; and TLS, which they must not leave."""

from dataclasses import replace
from pathlib import Path

import pytest

from connectors.errors import (
    BadUrlError,
    CertificateError,
    RedirectError,
)
from connectors.fetching import Request
from tests.connectors.outgoing import SETTINGS, client_for, portal
from tests.fakes.server import Reply, always, by_path, serving


def test_a_redirect_is_followed_and_the_last_address_is_told() -> None:
    replies = {
        "/old": Reply(status=301, headers={"Location": "/new?a=1"}),
        "/new": Reply(b"here"),
    }
    with portal(by_path(replies)) as (server, client):
        answer = client.get(f"{server.url}/old")

    assert (answer.content, answer.url) == (b"here", f"{server.url}/new?a=1")


def test_more_redirects_than_allowed_are_refused() -> None:
    with (
        portal(always(Reply(status=302, headers={"Location": "/again"}))) as (server, client),
        pytest.raises(RedirectError),
    ):
        client.get(server.url)

    assert len(server.seen) == 6


def test_a_redirect_without_an_address_is_refused() -> None:
    with portal(always(Reply(status=302))) as (server, client), pytest.raises(RedirectError):
        client.get(server.url)


@pytest.mark.parametrize(
    "location", ["ftp://portal.example/", "javascript:alert(1)", "http://u:p@a.example/"]
)
def test_a_redirect_to_what_is_no_web_address_is_refused(location: str) -> None:
    with (
        portal(always(Reply(status=302, headers={"Location": location}))) as (server, client),
        pytest.raises(BadUrlError),
    ):
        client.get(server.url)


def test_a_key_is_not_handed_to_another_host() -> None:
    with serving(always(Reply())) as other:
        moved = Reply(status=307, headers={"Location": other.url})
        with serving(always(moved)) as portal, client_for(portal.target, other.target) as client:
            client.get(
                portal.url, ("Authorization", "secret"), ("X-CKAN-API-Key", "secret"), ("Accept", "a/b")
            )

    assert portal.seen[0].headers["authorization"] == "secret"
    assert {"authorization", "x-ckan-api-key"}.isdisjoint(other.seen[0].headers)
    assert other.seen[0].headers["accept"] == "a/b"


@pytest.mark.parametrize(
    ("status", "method", "body"), [(303, "GET", b""), (302, "GET", b""), (307, "POST", b"{}")]
)
def test_a_post_that_is_redirected_becomes_what_the_status_says(
    status: int, method: str, body: bytes
) -> None:
    replies = {"/a": Reply(status=status, headers={"Location": "/b"}), "/b": Reply()}
    with portal(by_path(replies)) as (server, client):
        client.outgoing.fetch(Request("POST", f"{server.url}/a", (("Content-Type", "a/b"),), b"{}"))

    assert (server.seen[1].method, server.seen[1].body) == (method, body)


def test_a_redirect_from_https_to_http_is_refused(certificate: Path) -> None:
    with serving(always(Reply())) as plain:
        moved = Reply(status=302, headers={"Location": plain.url})
        settings = replace(SETTINGS, ca_file=certificate, allow_hosts=frozenset({plain.target}))
        with (
            portal(always(moved), settings=settings, certificate=certificate) as (server, client),
            pytest.raises(RedirectError) as refused,
        ):
            client.get(server.url)

    assert (plain.seen, refused.value.found) == ([], f"https -> {plain.url}")


def test_a_certificate_that_we_trust_is_taken_and_another_is_told(certificate: Path) -> None:
    with serving(always(Reply(b"safe")), certificate) as server:
        with client_for(server.target, settings=replace(SETTINGS, ca_file=certificate)) as client:
            assert client.get(server.url).content == b"safe"
        with client_for(server.target) as client, pytest.raises(CertificateError):
            client.get(server.url)

    assert client.waits == []
