"""Addresses: behind which one a caller is counted, and what of a forwarded one is believed."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from api.limits.addresses import Callers, counted_address, read_networks
from api.settings import Settings
from tests.api.limits.node import Node

PROXY, CALLER, OTHER = "10.0.0.1", "203.0.113.9", "198.51.100.7"


def _counted(peer: str, *forwarded: str, trusted: tuple[str, ...] = (PROXY,)) -> str:
    headers = [(b"x-forwarded-for", one.encode()) for one in forwarded]
    return Callers(read_networks(trusted)).name({"client": (peer, 1), "headers": headers})


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "local"),
        ("", "local"),
    ],
)
def test_an_address_is_counted_by_what_one_household_has(address: str, name: str) -> None:
    assert counted_address(address) == name


@pytest.mark.parametrize(
    ("forwarded", "name"),
    [
        ((CALLER,), CALLER),
        ((f"{OTHER}, {CALLER}",), CALLER),
        ((OTHER, CALLER), CALLER),
        ((f"{CALLER}, 10.0.0.1",), CALLER),
        ((f"{CALLER}:4711",), CALLER),
        (("[2001:db8::7]:4711",), "2001:db8::/64"),
        ((f"{OTHER}, unknown",), PROXY),
        (("",), PROXY),
        ((), PROXY),
        ((f"{OTHER}, {PROXY}, {PROXY}",), OTHER),
    ],
)
def test_of_what_a_trusted_proxy_forwards_the_last_foreign_address_counts(
    forwarded: tuple[str, ...], name: str
) -> None:
    assert _counted(PROXY, *forwarded) == name


def test_what_anybody_else_forwards_is_not_believed() -> None:
    assert _counted(OTHER, CALLER) == OTHER
    assert _counted(PROXY, CALLER, trusted=()) == PROXY


def test_a_caller_of_a_trusted_network_is_counted_by_itself() -> None:
    assert _counted("10.0.0.9", "10.0.0.5, 10.0.0.1", trusted=("10.0.0.0/8",)) == "10.0.0.5"


def test_callers_behind_a_proxy_have_limits_of_their_own(node: Node) -> None:
    node.start(limit_address="1/minute", trusted_proxies="10.0.0.0/8,fd00::/8")
    asked = [node.ask(address=PROXY, x_forwarded_for=one).status_code for one in (CALLER, OTHER, CALLER)]
    assert asked == [200, 200, 429]
    assert [node.ask(address=OTHER, x_forwarded_for=f"192.0.2.{n}").status_code for n in range(2)] == [
        429,
        429,
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("trusted_proxies", "everybody"),
        ("limit_address", "often"),
        ("limit_key", "0/minute"),
        ("limit_token", ""),
        ("body_max_bytes", 0),
    ],
)
def test_a_setting_that_means_nothing_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate({name: value})
