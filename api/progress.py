"""Progress within what a subject may read: gather the evidence, and let the common schema measure."""

from api.asked_codes import known_places
from api.comparing import licence_lines
from api.door import Door
from catalogue import registry
from catalogue.observations import ObservationQuery, load
from connectors.registered import priorities
from policies.decision import Action
from schemas.comparability.evidence import Evidence
from schemas.progress.holdings import needed
from schemas.progress.report import Progress, Question, progress


def progress_within(door: Door, question: Question) -> Progress:
    """Tell a place's progress from what the door lets through; figures that are not open are recorded.

    Raises:
        UnknownCodeError: a code of the question is unknown; the nearest are named.
    """
    session, within = door.session, door.scope(Action.READ)
    known_places(session, (question.place,))
    query = ObservationQuery(
        indicators=needed(question.indicator), places=(question.place,), sectors=(question.sector,)
    )
    observations = load(session, query, within)
    datasets = {one.dataset for one in observations}
    found = progress(
        question,
        Evidence(
            observations=observations,
            bases=registry.bases(session),
            places=registry.places_with(session, (question.place,)),
            source_priority=priorities(session),
            licences=licence_lines(session, datasets),
        ),
    )
    door.record_reads(datasets)
    return found


def licences_of(door: Door, found: Progress) -> list[dict[str, str]]:
    """Give the terms of the datasets that a report rests on."""
    lines = licence_lines(door.session, {one.dataset for one in found.rests_on})
    return [
        {"dataset": dataset, "licence": line.licence, "attribution": line.attribution}
        for dataset, line in sorted(lines.items())
    ]
