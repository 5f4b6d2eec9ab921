"""Publishing policies: a draft is written, submitted, approved or rejected, activated, and retired.

Whoever acts takes a turn first, so that nothing is decided on what another one is changing; each step also demands the state
that it was decided on, so that of two at once exactly one wins.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlmodel import Session, col, select, update

from catalogue import epochs
from catalogue.among import among
from policies.golden import failing
from policies.lifecycle import (
    FROM,
    State,
    end_of,
    found_for,
    in_force_at,
    not_over,
    policy_in,
    state_at,
    with_author,
)
from policies.lifecycle_drafts import Draft
from policies.marking import mark_governed
from policies.names import Names
from policies.publishing_errors import (
    GoldenRequestsError,
    PolicyNotFoundError,
    PolicyStateError,
    PolicyTermsError,
    VersionNotFoundError,
)
from policies.tables import PolicyRow, PolicyVersion
from schemas.languages import Text

_ID = re.compile(r"[A-Za-z0-9_.-]{1,100}")


@dataclass(frozen=True, slots=True)
class Turn:
    """A policy with its versions, while nobody else changes them.

    Args:
        session: the unit of work.
        policy: the policy.
        versions: its versions, the first one first.
        by: name of whoever acts.
        now: the time.
    """

    session: Session
    policy: PolicyRow
    versions: tuple[PolicyVersion, ...]
    by: str
    now: datetime

    def wanted(self, act: str, version: int | None = None) -> PolicyVersion:
        """Give the version that an act is about.

        Args:
            act: e.g. ``approve``.
            version: number of the version that is meant; None for the one that waits for it.

        Raises:
            PolicyStateError: none is in a state for it, or another one is meant.
            VersionNotFoundError: there is no such version.
        """
        found = found_for(act, self.versions, self.now)
        if found is not None and version in (None, found.version):
            return found
        if version is None:
            meant = self.versions[-1] if self.versions else None
        else:
            meant = version_of(self.versions, self.policy.id, version)
        raise PolicyStateError(act, state_at(meant, self.now) if meant else "", FROM[act])


def find_policy(session: Session, policy_id: str, owners: Collection[str] | None) -> PolicyRow:
    """Give a policy of some owners; None for any.

    Raises:
        PolicyNotFoundError: there is none, or it is another's: the same answer.
    """
    row = session.get(PolicyRow, policy_id) if _ID.fullmatch(policy_id) else None
    if row is None or (owners is not None and row.owner not in owners):
        raise PolicyNotFoundError(policy_id)
    return row


def versions_of(session: Session, policy_id: str) -> tuple[PolicyVersion, ...]:
    """Give the versions of a policy, the first one first."""
    query = select(PolicyVersion).where(col(PolicyVersion.policy) == policy_id)
    return tuple(session.exec(query.order_by(col(PolicyVersion.version))))


def versions_of_all(session: Session, policies: Sequence[PolicyRow]) -> dict[str, tuple[PolicyVersion, ...]]:
    """Give the versions of policies by the policy's id, the first one first."""
    those = among(col(PolicyVersion.policy), [one.id for one in policies])
    found: dict[str, tuple[PolicyVersion, ...]] = {one.id: () for one in policies}
    for row in session.exec(select(PolicyVersion).where(those).order_by(col(PolicyVersion.version))):
        found[row.policy] = (*found[row.policy], row)
    return found


def version_of(versions: Sequence[PolicyVersion], policy_id: str, number: int) -> PolicyVersion:
    """Give a version by its number.

    Raises:
        VersionNotFoundError: there is none.
    """
    found = next((one for one in versions if one.version == number), None)
    if found is None:
        raise VersionNotFoundError(policy_id, str(number))
    return found


def policies_of(session: Session, owners: Collection[str] | None) -> list[PolicyRow]:
    """Give the policies of some owners, in the order in which they were made; None for all."""
    query = select(PolicyRow).order_by(col(PolicyRow.created_at), col(PolicyRow.id))
    if owners is not None:
        query = query.where(col(PolicyRow.owner).in_(sorted(owners)))
    return list(session.exec(query))


def turn_on(session: Session, policy_id: str, owners: Collection[str] | None, by: str, now: datetime) -> Turn:
    """Wait until nobody else changes a policy, then give it as it stands.

    What was only read so far is let go of: SQLite would go on seeing it as it was.

    Raises:
        PolicyNotFoundError: there is none, or it is another's.
    """
    find_policy(session, policy_id, owners)
    session.commit()
    session.exec(update(PolicyRow).where(col(PolicyRow.id) == policy_id).values(id=policy_id))
    session.expire_all()
    return Turn(session, find_policy(session, policy_id, owners), versions_of(session, policy_id), by, now)


def new_policy_id() -> str:
    """Give an id that says nothing."""
    return str(uuid4())


def create(
    session: Session,
    policy_id: str,
    owner: str,
    title: Text,
    draft: Draft,
    by: str,
    now: datetime,
    note: str = "",
) -> Turn:
    """Record a new policy with its first draft.

    Args:
        session: the unit of work.
        policy_id: its id.
        owner: the organisation whose it is.
        title: what people call it.
        draft: its first version.
        by: name of whoever writes it.
        now: the time.
        note: what they say to it.
    """
    policy = PolicyRow(
        id=policy_id,
        owner=owner,
        title=title.as_dict(),
        template=draft.template,
        created_by=by,
        created_at=now,
    )
    first = _version(policy_id, 1, draft, by, now, note)
    session.add_all((policy, first))
    session.flush()
    return Turn(session, policy, (first,), by, now)


def put_draft(turn: Turn, draft: Draft, note: str = "") -> PolicyVersion:
    """Write the draft of a policy: the one there is, else a new version; what was submitted never changes."""
    newest = turn.versions[-1] if turn.versions else None
    if newest is None or newest.state != State.DRAFT:
        number = newest.version + 1 if newest else 1
        row = _version(turn.policy.id, number, draft, turn.by, turn.now, note)
        turn.session.add(row)
        turn.session.flush()
    else:
        row = newest
        _move(turn, "draft", row, document=draft.document, sha256=draft.sha256, note=note or row.note,
              author=with_author(row, turn.by), recorded_at=turn.now)  # fmt: skip
    turn.policy.template = draft.template
    turn.session.add(turn.policy)
    return row


def _version(policy_id: str, number: int, draft: Draft, by: str, now: datetime, note: str) -> PolicyVersion:
    return PolicyVersion(
        policy=policy_id, version=number, document=draft.document, sha256=draft.sha256, note=note, author=by,
        recorded_at=now,
    )  # fmt: skip


def submit(turn: Turn) -> PolicyVersion:
    """Hand the draft in for review; from now on it does not change.

    Raises:
        PolicyStateError: there is no draft, or an earlier version still waits for review.
    """
    row = turn.wanted("submit")
    if any(one.state == State.REVIEW for one in turn.versions):
        raise PolicyStateError("submit", State.REVIEW, FROM["submit"])
    return _move(turn, "submit", row, state=State.REVIEW.value, submitted_by=turn.by, submitted_at=turn.now)


def approve(
    turn: Turn, note: str = "", *, sole_officer: bool = False, version: int | None = None
) -> PolicyVersion:
    """Approve what was submitted.

    Raises:
        PolicyStateError: nothing waits for review.
    """
    row = turn.wanted("approve", version)
    return _move(
        turn, "approve", row, state=State.APPROVED.value, reviewer=turn.by, reviewed_at=turn.now,
        review_note=note, sole_officer=sole_officer,
    )  # fmt: skip


def reject(turn: Turn, note: str, *, version: int | None = None) -> PolicyVersion:
    """Reject what was submitted, and say why.

    Raises:
        PolicyStateError: nothing waits for review.
    """
    row = turn.wanted("reject", version)
    return _move(
        turn,
        "reject",
        row,
        state=State.REJECTED.value,
        reviewer=turn.by,
        reviewed_at=turn.now,
        review_note=note,
    )


def moment_of(at: datetime | None, now: datetime) -> datetime:
    """Give the moment that is meant: now where none is.

    Raises:
        PolicyTermsError: it is over: what was decided then cannot be changed any more.
    """
    if at is not None and at < now:
        raise PolicyTermsError("at", at.isoformat(), "now, or a time to come")
    return now if at is None else at


def promised(turn: Turn, names: Names, row: PolicyVersion, at: datetime) -> None:
    """Demand that a version answers the policy's golden requests as it promises.

    Raises:
        GoldenRequestsError: it would answer some otherwise.
    """
    failures = failing(turn.session, names, turn.policy.id, policy_in(row.document, names), at)
    if failures:
        raise GoldenRequestsError(failures)


def activate(
    turn: Turn, at: datetime, *, version: int | None = None
) -> tuple[PolicyVersion, tuple[PolicyVersion, ...]]:
    """Bring what was approved into force from a moment on, in place of what would be in force then and after.

    Returns:
        The version, and those whose time it ends.

    Raises:
        PolicyStateError: nothing was approved.
    """
    row = turn.wanted("activate", version)
    replaced = tuple(one for one in not_over(turn.versions, at) if one is not row)
    for one in replaced:
        _end(turn, "activate", one, at)
    _move(
        turn, "activate", row, state=State.ACTIVE.value, activated_by=turn.by, active_from=at, active_to=None
    )
    _made_known(turn)
    return row, replaced


def retire(turn: Turn, at: datetime) -> tuple[PolicyVersion, ...]:
    """Take a policy out of force from a moment on: what sources declare decides again.

    Returns:
        The versions whose time it ends.

    Raises:
        PolicyStateError: nothing is in force then, or later.
    """
    turn.wanted("retire")
    ended = tuple(not_over(turn.versions, at))
    if not ended:
        raise PolicyStateError("retire", State.RETIRED, FROM["retire"])
    for one in ended:
        _end(turn, "retire", one, at)
    _made_known(turn)
    return ended


def in_force_now(versions: Sequence[PolicyVersion], now: datetime) -> PolicyVersion | None:
    """Give the version that is in force."""
    return next((one for one in versions if in_force_at(one, now)), None)


def _end(turn: Turn, act: str, row: PolicyVersion, at: datetime) -> None:
    end = end_of(row, at)
    over = end <= turn.now or end == row.active_from
    _move(turn, act, row, active_to=end, state=(State.RETIRED if over else State.ACTIVE).value)


def _move(turn: Turn, act: str, row: PolicyVersion, **values: object) -> PolicyVersion:
    """Change a version that is as it was found.

    Raises:
        PolicyStateError: somebody else was quicker.
    """
    found = State(row.state)
    one = update(PolicyVersion).where(
        col(PolicyVersion.number) == row.number, col(PolicyVersion.state) == found.value
    )
    changed = turn.session.exec(one.values(**values).execution_options(synchronize_session=False))
    turn.session.refresh(row)
    if changed.rowcount != 1:
        raise PolicyStateError(act, row.state, FROM.get(act, (State.DRAFT,)))
    return row


def _made_known(turn: Turn) -> None:
    """Let every process learn that other policies are in force, or will be."""
    mark_governed(turn.session, turn.now)
    for name in (epochs.RULES, epochs.POLICY, epochs.CATALOGUE):
        epochs.advance(turn.session, name)
