"""Mirror within what a subject may read: gather what every source says of a fact, and take the differences apart."""

from collections import Counter
from collections.abc import Sequence

from sqlmodel import col, select

from api.door import Door
from api.preferring import override_of, tellers
from catalogue import registry
from catalogue.models import ObservationRow
from catalogue.observations import ObservationQuery, conditions, kept_back, veiled
from catalogue.releases import to_observation
from policies.decision import Action
from schemas.errors import UnknownCodeError
from schemas.mirror.fact import Fact, fact
from schemas.mirror.mirror import Mirror, MirrorQuestion, mirror
from schemas.mirror.preference import same_areas
from schemas.mirror.seen import Gathered, Seen
from schemas.observations import StoredObservation
from schemas.place_search import nearest_places
from schemas.places import ancestors


def mirror_within(door: Door, question: MirrorQuestion) -> Mirror:
    """Answer a question from what the door lets through; figures that are not open are recorded.

    Raises:
        SchemaError: a code of the question is unknown; the nearest are named.
    """
    gathered = gather(door, question)
    answer = mirror(question, gathered)
    door.record_reads(Counter(one.stored.dataset for one in gathered.seen))
    return answer


def gather(door: Door, question: MirrorQuestion) -> Gathered:
    """Gather the rows of a place with their history, those of the areas around it, and who tells of them.

    Raises:
        SchemaError: a code of the question is unknown; the nearest are named.
    """
    session = door.session
    places = registry.places_with(session, (question.place,))
    if question.place not in places:
        raise UnknownCodeError("place", question.place, nearest_places(question.place, places))
    asked = fact(question.indicator, question.sector)
    here = tuple(sorted(same_areas(question.place, places)))
    seen = [*_here(door, asked, here), *_around(door, asked, ancestors(question.place, places))]
    return Gathered(
        seen=seen,
        bases=registry.bases(session),
        places=places,
        tellers=tellers(session, {one.stored.dataset for one in seen}),
        override=override_of(door, question.place, question.indicator),
    )


def _here(door: Door, asked: Fact, places: Sequence[str]) -> list[Seen]:
    return _read(
        door, ObservationQuery(indicators=asked.indicators, places=tuple(places), include_history=True)
    )


def _around(door: Door, asked: Fact, places: Sequence[str]) -> list[Seen]:
    if not places:
        return []
    kin = tuple(dict.fromkeys(one.indicator for one in asked.kin))
    sectors = tuple(dict.fromkeys(one.sector for one in asked.kin))
    return _read(door, ObservationQuery(indicators=kin, places=tuple(places), sectors=(*sectors, "_Z")))


def _read(door: Door, query: ObservationQuery) -> list[Seen]:
    within = door.scope(Action.READ)
    statement = select(ObservationRow).where(*conditions(query), within.observations())
    rows = door.session.exec(statement.order_by(col(ObservationRow.number))).all()
    kept = kept_back(door.session, within, {row.dataset for row in rows})
    return [
        Seen(
            StoredObservation(
                row.id,
                row.release,
                row.dataset,
                veiled(to_observation(row), kept.get(row.dataset, ())),
                row.example,
            ),
            row.recorded_from,
            row.recorded_to,
        )
        for row in rows
    ]
