"""Administering keys and clients: whose they may be, and the entry that each act leaves."""

from api.door import Door
from catalogue.audit import AuditEntry, record_act
from policies.decision import Role

ADMINISTRATORS = (Role.ADMINISTRATOR,)


def administered(door: Door, organisation: str) -> None:
    """Demand that the caller administers an organisation.

    Raises:
        RoleMissingError: the caller does not, or there is no such organisation: the same answer.
    """
    door.require_role(organisation, ADMINISTRATORS)


def organisations_administered(door: Door, organisation: str) -> frozenset[str]:
    """Give the organisations that the caller administers, or the one that is named.

    Raises:
        RoleMissingError: the caller administers none, or not that one.
    """
    mine = frozenset(place for place, role in door.subject.roles if role in ADMINISTRATORS)
    if organisation or not mine:
        administered(door, organisation)
        return frozenset({organisation})
    return mine


def act_on(door: Door, act: str, target: str, organisation: str, holder: str) -> None:
    """Record what was done to a key or client; it commits together with it.

    Args:
        door: of who does it.
        act: e.g. ``key.create``.
        target: id of the key or client.
        organisation: whose it is.
        holder: who holds it; kept apart, and erased with them.
    """
    entry = AuditEntry(
        door.subject.id, act, target, permitted=True, rule="role/administer", request=door.request, person=holder,
        organisation=",".join(sorted(door.subject.organisations)), owner=organisation, client=door.subject.client,
    )  # fmt: skip
    record_act(door.session, entry, door.now)
