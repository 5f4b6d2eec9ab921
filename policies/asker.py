"""Who asks, when, and what for: everything that a decision depends on besides the policies and the dataset."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from policies.decision import ANONYMOUS, Subject

READ_SCOPE = "read"


@dataclass(frozen=True, slots=True)
class Asker:
    """A subject in the circumstances of a request.

    Args:
        subject: who asks, as the key, token or session says.
        now: the time of the request, in UTC; one for the whole request.
        purposes: IRIs of the purposes declared; None where none was, which is not the same as none at all.
        format: IRI of the format asked for, None where it is not known.
        channel: IRI of the way of delivery.
        result_rows: most rows that the answer may have.
        counts: how often the subject used rules that count, this time included, by the rule's IRI.
        performed: IRIs of actions of duties that the subject's organisations did, each with the dataset it was done for.
        everything: whether who asks runs the node and is kept from nothing.
    """

    subject: Subject
    now: datetime
    purposes: frozenset[str] | None = None
    format: str | None = None
    channel: str | None = None
    result_rows: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    performed: frozenset[tuple[str, str]] = frozenset()
    everything: bool = False

    def effective(self) -> "Asker":
        """Give who asks for the purpose of reading: a key that is not for reading reads what the world reads."""
        scopes = self.subject.scopes
        if scopes is None or READ_SCOPE in scopes:
            return self
        return replace(self, subject=replace(ANONYMOUS, sandbox=self.subject.sandbox))


def of_the_world(now: datetime) -> Asker:
    """Give anybody, who says nothing of themselves."""
    return Asker(ANONYMOUS, now)


def of_the_operator(now: datetime) -> Asker:
    """Give whoever runs the node: every dataset is theirs to see."""
    return Asker(Subject("operator"), now, everything=True)
