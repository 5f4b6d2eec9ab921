"""The one door: every list, search, export, count, facet and error goes through a decision made here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from sqlmodel import Session, col, select

from api.errors import RoleMissingError
from api.policy_shelf import PolicyShelf
from catalogue.audit import AuditEntry, AuditLog, Kind
from catalogue.audit_record import rows_about
from catalogue.errors import AccessRefusedError, DatasetNotFoundError
from catalogue.findings import Onlooker
from catalogue.models import Dataset, DatasetReader
from catalogue.scope import Scope
from policies.asker import Asker
from policies.compiled.residual import EVERY_ROW
from policies.decision import ANONYMOUS, NO_TEXT, Action, Decision, Role, Subject, Target
from policies.duty_events import performed_by
from policies.engine import reason_text
from policies.in_force import InForce
from policies.judging import judge
from policies.quota import counted_as, take_now, used
from policies.quota_errors import QuotaUsedUpError
from policies.quota_terms import DATASET
from policies.refusing import what_would_help
from policies.rowfilter import scope

BATCH = 500
MOST_OF_A_NAME = 200


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a request says of itself, besides who asks.

    Args:
        purposes: IRIs of the purposes declared, None where none was.
        format: IRI of the format asked for.
        channel: IRI of the way of delivery.
        result_rows: most rows that the answer may have.
    """

    purposes: frozenset[str] | None = None
    format: str | None = None
    channel: str | None = None
    result_rows: int | None = None


UNSAID = Circumstances()


@dataclass(frozen=True)
class Door:
    """A subject's door for one request: gives scopes, decides on one dataset, records what is not open.

    Args:
        subject: who asks.
        session: the request's unit of work.
        audit: where decisions are recorded.
        now: the one time of the request.
        shelf: the policies in force.
        request: the request's id.
        said: what the request says of itself.
        epochs: the counters at which it began, where they were read.
        everything: whether who asks runs the node.
    """

    subject: Subject
    session: Session
    audit: AuditLog
    now: datetime
    shelf: PolicyShelf
    request: str = ""
    said: Circumstances = UNSAID
    epochs: Mapping[str, int] | None = None
    everything: bool = False
    _recorded: set[tuple[str, bool]] = field(default_factory=set, repr=False)

    @cached_property
    def in_force(self) -> InForce:
        """The policies in force at the time of the request."""
        return self.shelf.in_force(self.session, self.now, self.epochs)

    @cached_property
    def asker(self) -> Asker:
        """Who asks, in the circumstances of the request."""
        told, done = self.said, frozenset[tuple[str, str]]()
        counts = self._counts() if self.in_force.quotas else {}
        if self.in_force.duties and self.subject.organisations:
            done = performed_by(self.session, self.subject.organisations)
        return Asker(
            self.subject, self.now, told.purposes, told.format, told.channel, told.result_rows, counts, done,
            self.everything,
        )  # fmt: skip

    def telling(self, **told: object) -> "Door":
        """Give the same door with more known of the request, such as the format of its answer."""
        return replace(self, said=replace(self.said, **told))  # type: ignore[arg-type]  # fields of Circumstances

    def scope(self, action: Action) -> Scope:
        """Give what the subject may discover or read, as a filter that runs in SQL."""
        return scope(self.asker, action, self.in_force)

    @property
    def onlooker(self) -> Onlooker:
        """Who looks at findings: those on the subject's own figures are seen before the public sees them."""
        return Onlooker(self.now, self.subject.organisations, self.everything)

    def target(self, dataset_id: str) -> Target:
        """Give what a decision needs to know of a dataset.

        Raises:
            DatasetNotFoundError: there is none.
        """
        found = self._targets({dataset_id})
        if not found:
            raise DatasetNotFoundError(dataset_id)
        return found[0]

    def may_discover(self, dataset_id: str) -> bool:
        """Say whether the subject may know that a dataset exists."""
        return self.decide(Action.DISCOVER, self.target(dataset_id)).permitted

    def decide(self, action: Action, target: Target) -> Decision:
        """Decide on one dataset, without recording it."""
        return judge(self.asker, action, target, self.in_force)

    def require_read(
        self, dataset_id: str, action: Action = Action.READ, *, recorded: bool = True
    ) -> Decision:
        """Decide whether the subject may read a dataset's figures, or some, and record it where they are not open.

        Args:
            dataset_id: the dataset.
            action: reading rows, or taking all of it.
            recorded: whether a permission is recorded now; else `record_reads` must be called with what is given.

        Raises:
            DatasetNotFoundError: absent, or hidden from the subject: the same answer.
            AccessRefusedError: seen, but not for the subject; names the rule, what would let it in, and how to ask.
        """
        target = self._asked_for(dataset_id, action)
        decision = self.decide(action, target)
        if recorded or not decision.permitted:
            self._record(target, decision, action)
        if not decision.visible:
            raise DatasetNotFoundError(dataset_id)
        if not decision.permitted:
            raise self._refusal(target, decision, action)
        return decision

    @property
    def _is_the_world(self) -> bool:
        return self.subject.id == ANONYMOUS.id and not self.subject.client

    def _asked_for(self, dataset_id: str, action: Action) -> Target:
        """Give the target, and record of who is known that they asked for what is not there, as for what is hidden.

        Raises:
            DatasetNotFoundError: there is none.
        """
        try:
            return self.target(dataset_id)
        except DatasetNotFoundError:
            nothing = Decision(
                permitted=False, rule=f"template/hidden#{Action.READ}", reason=NO_TEXT, visible=False
            )
            self._record(Target(dataset_id[:MOST_OF_A_NAME], "", "hidden"), nothing, action)
            raise

    def require_whole(self, dataset_id: str) -> Decision:
        """Decide whether the subject may have all of a dataset's figures as they are stored, archives and documents.

        Raises:
            DatasetNotFoundError: absent, or hidden from the subject: the same answer.
            AccessRefusedError: not for the subject, or only some rows or columns are.
        """
        decision = self.require_read(dataset_id)
        decision = self.require_read(dataset_id, Action.BULK) if decision.permitted else decision
        if not is_whole(decision):
            partial = reason_text("policy.whole_refused", dataset=dataset_id)
            raise AccessRefusedError(dataset_id, decision.rule, partial, reason_text("policy.ask_rows"))
        return decision

    def record_reads(self, given: Collection[str]) -> None:
        """Record that figures of these datasets were given, where they are not open; how many where that is told.

        Args:
            given: ids of datasets, or how many rows of each were given.
        """
        rows = given if isinstance(given, Mapping) else {}
        for target in self._targets(given):
            decision = self.decide(Action.READ, target)
            self._record(target, decision, Action.READ, rows.get(target.dataset))

    def sources_of(self, action: Action) -> set[str]:
        """Give the sources that have a dataset the subject may discover or read."""
        allowed = select(Dataset.source).where(self.scope(action).datasets, col(Dataset.gone_at).is_(None))
        return set(self.session.exec(allowed.distinct()))

    def require_role(self, organisation: str, roles: tuple[Role, ...]) -> None:
        """Demand a role on an organisation before something is written.

        Raises:
            RoleMissingError: the subject holds none of them there.
        """
        if not self.subject.has_role(organisation, roles):
            names = ", ".join(roles)
            why = reason_text("policy.role_missing", owner=organisation, roles=names)
            action = Action.ADMINISTER if roles == (Role.ADMINISTRATOR,) else Action.WRITE
            raise RoleMissingError(f"role/{action}", why)

    def _counts(self) -> dict[str, int]:
        """Give how often rules would be used with this time; told no finer than whether they may, so that filters are kept."""
        quotas = self.in_force.quotas
        so_far = used(self.session, quotas, counted_as(self.subject), self.now)
        return {rule: 1 if so_far[rule] < terms.limit else terms.limit + 1 for rule, terms in quotas.items()}

    def _use(self, decision: Decision, dataset: str) -> None:
        """Use the rules that count their uses and permitted something: once for a request, or for each dataset.

        Raises:
            QuotaUsedUpError: others were faster.
        """
        quotas = self.in_force.quotas
        taken = (
            {rule: quotas[rule] for rule in decision.rules if rule in quotas} if decision.permitted else {}
        )
        once = {rule: f"{rule} {dataset}" if terms.unit == DATASET else rule for rule, terms in taken.items()}
        fresh = {rule: terms for rule, terms in taken.items() if (once[rule], True) not in self._recorded}
        if not fresh:
            return
        self._recorded.update((once[rule], True) for rule in fresh)
        engine = self.session.get_bind()
        refusing = take_now(engine.engine, fresh, counted_as(self.subject), self.now)
        if refusing:
            terms = fresh[refusing]
            raise QuotaUsedUpError(refusing, terms.limit, counted_as(self.subject), terms.opens_at(self.now))

    def _targets(self, dataset_ids: Collection[str]) -> list[Target]:
        """Give what decisions need to know of datasets, in order of their ids."""
        wanted, found = sorted(dataset_ids), []
        for start in range(0, len(wanted), BATCH):
            some = wanted[start : start + BATCH]
            columns = select(Dataset.id, Dataset.publisher, Dataset.access, Dataset.example)
            rows = self.session.exec(columns.where(col(Dataset.id).in_(some))).all()
            readers = self._readers([id_ for id_, _, access, _ in rows if access != "open"])
            found += [
                Target(id_, owner, access, readers.get(id_, frozenset()), example)
                for id_, owner, access, example in rows
            ]
        return sorted(found, key=lambda one: one.dataset)

    def _readers(self, ids: Collection[str]) -> dict[str, frozenset[str]]:
        if not ids:
            return {}
        rows = self.session.exec(select(DatasetReader).where(col(DatasetReader.dataset).in_(ids)))
        found: dict[str, frozenset[str]] = {}
        for row in rows:
            found[row.dataset] = found.get(row.dataset, frozenset()) | {row.organisation}
        return found

    def _refusal(self, target: Target, decision: Decision, action: Action) -> AccessRefusedError:
        steps = what_would_help(self.asker, action, target, self.in_force)
        return AccessRefusedError(target.dataset, decision.rule, decision.reason, decision.how_to_ask, steps)

    def _record(self, target: Target, decision: Decision, action: Action, rows: int | None = None) -> None:
        self._use(decision, target.dataset)
        if not decision.visible and self._is_the_world:
            return  # that something hidden was asked for must not make the log grow: what is absent does not, either
        if decision.for_everybody or (target.dataset, decision.permitted) in self._recorded:
            return
        self._recorded.add((target.dataset, decision.permitted))
        entry = AuditEntry(
            self.subject.id,
            action.value,
            target.dataset,
            decision.permitted,
            decision.rule,
            self.request,
            kind=Kind.DECISION,
            organisation=",".join(sorted(self.subject.organisations)),
            owner=target.owner,
            client=self.subject.client,
            purpose=" ".join(sorted(self.said.purposes or ())),
            rules=decision.rules,
            epoch=decision.epoch,
            filter_hash=scope(self.asker, action, self.in_force).fingerprint if decision.permitted else "",
            rows="" if rows is None else rows_about(rows),
        )
        if decision.visible:
            self.audit.append(entry, self.now)
        else:  # neither the time nor a broken log may tell it from what does not exist
            self.audit.append_later(entry, self.now)


def is_whole(decision: Decision) -> bool:
    """Say whether a decision keeps no row and no column back."""
    return decision.permitted and decision.rows is EVERY_ROW and not decision.masks
