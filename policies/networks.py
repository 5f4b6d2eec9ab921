"""Networks of cities and groups of organisations: who belongs to one, from when until when, and what shows it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from catalogue import epochs
from catalogue.models import Organisation
from policies.memberships import checked_times, end, overlap
from policies.network_errors import (
    GroupCircleError,
    GroupExistsError,
    GroupNotFoundError,
    MembershipNotFoundError,
    MembershipTimeError,
)
from policies.tables import Network, PartyMembership
from schemas.errors import UnknownCodeError
from schemas.spelling import folded, nearest

KIND = "network"


@dataclass(frozen=True, slots=True)
class MemberDraft:
    """That somebody belongs to a network.

    Args:
        member: id of an organisation or of a network.
        network: id of the network.
        valid_from: the first moment; None for always.
        valid_to: the first moment at which it is over; None for open.
        evidence: what shows it.
        recorded_by: who says so.
    """

    member: str
    network: str
    valid_from: datetime | None
    valid_to: datetime | None
    evidence: str
    recorded_by: str


def add_network(session: Session, network: Network) -> Network:
    """Register a network; its id is none of an organisation's, for members are told by either.

    Raises:
        GroupExistsError: the id is taken.
        UnknownCodeError: the organisation that is to keep it is unknown.
    """
    taken = session.get(Network, network.id) or session.get(Organisation, network.id)
    if taken is not None:
        raise GroupExistsError(KIND, network.id)
    if network.organisation:
        _known(session, network.organisation, networks=False)
    session.add(network)
    session.flush()
    epochs.advance(session, epochs.RULES)
    return network


def networks(session: Session, kept_by: Collection[str] | None = None) -> list[Network]:
    """Give the networks, or those that some organisations keep, by id."""
    query = select(Network).order_by(col(Network.id))
    if kept_by is not None:
        query = query.where(col(Network.organisation).in_(sorted(kept_by)))
    return list(session.exec(query))


def find_network(session: Session, network_id: str) -> Network:
    """Give a network.

    Raises:
        GroupNotFoundError: there is none.
    """
    row = session.get(Network, network_id)
    if row is None:
        raise GroupNotFoundError(KIND, network_id)
    return row


def members(session: Session, network_id: str) -> list[PartyMembership]:
    """Give the memberships of a network, past ones too, in the order in which they were recorded."""
    those = select(PartyMembership).where(col(PartyMembership.network) == network_id)
    return list(session.exec(those.order_by(col(PartyMembership.number))))


def add_member(session: Session, draft: MemberDraft, now: datetime) -> PartyMembership:
    """Record that somebody belongs to a network.

    Raises:
        UnknownCodeError: there is no such organisation or network; the nearest are named.
        GroupCircleError: the network would belong to itself.
        MembershipTimeError: it ends before it begins, or overlaps one that is on record.
    """
    checked_times(draft.valid_from, draft.valid_to)
    _known(session, draft.member, networks=True)
    if draft.member == draft.network or draft.network in _within(session, draft.member):
        raise GroupCircleError(draft.member, draft.network)
    for row in members(session, draft.network):
        times = (row.valid_from, row.valid_to)
        if row.member == draft.member and overlap(times, (draft.valid_from, draft.valid_to)):
            raise MembershipTimeError(
                "valid_from", _said(draft.valid_from), f"outside membership {row.number}"
            )
    made = PartyMembership(
        member=draft.member, network=draft.network, valid_from=draft.valid_from, valid_to=draft.valid_to,
        evidence=draft.evidence, recorded_by=draft.recorded_by, recorded_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    epochs.advance(session, epochs.RULES)
    return made


def end_member(
    session: Session, network_id: str, number: int, at: datetime, now: datetime
) -> PartyMembership:
    """Let a membership end at a time; one that has not begun by then is never in force.

    Raises:
        MembershipNotFoundError: the network has none of that number.
        MembershipTimeError: the time is past, or it is over by then.
    """
    row = session.get(PartyMembership, number)
    if row is None or row.network != network_id:
        raise MembershipNotFoundError(f"{network_id}/{number}")
    end(row, at, now)
    session.add(row)
    session.flush()
    epochs.advance(session, epochs.RULES)
    return row


def _said(moment: datetime | None) -> str:
    return moment.isoformat() if moment else "always"


def _within(session: Session, network_id: str) -> frozenset[str]:
    """Give what belongs to a network, at whatever time, itself or through another."""
    found: set[str] = set()
    waiting = [network_id]
    while waiting:
        those = select(PartyMembership.member).where(col(PartyMembership.network) == waiting.pop())
        new = set(session.exec(those)) - found
        found |= new
        waiting += new
    return frozenset(found)


def _known(session: Session, name: str, *, networks: bool) -> None:
    if session.get(Organisation, name) or (networks and session.get(Network, name)):
        return
    every = [*session.exec(select(Organisation.id)), *(session.exec(select(Network.id)) if networks else ())]
    raise UnknownCodeError("organisation", name, nearest(name, {one: (folded(one),) for one in every}))
