"""How well datasets are described: the publisher's share and ours, through the door of who asks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from sqlmodel import col, select

from api.door import Door
from api.registry_shelf import Registered
from catalogue.dataset_views import standing, views
from catalogue.datasets import find_dataset
from catalogue.drafts import DatasetView
from catalogue.errors import DatasetNotFoundError
from catalogue.link_checks import link_checks
from catalogue.listing import list_datasets
from catalogue.models import Dataset
from catalogue.mqa import Around, said_of
from catalogue.mqa_stated import not_compliant, stated_metrics
from catalogue.quality_tables import LinkCheck
from catalogue.search import Search
from connectors.models import UPLOAD, SourceRow
from policies.decision import Action
from schemas.mqa.said import Checked
from schemas.mqa.scoring import Score, score, stated_score
from schemas.mqa.steps import Step, most_valuable, next_steps

PAGE = 500
"""Datasets that are rated together."""


@dataclass(frozen=True)
class Quality:
    """How well a dataset is described.

    Args:
        view: the dataset as who asks may see it.
        ours: the score of our description of it.
        publishers: the score of its publisher's own words; None where these are not known.
        links: what the addresses of its files answered, those that were asked.
    """

    view: DatasetView
    ours: Score
    publishers: Score | None
    links: tuple[LinkCheck, ...] = ()

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """What its publisher can do, the most valuable first."""
        return next_steps(self.publishers or self.ours)

    @property
    def added(self) -> frozenset[str]:
        """The metrics that our mapping added."""
        return frozenset() if self.publishers is None else self.ours.met - self.publishers.met

    @property
    def lost(self) -> frozenset[str]:
        """The metrics that our mapping lost."""
        return frozenset() if self.publishers is None else self.publishers.met - self.ours.met


@dataclass(frozen=True)
class Group:
    """Datasets of a publisher, or of a source.

    Args:
        name: its id.
        rated: their quality, the worst first.
    """

    name: str
    rated: Sequence[Quality]

    @property
    def mean(self) -> Decimal:
        """The mean of our descriptions' points."""
        return _mean(one.ours.points for one in self.rated)

    @property
    def publishers_mean(self) -> Decimal | None:
        """The mean of what the publishers gave, of those of which that is known."""
        known = [one.publishers.points for one in self.rated if one.publishers is not None]
        return _mean(known) if known else None

    @property
    def known(self) -> int:
        """Of how many it is known what the publisher gave."""
        return sum(one.publishers is not None for one in self.rated)

    @cached_property
    def next_step(self) -> tuple[Step, int] | None:
        """The step that brings most over all of them, with how many of them need it."""
        return most_valuable(step for one in self.rated for step in one.steps)


def quality_of(door: Door, registered: Registered, dataset: str) -> Quality:
    """Rate one dataset.

    Raises:
        DatasetNotFoundError: absent, gone or hidden: the three are never told apart.
    """
    view = find_dataset(door.session, dataset, door.scope(Action.DISCOVER))
    with suppress(DatasetNotFoundError):  # seen, but not read: its files are not told of
        view = find_dataset(door.session, dataset, door.scope(Action.READ))
    return next(_rated(door, registered, [view]))


def qualities(door: Door, registered: Registered, *, publisher: str = "", source: str = "") -> list[Quality]:
    """Rate every dataset that who asks may know of, the worst first; an empty part does not narrow it."""
    search, within = Search(publisher=publisher, source=source), door.scope(Action.DISCOVER)
    rated: list[Quality] = []
    number = 1
    while True:
        found = list_datasets(door.session, search, within, page=number, page_size=PAGE).datasets
        rated += _rated(door, registered, _as_readable(door, found))
        if len(found) < PAGE:
            return sorted(rated, key=_worst_first)
        number += 1


def grouped(rated: Iterable[Quality], by: str) -> list[Group]:
    """Group datasets by ``publisher`` or ``source``; those that name none are a group, too."""
    groups: dict[str, list[Quality]] = defaultdict(list)
    for one in rated:
        groups[str(getattr(one.view, by))].append(one)
    return [Group(name, groups[name]) for name in sorted(groups)]


def _as_readable(door: Door, found: Sequence[DatasetView]) -> list[DatasetView]:
    """Give datasets with the addresses at their source where who asks may read them."""
    within = door.scope(Action.READ)
    ids = [view.id for view in found]
    rows = door.session.exec(select(Dataset).where(col(Dataset.id).in_(ids), *standing(within))).all()
    read = {view.id: view for view in views(door.session, rows, within)}
    return [read.get(view.id, view) for view in found]


def _rated(door: Door, registered: Registered, found: Sequence[DatasetView]) -> Iterator[Quality]:
    around = Around(registered.organisations, registered.places_in_time)
    ids = [view.id for view in found]
    stated, failing = stated_metrics(door.session, ids), not_compliant(door.session, ids)
    sent = set(door.session.exec(select(SourceRow.id).where(col(SourceRow.connector) == UPLOAD)))
    asked = link_checks(door.session, {url for view in found for url in _addresses(view)})
    for view in found:
        links = {url: asked[url] for url in _addresses(view) if url in asked}
        compliant = None if view.source in sent else view.id not in failing
        ours = score(said_of(view, around), Checked(_answers(links), compliant))
        own = stated.get(view.id)
        publishers = None if own is None else stated_score(own, ours)
        yield Quality(view, ours, publishers, tuple(links.values()))


def _addresses(view: DatasetView) -> list[str]:
    urls = (url.strip() for one in view.distributions for url in (one.access_url, one.download_url))
    return list(dict.fromkeys(url for url in urls if url))


def _answers(links: Mapping[str, LinkCheck]) -> dict[str, bool]:
    return {url: row.answered for url, row in links.items() if row.answered is not None}


def _mean(points: Iterable[int]) -> Decimal:
    given = list(points)
    return (Decimal(sum(given)) / len(given)).quantize(Decimal("0.1"))


def _worst_first(one: Quality) -> tuple[int, str]:
    return (one.publishers or one.ours).points, one.view.id
