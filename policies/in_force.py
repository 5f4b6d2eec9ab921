"""What is in force: the compiled policies of a moment, the datasets they govern, and who belongs where.

A dataset is governed by the policies in force that name it, itself, by a collection, or as one of all of its owner's; where
none does, the access its source declares decides. The owner is kept from nothing of its own.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property

from policies.compiled.policy_set import PolicySet, compile_policies
from policies.compiled.request import Membership, Request
from policies.names import Names
from policies.odrl.policy import Policy
from policies.quota_terms import QuotaTerms

NODE = "https://node.example"
MINUTE = 60
NO_KIND = ""
OWNERS_ALL = "all-of-"
"""Begins the id of the collection of everything an organisation has."""

KINDS: Mapping[str, str] = {
    "municipality": "public-body",
    "department": "public-body",
    "state": "public-body",
    "eu": "public-body",
    "agency": "public-body",
    "public-body": "public-body",
    "research": "research",
    "university": "research",
    "utility": "company",
    "company": "company",
    "media": "media",
    "citizen": "citizen",
}
"""Codes of og:recipientKind by the kind of an organisation; of any other kind it is not known."""


@dataclass(frozen=True, slots=True)
class PolicyInForce:
    """A policy in force.

    Args:
        id: its id.
        owner: the organisation whose it is.
        version: the number of its version.
        policy: its rules, confined to datasets of its owner.
    """

    id: str
    owner: str
    version: int
    policy: Policy


@dataclass(frozen=True, slots=True)
class Parties:
    """The organisations of a node.

    Args:
        parents: what each stands under.
        kinds: the kind of each.
        networks: the networks each belongs to, by itself or through other networks, and when; by their ids.
        agreements: the agreements each is a party of, and when; by their ids.
    """

    parents: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    networks: Mapping[str, tuple[Membership, ...]] = field(default_factory=dict)
    agreements: Mapping[str, tuple[Membership, ...]] = field(default_factory=dict)

    def with_parents(self, organisations: frozenset[str]) -> frozenset[str]:
        """Give organisations and all that they stand under."""
        return frozenset(one for name in organisations for one in self._upwards(name))

    def with_departments(self, organisations: frozenset[str]) -> frozenset[str]:
        """Give organisations and all that stand under them."""
        below = (name for name in self.parents if not organisations.isdisjoint(self._upwards(name)))
        return organisations.union(below)

    def _upwards(self, name: str) -> Iterator[str]:
        met: set[str] = set()
        while name and name not in met:
            met.add(name)
            yield name
            name = self.parents.get(name, "")


@dataclass(frozen=True)
class InForce:
    """What decides at a moment; it never changes.

    Args:
        names: makes the IRIs that policies use.
        policies: the compiled policies.
        listed: they one by one.
        parties: the organisations.
        named: the owner of each dataset that a policy names itself or by a collection, by the dataset's id.
        owners: organisations all of whose datasets are governed.
        moment: when it was read; None for no moment in particular.
        schedule: when policies come into force or leave it, in order.
        moments: when a decision may change although nothing is written, in order.
        rolling: whether the age of figures matters, so that decisions change all the time.
        masking: whether a policy speaks of columns.
        quotas: how often rules that count may be used, by their IRI.
        personal: whether a rule is for single people or machines.
        duties: whether a policy asks that something be done before.
    """

    names: Names
    policies: PolicySet
    listed: tuple[PolicyInForce, ...] = ()
    parties: Parties = field(default_factory=Parties)
    named: Mapping[str, str] = field(default_factory=dict)
    owners: frozenset[str] = frozenset()
    moment: datetime | None = None
    schedule: tuple[datetime, ...] = ()
    moments: tuple[datetime, ...] = ()
    rolling: bool = False
    masking: bool = False
    quotas: Mapping[str, QuotaTerms] = field(default_factory=dict)
    personal: bool = False
    duties: bool = False
    kept: dict[object, object] = field(default_factory=dict, repr=False, compare=False)
    """What was worked out of it before, by what it was worked out for."""

    state: object = field(default_factory=object, repr=False, compare=False)
    """Stands for it where something is kept in a process: no other has the same, of the same epoch neither."""
    states: dict[str, tuple[tuple[int, int], str]] = field(default_factory=dict, repr=False, compare=False)
    """The last state of access that was worked out for an IRI, with its era."""
    worlds: dict[tuple[str, str], tuple[tuple[int, int], object]] = field(
        default_factory=dict, repr=False, compare=False
    )
    """What the world was last given of each dataset, by action."""
    faces: dict[str, tuple[object, object]] = field(default_factory=dict, repr=False, compare=False)
    """What the world was last told of the policy on a dataset, with what that depends on."""

    @property
    def epoch(self) -> int:
        """The number of the state of what is in force."""
        return self.policies.epoch

    def era(self, now: datetime) -> tuple[int, int]:
        """Give what is the same for two moments between which no decision changes by itself.

        Where the age of figures matters it is counted in whole minutes.
        """
        minute = int(now.timestamp()) // MINUTE if self.rolling else 0
        return bisect_right(self.moments, now), minute

    def governs(self, dataset: str, owner: str) -> bool:
        """Say whether a policy in force governs a dataset, rather than what its source declares."""
        return owner in self.owners or self.named.get(dataset) == owner

    def target(self, dataset: str, owner: str) -> str:
        """Give the IRI under which policies know a dataset: its own, or that of all its owner has."""
        if self.named.get(dataset) == owner:
            return self.names.iri("dataset", dataset)
        return self.everything_of(owner)

    def everything_of(self, owner: str) -> str:
        """Give the IRI of the collection of everything an organisation has."""
        return self.names.iri("collection", f"{OWNERS_ALL}{owner}")

    def policies_on(self, dataset: str, owner: str) -> tuple[PolicyInForce, ...]:
        """Give the policies that govern a dataset."""
        if not self.governs(dataset, owner):
            return ()
        names = self.policies.targets(Request("", self.target(dataset, owner)))
        found = {at for name in names for at in self._by_target.get(name, ())}
        return tuple(self.listed[at] for at in sorted(found))

    @cached_property
    def _by_target(self) -> Mapping[str, tuple[int, ...]]:
        """Which of the listed policies have a rule on a target, by the target's IRI."""
        found: dict[str, dict[int, None]] = {}
        for at, one in enumerate(self.listed):
            for target in (target for rule in one.policy.rules for target in rule.targets):
                found.setdefault(target.iri, {})[at] = None
        return {target: tuple(several) for target, several in found.items()}


@cache
def without_policies() -> InForce:
    """Give what is in force where there are no policies: what the sources declare decides."""
    return InForce(Names(NODE), compile_policies(()))
