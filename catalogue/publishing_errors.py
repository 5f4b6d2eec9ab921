"""Errors of publishing and of what was published.

CatalogueError
├── ReleaseWithdrawnError      a release, or a figure of one, that was withdrawn: 410 with the reason
├── WithdrawnBeforeError       a source gives again the very rows that were withdrawn
├── FutureTimeError            a question as of a time that has not come
├── UnsettledTimeError         a question as of a time to which a publication still adds
├── CitationNotFoundError      no such citation, or not for who asks
├── CitationEmptyError         a question without an answer, which nobody can cite
├── CitationWithdrawnError     something cited was withdrawn: never other numbers instead
├── CitationBrokenError        the answer no longer has the hash that it was cited with
└── MappingNotFoundError       the mapping by which a figure was made is no longer on record
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from catalogue.errors import CatalogueError
from schemas.languages import Text


def reason_text(stored: str) -> Text:
    """Read a reason as it is stored: one text, or one by language."""
    if not stored.startswith("{"):
        return Text.of(stored)
    told: Mapping[str, str] = json.loads(stored)
    return Text.of(told)


class ReleaseWithdrawnError(CatalogueError):
    """Say which release was withdrawn, when and why, and which one stands in its place."""

    def __init__(self, release: str, reason: Text, withdrawn_at: datetime, successor: str = "") -> None:
        self.release = release
        self.reason = reason
        self.withdrawn_at = withdrawn_at
        self.successor = successor
        super().__init__(f"release {release} was withdrawn at {withdrawn_at.isoformat()}: {reason.in_('en')}")


class WithdrawnBeforeError(CatalogueError):
    """Say which withdrawn rows a source gives again, and how to mend it."""

    def __init__(self, slot: str, release: str, withdrawn_at: datetime, reason: str) -> None:
        self.slot = slot
        self.release = release
        self.withdrawn_at = withdrawn_at
        self.reason = reason_text(reason)
        super().__init__(
            f"{slot}: these rows are release {release}, withdrawn at {withdrawn_at.isoformat()} "
            f"({self.reason.in_('en')}): correct them at the source, or the mapping that reads them"
        )


class FutureTimeError(CatalogueError):
    """Say which time was asked about and which one is the latest that can be."""

    def __init__(self, asked: datetime, latest: datetime) -> None:
        self.asked = asked
        self.latest = latest
        super().__init__(f"as of {asked.isoformat()}: that time has not come; it is {latest.isoformat()}")


class UnsettledTimeError(CatalogueError):
    """Say from when on a publication adds that has not ended."""

    def __init__(self, asked: datetime, since: datetime) -> None:
        self.asked = asked
        self.since = since
        super().__init__(
            f"as of {asked.isoformat()}: a publication that began at {since.isoformat()} has not ended: "
            "ask as of a time before it, or again when it has"
        )


class CitationNotFoundError(CatalogueError):
    """Say which citation was asked for."""

    def __init__(self, citation: str) -> None:
        self.citation = citation
        super().__init__(f"no citation {citation!r}")


class CitationEmptyError(CatalogueError):
    """Say that a question has no answer to cite."""

    def __init__(self) -> None:
        super().__init__("the question has no rows that you may read: there is nothing to cite")


class CitationWithdrawnError(CatalogueError):
    """Say which releases that a citation rests on were withdrawn."""

    def __init__(self, citation: str, withdrawn: Sequence[ReleaseWithdrawnError]) -> None:
        self.citation = citation
        self.withdrawn = tuple(withdrawn)
        super().__init__(f"citation {citation}: {'; '.join(map(str, withdrawn))}")


class CitationBrokenError(CatalogueError):
    """Say which hash was expected and which was found."""

    def __init__(self, citation: str, expected: str, found: str) -> None:
        self.citation = citation
        self.expected = expected
        self.found = found
        super().__init__(
            f"citation {citation}: the answer has SHA-256 {found} instead of {expected}: rows were changed "
            "outside the node; make them anew from the archives with `ogledalo rebuild`"
        )


class MappingNotFoundError(CatalogueError):
    """Say which mapping version is not on record."""

    def __init__(self, mapping: str) -> None:
        self.mapping = mapping
        super().__init__(f"no mapping {mapping!r} on record: the figure cannot be made again")
