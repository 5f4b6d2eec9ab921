"""Datasets: what decisions need to know of an owner's datasets, and which of them a policy governs."""

from collections.abc import Collection, Iterable

from sqlmodel import Session, col, select

from catalogue.among import among
from catalogue.models import Dataset, DatasetReader
from policies.compiled.request import Request
from policies.decision import Target
from policies.in_force import InForce
from policies.odrl.policy import Policy


def targets_of(
    session: Session, *, owners: Collection[str] | None = None, ids: Collection[str] | None = None
) -> list[Target]:
    """Give what decisions need to know of datasets that have not gone, in order of their ids.

    Args:
        session: where the tables are.
        owners: only those of these organisations; None for all.
        ids: only these; None for all.
    """
    query = select(Dataset.id, Dataset.publisher, Dataset.access, Dataset.example)
    query = query.where(col(Dataset.gone_at).is_(None)).order_by(col(Dataset.id))
    if owners is not None:
        query = query.where(among(col(Dataset.publisher), owners))
    if ids is not None:
        query = query.where(among(col(Dataset.id), ids))
    rows = session.exec(query).all()
    readers = _readers(session, [id_ for id_, _, access, _ in rows if access != "open"])
    return [
        Target(id_, owner, access, frozenset(readers.get(id_, ())), example)
        for id_, owner, access, example in rows
    ]


def _readers(session: Session, ids: Collection[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in session.exec(select(DatasetReader).where(among(col(DatasetReader.dataset), ids))):
        found.setdefault(row.dataset, set()).add(row.organisation)
    return found


def governed_by(policy: Policy | None, targets: Iterable[Target], in_force: InForce) -> set[str]:
    """Give the ids of the datasets that a policy in force speaks of, at whatever time.

    Args:
        policy: confined to what its owner has; None for none.
        targets: datasets that may be among them.
        in_force: what it is in force with.
    """
    if policy is None:
        return set()
    named = {target.iri for rule in policy.rules for target in rule.targets}
    return {
        one.dataset
        for one in targets
        if in_force.governs(one.dataset, one.owner)
        and named.intersection(
            in_force.policies.targets(Request("", in_force.target(one.dataset, one.owner)))
        )
    }
