"""Rules: what each rule that a finding names asks, and how to mend what breaks it."""

from typing import Any, Literal

from fastapi import APIRouter, Request, Response

from api.answers import json_response
from api.asking import Asked, asked_of, told
from api.deps import DoorDep
from api.freshness import Fresh
from policies.decision import Action
from schemas.findings import Severity
from schemas.languages import Lang, Text
from schemas.rule_book import RuleEntry, find_rule, rule_book

router = APIRouter(prefix="/api/v1/rules", tags=["findings"])

Json = dict[str, Any]  # an answer
Family = Literal[
    "observation", "hard", "across", "basis", "indicator", "record", "mapping", "workbook", "source"
]


class RulesAsked(Asked):
    """The parameters; an empty one does not narrow the list."""

    family: Family | None = None
    severity: Severity | None = None


@router.get("", openapi_extra=told(RulesAsked))
def list_rules(request: Request, door: DoorDep) -> Response:
    """List the rules, family by family."""
    asked = asked_of(RulesAsked, request)
    found = [
        entry
        for entry in rule_book().values()
        if asked.family in (None, entry.family)
        and (asked.severity is None or asked.severity in entry.severities)
    ]
    fresh = Fresh.of(request, door)

    def draw() -> Response:
        return json_response({"rules": [_told(entry, fresh.lang) for entry in found], "count": len(found)})

    return fresh.answer(door.scope(Action.DISCOVER), "json", draw)


@router.get("/{rule_id}")
def read_rule(rule_id: str, request: Request, door: DoorDep) -> Response:
    """Give one rule, with its texts in all languages."""
    entry = find_rule(rule_id)
    fresh = Fresh.of(request, door)

    def draw() -> Response:
        texts = {"title": entry.title, "asks": entry.asks}
        said = {
            "texts": {name: text.as_dict() for name, text in texts.items()}
            | {name: [text.as_dict() for text in getattr(entry, name)] for name in ("expected", "mend")}
        }
        return json_response(_told(entry, fresh.lang) | said)

    return fresh.answer(door.scope(Action.DISCOVER), "json", draw)


def _told(entry: RuleEntry, lang: Lang) -> Json:
    return {
        "id": entry.id, "iri": entry.iri, "family": entry.family, "severity": entry.severities[0],
        "severities": list(entry.severities), "title": entry.title.in_(lang), "asks": entry.asks.in_(lang),
        "expected": _each(entry.expected, lang), "mend": _each(entry.mend, lang), "shapes": list(entry.shapes),
        "path": entry.path, "source": entry.source,
        "example": {"fails": entry.fails, "passes": entry.passes}, "page": f"/rules/{entry.id}",
    }  # fmt: skip


def _each(texts: tuple[Text, ...], lang: Lang) -> list[str]:
    return [text.in_(lang) for text in texts]
