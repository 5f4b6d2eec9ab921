"""Threat 1: no address that somebody else wrote makes the node ask its own network; a canary counts what comes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle

import pytest

from connectors.errors import ConnectorError, ForbiddenAddressError
from tests.connectors.outgoing import client_for, portal
from tests.fakes.server import Reply, always, serving

HOSTS = (
    "127.0.0.1",
    "localhost",
    "[::1]",
    "2130706433",
    "0x7f.1",
    "[::ffff:127.0.0.1]",
    "0.0.0.0",
    "169.254.169.254",
)
CANARY = Reply(b"secret of the inner network")


@pytest.mark.parametrize("host", HOSTS)
def test_an_inner_address_in_any_spelling_is_not_asked(host: str) -> None:
    with serving(always(CANARY)) as canary, client_for() as client:
        with pytest.raises(ForbiddenAddressError):
            client.get(f"http://{host}:{canary.server_port}/latest/meta-data")
        assert canary.seen == []


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_portal_cannot_redirect_to_an_inner_address(host: str, status: int) -> None:
    with serving(always(CANARY)) as canary:
        moved = Reply(status=status, headers={"Location": f"http://{host}:{canary.server_port}/admin"})
        with portal(always(moved)) as (_, client), pytest.raises(ForbiddenAddressError):
            client.get(_.url)
        assert canary.seen == []


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "gopher://127.0.0.1/x", "ftp://127.0.0.1/", "//user@127.0.0.1/", "unix:///run/x"],
)
def test_a_portal_cannot_redirect_to_another_kind_of_address(location: str) -> None:
    moved = Reply(status=302, headers={"Location": location})
    with portal(always(moved)) as (server, client):
        with pytest.raises(ConnectorError):
            client.get(server.url)
        assert len(server.seen) == 1


def test_a_name_whose_address_changes_between_look_and_connection_reaches_nothing() -> None:
    turns = cycle([("192.0.2.1",), ("127.0.0.1",)])

    def changing(_host: str, _port: int) -> Sequence[str]:
        return next(turns)

    with serving(always(CANARY)) as canary, client_for(resolve=changing) as client:
        for _ in range(4):
            with pytest.raises(ForbiddenAddressError):
                client.get(f"http://portal.example:{canary.server_port}/")
        assert canary.seen == []


def test_a_key_for_a_portal_does_not_follow_a_redirect_to_another_host() -> None:
    with serving(always(Reply(b"{}"))) as other:
        moved = Reply(status=302, headers={"Location": f"http://localhost:{other.server_port}/"})
        with (
            serving(always(moved)) as first,
            client_for(first.target, f"localhost:{other.server_port}") as client,
        ):
            client.get(first.url, ("Authorization", "canary-key"), ("X-CKAN-API-Key", "canary-key"))
        assert "canary-key" not in str(other.seen)
        assert len(other.seen) == 1
