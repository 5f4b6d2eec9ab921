"""A city's own figures: templates out, workbooks in."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Response, UploadFile

from api.answers import json_response
from api.deps import DoorDep, GatewayDep, LangDep
from api.importing import XLSX, ImportResult, Upload, import_workbook
from connectors.workbook import build_template
from schemas.languages import Lang
from schemas.validation.report import finding_dict

router = APIRouter(prefix="/api/v1", tags=["uploads"])
LARGEST = 20_000_000


@router.get("/templates/{set_name}.xlsx")
def read_template(set_name: str, lang: LangDep) -> Response:
    """Give a workbook template, in the reader's language."""
    content = build_template(set_name, lang)
    headers = {"Content-Disposition": f'attachment; filename="{set_name}.xlsx"'}
    return Response(content, media_type=XLSX, headers=headers)


@router.post("/uploads")
def upload_workbook(
    gateway: GatewayDep,
    door: DoorDep,
    lang: LangDep,
    file: Annotated[UploadFile, File()],
    place: Annotated[str, Form()],
    publish: Annotated[bool, Query()] = False,
) -> Response:
    """Report on a filled workbook; with `publish`, publish it if there is no violation. Needs a role on its owner."""
    content = file.file.read(LARGEST)
    upload = Upload(file.filename or "workbook.xlsx", content, place)
    result = import_workbook(gateway, door, upload, publish=publish)
    return json_response(_as_json(result, lang), status=422 if result.refused else 200)


def _as_json(result: ImportResult, lang: Lang) -> dict[str, object]:
    return {
        "source": result.source,
        "outcome": result.outcome or None,
        "refused": result.refused,
        "observations": len(result.observations),
        "findings": [finding_dict(finding) for finding in result.findings],
        "report": list(result.lines(lang)),
    }
