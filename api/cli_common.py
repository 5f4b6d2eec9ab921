"""What the commands share: the gateway, and a door for whoever runs them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlmodel import Session

from api.cli_errors import fail
from api.door import Door
from api.gateway import Gateway, open_gateway
from api.settings import Settings
from catalogue.database import unit_of_work
from catalogue.registry import organisations
from policies.decision import ANONYMOUS, Subject

_OPEN: list[Gateway] = []


def gateway_of(data_dir: Path | None = None) -> Gateway:
    """Open the node that the settings name, or the one in a folder; it is closed when the command ends."""
    gateway = open_gateway(Settings(data_dir=data_dir) if data_dir else Settings())
    _OPEN.append(gateway)
    return gateway


def close_gateways() -> None:
    """Close what the command opened."""
    while _OPEN:
        _OPEN.pop().close()


@contextmanager
def operator_door(gateway: Gateway, subject: Subject = ANONYMOUS) -> Iterator[Door]:
    """Open a door for whoever runs the command: the command line sees what is open, unless a key says more."""
    with unit_of_work(gateway.engine) as session:
        yield door_in(gateway, session, subject)


def require_organisation(session: Session, organisation: str) -> None:
    """End the command where an organisation is not known."""
    known = organisations(session)
    if organisation not in known:
        fail(f"no organisation {organisation!r}; there are {', '.join(sorted(known)) or 'none'}")


def door_in(gateway: Gateway, session: Session, subject: Subject = ANONYMOUS) -> Door:
    """Make a door in a session."""
    return Door(subject, session, gateway.audit, gateway.clock(), gateway.policies, "cli")
