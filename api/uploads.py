"""Uploads: a file kept between the proposal of its mapping and its publication, seen only by who answers for it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from api.door import Door
from api.errors import ParameterError, UploadNotFoundError
from api.gateway import Gateway
from api.importing import WRITERS, ImportResult, Upload, import_workbook
from api.mapped_import import MappedSource, import_mapped
from api.mapping_files import SentFile, answers_of, propose_file
from catalogue import registry
from catalogue.models import UploadRow
from connectors.proposal.decisions import Answers
from connectors.proposal.proposal import Proposal
from connectors.proposal.proposing import slug
from connectors.sniffing import kind_of
from connectors.workbook import is_workbook_of_ours
from policies.decision import Role

Said = Mapping[str, Any]  # what a person said, as JSON: see docs/files.md
PROPOSED, READY, REFUSED, PUBLISHED = "proposed", "ready", "refused", "published"
LONGEST_SOURCE = 80


@dataclass(frozen=True)
class Received:
    """An upload with what was made of it: a workbook's report, or a proposal.

    Args:
        row: what is kept of it.
        report: of a workbook of ours, or of a publication.
        proposal: of any other file.
    """

    row: UploadRow
    report: ImportResult | None = None
    proposal: Proposal | None = None


def receive(
    gateway: Gateway, door: Door, sent: SentFile, *, place: str, organisation: str, said: Said, publish: bool
) -> Received:
    """Take a file: report on a workbook of ours, propose a mapping for any other, and keep it.

    Raises:
        RoleMissingError: the subject may not write for the organisation; the file is not read.
        ConnectorError: the file cannot be read.
    """
    if kind_of(sent.content) == "xlsx" and is_workbook_of_ours(sent.content):
        return _workbook(gateway, door, sent, place, publish=publish)
    owner = _owner(door, organisation, place)
    row = _kept(gateway, door, sent, place, owner)
    row.proposal = {"answers": dict(said)}
    return _mapped(gateway, door, row, publish=publish)


def _workbook(gateway: Gateway, door: Door, sent: SentFile, place: str, *, publish: bool) -> Received:
    upload = Upload(sent.name, sent.content, place)
    report = import_workbook(gateway, door, upload, publish=publish)
    owner = _standing_for(door.session, place) or place
    row = _kept(gateway, door, sent, place, owner)
    row.proposal = {"workbook": True}
    return _noted(door.session, Received(row, report))


def _noted(session: Session, received: Received) -> Received:
    """Write down what state an upload is in."""
    row, report, proposal = received.row, received.report, received.proposal
    if report is not None and report.outcome:
        row.state = PUBLISHED
    elif report is not None:
        row.state = REFUSED if report.refused else READY
    elif proposal is not None:
        row.state = READY if proposal.publishable else PROPOSED
    row.report = _summary(report, proposal)
    session.merge(row)
    return received


def _summary(report: ImportResult | None, proposal: Proposal | None) -> dict[str, Any]:  # JSON
    if report is not None:
        return {"source": report.source, "observations": len(report.observations), "outcome": report.outcome}
    assert proposal is not None  # an upload is one or the other
    read = sum(len(table.observations) for table in proposal.tables)
    return {"source": proposal.source["id"], "observations": read, "questions": len(proposal.open)}


def _owner(door: Door, organisation: str, place: str) -> str:
    """Give the organisation that a file is uploaded for, which the subject must be allowed to write for."""
    own = sorted({owner for owner, role in door.subject.roles if role in WRITERS})
    standing = _standing_for(door.session, place)
    owner = organisation or (standing if not own or standing in own else own[0] if len(own) == 1 else "")
    if not owner and own:
        raise ParameterError("organisation", organisation, f"one of {', '.join(own)}")
    door.require_role(owner or place, WRITERS)
    return owner


def _standing_for(session: Session, place: str) -> str:
    known = registry.organisations(session).values()
    return next((one.id for one in known if place and one.place == place and not one.parent), "")


def _kept(gateway: Gateway, door: Door, sent: SentFile, place: str, owner: str) -> UploadRow:
    """Keep a file's bytes, and a row that knows whose it is."""
    gateway.store.put(sent.content)
    named = f"{sent.sha256}\x1f{sent.name}\x1f{owner}\x1f{door.now.isoformat()}"
    return UploadRow(
        id=hashlib.sha256(named.encode()).hexdigest()[:24],
        name=sent.name,
        place=place,
        organisation=owner,
        subject=door.subject.id,
        sha256=sent.sha256,
        size=len(sent.content),
        recorded_at=door.now,
    )


def find_upload(door: Door, upload_id: str) -> UploadRow:
    """Give an upload to who has a role on its organisation.

    Raises:
        UploadNotFoundError: absent, or somebody else's: the same answer.
    """
    row = door.session.get(UploadRow, upload_id)
    if row is None or not door.subject.has_role(row.organisation, tuple(Role)):
        raise UploadNotFoundError(upload_id)
    return row


def looked_at(gateway: Gateway, door: Door, row: UploadRow, said: Said | None = None) -> Received:
    """Make of an upload what its answers make of it, with more answers where some are given.

    Raises:
        RoleMissingError: answers are given by who may not write for the organisation.
    """
    if said is not None:
        door.require_role(row.organisation, WRITERS)
        row.proposal = {"answers": merged(row.proposal.get("answers", {}), said)}
    return _again(gateway, door, row, publish=False)


def publish_upload(gateway: Gateway, door: Door, row: UploadRow, said: Said) -> Received:
    """Publish an upload if nothing is open and nothing forbids it.

    Raises:
        RoleMissingError: the subject may not write for the organisation.
    """
    door.require_role(row.organisation, WRITERS)
    if said and "answers" in row.proposal:
        row.proposal = {"answers": merged(row.proposal["answers"], said)}
    return _again(gateway, door, row, publish=True)


def _again(gateway: Gateway, door: Door, row: UploadRow, *, publish: bool) -> Received:
    if row.proposal.get("workbook"):
        upload = Upload(row.name, gateway.store.get(row.sha256), row.place)
        report = import_workbook(gateway, door, upload, publish=publish)
        return _noted(door.session, Received(row, report)) if publish else Received(row, report)
    return _mapped(gateway, door, row, publish=publish)


def _mapped(gateway: Gateway, door: Door, row: UploadRow, *, publish: bool) -> Received:
    sent = SentFile(row.name, gateway.store.get(row.sha256))
    answers = _answers(row)
    proposal = propose_file(door.session, sent, answers, door.now.year)
    if not publish or not proposal.publishable:
        done = row.state == PUBLISHED
        received = Received(row, None, proposal)
        return received if done else _noted(door.session, received)
    report = import_mapped(gateway, door, sent, MappedSource.of_proposal(proposal), publish=True)
    return _noted(door.session, Received(row, report, proposal))


def _answers(row: UploadRow) -> Answers:
    """Give what was said of an upload; the owner and the source are the uploader's, whatever is said."""
    said = row.proposal.get("answers", {})
    told = {key: str(value) for key, value in said.get("told", {}).items()}
    told |= {
        "owner": row.organisation,
        "source": f"{slug(row.organisation)}-{slug(row.name)}"[:LONGEST_SOURCE],
    }
    if row.place and "place" not in told:
        told["place"] = row.place
    return answers_of(
        told,
        [f"{name}={role}" for name, role in said.get("columns", {}).items()],
        [
            f"{dimension}:{word}={code}"
            for dimension, codes in said.get("words", {}).items()
            for word, code in codes.items()
        ],
        [f"{sign}={code}" for sign, code in said.get("missing", {}).items()],
        [f"{name}={code}" for name, code in said.get("stated", {}).items()],
    )


def merged(standing: Said, more: Said) -> dict[str, Any]:  # JSON
    """Add answers to those that stand; an empty one takes the standing one back."""
    result: dict[str, Any] = {}
    for part in ("told", "columns", "missing", "stated"):
        both = {**standing.get(part, {}), **more.get(part, {})}
        result[part] = {key: value for key, value in both.items() if value != ""}
    words = {key: dict(codes) for key, codes in standing.get("words", {}).items()}
    for dimension, codes in more.get("words", {}).items():
        words[dimension] = {**words.get(dimension, {}), **codes}
    result["words"] = {
        key: {word: code for word, code in codes.items() if code} for key, codes in words.items()
    }
    return result
