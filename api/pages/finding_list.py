"""The page of findings: what rules found in the sources, place by place."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Response

from api.pages.held import in_order, known_places
from api.pages.visit import Visit, VisitDep
from catalogue.findings import as_finding, standing_findings
from catalogue.models import FindingRow
from schemas.findings import Finding
from schemas.languages import Lang

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding as it is shown.

    Args:
        finding: rule, severity, where and what was found.
        expected: what should stand there, in the reader's language.
        mend: how to mend it.
        state: open, sent, accepted, disputed or corrected.
        dataset: id of the dataset.
    """

    finding: Finding
    expected: str
    mend: str
    state: str
    dataset: str


def finding_views(rows: Sequence[FindingRow], lang: Lang) -> list[FindingView]:
    """Give findings on record in the reader's language."""
    found = ((row, as_finding(row)) for row in rows)
    return [
        FindingView(finding, finding.expected.in_(lang), finding.mend.in_(lang), row.state, row.dataset)
        for row, finding in found
    ]


Rules = list[tuple[str, list[FindingView]]]


def by_rule(found: Sequence[FindingView]) -> Rules:
    """Group findings by rule, those on figures before those on descriptions."""
    groups: dict[str, list[FindingView]] = {}
    for view in sorted(found, key=lambda view: (not view.finding.place, view.finding.rule)):
        groups.setdefault(view.finding.rule, []).append(view)
    return list(groups.items())


@router.get("/findings")
def findings_page(visit: VisitDep, place: str = "") -> Response:
    """Show the findings that stand, by place; ``place`` narrows them to one."""
    rows = standing_findings(visit.session, visit.readable, places=(place,) if place else ())
    visit.door.record_reads({row.dataset for row in rows})
    return visit.page("findings.html", groups=_by_place(visit, finding_views(rows, visit.lang)), only=place)


def _by_place(visit: Visit, found: Sequence[FindingView]) -> list[tuple[str, str, int, Rules]]:
    """Group findings: code, name, count and findings of each place; those of no place last."""
    codes = dict.fromkeys(view.finding.place for view in found)
    places = known_places(visit.session, codes)
    ordered = [place.code for place in in_order(places.values(), visit.lang)]
    ordered += [code for code in codes if code not in places]
    of_place = {code: [view for view in found if view.finding.place == code] for code in ordered}
    names = {code: places[code].name.in_(visit.lang) if code in places else code for code in ordered}
    return [(code, names[code], len(some), by_rule(some)) for code, some in of_place.items()]
