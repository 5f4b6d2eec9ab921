"""The page of findings: what rules found in the sources, place by place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Response

from api import asked_codes
from api.pages.held import in_order, known_places
from api.pages.visit import Visit, VisitDep
from catalogue.findings import as_finding, standing_findings
from catalogue.models import FindingReply, FindingRow
from catalogue.replies import replies_to
from schemas.findings import Finding
from schemas.languages import Lang, Text

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class ReplyView:
    """What an owner said: the state it gave, its words, who and when."""

    state: str
    text: str
    organisation: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding as it is shown.

    Args:
        finding: rule, severity, where and what was found.
        expected: what should stand there, in the reader's language.
        mend: how to mend it.
        state: open, sent, accepted, disputed or corrected.
        dataset: id of the dataset.
        replies: what the owner said to it, the latest last.
        private_until: from when on everybody sees it, None where they do.
    """

    finding: Finding
    expected: str
    mend: str
    state: str
    dataset: str
    replies: Sequence[ReplyView]
    private_until: datetime | None


def finding_views(visit: Visit, rows: Sequence[FindingRow]) -> list[FindingView]:
    """Give findings on record in the reader's language, with what their owners say."""
    said = replies_to(visit.session, [row.id for row in rows])
    return [_view(visit, row, said.get(row.id, ())) for row in rows]


def _view(visit: Visit, row: FindingRow, replies: Sequence[FindingReply]) -> FindingView:
    lang, finding = visit.lang, as_finding(row)
    private = row.public_from is not None and row.public_from > visit.door.now
    return FindingView(
        finding,
        finding.expected.in_(lang),
        finding.mend.in_(lang),
        row.state,
        row.dataset,
        [_reply(one, lang) for one in replies],
        row.public_from if private else None,
    )


def _reply(row: FindingReply, lang: Lang) -> ReplyView:
    return ReplyView(row.state, Text.of(row.text).in_(lang), row.organisation, row.recorded_at)


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
    places = asked_codes.known_places(visit.session, (place,) if place else ())
    rows = standing_findings(visit.session, visit.readable, visit.door.onlooker, places=places)
    visit.door.record_reads({row.dataset for row in rows})
    return visit.page("findings.html", groups=_by_place(visit, finding_views(visit, rows)), only=place)


def _by_place(visit: Visit, found: Sequence[FindingView]) -> list[tuple[str, str, int, Rules]]:
    """Group findings: code, name, count and findings of each place; those of no place last."""
    codes = dict.fromkeys(view.finding.place for view in found)
    places = known_places(visit.session, codes)
    ordered = [place.code for place in in_order(places.values(), visit.lang)]
    ordered += [code for code in codes if code not in places]
    of_place = {code: [view for view in found if view.finding.place == code] for code in ordered}
    names = {code: places[code].name.in_(visit.lang) if code in places else code for code in ordered}
    return [(code, names[code], len(some), by_rule(some)) for code, some in of_place.items()]
