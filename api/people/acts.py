"""Acts on people: who did what to whom, on record in the same unit of work."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from api.door import Door
from catalogue.audit import AuditEntry, record_act

OPERATOR = "operator"
COMMAND_LINE = "command-line"
BY_ROLE = "role/administer"
BY_PERSON = "person/own"
"""The rule under which people change what is their own."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, for the record.

    Args:
        rule: under which the act is permitted.
    """

    name: str
    now: datetime
    request: str = ""
    rule: str = BY_ROLE
    client: str = ""

    @classmethod
    def at(cls, door: Door, rule: str = BY_ROLE) -> "Actor":
        """Give who acts at a door."""
        return cls(door.subject.id, door.now, door.request, rule, door.subject.client)

    @classmethod
    def operator(cls, now: datetime) -> "Actor":
        """Give whoever runs commands on the node."""
        return cls(OPERATOR, now, rule=COMMAND_LINE)

    def record(self, session: Session, act: str, target: str, *, owner: str = "", person: str = "") -> None:
        """Put an act on record.

        Args:
            session: the unit of work of the act.
            act: e.g. ``staff.leave``.
            target: what it was done to; never a person.
            owner: the organisation whose auditors may read of it.
            person: whom it is about.
        """
        entry = AuditEntry(
            self.name, act, target, permitted=True, rule=self.rule, request=self.request, person=person,
            owner=owner, client=self.client,
        )  # fmt: skip
        record_act(session, entry, self.now)
