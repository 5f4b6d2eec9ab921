"""Quotas: how often rules were used, counted in the database so that no two callers take the last use.

Counters stand by rule, counted subject and window. A use is taken by one statement that adds only where the limit is not
reached: whoever comes second waits for the first, and sees what it left.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, delete, select

from catalogue.database import WRITES_FIRST, apart
from policies.decision import Subject
from policies.quota_terms import QuotaTerms
from policies.tables import QuotaCounter

MOST_TOLD = 200


@dataclass(frozen=True, slots=True)
class QuotaUse:
    """What was used of a rule in the window that stands.

    Args:
        rule: its IRI.
        used: uses so far.
        opens_at: first moment of the next window; None for never.
    """

    rule: str
    used: int
    opens_at: datetime


def counted_as(subject: Subject) -> str:
    """Give the name a subject's uses are counted under.

    An organisation's keys and people share its uses: another key opens no further ones. The world shares one counter.
    """
    if subject.organisations:
        return f"organisation:{','.join(sorted(subject.organisations))}"
    return f"party:{subject.client or subject.id}"


def used(session: Session, rules: Mapping[str, QuotaTerms], subject: str, now: datetime) -> Mapping[str, int]:
    """Give how often each rule was used in the window that stands; none is left out.

    Args:
        rules: what counts, by IRI: see `policies.quota_terms.windows_of`.
        subject: as `counted_as` names it.
        now: aware, UTC.
    """
    counts = dict.fromkeys(rules, 0)
    if not rules:
        return counts
    mine = select(QuotaCounter).where(
        col(QuotaCounter.subject) == subject,
        col(QuotaCounter.rule).in_(rules),
        col(QuotaCounter.window_end) > now,
    )
    for row in session.exec(mine):
        if row.window_start == rules[row.rule].bounds(now)[0]:
            counts[row.rule] = row.used
    return counts


def take(
    session: Session, rule: str, subject: str, terms: QuotaTerms, now: datetime, *, amount: int = 1
) -> bool:
    """Use a rule in the transaction of a session; it is used once that commits.

    On SQLite the session must not have read before: another's use since then would refuse it. `taking` gives one.

    Args:
        rule: its IRI.
        subject: as `counted_as` names it.
        terms: how often it may be used.
        now: aware, UTC.
        amount: uses, such as rows.

    Returns:
        False where the limit leaves no room for that many: nothing is counted then.
    """
    if amount < 1:
        raise ValueError(f"{amount} uses")
    if amount > terms.limit:
        return False
    start, end = terms.bounds(now)
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"rule": rule, "subject": subject, "window_start": start, "window_end": end, "used": amount}
    counter = col(QuotaCounter.used)
    taken = (
        dialect.insert(QuotaCounter)
        .values(row)
        .on_conflict_do_update(
            index_elements=["rule", "subject", "window_start"],
            set_={"used": counter + amount, "window_end": end},
            where=counter + amount <= terms.limit,
        )
        .returning(counter)
    )
    return session.execute(taken).first() is not None


@contextmanager
def taking(engine: Engine) -> Iterator[Session]:
    """Open a unit of work of its own, to use rules in: it waits its turn, and commits at its end.

    What is used stays used whatever becomes of the answer, and nobody waits for the answer to be made.
    """
    connecting = apart(engine).connect().execution_options(**{WRITES_FIRST: True})
    with connecting as connection, Session(connection, expire_on_commit=False) as session:
        yield session
        session.commit()


def take_now(engine: Engine, rules: Mapping[str, QuotaTerms], subject: str, now: datetime) -> str:
    """Use several rules at once, all or none, in a unit of work of its own.

    Returns:
        The IRI of a rule that leaves no room; empty where all were used.
    """
    with taking(engine) as session:
        for rule in sorted(rules):  # in one order, so that no two wait for each other
            if not take(session, rule, subject, rules[rule], now):
                session.rollback()
                return rule
    return ""


def uses_of(session: Session, subject: str, now: datetime) -> list[QuotaUse]:
    """Give what a subject used of every rule in windows that stand, by rule."""
    mine = select(QuotaCounter).where(
        col(QuotaCounter.subject) == subject, col(QuotaCounter.window_end) > now
    )
    rows = session.exec(mine.order_by(col(QuotaCounter.rule)).limit(MOST_TOLD))
    return [QuotaUse(row.rule, row.used, row.window_end) for row in rows]


def forget_past(session: Session, now: datetime) -> int:
    """Remove counters whose window has ended, and give how many."""
    return session.exec(delete(QuotaCounter).where(col(QuotaCounter.window_end) <= now)).rowcount
