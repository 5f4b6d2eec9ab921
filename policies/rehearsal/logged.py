"""What was asked: logged decisions on an owner's datasets, counted by who asked, what for and with what.

Decisions on what everybody may read are not in the log.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from catalogue.among import among
from catalogue.audit_record import Kind
from catalogue.audit_tables import RECORDS
from policies.decision import Action

MOST_READ = 500_000
AT_ONCE = 5_000
KNOWN = tuple(one.value for one in (Action.DISCOVER, Action.READ, Action.BULK))


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """A request as the log has it, without the person.

    Args:
        organisation: that the caller spoke for, several with commas between them; empty for the world.
        purpose: as it was declared.
        client: id of the key or client; empty for none.
        dataset: id of the dataset.
        action: what was wanted.
        permitted: what was decided.
    """

    organisation: str
    purpose: str
    client: str
    dataset: str
    action: Action
    permitted: bool


def logged_requests(
    connection: Connection, owners: Collection[str], since: datetime
) -> Counter[LoggedRequest]:
    """Count the logged requests for datasets of some owners.

    Args:
        connection: to the log's database.
        owners: the organisations whose datasets they are.
        since: not before this time.
    """
    columns = RECORDS.c
    query = (
        select(columns.act, columns.target, columns.permitted, columns.record)
        .where(
            columns.kind == Kind.DECISION.value, among(columns.owner, owners), columns.recorded_at >= since,
            columns.record.is_not(None), columns.act.in_(KNOWN),
        )
        .order_by(columns.seq.desc())
        .limit(MOST_READ)
    )  # fmt: skip
    found: Counter[LoggedRequest] = Counter()
    for act, target, permitted, record in connection.execute(query).yield_per(AT_ONCE):
        told = json.loads(record)
        asked = (told.get("organisation", ""), told.get("purpose", ""), told.get("client", ""))
        found[LoggedRequest(*asked, target, Action(act), bool(permitted))] += 1
    return found


def organisations_in(logged: Iterable[LoggedRequest]) -> frozenset[str]:
    """Give the organisations that asked."""
    return frozenset(name for one in logged for name in one.organisation.split(",") if name)
