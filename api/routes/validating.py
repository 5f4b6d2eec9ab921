"""Validation: a report on what is sent; nothing of it is stored."""

from typing import Annotated, Literal

from fastapi import APIRouter, File, Query, Response, UploadFile

from api.answers import json_response
from api.deps import DoorDep, GatewayDep, LangDep
from api.mapping_files import content_of
from api.validating import SentTable, validate_file

router = APIRouter(prefix="/api/v1/validate", tags=["validation"])

TYPES = {"text": "text/plain; charset=utf-8", "ttl": "text/turtle; charset=utf-8"}


@router.post("")
def validate_sent(
    gateway: GatewayDep,
    door: DoorDep,
    lang: LangDep,
    file: Annotated[UploadFile, File(description="RDF, CSV or XLSX")],
    form: Annotated[
        Literal["", "dcat", "observations"], Query(alias="as", description="by the file's ending unless told")
    ] = "",
    output: Annotated[Literal["json", "text", "ttl"], Query(alias="format")] = "json",
    licence: Annotated[
        str | None, Query(description="of the figures: does it let them be published?")
    ] = None,
    access: Annotated[Literal["", "open", "restricted", "hidden"], Query()] = "open",
) -> Response:
    """Report on a file: what is wrong with it, where, and how to mend it."""
    sent = SentTable(file.filename or "file", content_of(file.file), licence, access)
    report = validate_file(door.session, sent, form, gateway.clock())
    headers = {"cache-control": "no-store"}
    if output == "json":
        return json_response(report.as_dict(), headers=headers)
    return Response(report.render(output, lang), media_type=TYPES[output], headers=headers)
