"""What the audit log keeps of an act or a decision: one canonical JSON text, whose hash is a leaf of the log's tree.

Nobody stands in it by name: a person is a keyed hash under a secret of their own, which is kept apart. Who destroys the
secret erases the person, and the record with its hash stays as it is.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from catalogue.canonical_json import Plain, canonical_json

WORLD = "anonymous"
"""The subject that is nobody in particular, and therefore needs no hash."""
SALT_BYTES = 32
PERSON = "person:"


class Kind(StrEnum):
    """What an entry tells of; each is kept for a time of its own."""

    ACT = "act"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did or asked what, and under which rule it was allowed or refused.

    Args:
        subject: key or person; ``anonymous`` for the world.
        act: e.g. ``read``, ``key.create``, ``source.import``.
        target: dataset or other thing; never a person.
        permitted: the decision.
        rule: the rule that decided.
        request: the request's id, or the command.
        kind: an act that changed something, or a decision on reading.
        person: the person that the act is about, where it is about one.
        organisation: that the subject speaks for.
        owner: organisation whose data or staff it concerns: its auditors may read the entry.
        client: prefix of the key, or client id.
        purpose: as the caller declared it.
        rules: ids of further rules that took part.
        epoch: the policies' epoch.
        filter_hash: SHA-256 of the row filter.
        rows: how many rows were given, as `rows_about` tells it.
    """

    subject: str
    act: str
    target: str
    permitted: bool
    rule: str
    request: str = ""
    kind: str = Kind.ACT
    person: str = ""
    organisation: str = ""
    owner: str = ""
    client: str = ""
    purpose: str = ""
    rules: tuple[str, ...] = ()
    epoch: int | None = None
    filter_hash: str = ""
    rows: str = ""


def rows_about(count: int) -> str:
    """Tell a number of rows by its size only: ``0``, ``1-9``, ``10-99`` and so on.

    A count to the row would tell what a filter let through.
    """
    if count <= 0:
        return "0"
    lowest = 10 ** (len(str(count)) - 1)
    return f"{lowest}-{lowest * 10 - 1}"


def commitment(name: str, salt: bytes) -> str:
    """Give what stands for a person in the log, as only who has the salt can tell."""
    return PERSON + hmac.new(salt, name.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def record_text(seq: int, entry: AuditEntry, at: datetime, actor: str, person: str = "") -> str:
    """Write the record of an entry.

    Args:
        seq: its number in the log, from 0: the index of its leaf.
        entry: what is told.
        at: when it happened.
        actor: the subject's commitment, or ``anonymous``.
        person: the commitment of the person that it is about; empty for none.
    """
    fields: dict[str, Plain] = {
        "seq": seq,
        "time": at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "kind": str(entry.kind),
        "actor": actor,
        "organisation": entry.organisation,
        "owner": entry.owner,
        "client": entry.client,
        "action": entry.act,
        "target": entry.target,
        "person": person,
        "purpose": entry.purpose,
        "decision": "permitted" if entry.permitted else "refused",
        "rules": list(dict.fromkeys((entry.rule, *entry.rules))),
        "epoch": entry.epoch,
        "filter": entry.filter_hash,
        "rows": entry.rows,
        "request": entry.request,
    }
    return canonical_json({name: _whole(value) for name, value in fields.items()})


def record_leaf(record: str) -> bytes:
    """Give the leaf of a record in the log's tree (RFC 6962, 2.1): the proofs' `leaf_hash`."""
    return hashlib.sha256(b"\x00" + record.encode()).digest()


def _whole(value: Plain) -> Plain:
    """Put a sign for half a character: a record must never fail because of what a caller sent."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
