"""Notices: what an organisation must act on. They are read from what stands: a notice is gone when its cause is."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args
from urllib.parse import quote

from sqlalchemy import distinct, func, select
from sqlmodel import Session, col

from catalogue.among import among
from catalogue.models import Dataset, FindingRow
from catalogue.replies import REMARK, SENT
from schemas.languages import Lang, Text
from schemas.messages import Message, message_tables

Kind = Literal[
    "held-run",
    "failed-source",
    "refused-records",
    "overdue",
    "finding",
    "access-request",
    "access-answer",
    "agreement-ending",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
URGENT: tuple[Kind, ...] = ("held-run", "failed-source")
"""What is told at once."""

UNANSWERED = ("open", SENT)
"""States of a finding that its owner has not replied to."""


@dataclass(frozen=True, slots=True)
class About:
    """What a notice is about; what does not apply is empty."""

    source: str = ""
    run: str = ""
    dataset: str = ""
    request: str = ""
    agreement: str = ""
    rule: str = ""
    indicator: str = ""
    period: str = ""

    def as_json(self) -> dict[str, str]:
        """Give what applies."""
        told = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class Notice:
    """That an organisation must act.

    Args:
        kind: one of KINDS.
        organisation: the one that must act, or that waited for it.
        key: what it is called within its kind and organisation, for as long as its cause stands.
        about: the source, run, dataset or request.
        since: since when the cause stands.
        changed: when what is told of it changed last.
        values: what its texts say; a `Text` is said in the reader's language.
        path: of the page where one can act or read more, below the node's address.
    """

    kind: Kind
    organisation: str
    key: str
    about: About
    since: datetime
    changed: datetime
    path: str
    values: dict[str, object] = field(default_factory=dict, hash=False)

    @property
    def id(self) -> str:
        """Its stable name."""
        told = "\x1f".join((self.kind, self.organisation, self.key))
        return hashlib.sha256(told.encode()).hexdigest()[:20]

    @property
    def urgent(self) -> bool:
        """Say whether it is told at once."""
        return self.kind in URGENT

    def title(self, lang: Lang) -> str:
        """Say in a line what is the matter."""
        return self._say("title", lang)

    def what(self, lang: Lang) -> str:
        """Say what is the matter."""
        return self._say("what", lang)

    def act(self, lang: Lang) -> str:
        """Say what is to be done."""
        return self._say("act", lang)

    def _say(self, part: str, lang: Lang) -> str:
        said = {name: _said(value, lang) for name, value in self.values.items()}
        return " ".join(Message(f"notice.{self.kind}.{part}", said).in_(lang).split())


def _said(value: object, lang: Lang) -> object:
    if isinstance(value, Text):
        return value.in_(lang)
    return value


def in_order(notices: Iterable[Notice]) -> list[Notice]:
    """Put notices in order: what is urgent first, then the newest."""
    newest = sorted(notices, key=lambda one: (one.since, one.id), reverse=True)
    return sorted(newest, key=lambda one: not one.urgent)


def day(moment: datetime) -> str:
    """Write a day that a notice tells."""
    return moment.strftime("%Y-%m-%d")


def clock_time(moment: datetime) -> str:
    """Write a moment that a notice tells, in UTC."""
    return moment.strftime("%Y-%m-%d %H:%M UTC")


def rule_name(rule: str) -> Message | str:
    """Give the name of a rule, or its code where it has none."""
    key = f"rules.{rule}.title"
    return Message(key) if key in message_tables() else rule


def finding_notices(session: Session) -> Iterator[Notice]:
    """Give what waits for the reply of a source's owner: what one rule found at one time is one notice.

    A portal of thousands of records that all lack a recommended property is one thing to act on, not thousands.
    """
    columns = (
        col(Dataset.source), col(FindingRow.rule), col(FindingRow.recorded_from), col(Dataset.publisher),
    )  # fmt: skip
    standing = (
        select(*columns, func.count(), func.count(distinct(col(Dataset.id))), func.min(Dataset.id))
        .join(Dataset, col(Dataset.id) == col(FindingRow.dataset))
        .where(
            col(FindingRow.recorded_to).is_(None),
            col(FindingRow.state).in_(UNANSWERED),
            col(FindingRow.severity) != REMARK,
            col(Dataset.gone_at).is_(None),
        )
        .group_by(*columns)
    )
    rows = session.execute(standing).all()
    titles = _titles(session, {row[-1] for row in rows})
    for source, rule, since, owner, count, datasets, first in rows:
        more = Message("notice.finding.more", {"more": datasets - 1}) if datasets > 1 else ""
        values: dict[str, object] = {
            "dataset": titles[first], "more": more, "rule": rule, "name": rule_name(rule), "count": count,
        }  # fmt: skip
        about = About(source=source, dataset=first if datasets == 1 else "", rule=rule)
        path = f"/datasets/{quote(first)}" if datasets == 1 else "/findings"
        key = f"{source}/{rule}/{since.isoformat()}"
        yield Notice("finding", owner, key, about, since, since, path, values)


def _titles(session: Session, datasets: Collection[str]) -> dict[str, Text]:
    """Give what some datasets are called; one without a title by its id."""
    rows = session.execute(
        select(col(Dataset.id), col(Dataset.title)).where(among(col(Dataset.id), sorted(datasets)))
    )
    return {id_: Text.of(title) if title else Text.of(id_) for id_, title in rows}
