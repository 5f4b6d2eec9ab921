"""Asking at the door: for which organisation and what purposes a caller asks, and what is recorded of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from api.access_told import Governed
from api.door import Door, is_whole
from api.errors import PurposeError
from api.people.acts import Actor
from api.people.work import take_turn
from catalogue import epochs
from catalogue.datasets import find_dataset
from policies.asking import RequestDraft, ask, purposes_named
from policies.asking_errors import (
    AccessNotNeededError,
    DutyUnknownError,
    OrganisationNeededError,
    TermsNotAcceptedError,
)
from policies.decision import Action
from policies.odrl.vocabulary import compact, expand
from policies.tables import AccessRequest, DutyEvent
from policies.terms import duties_of

BY_ORGANISATION = "organisation/own"
"""The rule under which whoever speaks for an organisation asks for it."""


def governed_dataset(door: Door, dataset_id: str) -> Governed:
    """Give a dataset that the caller may know of.

    Raises:
        DatasetNotFoundError: absent, gone or hidden: the same answer.
    """
    return Governed(door, find_dataset(door.session, dataset_id, door.scope(Action.DISCOVER)))


def asking_organisation(door: Door, named: str) -> str:
    """Give the organisation that the caller asks for: the one that is named, or the only one.

    Raises:
        OrganisationNeededError: the caller does not speak for it, or for several and names none.
    """
    own = door.subject.organisations
    if named in own or (not named and len(own) == 1):
        return named or next(iter(own))
    raise OrganisationNeededError(named, own)


def declared(door: Door, words: Sequence[str]) -> tuple[str, ...]:
    """Give the purposes that a caller names in a body, as IRIs.

    Raises:
        UnknownCodeError: one is neither a code of ours nor an IRI.
        PurposeError: one that the caller's key may not declare.
    """
    found, allowed = purposes_named(words), door.subject.purposes
    if allowed is not None and not allowed.issuperset(found):
        raise PurposeError(", ".join(sorted(set(found) - allowed)), sorted(allowed))
    return found


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a caller asks an owner for, as it was sent.

    Args:
        purposes: codes or IRIs.
        message: to the owner.
        accept_terms: SHA-256 of the terms that are accepted.
        contact: whom the owner can turn to.
        organisation: for which the caller asks; empty where they speak for one only.
    """

    purposes: Sequence[str]
    message: str
    accept_terms: str
    contact: str
    organisation: str


def ask_owner(door: Door, dataset_id: str, wanted: Wanted, answer_days: float) -> tuple[AccessRequest, bool]:
    """Record that an organisation asks for a dataset, or give its request that waits already.

    Raises:
        DatasetNotFoundError: absent or hidden.
        OrganisationNeededError: the caller speaks for none.
        AccessNotNeededError: the caller may read all of it for these purposes.
        TermsNotAcceptedError: other terms were accepted than those that stand.
    """
    governed = governed_dataset(door, dataset_id)
    organisation = asking_organisation(door, wanted.organisation)
    purposes = declared(door, wanted.purposes)
    decision = door.telling(purposes=frozenset(purposes)).decide(Action.READ, governed.target)
    if is_whole(decision):
        raise AccessNotNeededError(dataset_id, decision.rule)
    terms = governed.terms
    if wanted.accept_terms.lower() != terms.sha256:
        raise TermsNotAcceptedError(dataset_id, wanted.accept_terms, terms.sha256)
    take_turn(door.session, [organisation])
    answer_by = door.now + timedelta(days=answer_days)
    draft = RequestDraft(
        terms, organisation, door.subject.id, wanted.contact, purposes, wanted.message, answer_by
    )
    row, is_new = ask(door.session, draft, door.now)
    if is_new:
        act_of_asker(door, "access-request.create", row.id, row.owner)
    return row, is_new


def record_duty(door: Door, dataset_id: str, action: str, evidence: str, named: str) -> DutyEvent:
    """Record that the caller's organisation did what a duty on a dataset asks.

    Raises:
        DatasetNotFoundError: absent or hidden.
        OrganisationNeededError: the caller speaks for none.
        DutyUnknownError: no duty on the dataset asks for it.
    """
    governed = governed_dataset(door, dataset_id)
    organisation = asking_organisation(door, named)
    known = duties_of(governed.policy)
    iri = expand(action if ":" in action else f"odrl:{action}")
    if iri not in known:
        raise DutyUnknownError(action, [compact(one) for one in known])
    made = DutyEvent(
        action=iri, organisation=organisation, subject=door.subject.id, dataset=dataset_id, evidence=evidence,
        recorded_at=door.now,
    )  # fmt: skip
    door.session.add(made)
    epochs.advance(door.session, epochs.RULES)
    act_of_asker(door, "duty.fulfil", f"{compact(iri)} {dataset_id}", governed.view.publisher)
    return made


def act_of_asker(door: Door, act: str, target: str, owner: str) -> None:
    """Put on record what an organisation did with somebody else's dataset; the dataset's owner may read of it."""
    Actor.at(door, BY_ORGANISATION).record(door.session, act, target, owner=owner)
