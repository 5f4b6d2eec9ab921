"""Changes: a policy put in place of another, or taken away, and what would be in force then."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from policies.in_force import InForce, PolicyInForce
from policies.loading import compose
from policies.odrl.policy import Policy


@dataclass(frozen=True, slots=True)
class Change:
    """What is rehearsed.

    Args:
        policy: id of the policy that is changed; of a new one that it has none yet, a name that none has.
        owner: the organisation whose it is.
        drafted: what it would say; None where it would be retired.
        version: the number of the version that says so, 0 where it is none.
    """

    policy: str
    owner: str
    drafted: Policy | None
    version: int = 0


def after(session: Session, change: Change, before: InForce) -> InForce:
    """Compose what would be in force after a change.

    Args:
        session: where the tables are.
        change: what would change.
        before: what is in force before it.
    """
    listed = [one for one in before.listed if one.id != change.policy]
    if change.drafted is not None:
        listed.append(PolicyInForce(change.policy, change.owner, change.version, change.drafted))
    listed.sort(key=lambda one: one.id)
    return compose(session, before.names, listed, before.epoch, before.schedule, before.moment)


def policy_in(in_force: InForce, policy: str) -> Policy | None:
    """Give what a policy says in what is in force, confined to its owner's datasets; None where it is not in force."""
    return next((one.policy for one in in_force.listed if one.id == policy), None)


def base_of(in_force: InForce, now: datetime) -> list[int]:
    """Give numbers that are the same as long as the same policies, parties and collections are in force.

    Args:
        in_force: it.
        now: the moment.
    """
    return [in_force.epoch, bisect_right(in_force.schedule, now)]
