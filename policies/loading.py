"""Reading what is in force from the tables."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, select

from catalogue.models import Dataset
from catalogue.registry import places_in_time
from policies.activated import Activated, activated, policy_or_nothing
from policies.compiled.policy_set import PolicySet, compile_policies
from policies.compiled.request import Membership
from policies.compiled.trees import Tree, own_trees
from policies.compiled.world import OF_THE_GATEWAY, World
from policies.confining import Holdings, confined, every_comparison
from policies.in_force import OWNERS_ALL, InForce, Parties, PolicyInForce
from policies.names import Names
from policies.odrl.policy import Constraint, Duration, Policy, Rule, Span
from policies.odrl.vocabulary import expand
from policies.parties import parties_of
from policies.purposes import purpose_tree
from policies.quota_errors import QuotaTermsError
from policies.quota_terms import QuotaTerms, quota_counts, windows_of, without_counting
from policies.tables import AssetCollection, AssetMembership

BATCH = 500
COLUMN, AGE = expand("og:column"), expand("og:dataAge")
TIME, RECIPIENT = expand("odrl:dateTime"), expand("odrl:recipient")


def load_in_force(session: Session, names: Names, now: datetime, epoch: int) -> InForce:
    """Read and compile what is in force at a moment.

    Args:
        session: where the tables are.
        names: makes the IRIs that policies use.
        now: the moment.
        epoch: the number of the state of the tables.
    """
    every = list(activated(session))
    listed = [_in_force(one, names) for one in every if one.stands(now)]
    schedule = {moment for one in every for moment in (one.begins, one.ends) if moment}
    return compose(session, names, listed, epoch, tuple(sorted(schedule)), now)


def compose(
    session: Session,
    names: Names,
    listed: Sequence[PolicyInForce],
    epoch: int,
    schedule: tuple[datetime, ...] = (),
    now: datetime | None = None,
) -> InForce:
    """Compile policies together with who and what belongs where.

    Args:
        session: where the tables are.
        names: makes the IRIs that policies use.
        listed: the policies as they are written; here each is confined to what its owner has.
        epoch: the number of the state of the tables.
        schedule: when further policies come into force, or some leave it, in order.
        now: the moment; a dataset is governed through a collection while it belongs to it. Where no moment is told,
            whenever it does so.
    """
    parties = parties_of(session, names)
    holdings = _Holdings(session, names, listed, parties)
    mine = tuple(replace(one, policy=confined(one.policy, holdings.of(one.owner), names)) for one in listed)
    quotas = quotas_of(one.policy for one in mine)
    world = World(assets=holdings.assets, trees=_trees(session))
    compiled = compile_policies([_deciding(one.policy, quotas) for one in mine], epoch, world, OF_THE_GATEWAY)
    comparisons = [one for part in mine for one in every_comparison(part.policy)]
    left = {one.left for one in comparisons}
    return InForce(
        names=names,
        policies=compiled,
        listed=mine,
        parties=parties,
        named=holdings.governed(compiled, now),
        owners=holdings.governed_owners(compiled),
        moment=now,
        schedule=tuple(sorted({*schedule, *_bounds(holdings.assets)})),
        moments=tuple(sorted({*schedule, *_moments(comparisons, parties, holdings.assets)})),
        rolling=AGE in left or any(isinstance(one, Duration) for each in comparisons for one in each.right),
        masking=COLUMN in left,
        quotas=quotas,
        personal=any(_is_personal(rule.rule, names) for rule in compiled.rules) or RECIPIENT in left,
        duties=any(not duty.stated for rule in compiled.rules for duty in rule.duties),
    )


class _Holdings:
    """Which datasets and collections are whose, of those that policies speak of."""

    def __init__(
        self, session: Session, names: Names, listed: Sequence[PolicyInForce], parties: Parties
    ) -> None:
        self._names, self._parties = names, parties
        self._collections = {row.id: row.owner for row in session.exec(select(AssetCollection))}
        members = list(session.exec(select(AssetMembership)))
        named = {names.id("dataset", iri) for one in listed for iri in _targets(one.policy)}
        self._owners = _owners(session, {*named, *(row.dataset for row in members)} - {""})
        self.assets = tuple(self._assets(members))

    def of(self, owner: str) -> Holdings:
        """Give what an organisation may rule on."""
        return Holdings(self._reach(owner), self._owners, self._collections)

    def _reach(self, owner: str) -> frozenset[str]:
        return self._parties.with_departments(frozenset({owner}))

    def _assets(self, members: Iterable[AssetMembership]) -> Iterator[Membership]:
        """Give what belongs to which collection; a collection holds nothing that its owner may not rule on."""
        for dataset, owner in self._owners.items():
            iri = self._names.iri("dataset", dataset)
            yield Membership(iri, self._names.iri("collection", f"{OWNERS_ALL}{owner}"))
        for row in members:
            holder = self._collections.get(row.collection, "")
            if self._owners.get(row.dataset) in self._reach(holder):
                yield Membership(
                    self._names.iri("dataset", row.dataset),
                    self._names.iri("collection", row.collection),
                    row.valid_from,
                    row.valid_to,
                )

    def governed(self, compiled: PolicySet, now: datetime | None) -> dict[str, str]:
        """Give the datasets that compiled rules name, by themselves or by a collection, with their owners."""
        targets = _compiled_targets(compiled)
        everything = f"{self._names.iri('collection', OWNERS_ALL)}"
        found = {self._names.id("dataset", iri) for iri in targets}
        found |= {
            self._names.id("dataset", one.member)
            for one in self.assets
            if one.collection in targets
            and not one.collection.startswith(everything)
            and one.holds(now) is not False
        }
        return {dataset: self._owners[dataset] for dataset in found if dataset in self._owners}

    def governed_owners(self, compiled: PolicySet) -> frozenset[str]:
        """Give the organisations all of whose datasets compiled rules are about."""
        found = {self._names.id("collection", iri) for iri in _compiled_targets(compiled)}
        return frozenset(one.removeprefix(OWNERS_ALL) for one in found if one.startswith(OWNERS_ALL))


def _is_personal(rule: Rule, names: Names) -> bool:
    """Say whether a rule is for single people or machines."""
    return any(names.id("party", one.iri) for one in rule.assignees)


def quotas_of(policies: Iterable[Policy]) -> dict[str, QuotaTerms]:
    """Give how often rules may be used; one whose count cannot be kept is never satisfied, and so never grants."""
    found: dict[str, QuotaTerms] = {}
    for policy in policies:
        with suppress(QuotaTermsError):
            found |= windows_of([policy])
    return found


def _deciding(policy: Policy, quotas: Mapping[str, QuotaTerms]) -> Policy:
    """Give a policy without what only says how its uses are counted, where they are."""
    counted = all(rule.iri in quotas for rule in policy.rules if quota_counts(rule))
    return without_counting(policy) if counted else policy


def _compiled_targets(compiled: PolicySet) -> frozenset[str]:
    return frozenset(target.iri for rule in compiled.rules for target in rule.rule.targets)


def _in_force(one: Activated, names: Names) -> PolicyInForce:
    return PolicyInForce(one.policy, one.owner, one.version, policy_or_nothing(one, names))


def _targets(policy: Policy) -> Iterator[str]:
    return (target.iri for rule in policy.rules for target in rule.targets)


def _owners(session: Session, ids: Iterable[str]) -> dict[str, str]:
    wanted = sorted(ids)
    found: dict[str, str] = {}
    for start in range(0, len(wanted), BATCH):
        some = col(Dataset.id).in_(wanted[start : start + BATCH])
        found.update(session.exec(select(Dataset.id, Dataset.publisher).where(some)).all())
    return found


def _trees(session: Session) -> Mapping[str, Tree]:
    """Give the hierarchies of values: of places those that this node knows, too."""
    trees = own_trees()
    shipped = trees["spatial"]
    declared = {code: place.parent for code, place in places_in_time(session).items()}
    parents = {code: (parent,) if parent else () for code, parent in declared.items()}
    if parents != dict(shipped.parents):
        trees["spatial"] = Tree({**shipped.parents, **parents}, codes=True, names=shipped.names)
    return {**trees, "purpose": purpose_tree()}


def _moments(
    comparisons: Iterable[Constraint], parties: Parties, assets: Iterable[Membership]
) -> Iterator[datetime]:
    """Give when a decision may change by itself."""
    for value in (value for one in comparisons if one.left == TIME for value in one.right):
        if isinstance(value, Span):
            yield from (value.start, value.end)
        elif isinstance(value, datetime):
            yield value
    yield from _bounds(assets)
    for several in (*parties.networks.values(), *parties.agreements.values()):
        yield from _bounds(several)


def _bounds(memberships: Iterable[Membership]) -> Iterator[datetime]:
    """Give when memberships begin and end."""
    for one in memberships:
        yield from (moment for moment in (one.valid_from, one.valid_to) if moment is not None)
