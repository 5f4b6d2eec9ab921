"""The guard asks public addresses only."""

import socket
from collections.abc import Sequence

import pytest

from connectors.addresses import AddressGuard, is_public, normal_target, resolve_by_system
from connectors.errors import BadUrlError, ForbiddenAddressError, SettingError, UnreachableError

NOT_PUBLIC = [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
    "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.7", "203.0.113.9",
    "224.0.0.251", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1",
    "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "2606:4700::1%1",
    "localhost", "", "127.1", "0x7f.0.0.1", "2130706433",
]  # fmt: skip


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_that_is_not_public_is_known_as_such(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "193.2.1.66", "2a00:ee2::1", "2606:4700:4700::1111"])
def test_a_public_address_is_known_as_such(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]", "2130706433", "0x7f.1", "127.1", "0.0.0.0"]
)
def test_each_way_of_writing_loopback_is_refused(host: str) -> None:
    with pytest.raises(ForbiddenAddressError) as refused:
        AddressGuard().addresses(host, 8012)

    assert "OGLEDALO_ALLOW_HOSTS" in str(refused.value)


def test_the_refusal_names_the_address_and_what_an_administrator_would_allow() -> None:
    with pytest.raises(ForbiddenAddressError) as refused:
        AddressGuard(resolve=lambda _host, _port: ("10.0.0.7", "fd00::7")).addresses("Intranet.example.", 80)

    assert (refused.value.address, refused.value.target) == ("10.0.0.7, fd00::7", "intranet.example:80")


def test_of_a_host_with_public_and_private_addresses_the_public_ones_may_be_asked() -> None:
    guard = AddressGuard(resolve=lambda _host, _port: ("10.0.0.7", "193.2.1.66"))

    assert guard.addresses("portal.example", 443) == ["193.2.1.66"]


def test_an_allowed_target_may_be_asked_whatever_its_address() -> None:
    guard = AddressGuard.allowing(["127.0.0.1:8012", "[::1]:8013"])

    assert guard.addresses("127.0.0.1", 8012) == ("127.0.0.1",)
    assert guard.addresses("::1", 8013) == ("::1",)


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 8013), ("localhost", 8012), ("127.0.0.2", 8012)])
def test_an_allowed_target_allows_no_other_port_and_no_other_name(host: str, port: int) -> None:
    with pytest.raises(ForbiddenAddressError):
        AddressGuard.allowing(["127.0.0.1:8012"]).addresses(host, port)


@pytest.mark.parametrize(
    "text", ["127.0.0.1", "127.0.0.1:", ":80", "http://a:80", "a:0", "a:65536", "a b:1", "u@a:1"]
)
def test_what_is_no_host_and_port_cannot_be_allowed(text: str) -> None:
    with pytest.raises(SettingError):
        normal_target(text)


def test_a_name_without_an_address_may_be_tried_again() -> None:
    def nobody(_host: str, _port: int) -> Sequence[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(UnreachableError):
        AddressGuard(resolve=nobody).addresses("nobody.example", 80)


def test_a_name_that_cannot_be_one_is_told() -> None:
    with pytest.raises(BadUrlError):
        AddressGuard().addresses("a" * 70 + ".example", 80)


def test_the_system_gives_each_address_once() -> None:
    assert resolve_by_system("127.0.0.1", 80) == ("127.0.0.1",)
