"""A city's own figures: templates out, workbooks and any other file in."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, File, Form, Query, Response, UploadFile
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.answers import json_response
from api.deps import DoorDep, GatewayDep, LangDep
from api.errors import ParameterError
from api.importing import XLSX, ImportResult
from api.mapping_files import SentFile, content_of
from api.uploads import PUBLISHED, Received, find_upload, looked_at, publish_upload, receive
from connectors.proposal.telling import proposal_json
from connectors.workbook import build_template, template_titles
from schemas.languages import Lang
from schemas.validation.report import finding_dict

router = APIRouter(prefix="/api/v1", tags=["uploads"])


class AnswersIn(BaseModel):
    """What a person says of a file; it outweighs what the file seems to say."""

    model_config = ConfigDict(extra="forbid")

    told: dict[str, str] = Field({}, description="indicator, place, period, unit, locale, basis, licence ...")
    columns: dict[str, str] = Field({}, description="the role of a column by its name")
    words: dict[str, dict[str, str]] = Field(
        {}, description="by dimension: word = code; - leaves its rows out"
    )
    missing: dict[str, str] = Field({}, description="what a sign for no number stands for")
    stated: dict[str, str] = Field({}, description="attributes of the basis")


@router.get("/templates")
def list_templates(lang: LangDep, _door: DoorDep) -> Response:
    """List the sets of figures that have a workbook template."""
    found = [
        {"set": name, "title": title.in_(lang), "url": f"/api/v1/templates/{name}.xlsx"}
        for name, title in template_titles().items()
    ]
    return json_response({"templates": found})


@router.get("/templates/{set_name}.xlsx")
def read_template(
    set_name: str, lang: LangDep, indicator: Annotated[list[str] | None, Query()] = None
) -> Response:
    """Give a workbook template, in the reader's language; a set of indicators with those that are asked for."""
    content = build_template(set_name, lang, tuple(indicator or ()))
    headers = {"Content-Disposition": f'attachment; filename="{set_name}.xlsx"'}
    return Response(content, media_type=XLSX, headers=headers)


@router.post("/uploads")
def upload_file(
    gateway: GatewayDep,
    door: DoorDep,
    lang: LangDep,
    file: Annotated[UploadFile, File()],
    place: Annotated[str, Form()] = "",
    organisation: Annotated[str, Form()] = "",
    answers: Annotated[str, Form(description="AnswersIn as JSON")] = "",
    publish: Annotated[bool, Query()] = False,
) -> Response:
    """Report on a filled workbook, or propose a mapping for any other file; with `publish`, publish it if it may be."""
    said = _said(answers)
    sent = SentFile(file.filename or "workbook.xlsx", content_of(file.file))
    received = receive(
        gateway, door, sent, place=place, organisation=organisation, said=said, publish=publish
    )
    return _answer(received, lang, asked=publish)


@router.get("/uploads/{upload_id}")
def read_upload(upload_id: str, gateway: GatewayDep, door: DoorDep, lang: LangDep) -> Response:
    """Give an upload with what is proposed for it; only to who has a role on its organisation."""
    received = looked_at(gateway, door, find_upload(door, upload_id))
    return json_response(_as_json(received, lang))


@router.patch("/uploads/{upload_id}")
def answer_questions(
    upload_id: str, body: AnswersIn, gateway: GatewayDep, door: DoorDep, lang: LangDep
) -> Response:
    """Answer questions of an upload's mapping, and give what is proposed with them."""
    received = looked_at(gateway, door, find_upload(door, upload_id), body.model_dump())
    return json_response(_as_json(received, lang))


@router.post("/uploads/{upload_id}/publish")
def publish(
    upload_id: str,
    gateway: GatewayDep,
    door: DoorDep,
    lang: LangDep,
    body: Annotated[AnswersIn | None, Body()] = None,
) -> Response:
    """Publish an upload; 422 with the questions or findings where something is open or forbids it."""
    said = body.model_dump() if body is not None else {}
    received = publish_upload(gateway, door, find_upload(door, upload_id), said)
    return _answer(received, lang, asked=True)


def _said(text: str) -> dict[str, Any]:  # AnswersIn
    """Read the answers that come with a file.

    Raises:
        ParameterError: they are none.
    """
    try:
        return AnswersIn.model_validate_json(text or "{}").model_dump()
    except ValidationError as error:
        raise ParameterError(
            "answers", text[:200], f"AnswersIn as JSON: {error.errors()[0]['msg']}"
        ) from error


def _answer(received: Received, lang: Lang, *, asked: bool) -> Response:
    """Answer 422 where a workbook is refused, or what was asked to be published is not."""
    refused = received.report is not None and received.report.refused
    failed = asked and received.row.state != PUBLISHED
    return json_response(_as_json(received, lang), status=422 if refused or failed else 200)


def _as_json(received: Received, lang: Lang) -> dict[str, Any]:  # JSON
    row = received.row
    told: dict[str, Any] = {
        "id": row.id,
        "name": row.name,
        "place": row.place,
        "organisation": row.organisation,
        "sha256": row.sha256,
        "size": row.size,
        "state": row.state,
        "recorded_at": row.recorded_at.isoformat(),
    }
    if received.report is not None:
        told |= _report(received.report, lang)
    if received.proposal is not None:
        told["proposal"] = proposal_json(received.proposal, lang)
        told["answers"] = row.proposal.get("answers", {})
    return told


def _report(result: ImportResult, lang: Lang) -> dict[str, object]:
    return {
        "source": result.source,
        "outcome": result.outcome or None,
        "refused": result.refused,
        "observations": len(result.observations),
        "findings": [finding_dict(finding) for finding in result.findings],
        "report": list(result.lines(lang)),
    }
