"""The datasets of other sources that records may be: the same ones, or such as look the same."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, select

from catalogue.among import among
from catalogue.change_tables import CatalogueRecord, RecordIdentifier
from catalogue.changes import is_public
from catalogue.identity_matching import Listed, Proposal, batches, once
from catalogue.models import Dataset

IDENTIFIER, FINGERPRINT = "identifier", "fingerprint"


class Elsewhere:
    """The datasets of other sources that some records may be."""

    def __init__(self, session: Session, source: str, listed: Sequence[Listed]) -> None:
        self._session = session
        self._names = once((one.remote, one.names.asked) for one in listed)
        self._prints = once((one.remote, (one.names.fingerprint,)) for one in listed)
        self._by_name = self._named(source, sorted(self._names))
        self._by_print = self._printed(source, sorted(self._prints))
        self._ids = {dataset for some in (self._by_name, self._by_print) for dataset in some.values()}
        self._rows = self._datasets()

    def same(self, one: Listed) -> str:
        """Give the dataset that a record is another record of, because its publisher says so; empty for none."""
        if one.figures or not one.open:
            return ""
        stated = self._rows.get(self._stated(one))
        if stated is not None and (stated.publisher == one.publisher or is_public(self._session, stated)):
            return stated.id
        alike = self._rows.get(self._alike(one))
        return alike.id if alike is not None and alike.publisher == one.publisher else ""

    def proposed(self, one: Listed) -> Iterator[Proposal]:
        """Give what a record looks like, to be asked of the owner."""
        if not one.open:
            return
        for dataset, why in ((self._stated(one), IDENTIFIER), (self._alike(one), FINGERPRINT)):
            row = self._rows.get(dataset)
            if row is not None and row.publisher and row.publisher != one.publisher and row.id != one.dataset:
                yield Proposal(row.id, one.dataset, why)
                return

    def _stated(self, one: Listed) -> str:
        """Give the one dataset that a record's names name."""
        mine = {
            self._by_name[name] for name in one.names.asked if name in self._by_name and name in self._names
        }
        return next(iter(mine)) if len(mine) == 1 else ""

    def _alike(self, one: Listed) -> str:
        known = one.names.fingerprint
        return self._by_print.get(known, "") if known and known in self._prints else ""

    def _named(self, source: str, names: Sequence[str]) -> dict[str, str]:
        its_own = and_(
            col(CatalogueRecord.source) == col(RecordIdentifier.source),
            col(CatalogueRecord.remote) == col(RecordIdentifier.remote),
        )
        rows = select(RecordIdentifier.identifier, CatalogueRecord.dataset).join(CatalogueRecord, its_own)
        rows = rows.where(*_standing_elsewhere(source))
        return _where_one(
            pair
            for some in batches(names)
            for pair in self._session.exec(rows.where(col(RecordIdentifier.identifier).in_(some)))
        )

    def _printed(self, source: str, prints: Sequence[str]) -> dict[str, str]:
        rows = select(CatalogueRecord.fingerprint, CatalogueRecord.dataset).where(
            *_standing_elsewhere(source)
        )
        return _where_one(
            pair
            for some in batches(prints)
            for pair in self._session.exec(rows.where(col(CatalogueRecord.fingerprint).in_(some)))
        )

    def _datasets(self) -> dict[str, Dataset]:
        rows = select(Dataset).where(
            among(col(Dataset.id), sorted(self._ids)), col(Dataset.gone_at).is_(None)
        )
        return {row.id: row for row in self._session.exec(rows)} if self._ids else {}


def _standing_elsewhere(source: str) -> tuple[ColumnElement[bool], ...]:
    return (col(CatalogueRecord.source) != source, col(CatalogueRecord.gone_at).is_(None))


def _where_one(pairs: Iterable[tuple[str | None, str]]) -> dict[str, str]:
    """Give the dataset of each key that is one dataset's only."""
    found: dict[str, set[str]] = defaultdict(set)
    for key, dataset in pairs:
        if key:
            found[key].add(dataset)
    return {key: next(iter(several)) for key, several in found.items() if len(several) == 1}
