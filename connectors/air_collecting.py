"""Putting together what a mapping reads: of ARSO's file what many runs received, of ISZZ the months of a year."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from connectors.air_composed import Age, Collection
from connectors.air_means import Aggregate
from connectors.air_measured import COLUMNS, Measured, Measurements
from connectors.composed import Composed, Part, composed_document, parts_of, written
from connectors.earlier import LONG_AGO, Earlier
from connectors.errors import ConnectorError, TransientError
from connectors.fetching import Fetch, Fetched, Request
from connectors.mapping import AppliedMapping
from connectors.select import parse_where
from connectors.where import Where

NOTHING = {"": written(Composed("", (), ()))}
"""What is kept where nothing was found, so that the same answers need not be read again."""

Reader = Callable[[Fetched], Measurements]


@dataclass(frozen=True, slots=True)
class Documents:
    """What a mapping reads.

    Args:
        read: the documents that its figures come from.
        received: the answers of this run that they were made with, where they are others.
    """

    read: Sequence[Fetched]
    received: Sequence[Fetched] = ()


def document_length(aggregate: Aggregate) -> Aggregate:
    """Say of what a document is in which means are found: of a year or of a month."""
    return "year" if aggregate == "year" else "month"


def condition(applied: AppliedMapping) -> Where | None:
    """Give a mapping's condition on rows; none where it cannot be asked, which reading the table tells."""
    with suppress(ConnectorError):
        keep = parse_where(applied.mapping.where) if applied.mapping.where else None
        return keep if keep is not None and set(keep.columns) <= set(COLUMNS) else None
    return None


def collected(
    applied: AppliedMapping, answers: Sequence[Fetched], reader: Reader, zone: ZoneInfo, per: Aggregate
) -> dict[str, bytes]:
    """Put together what a mapping reads of answers in their order, the last one the newest; by month or year.

    Raises:
        ConnectorError: an answer cannot be read.
    """
    made = Collection(condition(applied), zone, per)
    for age, answer in enumerate(answers):
        made.add(reader(answer).figures, Part.of(answer), age)
    return dict(made.documents())


def as_documents(made: Mapping[str, bytes], url: str) -> dict[str, Fetched]:
    """Give documents as a mapping reads them."""
    return {about: composed_document(content, url, about) for about, content in made.items()}


@dataclass
class Accumulation:
    """What the mappings of one address make of all that was ever received from it.

    Args:
        names: under which each mapping's documents are on record: what is put together otherwise has another name.
        window: how far back answers of earlier runs are looked for.
    """

    fetch: Fetch
    request: Request
    mappings: Sequence[AppliedMapping]
    names: Mapping[str, str]
    reader: Reader
    zone: ZoneInfo
    per: Aggregate
    window: timedelta
    _made: dict[str, Documents] = field(default_factory=dict)

    def documents(self, applied: AppliedMapping) -> Documents:
        """Give what a mapping reads.

        Raises:
            ConnectorError: the source does not answer, or what is stored cannot be read.
        """
        if applied.name not in self._made:
            self._made.update(self._all(self.fetch(self.request)))
        return self._made[applied.name]

    def _all(self, answer: Fetched) -> Iterator[tuple[str, Documents]]:
        """Put together the documents of all mappings, so that each answer is read once."""
        try:
            self.reader(answer)
        except TransientError:
            raise
        except ConnectorError:  # the mapping tells of it, and nothing is put together
            yield from ((one.name, Documents([answer])) for one in self.mappings)
            return
        collections = {one.name: Collection(condition(one), self.zone, self.per) for one in self.mappings}
        earlier = Earlier.behind(self.fetch, self.request)
        if earlier is None:
            for made in collections.values():
                made.add(self.reader(answer).figures, self._part(answer.sha256), (LONG_AGO, answer.sha256))
        else:
            self._go_on(earlier, collections)
        for name, made in collections.items():
            documents = as_documents(dict(made.documents()), self.request.url)
            if earlier is not None:
                earlier.keep(self.names[name], documents or as_documents(NOTHING, self.request.url))
            yield name, Documents(list(documents.values()) or [answer], [answer])

    def _go_on(self, earlier: Earlier, collections: Mapping[str, Collection]) -> None:
        """Go on from what was put together before, else begin with all that is on record."""
        standing = {name: earlier.standing(self.names[name]) for name in collections}
        since = [one.at for one in standing.values()]
        after = None if None in since else min(at for at in since if at is not None)
        for name, before in standing.items():
            for document in before.documents.values():
                collections[name].add_composed(document.content, self._ages(earlier, document))
        answers = earlier.answers(self.window, after)
        times = earlier.times(part.sha256 for part in answers)
        for part in answers:
            figures = self._figures(earlier.read(part))
            for made in collections.values():
                made.add(figures, self._part(part.sha256), (times[part.sha256], part.sha256))

    def _ages(self, earlier: Earlier, document: Fetched) -> Callable[[Part], Age]:
        times = earlier.times(part.sha256 for part in parts_of(document.content))
        return lambda part: (times[part.sha256], part.sha256)

    def _figures(self, answer: Fetched) -> Sequence[Measured]:
        """Read an answer; one that is none was told when it came."""
        try:
            return self.reader(answer).figures
        except TransientError:
            raise
        except ConnectorError:
            return ()

    def _part(self, sha256: str) -> Part:
        """Name an answer by what was asked for, so that it has one name wherever it was led to."""
        return Part(sha256, self.request.url)


def name_of(*told: object) -> str:
    """Name what is put together by all that decides what it holds."""
    text = json.dumps(told, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
