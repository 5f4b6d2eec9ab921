"""The page of uploads: drop a file, see what is proposed, answer, publish. Works without scripts and keeps no key."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote, unquote

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from starlette.datastructures import FormData

from api.door import Door
from api.keys import subject_of_key
from api.mapping_files import SentFile, content_of
from api.pages.visit import Visit, VisitDep
from api.uploads import PUBLISHED, Received, find_upload, looked_at, publish_upload, receive
from connectors.proposal.decisions import Decision
from connectors.proposal.proposal import SHOWN, TableProposal
from connectors.proposal.telling import row_text, shown_findings, sum_text, verdict
from connectors.workbook import template_titles
from schemas.languages import Lang

router = APIRouter(include_in_schema=False)
PART = "|"
PUBLISH = "publish"
ANSWERABLE = ("indicator", "place", "period", "unit", "locale", "basis", "licence", "encoding", "separator")


@dataclass(frozen=True, slots=True)
class Question:
    """A decision as a field of the form.

    Args:
        field: its name in the form.
        label: what is decided, for people.
        text: what it is concluded from, or what is asked.
    """

    field: str
    label: str
    state: str
    value: str
    text: str
    candidates: tuple[str, ...]
    cell: str


@dataclass(frozen=True, slots=True)
class TableView:
    """A table as the page shows it."""

    where: str
    titles: str
    count: int
    rows: tuple[str, ...]
    sums: tuple[str, ...]
    closing: int
    checked: int
    findings: tuple[tuple[str, str], ...]


async def read_form(request: Request) -> FormData:
    """Give the fields of a form whose names are made of the file."""
    return await request.form()


FormDep = Annotated[FormData, Depends(read_form)]


@router.get("/upload")
def upload_page(visit: VisitDep) -> Response:
    """Show the form for a file, and the templates for who has none."""
    templates = [(name, title.in_(visit.lang)) for name, title in template_titles().items()]
    return visit.page("upload.html", templates=templates)


@router.post("/upload")
def take_file(
    visit: VisitDep,
    file: Annotated[UploadFile, File()],
    key: Annotated[str, Form()] = "",
    place: Annotated[str, Form()] = "",
) -> Response:
    """Take a file and show what is proposed for it."""
    door = _door(visit, key)
    sent = SentFile(file.filename or "file", content_of(file.file))
    received = receive(
        visit.gateway, door, sent, place=place.strip(), organisation="", said={}, publish=False
    )
    return _shown(visit, received)


@router.get("/upload/{upload_id}")
def ask_for_key(upload_id: str, visit: VisitDep) -> Response:
    """Ask for the key before anything of an upload is shown: the same page whether there is one or not."""
    return visit.page("upload_key.html", upload=upload_id)


@router.post("/upload/{upload_id}")
def take_answers(upload_id: str, form: FormDep, visit: VisitDep) -> Response:
    """Take answers to questions, and publish where that is asked for."""
    door = _door(visit, _text(form, "key"))
    row = find_upload(door, upload_id)
    said = _said(form)
    if _text(form, "act") == PUBLISH:
        return _shown(visit, publish_upload(visit.gateway, door, row, said), asked=True)
    return _shown(visit, looked_at(visit.gateway, door, row, said if any(said.values()) else None))


def _door(visit: Visit, key: str) -> Door:
    """Open the door of who holds the key; without one it is the world's, which opens no upload.

    Raises:
        UnknownKeyError: the key is not valid.
    """
    if not key.strip():
        return visit.door
    now = visit.gateway.clock()
    subject = subject_of_key(visit.session, visit.gateway.pepper, key.strip(), now)
    return Door(subject, visit.session, visit.gateway.audit, now, visit.gateway.policies, visit.door.request)


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _said(form: FormData) -> dict[str, dict[str, object]]:
    """Read the fields of the form as answers; a field left as it was proposed says nothing."""
    said: dict[str, dict[str, object]] = {"told": {}, "columns": {}, "words": {}, "missing": {}, "stated": {}}
    for name, value in form.multi_items():
        part, *rest = (unquote(piece) for piece in name.split(PART))
        if not isinstance(value, str) or part not in said:
            continue
        if value.strip() == _text(form, f"was{PART}{name}") or len(rest) != (2 if part == "words" else 1):
            continue
        if part == "words":
            words = said["words"].setdefault(rest[0], {})
            assert isinstance(words, dict)  # made one line above
            words[rest[1]] = value.strip()
        else:
            said[part][rest[0]] = value.strip()
    return said


def _shown(visit: Visit, received: Received, *, asked: bool = False) -> Response:
    lang, row = visit.lang, received.row
    proposal, report = received.proposal, received.report
    refused = asked and row.state != PUBLISHED
    return visit.page(
        "upload_shown.html",
        status=422 if refused else 200,
        upload=row,
        published=row.state == PUBLISHED,
        sentence=verdict(proposal, lang) if proposal else "",
        questions=_questions(proposal.all_decisions(), lang) if proposal else (),
        tables=[_table(table, lang) for table in proposal.tables] if proposal else (),
        notes=[note.in_(lang) for note in proposal.notes] if proposal else (),
        report=list(report.lines(lang)) if report and not proposal else (),
        source=report.source if report else "",
        ready=proposal.publishable if proposal else not (report and report.refused),
    )


def _questions(decisions: Iterable[Decision], lang: Lang) -> list[Question]:
    """Give the fields, open questions first; what is certain needs none."""
    found = {
        field: _question(one, field, lang)
        for one in decisions
        if (field := _field(one)) and one.state != "certain"
    }
    return sorted(found.values(), key=lambda question: question.state != "ask")


def _field(one: Decision) -> str:
    kind, _, rest = one.key.partition(".")
    if kind == "word":
        dimension, _, word = rest.partition(".")
        return PART.join(("words", quote(dimension, safe=""), quote(word, safe="")))
    parts: Mapping[str, str] = {"column": "columns", "missing": "missing", "stated": "stated"}
    if kind in parts:
        return f"{parts[kind]}{PART}{quote(rest, safe='')}"
    return f"told{PART}{kind}" if kind in ANSWERABLE else ""


def _question(one: Decision, field: str, lang: Lang) -> Question:
    label = one.key.partition(".")[2].partition(".")[2] if one.key.startswith("word.") else one.key
    label = label.partition(".")[2] if one.key.startswith(("column.", "missing.", "stated.")) else label
    return Question(field, label, one.state, one.value, one.why.in_(lang), one.candidates, one.cell)


def _table(table: TableProposal, lang: Lang) -> TableView:
    return TableView(
        where=" ".join(part for part in (table.sheet, table.range) if part),
        titles=" | ".join(table.titles),
        count=len(table.observations),
        rows=tuple(row_text(row) for row in table.observations[:SHOWN]),
        sums=tuple(sum_text(line, lang) for line in table.sums if not line.closes),
        closing=sum(line.closes for line in table.sums),
        checked=len(table.sums),
        findings=tuple((one.severity, one.sentence(lang)) for one in shown_findings(table)),
    )
