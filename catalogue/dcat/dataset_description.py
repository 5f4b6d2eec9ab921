"""Describing a dataset: from the catalogue's view of it to what DCAT-AP says of one."""

from dataclasses import replace

from catalogue.dcat import resources
from catalogue.dcat.describing import (
    DCAT_AP,
    access_rights,
    agent,
    contact,
    location,
    policy,
    subject,
    terms_of_use,
)  # fmt: skip
from catalogue.dcat.distribution_description import Terms, own_distributions, source_distributions
from catalogue.dcat.iris import segment
from catalogue.dcat.literals import dated, period_end, period_start, said, tag, timed, worded
from catalogue.dcat.resources import Concept, Dated, Worded, Words
from catalogue.dcat.vocabularies import concept, known
from catalogue.dcat.world import World
from catalogue.drafts import DatasetView, RecordView
from schemas.indicators import indicators
from schemas.languages import is_lang
from schemas.messages import say


def describe_dataset(
    world: World, view: DatasetView, service: resources.DataService | None
) -> resources.Dataset:
    """Describe a dataset with its distributions: the source's own, and ours where it has observations.

    Args:
        service: our API, through which ours are had.
    """
    iri = world.node.id("dataset", view.id)
    terms = _terms(world, iri, view)
    access = terms.policy_view.access if terms.policy_view else view.access
    landing_page = world.notes.link(view.id, "landing_page", view.landing_page)
    return resources.Dataset(
        iri=iri,
        title=worded(view.title, view.language) or (Worded(view.id),),
        description=_description(view),
        identifier=iri,
        other_identifier=_other_identifier(iri, view),
        publisher=agent(world, view.publisher),
        contact=contact(world, view.publisher),
        access_rights=access_rights(access),
        policy=terms.policy,
        theme=_entry(world, view, "theme", "data-theme"),
        keywords=tuple(Worded(word, tag(view.language)) for word in view.keywords if word.strip()),
        subjects=tuple(
            subject(world, indicators()[code]) for code in view.indicators if code in indicators()
        ),
        licence=terms.licence,
        rights=terms.rights,
        landing_page=resources.Document(iri=landing_page) if landing_page else None,
        spatial=_spatial(world, view),
        temporal=_temporal(world, iri, view),
        issued=_date(world, view, "issued"),
        modified=_date(world, view, "modified"),
        periodicity=_entry(world, view, "periodicity", "frequency"),
        language=_entry(world, view, "language", "language"),
        notes=(*(said("dcat.example") if view.example else ()), *worded(view.note, view.language)),
        provenance=_provenance(iri, view),
        distributions=(
            *source_distributions(world, view, terms),
            *own_distributions(world, view, terms, service),
        ),
    )


def record_iris(dataset: str, view: DatasetView) -> tuple[str, ...]:
    """Give the IRIs of the catalogue's entries for a dataset: one for each portal that lists it."""
    own = f"{dataset}#record"
    return (own, *(f"{own}-{segment(f'{one.source}/{one.remote}')}" for one in view.records if not one.own))


def describe_records(
    world: World, view: DatasetView, dataset: resources.Dataset
) -> tuple[resources.Record, ...]:
    """Describe the catalogue's entries for a dataset; where several portals list it, each with what it is there."""
    change = "created" if view.recorded_at == view.recorded_from else "updated"
    several = len(view.records) > 1
    records = [one for one in view.records if several and one.own]
    first, *others = record_iris(dataset.iri, view)
    own = resources.Record(
        iri=first, topic=resources.Reference(iri=dataset.iri), issued=timed(view.recorded_from), modified=timed(view.recorded_at),
        status=known("change-type", change), conforms_to=DCAT_AP, source=_at_source(world, view, records[0]) if records else None,
    )  # fmt: skip
    rest = zip(others, (one for one in view.records if not one.own), strict=True)
    return (own, *(_record(world, view, iri, one, own) for iri, one in rest))


def _record(
    world: World, view: DatasetView, iri: str, record: RecordView, own: resources.Record
) -> resources.Record:
    change = "created" if record.changed_at == record.first_seen else "updated"
    return replace(
        own,
        iri=iri,
        issued=timed(record.first_seen),
        modified=timed(record.changed_at),
        status=known("change-type", change),
        source=_at_source(world, view, record),
    )


def _at_source(world: World, view: DatasetView, record: RecordView) -> str | None:
    """Give the address of a record at its portal: what it is called there, if that is an address, else its page."""
    called = record.remote if "://" in record.remote else record.landing_page
    return world.notes.link(view.id, "record", called)


def _terms(world: World, iri: str, view: DatasetView) -> Terms:
    rules = world.policies.get(view.id)
    rights, attribution = view.rights.strip(), view.attribution.strip()
    statement = resources.RightsStatement(
        iri=f"{iri}#rights",
        label=(Worded(rights, tag(view.language)),) if rights else (),
        attribution=(Worded(attribution),) if attribution else (),
    )
    return Terms(
        dataset=iri,
        licence=terms_of_use(world, view.licence),
        rights=statement if rights or attribution else None,
        policy=policy(rules),
        policy_view=rules,
    )


def _description(view: DatasetView) -> Words:
    """Give the description; example data says what it is before all else, whatever page it is shown on."""
    description = worded(view.description, view.language) or said("dcat.no_description")
    if not view.example:
        return description
    return tuple(Worded(f"{_example(text.lang)} {text.text}", text.lang) for text in description)


def _example(lang: str) -> str:
    return say("dcat.example", lang if is_lang(lang) else "en")


def _other_identifier(iri: str, view: DatasetView) -> resources.Identifier | None:
    if not view.remote:
        return None
    return resources.Identifier(iri=f"{iri}#identifier", notation=view.remote, agency=view.source)


def _entry(world: World, view: DatasetView, field: str, vocabulary: str) -> Concept | None:
    """Give the vocabulary's entry that a field names; note one it lacks."""
    text: str = getattr(view, field)
    entry = concept(vocabulary, text) if text else None
    if text and entry is None:
        world.notes.add(view.id, field, text, "code")
    return entry


def _date(world: World, view: DatasetView, field: str) -> Dated | None:
    text: str = getattr(view, field)
    date = dated(text)
    if text and date is None:
        world.notes.add(view.id, field, text, "date")
    return date


def _spatial(world: World, view: DatasetView) -> tuple[resources.Location, ...]:
    found = []
    for code in view.spatial:
        place = location(world, code)
        if place is None:
            world.notes.add(view.id, "spatial", code, "place")
        else:
            found.append(place)
    return tuple(found)


def _temporal(world: World, iri: str, view: DatasetView) -> resources.Period | None:
    first, last = view.temporal
    start, end = period_start(first), period_end(last)
    for text, read in ((first, start), (last, end)):
        if text and read is None:
            world.notes.add(view.id, "temporal", text, "date")
    return resources.Period(iri=f"{iri}#temporal", start=start, end=end) if start or end else None


def _provenance(iri: str, view: DatasetView) -> tuple[resources.ProvenanceStatement, ...]:
    steps = enumerate((worded(step, view.language) for step in view.provenance), start=1)
    return tuple(
        resources.ProvenanceStatement(iri=f"{iri}#provenance-{number}", label=step)
        for number, step in steps
        if step
    )
