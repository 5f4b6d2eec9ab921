"""Compare within what a subject may read: gather the evidence, and let the common schema decide."""

from collections.abc import Collection, Mapping, Sequence

from sqlmodel import Session, col, select

from api.door import Door
from catalogue import registry
from catalogue.findings import as_finding, standing_findings
from catalogue.models import Dataset
from catalogue.observations import ObservationQuery, load
from connectors.registered import priorities
from policies.decision import Action
from schemas.comparability.compare import compare, needed, places_needed
from schemas.comparability.comparison import Comparison
from schemas.comparability.evidence import Evidence, LicenceLine
from schemas.comparability.question import Question
from schemas.observations import StoredObservation


def compare_within(door: Door, question: Question) -> Comparison:
    """Answer a question from what the door lets through; figures that are not open are recorded.

    Raises:
        SchemaError: a code of the question is unknown; the nearest are named.
    """
    session, within = door.session, door.scope(Action.READ)
    places = registry.places(session)
    around = places_needed(question.indicator, question.places, places)
    query = ObservationQuery(indicators=needed(question.indicator), places=around)
    observations = load(session, query, within)
    found = standing_findings(session, within, places=question.places)
    evidence = Evidence(
        observations=observations,
        bases=registry.bases(session),
        places=places,
        source_priority=priorities(session),
        licences=licence_lines(session, {one.dataset for one in observations}),
        findings=[as_finding(row) for row in found],
    )
    answer = compare(question, evidence)
    door.record_reads(_not_open(session, observations))
    return answer


def licence_lines(session: Session, datasets: Collection[str]) -> Mapping[str, LicenceLine]:
    """Give each dataset's licence and whom to name."""
    rows = session.exec(select(Dataset).where(col(Dataset.id).in_(sorted(datasets))))
    return {row.id: LicenceLine(row.licence, row.attribution or row.publisher) for row in rows}


def _not_open(session: Session, observations: Sequence[StoredObservation]) -> set[str]:
    ids = sorted({one.dataset for one in observations})
    closed = select(Dataset.id).where(col(Dataset.id).in_(ids), col(Dataset.access) != "open")
    return set(session.exec(closed))
