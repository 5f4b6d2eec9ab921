"""Requests: what an asker wants to do with a dataset, as the compiled policies take it."""

from policies.asker import Asker
from policies.compiled.request import (
    ANONYMOUS_PARTY,
    Fact,
    Membership,
    Performed,
    Request,
    State,
)
from policies.compiled.request import Subject as Party
from policies.decision import Action, Subject
from policies.in_force import KINDS, InForce
from policies.odrl.vocabulary import expand

ACTIONS = {
    Action.DISCOVER: expand("og:discover"),
    Action.READ: expand("odrl:read"),
    Action.BULK: expand("og:bulkDownload"),
}
COLUMN = expand("og:column")
FIGURE = "figure"
"""The value of og:column that stands for the figure itself and what it is about; the others are columns beside it."""


def request_of(asker: Asker, action: Action, target: str, in_force: InForce, column: str = FIGURE) -> Request:
    """Give the request that an asker makes.

    Args:
        asker: who asks and in which circumstances.
        action: what is wanted.
        target: IRI of the dataset, or of everything its owner has.
        in_force: who belongs where.
        column: the column that is asked for, where policies speak of columns.
    """
    return Request(
        action=ACTIONS[action],
        target=target,
        subject=_party(asker, in_force),
        now=asker.now,
        purposes=asker.purposes,
        format=asker.format,
        channel=asker.channel,
        agreements=_agreements(asker, in_force),
        result_rows=asker.result_rows,
        facts={COLUMN: Fact((column,))} if in_force.masking else {},
        state=_state(asker, target, in_force),
    )


def network_memberships(subject: Subject, in_force: InForce) -> tuple[Membership, ...]:
    """Give the networks that a subject may act as a member of, and when."""
    every = in_force.parties.with_parents(subject.organisations)
    found = (one for name in sorted(every) for one in in_force.parties.networks.get(name, ()))
    if subject.networks is None:
        return tuple(found)
    allowed = {in_force.names.iri("network", name) for name in subject.networks}
    return tuple(one for one in found if one.collection in allowed)


def _party(asker: Asker, in_force: InForce) -> Party:
    subject, names = asker.subject, in_force.names
    every = in_force.parties.with_parents(subject.organisations)
    return Party(
        id=ANONYMOUS_PARTY if subject.id == "anonymous" else names.iri("party", subject.id),
        organisations=frozenset(names.iri("organisation", one) for one in every),
        memberships=network_memberships(subject, in_force),
        kinds=_kinds(subject, in_force),
        assurance=subject.assurance or None,
        auth_method=subject.auth_method,
    )


def _kinds(subject: Subject, in_force: InForce) -> frozenset[str] | None:
    """Give the kinds of those spoken for; unknown where one of them has a kind that is no code."""
    told = [KINDS.get(in_force.parties.kinds.get(one, "")) for one in subject.organisations]
    known = frozenset(one for one in told if one is not None)
    return known if len(known) == len(set(told)) else None


def _agreements(asker: Asker, in_force: InForce) -> frozenset[str]:
    every = in_force.parties.with_parents(asker.subject.organisations)
    several = (one for name in every for one in in_force.parties.agreements.get(name, ()))
    return frozenset(one.collection for one in several if one.holds(asker.now))


def _state(asker: Asker, target: str, in_force: InForce) -> State:
    done = tuple(
        Performed(action=action, on=target)
        for action, dataset in asker.performed
        if not dataset or in_force.names.iri("dataset", dataset) == target
    )
    return State(performed=done, counts=asker.counts)
