"""A node with two cities' staff, and somebody who asks it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from api.app import create_app
from api.gateway import Gateway
from tests.api.caller import Caller
from tests.api.machines.administering import KRANJ, ZAGREB, key_of, settle


class Clock:
    """A clock that a test moves."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **told: float) -> datetime:
        """Let time pass."""
        self.now += timedelta(**told)
        return self.now


@pytest.fixture
def clock(gateway: Gateway, now: datetime) -> Clock:
    """The node's clock."""
    clock = Clock(now)
    object.__setattr__(gateway, "clock", clock)
    return clock


@pytest.fixture
def city(gateway: Gateway, now: datetime) -> Caller:
    """Somebody who asks a node that two cities' staff administer."""
    settle(gateway.engine, now)
    return Caller(create_app(gateway))


@pytest.fixture
def ana(city: Caller, gateway: Gateway, now: datetime) -> str:
    """The key of Kranj's administrator."""
    return key_of(gateway.engine, "ana", KRANJ, now)


@pytest.fixture
def bor(city: Caller, gateway: Gateway, now: datetime) -> str:
    """The key of Kranj's editor."""
    return key_of(gateway.engine, "bor", KRANJ, now)


@pytest.fixture
def cvita(city: Caller, gateway: Gateway, now: datetime) -> str:
    """The key of Zagreb's administrator."""
    return key_of(gateway.engine, "cvita", ZAGREB, now)
