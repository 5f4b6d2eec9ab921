"""Right of reply: the owner of a dataset is told of a finding before the public, and its answer stands beside it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from catalogue import epochs
from catalogue.errors import FindingClosedError, ReplyError
from catalogue.models import Dataset, FindingReply, FindingRow
from schemas.errors import UnknownCodeError
from schemas.languages import Text

SENT = "sent"
STATES = ("open", SENT, "accepted", "disputed", "corrected")
"""A finding's states: nobody was told; the owner was; the owner agrees, disagrees, or has mended the source."""

ANSWERS = ("accepted", "disputed", "corrected")
LONGEST = 4000
REMARK = "info"
"""Severity of what is told and asks nothing of anybody: no letter is written about it."""


def known_state(state: str) -> str:
    """Give a finding's state.

    Raises:
        UnknownCodeError: there is none of that name; those there are, are named.
    """
    if state not in STATES:
        raise UnknownCodeError("state", state, STATES)
    return state


@dataclass(frozen=True, slots=True)
class Reply:
    """What an owner says to a finding.

    Args:
        state: accepted, disputed or corrected.
        text: the reply in the languages it was given in; a dispute says why.
        organisation: the owner.
        subject: who wrote it.
    """

    state: str
    text: Text
    organisation: str
    subject: str


def reply(session: Session, row: FindingRow, said: Reply, now: datetime) -> FindingReply:
    """Record an owner's reply; with it the finding's notice ends, so that both are seen together.

    Raises:
        FindingClosedError: the finding no longer stands.
        ReplyError: the state is none that an owner gives, or a dispute without a word.
    """
    _check(row, said)
    kept = FindingReply(
        finding=row.id, state=said.state, text=said.text.as_dict(), organisation=said.organisation,
        subject=said.subject, recorded_at=now,
    )  # fmt: skip
    session.add(kept)
    row.state = said.state
    row.public_from = now if row.public_from is None else min(row.public_from, now)
    session.add(row)
    epochs.advance(session, epochs.CATALOGUE)
    return kept


def _check(row: FindingRow, said: Reply) -> None:
    if row.recorded_to is not None:
        raise FindingClosedError(row.id, row.recorded_to.isoformat())
    if said.state not in ANSWERS:
        raise ReplyError("state", said.state, ", ".join(ANSWERS))
    words = [text for text in said.text.as_dict().values() if text.strip()]
    if said.state == "disputed" and not words:
        raise ReplyError("text", "", "why the finding is disputed, in a sentence or two")
    longest = max(map(len, words), default=0)
    if longest > LONGEST:
        raise ReplyError("text", f"{longest} characters", f"at most {LONGEST}")


def replies_to(session: Session, findings: Iterable[str]) -> Mapping[str, Sequence[FindingReply]]:
    """Give the replies to some findings, the latest last."""
    wanted = sorted(set(findings))
    found: dict[str, list[FindingReply]] = {}
    for start in range(0, len(wanted), 500):
        some = select(FindingReply).where(col(FindingReply.finding).in_(wanted[start : start + 500]))
        for row in session.exec(some.order_by(col(FindingReply.number))):
            found.setdefault(row.finding, []).append(row)
    return found


def give_notice(session: Session, notice_of: Callable[[str], timedelta]) -> None:
    """Say of each new finding from when on everybody sees it: its owner has the time until then.

    Args:
        session: the unit of work in which they were recorded.
        notice_of: the notice of a source's findings, by its id.
    """
    new = (col(FindingRow.public_from).is_(None), col(FindingRow.recorded_to).is_(None))
    with_source = select(FindingRow.recorded_from, Dataset.source).join(
        Dataset, col(Dataset.id) == col(FindingRow.dataset), isouter=True
    )
    session.flush()
    for recorded_from, source in session.exec(with_source.where(*new).distinct()).all():
        its = (
            select(Dataset.id) if source is None else select(Dataset.id).where(col(Dataset.source) == source)
        )
        among_its = col(FindingRow.dataset).in_(its)
        some = (
            *new,
            col(FindingRow.recorded_from) == recorded_from,
            among_its if source is not None else ~among_its,
        )
        public_from = recorded_from + notice_of(source or "")
        # a portal brings very many at once: they are not read one by one
        session.execute(
            update(FindingRow).where(*some).values(public_from=public_from),
            execution_options={"synchronize_session": False},
        )
    for row in session.identity_map.values():
        if isinstance(row, FindingRow):
            session.expire(row, ["public_from"])


def unsent(session: Session, organisation: str) -> list[FindingRow]:
    """Give the findings that stand on an organisation's datasets and of which it was not told; remarks are left out."""
    owned = select(Dataset.id).where(col(Dataset.publisher) == organisation)
    waiting = (
        col(FindingRow.dataset).in_(owned), col(FindingRow.recorded_to).is_(None), col(FindingRow.sent_at).is_(None),
        col(FindingRow.state) == "open", col(FindingRow.severity) != REMARK,
    )  # fmt: skip
    ordered = select(FindingRow).where(*waiting)
    return list(
        session.exec(ordered.order_by(col(FindingRow.place), col(FindingRow.rule), col(FindingRow.id)))
    )


def mark_sent(session: Session, rows: Iterable[FindingRow], now: datetime, notice: timedelta) -> None:
    """Record that an owner was told; what is not public yet stays so for the whole notice from now."""
    for row in rows:
        row.state, row.sent_at = SENT, now
        if row.public_from is not None and row.public_from > now:
            row.public_from = max(row.public_from, now + notice)
        session.add(row)
    epochs.advance(session, epochs.CATALOGUE)


def notice_ends(session: Session) -> list[datetime]:
    """Give the times at which findings become public, in order."""
    standing = select(FindingRow.public_from).where(
        col(FindingRow.recorded_to).is_(None), col(FindingRow.public_from).is_not(None)
    )
    return sorted(ends for ends in session.exec(standing) if ends is not None)
