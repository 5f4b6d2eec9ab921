"""Items of a harvest: a dataset, or what one mapping selects, before it is published."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from catalogue.drafts import DatasetDraft
from catalogue.releases import ReleaseDraft
from connectors.definitions import SourceDefinition
from connectors.errors import ConnectorError, TransientError
from connectors.fetching import Fetch
from connectors.mapping import AppliedMapping
from connectors.reading import Context, Read
from schemas.findings import Finding


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a source with all it would bring.

    Args:
        key: its identity at the source.
        title: for people.
        dataset: what the source says of it; None where that could not be read.
        reads: what its mappings made of its documents.
        findings: what is wrong with the record itself; None where it stands already as it is, and was checked then.
        error: why it failed; a transient one is tried again by the next run.
        record_snapshot: SHA-256 of the bytes that describe it.
        changed_at: when the source says that it last changed; None where it does not say.
        stated: which metrics of the EU's metadata quality assessment the record meets in the source's own words, e.g.
            ``keyword``; None where the connector does not say.
        rest_unknown: the source was asked only for what changed, or goes on behind it and could not be read further, so that nothing counts as gone.
    """

    key: str
    title: str
    dataset: DatasetDraft | None = None
    reads: tuple[Read, ...] = ()
    findings: tuple[Finding, ...] | None = None
    error: ConnectorError | None = None
    record_snapshot: str = ""
    changed_at: datetime | None = None
    stated: frozenset[str] | None = None
    rest_unknown: bool = False

    def all_findings(self) -> tuple[Finding, ...]:
        """Give what was found on record, documents and cells."""
        return (*(self.findings or ()), *(finding for read in self.reads for finding in read.findings))

    @property
    def trouble(self) -> str:
        """``failed`` (try again), ``refused`` (a person must mend it) or nothing."""
        if isinstance(self.error, TransientError):
            return "failed"
        if self.error or self.dataset is None or any(f.severity == "violation" for f in self.all_findings()):
            return "refused"
        return ""

    def releases(self) -> Iterator[ReleaseDraft]:
        """Give the releases it would make."""
        for read in self.reads:
            if self.dataset is None:
                return
            yield ReleaseDraft(
                slot=read.applied.slot,
                dataset=self.dataset.id,
                source=read.applied.source,
                mapping=read.applied.id,
                observations=read.observations,
                snapshots=read.slices or (read.snapshot,),
                example=self.dataset.example,
            )


class Portal(Protocol):
    """A connector's way of giving a source's items."""

    def __call__(
        self, source: SourceDefinition, mappings: Sequence[AppliedMapping], fetch: Fetch, context: Context
    ) -> Iterator[Item]:
        """Give the items one by one; one that is broken is an item with its error.

        Raises:
            ConnectorError: the source as a whole cannot be read.
        """
        ...
