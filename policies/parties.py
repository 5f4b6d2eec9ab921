"""Who belongs where: departments under their municipality, networks, agreements."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlmodel import Session, select

from catalogue.models import Organisation
from policies.compiled.request import Membership
from policies.in_force import Parties
from policies.names import Names
from policies.tables import Agreement, PartyMembership


def parties_of(session: Session, names: Names) -> Parties:
    """Read the organisations with what they belong to."""
    rows = list(session.exec(select(Organisation)))
    memberships: dict[str, list[PartyMembership]] = {}
    for row in session.exec(select(PartyMembership)):
        memberships.setdefault(row.member, []).append(row)
    reached = {member: tuple(_networks(member, memberships, names)) for member in memberships}
    return Parties(
        parents={row.id: row.parent for row in rows if row.parent},
        kinds={row.id: row.kind for row in rows},
        networks={member: found for member, found in reached.items() if found},
        agreements=_agreements(session.exec(select(Agreement)), names),
    )


def _networks(
    member: str, memberships: Mapping[str, list[PartyMembership]], names: Names
) -> Iterator[Membership]:
    """Give the networks that a member belongs to: through another network only while it belongs to that one, too."""
    waiting: list[tuple[str, datetime | None, datetime | None, frozenset[str]]] = [
        (member, None, None, frozenset())
    ]
    while waiting:
        through, begin, end, met = waiting.pop()
        for row in memberships.get(through, ()):
            start, stop = _later(begin, row.valid_from), _earlier(end, row.valid_to)
            if row.network in met or (start and stop and start >= stop):
                continue
            yield Membership(
                names.iri("organisation", member), names.iri("network", row.network), start, stop
            )
            waiting.append((row.network, start, stop, met | {row.network}))


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((moment for moment in (one, other) if moment is not None), default=None)


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((moment for moment in (one, other) if moment is not None), default=None)


def _agreements(rows: Iterable[Agreement], names: Names) -> dict[str, tuple[Membership, ...]]:
    found: dict[str, tuple[Membership, ...]] = {}
    for row in rows:
        end = _earlier(row.valid_to, row.ended_at)
        one = Membership(
            names.iri("organisation", row.assignee), names.iri("agreement", row.id), row.valid_from, end
        )
        found[row.assignee] = (*found.get(row.assignee, ()), one)
    return found
