"""Marking what policies govern, for those who read the catalogue without knowing policies.

A dataset or organisation is marked while a version that is in force, or will be, is about it. To mark too much only keeps
figures from being quoted; too little would show what a policy keeps back.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlmodel import Session, and_, col, or_, select, update

from catalogue import epochs
from catalogue.among import among
from catalogue.changes import note_access
from catalogue.models import Dataset, Organisation
from catalogue.quality import reask
from policies.in_force import OWNERS_ALL, Parties
from policies.lifecycle import policy_in
from policies.names import Names
from policies.odrl.policy import Rule
from policies.tables import AssetMembership, Json, PolicyRow, PolicyVersion

_OF_POLICIES = "/id/policy/"


def mark_governed(session: Session, now: datetime) -> None:
    """Mark every dataset and organisation that a version in force or to come is about, and no other.

    Findings that may quote what was marked just now are asked for again.

    Args:
        session: where the tables are.
        now: the time.
    """
    named, owners = _governed(session, now)
    before = _closed(session)
    changed = _mark(session, Dataset, named) + _mark(session, Organisation, owners)
    if changed:
        epochs.advance(session, epochs.CATALOGUE)
        after = _closed(session)
        note_access(session, before ^ after, now)
        reask(session, after - before, now)


def _governed(session: Session, now: datetime) -> tuple[set[str], set[str]]:
    rows = select(Organisation.id, Organisation.parent).where(col(Organisation.parent) != "")
    parties = Parties(parents=dict(session.exec(rows).all()))
    members: dict[str, set[str]] = {}
    for one in session.exec(
        select(AssetMembership).where(
            or_(col(AssetMembership.valid_to).is_(None), col(AssetMembership.valid_to) > now)
        )
    ):
        members.setdefault(one.collection, set()).add(one.dataset)
    named: set[str] = set()
    owners: set[str] = set()
    for owner, document in _to_be_obeyed(session, now):
        policy = policy_in(document)
        names = Names(policy.iri.partition(_OF_POLICIES)[0])
        reach = parties.with_departments(frozenset({owner}))
        found = _targets(policy.rules, names)
        named |= found["dataset"] | {one for name in found["collection"] for one in members.get(name, ())}
        owners |= reach & found[OWNERS_ALL] if all(one.targets for one in policy.rules) else reach
    return named, owners


def _closed(session: Session) -> frozenset[str]:
    """Give the datasets that are marked, themselves or by their organisation."""
    owners = select(Organisation.id).where(col(Organisation.governed).is_(True))
    marked = select(Dataset.id).where(
        or_(col(Dataset.governed).is_(True), col(Dataset.publisher).in_(owners))
    )
    return frozenset(session.exec(marked))


def _to_be_obeyed(session: Session, now: datetime) -> list[tuple[str, Json]]:
    """Give owner and document of every version whose time is not over."""
    statement = (
        select(PolicyRow.owner, PolicyVersion.document)
        .join(PolicyVersion, col(PolicyRow.id) == col(PolicyVersion.policy))
        .where(
            col(PolicyVersion.active_from).is_not(None),
            or_(
                col(PolicyVersion.active_to).is_(None),
                and_(
                    col(PolicyVersion.active_to) > now,
                    col(PolicyVersion.active_to) > col(PolicyVersion.active_from),  # else it was called off
                ),
            ),
        )
    )
    return [(owner, dict(document)) for owner, document in session.exec(statement)]


def _targets(rules: Iterable[Rule], names: Names) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {"dataset": set(), "collection": set(), OWNERS_ALL: set()}
    for iri in (target.iri for rule in rules for target in rule.targets):
        collection, dataset = names.id("collection", iri), names.id("dataset", iri)
        if collection.startswith(OWNERS_ALL):
            found[OWNERS_ALL].add(collection.removeprefix(OWNERS_ALL))
        elif collection:
            found["collection"].add(collection)
        elif dataset:
            found["dataset"].add(dataset)
    return found


def _mark(session: Session, table: type[Dataset] | type[Organisation], governed: Collection[str]) -> int:
    """Set the marks that are wrong, and give how many were."""
    those = among(col(table.id), governed)
    on = update(table).where(those, col(table.governed).is_(False)).values(governed=True)
    off = update(table).where(~those, col(table.governed).is_(True)).values(governed=False)
    if not governed:
        off = update(table).where(col(table.governed).is_(True)).values(governed=False)
        return session.exec(off).rowcount
    return session.exec(on).rowcount + session.exec(off).rowcount
