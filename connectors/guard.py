"""The guard: what a source no longer lists stays for a grace, and a run that lost too much waits for a person."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from catalogue.change_tables import CatalogueRecord
from catalogue.models import Dataset
from schemas.languages import Text

LOST_SHARE = 5
"""A run that lost more than one in so many of its datasets (and more than one) waits for a person."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A dataset that stands from this source.

    Args:
        id: ours.
        remote: its identity at the source.
        record_hash: of what the source said last.
        missing_since: since when the source no longer lists it; None where it does.
        second: another source describes the dataset; this one lists it, too.
    """

    id: str
    remote: str
    record_hash: str = ""
    missing_since: datetime | None = None
    second: bool = False


@dataclass(frozen=True, slots=True)
class Lost:
    """What a run did not list.

    Args:
        gone: leaves the catalogue with this run.
        missing: stays for the rest of its grace.
    """

    gone: tuple[Standing, ...] = ()
    missing: tuple[Standing, ...] = ()

    def __len__(self) -> int:
        return len(self.gone) + len(self.missing)


def standing_datasets(session: Session, source: str) -> list[Standing]:
    """Give the datasets that the source has in the catalogue, those of other sources that it lists among them."""
    told = select(Dataset.id, Dataset.remote, Dataset.record_hash, Dataset.missing_since)
    found = told.where(col(Dataset.source) == source, col(Dataset.gone_at).is_(None))
    own = [Standing(*row) for row in session.exec(found.order_by(col(Dataset.id)))]
    known = {one.remote for one in own}
    listed = select(CatalogueRecord.dataset, CatalogueRecord.remote, CatalogueRecord.record_hash).where(
        col(CatalogueRecord.source) == source, col(CatalogueRecord.gone_at).is_(None)
    )
    rows = session.exec(listed.order_by(col(CatalogueRecord.remote)))
    return own + [Standing(*row, second=True) for row in rows if row[1] not in known]


def ids_kept(standing: Sequence[Standing]) -> Mapping[str, str]:
    """Give the ids of the datasets that stand, by what their source calls them: they stay, whatever name a page has now."""
    return {one.remote: one.id for one in standing if not one.second}


def not_listed(standing: Sequence[Standing], listed: Collection[str]) -> list[Standing]:
    """Give the datasets that stand and that a run did not list; what it listed and could not read is not lost.

    Args:
        listed: keys and identities that the run listed.
    """
    return [one for one in standing if one.remote not in listed]


def too_many_lost(standing: Sequence[Standing], lost: int) -> bool:
    """Say whether the guard holds the run: more than max(1, 20 %) lost, those within their grace among them."""
    return lost > max(1, len(standing) / LOST_SHARE)


def parted(lost: Sequence[Standing], approved: Collection[str], grace: timedelta, now: datetime) -> Lost:
    """Part what a run lost: what a person let go or whose grace is over goes, the rest is missing.

    Args:
        lost: the datasets that stand and were not listed.
        approved: ids of those whose loss a person approved.
        grace: how long a dataset that is no longer listed stays.
        now: the time.
    """
    gone = [
        one for one in lost if one.second or one.id in approved or (one.missing_since or now) + grace <= now
    ]
    names = {one.remote for one in gone}
    return Lost(tuple(gone), tuple(one for one in lost if one.remote not in names))


def difference(
    session: Session, standing: Sequence[Standing], lost: Sequence[Standing], staged: Mapping[str, int]
) -> dict[str, object]:
    """Tell what a held run would change, for the person who approves it.

    Args:
        standing: what stands from the source.
        lost: what of it the run did not list.
        staged: how many items the run brought, by what would become of them.
    """
    ids = [one.id for one in lost]
    titles: dict[str, str] = {}
    for start in range(0, len(ids), 500):
        found = select(Dataset.id, Dataset.title).where(col(Dataset.id).in_(ids[start : start + 500]))
        titles |= {id_: Text.of(title).in_("en") for id_, title in session.exec(found)}
    return {
        "lost": ids,
        "standing": len(standing),
        "allowed": int(max(1, len(standing) // LOST_SHARE)),
        "datasets": [{"id": one.id, "remote": one.remote, "title": titles.get(one.id, "")} for one in lost],
        "listed": dict(staged),
    }
