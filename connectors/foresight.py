"""Foresight: what a harvest would do, by the same way and without storing anything."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlmodel import Session

from catalogue import registry
from catalogue.datasets import would_put
from catalogue.drafts import DatasetDraft
from catalogue.errors import DatasetIdentityError
from catalogue.identity import identify
from catalogue.publishing_errors import WithdrawnBeforeError
from catalogue.records import would_put_second
from catalogue.releases import ReleaseDraft, current_release, refuse_withdrawn
from connectors import guard
from connectors.beside import items_held_together
from connectors.checking import Surroundings
from connectors.errors import ConnectorError, EmptyListError
from connectors.guard import Standing
from connectors.items import Item
from connectors.licence_check import licence_findings
from connectors.publication import finding_json, prepare
from connectors.reading import Context
from connectors.records import Naming
from connectors.runs import OUTCOMES, State
from connectors.staging import STAGED, Staging
from schemas.findings import Finding
from schemas.languages import Lang

Json = dict[str, Any]  # JSON


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would become of an item.

    Args:
        outcome: added, changed, unchanged, gone, refused or failed.
        detail: why, where no finding says it.
        findings: what was found, its error among them.
        link: where its publisher finds the record.
        observations: how many it would bring.
    """

    key: str
    title: str
    outcome: str
    detail: str = ""
    findings: tuple[Finding, ...] = ()
    link: str = ""
    observations: int = 0

    @classmethod
    def of(cls, item: Item, outcome: str, detail: str = "", more: Sequence[Finding] = ()) -> "Foreseen":
        """Give what an item tells."""
        error = item.error
        found = (*item.all_findings(), *more, *(() if error is None else (error.finding(),)))
        page = item.dataset.landing_page if item.dataset is not None else ""
        count = sum(len(read.observations) for read in item.reads)
        return cls(item.key, item.title, outcome, detail, found, page or (error.url if error else ""), count)

    def as_json(self, lang: Lang) -> Json:
        """Write it as a run's item is written, its findings in a language."""
        return {
            "key": self.key, "title": self.title, "outcome": self.outcome, "detail": self.detail,
            "findings": [_said(one, lang) for one in self.findings], "link": self.link,
            "observations": self.observations,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Preview:
    """What a harvest would do.

    Args:
        state: how the run would end; ``held`` where the guard would wait for a person.
        items: what would become of each, in the source's order; what would be gone at the end.
        whole: all of the source was looked at; nothing is told as gone where it was not.
        standing: how many datasets stand from the source.
        missing: keys of those that would stay for the rest of their grace, among what would be gone.
        errors: of the source as a whole.
    """

    source: str
    state: State
    items: tuple[Foreseen, ...]
    whole: bool
    standing: int
    missing: tuple[str, ...] = ()
    errors: tuple[Finding, ...] = ()

    @property
    def outcomes(self) -> dict[str, int]:
        """How many items have each outcome."""
        counted = Counter(item.outcome for item in self.items)
        return {name: counted[name] for name in OUTCOMES}

    @property
    def lost(self) -> tuple[Foreseen, ...]:
        """What would be gone, or missing."""
        return tuple(item for item in self.items if item.outcome == "gone")


@dataclass
class Foreseeing(Staging):
    """Takes a run's items in as a run does, and keeps them here.

    Args:
        taken: what is told of each.
        waiting: records without figures that would be published, by their position.
    """

    taken: list[Foreseen] = field(default_factory=list)
    waiting: dict[int, Item] = field(default_factory=dict)

    def _stage(self, batch: Sequence[Item]) -> list[Item]:
        with Session(self.engine) as session:
            around = Surroundings(registry.organisations(session), self.places, self.clock())
            hashes = {item.key: item.dataset.hash() for item in batch if item.dataset is not None}
            checked = self._checked(batch, hashes, {}, around)
        for item in checked:
            outcome = str(self._row(item, hashes.get(item.key, ""))["outcome"])
            if outcome == STAGED and not item.reads:
                self.waiting[len(self.taken)] = item
            self.taken.append(Foreseen.of(item, outcome))
        return checked


@dataclass(frozen=True, slots=True)
class _Naming:
    """Which datasets a run's records are, and what the source calls those that it called otherwise before."""

    of_run: Naming
    renamed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Foresight:
    """Looks ahead.

    Args:
        source: its id.
        url: its address.
        standing: what stands from it.
        context: what its mappings are checked against.
        grace: how long a dataset that is no longer listed stays.
        now: the time.
    """

    source: str
    url: str
    standing: Sequence[Standing]
    context: Context
    grace: timedelta
    now: datetime

    def look(self, staging: Foreseeing, items: Iterable[Item], most: int | None) -> Preview:
        """Go through the items, or so many of them, and say what would become of them."""
        try:
            staged = staging.take(islice(items, most))
        except ConnectorError as error:
            seen = tuple(staging.taken)
            return Preview(self.source, "failed", seen, False, len(self.standing), errors=(error.finding(),))
        whole = (most is None or staged.count < most) and not staged.rest_unknown
        if not staged.count:
            found = EmptyListError("0", url=self.url).finding()
            state: State = "held" if self.standing else "failed"
            return Preview(self.source, state, (), False, len(self.standing), errors=(found,))
        lost = guard.not_listed(self.standing, staged.listed) if whole else []
        with Session(staging.engine) as session:
            told = identify(session, self.source, staged.strange, [one.remote for one in lost])
            lost = [one for one in lost if one.remote not in told.kept]
            naming = _Naming(Naming.of(told, self.standing), frozenset(told.renamed))
            seen = self._published(session, staging, naming)
            titles = _titles(session, self.standing, lost)
        gone = [Foreseen(one.remote, titles.get(one.id, one.id), "gone") for one in lost]
        missing = guard.parted(lost, (), self.grace, self.now).missing
        held = guard.too_many_lost(self.standing, len(lost))
        return Preview(
            self.source, "held" if held else _state(seen), (*seen, *gone), whole, len(self.standing),
            tuple(one.remote for one in missing),
        )  # fmt: skip

    def _published(self, session: Session, staging: Foreseeing, naming: _Naming) -> tuple[Foreseen, ...]:
        seen = list(staging.taken)
        for position, item in staging.waiting.items():
            seen[position] = _record(session, item, naming)
        positions = [position for position, _ in staging.staged.held]
        held = items_held_together([_named(item, naming) for _, item in staging.staged.held], self.context)
        drafts = prepare(held)
        for number, (position, item) in enumerate(zip(positions, held, strict=True)):
            seen[position] = _figures(session, item, drafts.get(number, ()), naming)
        return tuple(seen)


def _named(item: Item, naming: _Naming) -> Item:
    return item if item.dataset is None else replace(item, dataset=naming.of_run.named(item.dataset))


def _put(session: Session, draft: DatasetDraft, naming: _Naming) -> str:
    return would_put(session, draft, renamed=draft.remote in naming.renamed)


def _record(session: Session, item: Item, naming: _Naming) -> Foreseen:
    """Say what would become of a record without figures."""
    if item.dataset is None:
        return Foreseen.of(item, "refused")
    second = naming.of_run.seconds.get(item.dataset.remote)
    if second is not None:
        return Foreseen.of(item, would_put_second(session, item.dataset, second))
    try:
        return Foreseen.of(item, _put(session, naming.of_run.named(item.dataset), naming))
    except DatasetIdentityError as error:
        return Foreseen.of(item, "refused", str(error))


def _figures(session: Session, item: Item, drafts: Sequence[ReleaseDraft], naming: _Naming) -> Foreseen:
    """Say what would become of an item with figures."""
    forbidden = licence_findings(item)
    if item.trouble or item.dataset is None or forbidden:
        return Foreseen.of(item, item.trouble or "refused", more=forbidden)
    try:
        for draft in drafts:
            refuse_withdrawn(session, draft)
        outcomes = {_put(session, item.dataset, naming), *(_release(session, draft) for draft in drafts)}
    except (DatasetIdentityError, WithdrawnBeforeError) as error:
        return Foreseen.of(item, "refused", str(error))
    if outcomes == {"unchanged"}:
        return Foreseen.of(item, "unchanged")
    return Foreseen.of(item, "added" if "added" in outcomes and "changed" not in outcomes else "changed")


def _release(session: Session, draft: ReleaseDraft) -> str:
    standing = current_release(session, draft.slot)
    if standing is None:
        return "added"
    return "unchanged" if standing.id == draft.id else "changed"


def _titles(session: Session, standing: Sequence[Standing], lost: Sequence[Standing]) -> Mapping[str, str]:
    told = guard.difference(session, standing, lost, {})["datasets"]
    return {one["id"]: one["title"] for one in told if one["title"]} if isinstance(told, list) else {}


def _state(seen: Sequence[Foreseen]) -> State:
    troubled = sum(item.outcome in ("refused", "failed") for item in seen)
    if not troubled:
        return "done"
    return "failed" if troubled == len(seen) else "partial"


def _said(finding: Finding, lang: Lang) -> Json:
    """Write a finding as a run does, in a language."""
    said = {"expected": finding.expected.in_(lang), "mend": finding.mend.in_(lang)}
    return finding_json(finding) | said | {"sentence": finding.sentence(lang)}
