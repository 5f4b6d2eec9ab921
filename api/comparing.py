"""Compare within what a subject may read: gather the evidence, and let the common schema decide."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from sqlmodel import Session, col, select

from api.door import Door
from api.preferring import turns
from catalogue import registry
from catalogue.findings import as_finding, standing_findings
from catalogue.models import Dataset, FindingRow
from catalogue.observations import ObservationQuery, load
from connectors.registered import priorities
from policies.decision import Action
from schemas.comparability.compare import compare, needed, places_needed
from schemas.comparability.comparison import Comparison
from schemas.comparability.evidence import Evidence, LicenceLine
from schemas.comparability.question import Question
from schemas.comparability.series import Series, compare_series


def compare_within(door: Door, question: Question) -> Comparison:
    """Answer a question from what the door lets through; figures that are not open are recorded.

    Raises:
        SchemaError: a code of the question is unknown; the nearest are named.
    """
    return answered_within(door, question)[0]


def answered_within(door: Door, question: Question) -> tuple[Comparison, Evidence]:
    """Answer a question, and give the evidence that it was answered from.

    Raises:
        SchemaError: a code of the question is unknown; the nearest are named.
    """
    evidence = _evidence(door, question)
    answer = compare(question, evidence)
    door.record_reads(Counter(one.dataset for one in evidence.observations))
    return answer, evidence


def series_within(door: Door, question: Question, periods: Sequence[str], base: str) -> Series:
    """Answer a question over several years from what the door lets through; what is not open is recorded.

    Raises:
        SchemaError: a code of the question is unknown, or there are no years.
    """
    evidence = _evidence(door, question)
    answer = compare_series(question, periods, evidence, base)
    door.record_reads(Counter(one.dataset for one in evidence.observations))
    return answer


def _evidence(door: Door, question: Question) -> Evidence:
    """Gather what a comparison looks at, as far as the door lets through."""
    session, within = door.session, door.scope(Action.READ)
    places = registry.places_with(session, question.places)
    around = places_needed(question.indicator, question.places, places)
    query = ObservationQuery(indicators=needed(question.indicator), places=around)
    observations = load(session, query, within)
    found = standing_findings(session, within, door.onlooker, places=question.places)
    bases = registry.bases(session)
    asked_first = turns(door, question.indicator, question.places, observations, (bases, places))
    return Evidence(
        observations=observations,
        bases=bases,
        places=places,
        source_priority=priorities(session),
        licences=licence_lines(session, {one.dataset for one in observations}),
        findings=[as_finding(row) for row in found],
        decided=asked_first.decided,
        order=asked_first.order,
    )


def findings_on(door: Door, comparison: Comparison) -> list[FindingRow]:
    """Give the findings that stand on the datasets a comparison rests on, about the places compared."""
    within, places = door.scope(Action.READ), comparison.question.places
    found = standing_findings(door.session, within, door.onlooker, places=places)
    return [row for row in found if row.dataset in comparison.datasets]


def licence_lines(session: Session, datasets: Collection[str]) -> Mapping[str, LicenceLine]:
    """Give each dataset's licence and whom to name."""
    rows = session.exec(select(Dataset).where(col(Dataset.id).in_(sorted(datasets))))
    return {row.id: LicenceLine(row.licence, row.attribution or row.publisher) for row in rows}
