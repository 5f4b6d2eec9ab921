"""Identity: which of the records that a source lists are datasets that the catalogue has under another name.

A dataset's identity is its source and what it is called there. A source may call it otherwise from one day to the next,
and another portal may list it, too. Both are told only where it is certain: equal names or equal content, once on each
side. What merely looks the same is proposed to the owner; nothing is ever overwritten.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import and_, case, or_
from sqlmodel import Session, col, select

from catalogue.change_tables import CatalogueRecord, DatasetAlias, MergeProposal, RecordIdentifier
from catalogue.identity_apart import ids_apart
from catalogue.identity_elsewhere import Elsewhere
from catalogue.identity_matching import Listed, Proposal, batches, matched, once
from catalogue.models import Dataset
from catalogue.record_names import comparable, folded_title
from catalogue.records import index_names
from schemas.languages import Text


@dataclass(frozen=True, slots=True)
class Identified:
    """What was told of a source's records.

    Args:
        ids: the id of the dataset by remote id, where it is another than the draft's.
        renamed: the remote ids before, by those now: the same datasets.
        seconds: remote ids of records of datasets that another source describes.
        proposals: what merely looks the same.
    """

    ids: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    seconds: frozenset[str] = frozenset()
    proposals: tuple[Proposal, ...] = ()

    @property
    def kept(self) -> frozenset[str]:
        """The remote ids that the source no longer lists and that are not lost: what they named is called otherwise."""
        return frozenset(self.renamed.values())


def identify(session: Session, source: str, listed: Sequence[Listed], gone: Collection[str]) -> Identified:
    """Tell which records of a run are datasets that the catalogue has under another name; nothing is written.

    Args:
        session: where it is read.
        source: the source's id.
        listed: what its run lists; what is known under its name and id may be left out.
        gone: the remote ids that stand from this source and that the run does not list.
    """
    found = _known(session, source, listed)
    met = _met(session, source, listed)
    own = {one.remote: id_ for one in listed if (id_ := met.get(one.remote, "")) not in ("", one.dataset)}
    fresh = [one for one in listed if one.remote not in found.ids and one.remote not in met]
    returned = _returned(session, source, fresh)
    strange = [one for one in fresh if one.remote not in returned]
    paired = _renamed(session, source, strange, gone)
    renamed = returned | {new: (old.remote, old.dataset) for new, old in paired.items()}
    ids = {**own, **found.ids, **{new: dataset for new, (_, dataset) in renamed.items()}}
    left = [one for one in fresh if one.remote not in renamed]
    elsewhere = Elsewhere(session, source, left)
    seconds = {one.remote: dataset for one in left if (dataset := elsewhere.same(one))}
    others = {new: old.dataset for new, old in paired.items() if old.second}
    apart = ids_apart(session, source, [one for one in left if one.remote not in seconds])
    rest = [
        replace(one, dataset=apart.get(one.remote, one.dataset)) for one in left if one.remote not in seconds
    ]
    return Identified(
        ids={**ids, **seconds, **apart},
        renamed={new: old for new, (old, _) in renamed.items()},
        seconds=found.seconds | frozenset(seconds) | frozenset(others),
        proposals=tuple(proposal for one in rest for proposal in elsewhere.proposed(one)),
    )


def settle(session: Session, source: str, identified: Identified, now: datetime) -> None:
    """Write new names and proposals, within the publication and before its records are put.

    Args:
        session: the unit of work.
        source: the source's id.
        identified: by `identify`.
        now: the time.
    """
    index_names(session)
    for new, old in identified.renamed.items():
        _rename(session, source, old, new, now)
    session.flush()
    for one in identified.proposals:
        pair = (col(MergeProposal.dataset) == one.dataset, col(MergeProposal.other) == one.other)
        if session.exec(select(MergeProposal).where(*pair)).first() is None:
            session.add(MergeProposal(dataset=one.dataset, other=one.other, why=one.why, proposed_at=now))


def _rename(session: Session, source: str, old: str, new: str, now: datetime) -> None:
    """Call a dataset by its new name; the old one stays on record."""
    record = session.get(CatalogueRecord, (source, old))
    if record is None or session.get(CatalogueRecord, (source, new)) is not None:
        return
    dataset = session.get(Dataset, record.dataset)
    if dataset is not None and (dataset.source, dataset.remote) == (source, old):
        dataset.remote, dataset.missing_since = new, None
        session.add(dataset)
    values = record.model_dump(exclude={"remote", "record_hash"})
    session.add(CatalogueRecord(**values, remote=new))
    session.delete(record)
    of_old = (col(RecordIdentifier.source) == source, col(RecordIdentifier.remote) == old)
    for name in session.exec(select(RecordIdentifier).where(*of_old)).all():
        session.delete(name)
    so_called_again = session.get(DatasetAlias, (source, new))
    if so_called_again is not None:
        session.delete(so_called_again)
    session.merge(DatasetAlias(source=source, remote=old, dataset=record.dataset, since=now))


def _known(session: Session, source: str, listed: Sequence[Listed]) -> Identified:
    """Give what was settled before: the ids of renamed datasets, and the records of what others describe."""
    aliased = select(DatasetAlias.dataset)
    own = and_(col(Dataset.source) == source, col(Dataset.remote) == col(CatalogueRecord.remote))
    rows = select(CatalogueRecord.remote, Dataset.id, Dataset.source, Dataset.remote).join(
        Dataset, col(Dataset.id) == col(CatalogueRecord.dataset)
    )
    told = rows.where(
        col(CatalogueRecord.source) == source,
        col(CatalogueRecord.gone_at).is_(None),
        col(Dataset.gone_at).is_(None),
        or_(~own, col(Dataset.id).in_(aliased)),
    )
    wanted = {one.remote for one in listed}
    ids: dict[str, str] = {}
    seconds: set[str] = set()
    for remote, dataset, its_source, its_remote in session.exec(told):
        if remote in wanted:
            ids[remote] = dataset
            if (its_source, its_remote) != (source, remote):
                seconds.add(remote)
    return Identified(ids=ids, seconds=frozenset(seconds))


def _met(session: Session, source: str, listed: Sequence[Listed]) -> dict[str, str]:
    """Give the remote ids that are on record under this source and stand, or name what is gone: they are what they were.

    Each with the id of the dataset that it names, be it gone; empty where another source describes that.
    """
    found: dict[str, str] = {}
    own = and_(col(Dataset.source) == source, col(Dataset.remote) == col(CatalogueRecord.remote))
    rows = select(CatalogueRecord.remote, Dataset.id, case((own, 1), else_=0)).join(
        Dataset, col(Dataset.id) == col(CatalogueRecord.dataset)
    )
    known = rows.where(
        col(CatalogueRecord.source) == source, or_(col(CatalogueRecord.gone_at).is_(None), own)
    )
    for some in batches([one.remote for one in listed]):
        for remote, dataset, its_own in session.exec(known.where(col(CatalogueRecord.remote).in_(some))):
            found[remote] = dataset if its_own else ""
    return found


def _returned(session: Session, source: str, fresh: Sequence[Listed]) -> dict[str, tuple[str, str]]:
    """Give what is gone and comes back under a name that it had before: that name, then the last one and the dataset."""
    found: dict[str, tuple[str, str]] = {}
    rows = select(DatasetAlias.remote, Dataset.remote, Dataset.id).join(
        Dataset, col(Dataset.id) == col(DatasetAlias.dataset)
    )
    gone = (
        col(DatasetAlias.source) == source,
        col(Dataset.source) == source,
        col(Dataset.gone_at).is_not(None),
    )
    for some in batches([one.remote for one in fresh]):
        for remote, last, dataset in session.exec(rows.where(*gone, col(DatasetAlias.remote).in_(some))):
            found[remote] = (last, dataset)
    return found


@dataclass(frozen=True, slots=True)
class _Gone:
    """A record that is no longer listed."""

    remote: str
    dataset: str
    title: str
    fingerprint: str
    names: frozenset[str]
    second: bool = False
    """Another source describes the dataset."""


def _renamed(
    session: Session, source: str, fresh: Sequence[Listed], gone: Collection[str]
) -> dict[str, _Gone]:
    """Pair what is new, by its remote id, with what is gone."""
    lost = {one.remote: one for one in _gone(session, source, gone)} if fresh else {}
    pairs: dict[str, _Gone] = {}
    taken: set[str] = set()
    of_new: Sequence[Callable[[Listed], Iterable[str]]] = (
        lambda one: one.names.own | {one.names.page},
        lambda one: (one.names.fingerprint,),
        lambda one: (f"{one.dataset} {one.names.title}",),
    )
    of_old: Sequence[Callable[[_Gone], Iterable[str]]] = (
        lambda one: one.names,
        lambda one: (one.fingerprint,),
        lambda one: (f"{one.dataset} {one.title}",),
    )
    for new_keys, old_keys in zip(of_new, of_old, strict=True):
        new = once((one.remote, new_keys(one)) for one in fresh if one.remote not in pairs)
        old = once((one.remote, old_keys(one)) for one in lost.values() if one.remote not in taken)
        for remote, before in matched(new, old):
            pairs[remote] = lost[before]
            taken.add(before)
    return pairs


def _gone(session: Session, source: str, gone: Collection[str]) -> Iterator[_Gone]:
    for some in batches(sorted(gone)):
        rows = (
            select(CatalogueRecord, Dataset)
            .join(Dataset, col(Dataset.id) == col(CatalogueRecord.dataset))
            .where(
                col(CatalogueRecord.source) == source,
                col(CatalogueRecord.remote).in_(some),
                col(CatalogueRecord.gone_at).is_(None),
                col(Dataset.gone_at).is_(None),
            )
        )
        names = _names_of(session, source, some)
        for record, dataset in session.exec(rows):
            title = folded_title(Text.of(dataset.title))
            own = {*names[record.remote], comparable(record.remote)} - {""}
            second = (dataset.source, dataset.remote) != (source, record.remote)
            yield _Gone(
                record.remote, record.dataset, title, record.fingerprint or "", frozenset(own), second
            )


def _names_of(session: Session, source: str, remotes: Collection[str]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    rows = select(RecordIdentifier.remote, RecordIdentifier.identifier).where(
        col(RecordIdentifier.source) == source, col(RecordIdentifier.remote).in_(remotes)
    )
    for remote, name in session.exec(rows):
        if not name.startswith("at:"):
            found[remote].add(name)
    return found
