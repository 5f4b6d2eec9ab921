"""The one door: every list, search, export, count, facet and error goes through a decision made here."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from api.errors import RoleMissingError
from catalogue.audit import AuditEntry, AuditLog, Kind
from catalogue.errors import AccessRefusedError, DatasetNotFoundError
from catalogue.findings import Onlooker
from catalogue.models import Dataset, DatasetReader
from catalogue.scope import Scope
from policies.decision import Action, Decision, Role, Subject, Target
from policies.engine import decide, residual
from policies.rowfilter import scope


@dataclass(frozen=True)
class Door:
    """A subject's door for one request: gives scopes, decides on one dataset, records what is not open."""

    subject: Subject
    session: Session
    audit: AuditLog
    now: datetime
    request: str = ""
    _recorded: set[tuple[str, bool]] = field(default_factory=set, repr=False)

    def scope(self, action: Action) -> Scope:
        """Give what the subject may discover or read, as a filter that runs in SQL."""
        return scope(action, residual(self.subject, action))

    @property
    def onlooker(self) -> Onlooker:
        """Who looks at findings: those on the subject's own figures are seen before the public sees them."""
        return Onlooker(self.now, self.subject.organisations)

    def target(self, dataset_id: str) -> Target:
        """Give what a decision needs to know of a dataset.

        Raises:
            DatasetNotFoundError: there is none.
        """
        dataset = self.session.get(Dataset, dataset_id)
        if dataset is None:
            raise DatasetNotFoundError(dataset_id)
        readers = select(DatasetReader.organisation).where(col(DatasetReader.dataset) == dataset_id)
        return Target(dataset_id, dataset.publisher, dataset.access, frozenset(self.session.exec(readers)))

    def may_discover(self, dataset_id: str) -> bool:
        """Say whether the subject may know that a dataset exists."""
        return decide(self.subject, Action.DISCOVER, self.target(dataset_id)).permitted

    def require_read(self, dataset_id: str) -> Decision:
        """Decide whether the subject may read a dataset's figures, and record it where the dataset is not open.

        Raises:
            DatasetNotFoundError: absent, or hidden from the subject: the same answer.
            AccessRefusedError: seen, but not for the subject; names the rule and how to ask.
        """
        target = self.target(dataset_id)
        decision = decide(self.subject, Action.READ, target)
        self._record(target, decision)
        if not decision.visible:
            raise DatasetNotFoundError(dataset_id)
        if not decision.permitted:
            raise AccessRefusedError(dataset_id, decision.rule, decision.reason, decision.how_to_ask)
        return decision

    def record_reads(self, dataset_ids: set[str]) -> None:
        """Record that figures of these datasets were given, where they are not open."""
        for dataset_id in sorted(dataset_ids):
            target = self.target(dataset_id)
            self._record(target, decide(self.subject, Action.READ, target))

    def sources_of(self, action: Action) -> set[str]:
        """Give the sources that have a dataset the subject may discover or read."""
        allowed = select(Dataset.source).where(self.scope(action).datasets, col(Dataset.gone_at).is_(None))
        return set(self.session.exec(allowed.distinct()))

    def require_role(self, organisation: str, roles: tuple[Role, ...]) -> None:
        """Demand a role on an organisation before something is written.

        Raises:
            RoleMissingError: the subject holds none of them there.
        """
        action = Action.ADMINISTER if roles == (Role.ADMINISTRATOR,) else Action.WRITE
        decision = decide(self.subject, action, Target("", organisation, "open"))
        if not self.subject.has_role(organisation, roles):
            raise RoleMissingError(decision.rule, decision.reason)

    def _record(self, target: Target, decision: Decision) -> None:
        if target.access == "open" or (target.dataset, decision.permitted) in self._recorded:
            return
        self._recorded.add((target.dataset, decision.permitted))
        entry = AuditEntry(
            self.subject.id,
            Action.READ.value,
            target.dataset,
            decision.permitted,
            decision.rule,
            self.request,
            kind=Kind.DECISION,
            organisation=",".join(sorted(self.subject.organisations)),
            owner=target.owner,
        )
        if decision.visible:
            self.audit.append(entry, self.now)
        else:  # neither the time nor a broken log may tell it from what does not exist
            self.audit.append_later(entry, self.now)
