"""The pages of rules: all of them by family, and one with what it asks, how to mend it, and an example."""

from fastapi import APIRouter, Response

from api.pages.visit import Visit, VisitDep
from schemas.rule_book import FAMILIES, RuleEntry, find_rule, rule_book
from schemas.validation.shapes import curie

router = APIRouter(include_in_schema=False)


@router.get("/rules")
def rules_page(visit: VisitDep) -> Response:
    """Show all rules."""
    return visit.lasting(lambda: visit.page("rules.html", families=_by_family()))


def _by_family() -> dict[str, list[RuleEntry]]:
    families: dict[str, list[RuleEntry]] = {family: [] for family in FAMILIES}
    for entry in rule_book().values():
        families[entry.family].append(entry)
    return families


@router.get("/rules/{rule_id}")
def rule_page(rule_id: str, visit: VisitDep) -> Response:
    """Show a rule."""
    entry = find_rule(rule_id)
    return visit.lasting(lambda: _rule(visit, entry))


def _rule(visit: Visit, entry: RuleEntry) -> Response:
    pairs = [
        (expected, entry.mend[min(place, len(entry.mend) - 1)])
        for place, expected in enumerate(entry.expected)
    ]
    alike = len(entry.expected) == len(entry.mend)
    return visit.page("rule.html", rule=entry, pairs=pairs if alike else [], property=curie(entry.path))
