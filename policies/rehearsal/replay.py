"""Replay: requests of the past, judged by what is in force and by what would be."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from sqlmodel import Session

from policies.asker import Asker
from policies.decision import Subject, Target
from policies.duty_events import performed_by
from policies.in_force import InForce
from policies.rehearsal.counting import NO_ROWS, RowCounts, Wanted, count_rows
from policies.rehearsal.logged import LoggedRequest
from policies.rehearsal.outcomes import Outcome, outcome
from policies.rehearsal.personas import CHANNEL, FIRST_USE, FORMAT

Circumstances: TypeAlias = Callable[[str, str], Subject]
"""Gives who asked, of the organisations and client that the log has."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many requests would be answered otherwise.

    Args:
        requests: how many there were.
        allowed: refused by what is in force, and not by what would be.
        denied: let through by what is in force, and not by what would be.
        more: would be given more rows or columns.
        fewer: would be given fewer; some may be given more, too.
    """

    requests: int = 0
    allowed: int = 0
    denied: int = 0
    more: int = 0
    fewer: int = 0


@dataclass(frozen=True, slots=True)
class Replay:
    """Past requests under what is in force and under what would be.

    Args:
        days: of how many days.
        since: the first moment.
        whole: all of them.
        by_organisation: those of each organisation; of nobody's under an empty name.
        otherwise_now: how many of them what is in force answers otherwise than it was answered then.
    """

    days: int
    since: datetime
    whole: Replayed
    by_organisation: Mapping[str, Replayed] = field(default_factory=dict)
    otherwise_now: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """A past request with what becomes of it, and how often it was made."""

    asked: LoggedRequest
    times: int
    before: Outcome
    after: Outcome

    @property
    def wanted(self) -> Wanted:
        """The rows that it is given before and after."""
        return self.asked.dataset, self.before.rows, self.after.rows


def replay(
    session: Session,
    logged: Mapping[LoggedRequest, int],
    targets: Iterable[Target],
    both: tuple[InForce, InForce],
    circumstances: Circumstances,
    at: datetime,
) -> tuple[Replayed, dict[str, Replayed], int]:
    """Judge past requests for some datasets.

    Args:
        session: where the tables are.
        logged: the requests, and how often each was made.
        targets: the datasets.
        both: what is in force before and after.
        circumstances: gives who asked.
        at: the time at which they are judged.

    Returns:
        All of them, those of each organisation, and how many are answered otherwise now than they were then.
    """
    known = {one.dataset: one for one in targets}
    judged = [
        _judged(session, asked, times, known[asked.dataset], both, circumstances, at)
        for asked, times in _merged(logged, circumstances).items()
        if asked.dataset in known
    ]
    rows = count_rows(session, {one.wanted for one in judged if _differs(one)})
    whole: Counter[str] = Counter()
    each: dict[str, Counter[str]] = {}
    for one in judged:
        counted = dict.fromkeys(("requests", *_effects(one, rows)), one.times)
        whole.update(counted)
        each.setdefault(one.asked.organisation, Counter()).update(counted)
    otherwise = sum(one.times for one in judged if one.before.permitted != one.asked.permitted)
    return Replayed(**whole), {name: Replayed(**found) for name, found in sorted(each.items())}, otherwise


def _merged(logged: Mapping[LoggedRequest, int], circumstances: Circumstances) -> Counter[LoggedRequest]:
    """Count clients that are told apart by nothing but their name as one."""
    first: dict[tuple[str, Subject], str] = {}
    found: Counter[LoggedRequest] = Counter()
    for one, times in logged.items():
        subject = circumstances(one.organisation, one.client)
        client = first.setdefault((one.organisation, subject), one.client)
        merged = LoggedRequest(one.organisation, one.purpose, client, one.dataset, one.action, one.permitted)
        found[merged] += times
    return found


def _judged(
    session: Session,
    asked: LoggedRequest,
    times: int,
    target: Target,
    both: tuple[InForce, InForce],
    circumstances: Circumstances,
    at: datetime,
) -> Judged:
    subject = circumstances(asked.organisation, asked.client)
    purposes = frozenset(asked.purpose.split()) or None
    duties = any(one.duties for one in both) and subject.organisations
    done = performed_by(session, subject.organisations) if duties else frozenset()
    asker = Asker(subject, at, purposes, FORMAT, CHANNEL, None, FIRST_USE, done)
    before, after = (outcome(asker, asked.action, target, one) for one in both)
    return Judged(asked, times, before, after)


def _differs(one: Judged) -> bool:
    return one.before.permitted and one.after.permitted and one.before.rows != one.after.rows


def _effects(one: Judged, rows: Mapping[Wanted, RowCounts]) -> Iterable[str]:
    if one.before.permitted != one.after.permitted:
        return ("allowed",) if one.after.permitted else ("denied",)
    found = rows.get(one.wanted, NO_ROWS)
    lost = bool(found.lost or one.after.masks - one.before.masks)
    gained = bool(found.gained or one.before.masks - one.after.masks)
    return ("fewer",) if lost else ("more",) if gained else ()
