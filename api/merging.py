"""Deciding on proposals to make two datasets one: by who approves for the owner of the one that stands."""

from collections.abc import Collection
from typing import Any

from api.door import Door
from api.gateway import Gateway
from api.representations.times import rfc3339
from catalogue.audit import AuditEntry, record_act
from catalogue.change_tables import MergeProposal
from catalogue.merging import accept, decline, find_proposal, open_proposals
from catalogue.models import Dataset
from catalogue.settling import begin_publication
from policies.decision import Action, Role
from schemas.languages import Lang, Text

DECIDERS = (Role.APPROVER, Role.ADMINISTRATOR)


def proposals_told(door: Door, lang: Lang) -> list[dict[str, Any]]:  # JSON
    """Tell the proposals on datasets of those whom the caller speaks for, or all to who runs the node."""
    rows = open_proposals(door.session, door.scope(Action.DISCOVER), _owners(door))
    return [_told(*row, lang) for row in rows]


def decide(gateway: Gateway, door: Door, number: int, *, accepted: bool, operator: bool = False) -> None:
    """Accept or decline a proposal in the door's unit of work.

    Args:
        gateway: tells the time.
        door: whoever decides.
        number: the proposal's.
        accepted: whether the two become one.
        operator: the command line's, who needs no role.

    Raises:
        ProposalNotFoundError: there is none, or not one to the caller.
        RoleMissingError: the caller neither approves nor administers for the owner.
        MergeRefusedError: the two cannot be made one as they are.
    """
    session, within = door.session, door.scope(Action.DISCOVER)
    _, dataset, _ = find_proposal(session, number, within, _owners(door))
    if not operator:
        door.require_role(dataset.publisher, DECIDERS)
    session.commit()  # what was read belongs to a transaction in which SQLite might let nobody write any more
    now = begin_publication(session, gateway.clock)
    proposal, dataset, _ = find_proposal(session, number, within, _owners(door))
    if accepted:
        accept(session, proposal, now)
    else:
        decline(session, proposal, now)
    act = AuditEntry(
        door.subject.id, "dataset.merge" if accepted else "dataset.keep-apart", dataset.id, permitted=True,
        rule="role/merge", request=door.request, owner=dataset.publisher,
    )  # fmt: skip
    record_act(session, act, now)


def _owners(door: Door) -> Collection[str] | None:
    return None if door.everything else door.subject.organisations


def _told(proposal: MergeProposal, dataset: Dataset, other: Dataset, lang: Lang) -> dict[str, Any]:  # JSON
    return {
        "number": proposal.number,
        "dataset": dataset.id,
        "title": Text.of(dataset.title).in_(lang),
        "source": dataset.source,
        "other": other.id,
        "other_title": Text.of(other.title).in_(lang),
        "other_source": other.source,
        "other_publisher": other.publisher,
        "why": proposal.why,
        "proposed_at": rfc3339(proposal.proposed_at),
    }
