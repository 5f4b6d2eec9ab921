"""Activated policies as they are stored: read one by one, so that one which cannot be read neither opens nor stops anything."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Text, cast, select
from sqlmodel import Session, col

from policies.names import Names
from policies.odrl.errors import PolicyDocumentError
from policies.odrl.policy import Named, Policy, Rule
from policies.odrl.reading import read_policies
from policies.odrl.vocabulary import expand
from policies.tables import PolicyRow, PolicyVersion

JSON_LD = "application/ld+json"
REMEMBERED = 20_000
_OWN_NAME = re.compile(r'"uid":\s*"([^"]+?)/id/policy/[^"#]*"')
"""The name of the policy itself, which begins with the address of the node as it was drafted."""

UNREADABLE = (PolicyDocumentError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""Whatever may be wrong with a document that was changed behind the back of its lifecycle."""

log = logging.getLogger("ogledalo.policies")


@dataclass(frozen=True, slots=True)
class Activated:
    """A version that was activated, for now or for a time to come.

    Args:
        policy: the policy's id.
        owner: the organisation whose it is.
        version: its number.
        text: its document, as it is stored.
        begins: from when it is in force.
        ends: until when; None for ever.
    """

    policy: str
    owner: str
    version: int
    text: str
    begins: datetime | None
    ends: datetime | None

    def stands(self, now: datetime) -> bool:
        """Say whether it is in force at a moment."""
        begun = self.begins is not None and self.begins <= now
        return begun and (self.ends is None or now < self.ends)


def activated(session: Session) -> Iterator[Activated]:
    """Give every version that was activated, by policy; its document as text, whatever it holds."""
    statement = (
        select(
            col(PolicyVersion.policy),
            col(PolicyRow.owner),
            col(PolicyVersion.version),
            cast(col(PolicyVersion.document), Text),
            col(PolicyVersion.active_from),
            col(PolicyVersion.active_to),
        )
        .join(PolicyRow, col(PolicyRow.id) == col(PolicyVersion.policy))
        .where(col(PolicyVersion.active_from).is_not(None))
        .order_by(col(PolicyVersion.policy), col(PolicyVersion.version))
    )
    return (Activated(*row) for row in session.execute(statement))


def policy_or_nothing(one: Activated, names: Names) -> Policy:
    """Read a version; where that cannot be done, give a policy that forbids everything its owner has to everybody else.

    What it said is not known: it may have forbidden anything, so nothing of the owner's may be let through.
    """
    try:
        policy = policy_of(rebased(one.text, names))
    except UNREADABLE:
        log.exception("policy %s, version %s, cannot be read", one.policy, one.version)
    else:
        if all(rule.actions for rule in policy.rules):
            return policy
        log.error("policy %s, version %s, has a rule that names no action", one.policy, one.version)
    iri = names.iri("policy", one.policy)
    nothing = Rule(f"{iri}#unreadable", "prohibition", (Named(expand("odrl:use")),))
    return Policy(iri, "Set", (nothing,), conflict="prohibit")


def rebased(text: str, names: Names) -> str:
    """Give a stored document with its own names under the node's address of today.

    A document keeps the names it was drafted with. Where the node has moved since they still mean the same things here;
    read as they are they would mean nothing, and what they forbid would be open.
    """
    own = _OWN_NAME.search(text)
    if own is None or own[1] == names.base:
        return text
    return text.replace(f'"{own[1]}/id/', f'"{names.base}/id/')


@lru_cache(maxsize=REMEMBERED)
def policy_of(text: str) -> Policy:
    """Read the one policy of a stored document; the same text is read once."""
    return read_policies(text, JSON_LD)[0]
