"""Matching records: whom a name or a fingerprint means, where it means one only."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from catalogue.drafts import DatasetDraft
from catalogue.record_names import Names

BATCH = 500


@dataclass(frozen=True, slots=True)
class Listed:
    """A record that a source lists, as far as its identity goes.

    Args:
        remote: what it is called there.
        dataset: the id that its draft has.
        publisher: its owner.
        names: what it can be known by.
        open: whether everybody may know of it: a record that is not open is nobody's but its owner's.
        figures: whether it brings figures: then it is a dataset of its own, whoever lists it, too.
    """

    remote: str
    dataset: str
    publisher: str
    names: Names
    open: bool = True
    figures: bool = False

    @classmethod
    def of(cls, draft: DatasetDraft, *, figures: bool = False) -> "Listed":
        """Give what tells a draft's identity."""
        return cls(draft.remote, draft.id, draft.publisher, Names.of(draft), draft.access == "open", figures)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A dataset that looks like another publisher's.

    Args:
        dataset: the one that stands.
        other: the one that may be a record of it.
        why: ``identifier`` or ``fingerprint``.
    """

    dataset: str
    other: str
    why: str


def once(keyed: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Give whose each key is, where it is one's only."""
    owners: dict[str, set[str]] = defaultdict(set)
    for remote, keys in keyed:
        for key in keys:
            owners[key].add(remote)
    return {key: next(iter(several)) for key, several in owners.items() if key and len(several) == 1}


def matched(new: Mapping[str, str], old: Mapping[str, str]) -> list[tuple[str, str]]:
    """Give the pairs that share a key, but for those that would pair with two."""
    pairs = sorted({(new[key], old[key]) for key in new.keys() & old.keys()})
    times_new, times_old = Counter(one for one, _ in pairs), Counter(one for _, one in pairs)
    return [(one, other) for one, other in pairs if times_new[one] == times_old[other] == 1]


def batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Give texts in parts that a statement takes."""
    for start in range(0, len(texts), BATCH):
        yield texts[start : start + BATCH]
