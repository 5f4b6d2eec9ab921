"""Import a file of anybody's making by its mapping: report on every cell first, then publish it as a release."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from api.door import Door
from api.errors import ParameterError
from api.gateway import Gateway
from api.importing import PRIORITY, WRITERS, XLSX, ImportResult
from api.mapping_files import SentFile
from catalogue import registry
from catalogue.audit import AuditEntry, record_act
from catalogue.drafts import DatasetDraft, DistributionDraft
from catalogue.models import Organisation, Snapshot
from catalogue.replies import give_notice
from catalogue.settling import begin_publication
from connectors.beside import held_together
from connectors.definitions import (
    BasisDefinition,
    MappingDefinition,
    OrganisationDefinition,
    SourceDefinition,
    SourcesFile,
    text_of,
)
from connectors.harvest import with_record_checked
from connectors.items import Item
from connectors.licence_check import UNSTATED, licence_findings
from connectors.mapping import AppliedMapping
from connectors.models import UPLOAD, SourceRow
from connectors.notice import notice_of
from connectors.proposal.proposal import Proposal
from connectors.publication import publish_items
from connectors.reading import Context, read_mapped
from connectors.references import check_sources
from connectors.registered import known
from schemas.basis import Basis
from schemas.findings import Finding
from schemas.languages import LANGUAGES, Text
from schemas.messages import Message
from schemas.rules.cross_check import cross_check

CSV = "text/csv"


@dataclass(frozen=True)
class MappedSource:
    """A file's source with all that its mappings name.

    Args:
        definition: the source with its mappings.
        maps: the maps that they name.
        bases: those that are stated beside them.
        organisation: the owner, where it is declared beside them.
    """

    definition: SourceDefinition
    maps: Mapping[str, Mapping[str, str]]
    bases: tuple[BasisDefinition, ...] = ()
    organisation: OrganisationDefinition | None = None

    @classmethod
    def of_proposal(cls, proposal: Proposal) -> "MappedSource":
        """Make it of a proposal in which nothing is open."""
        mappings = [dict(mapping) for table in proposal.tables for mapping in table.mappings]
        definition = SourceDefinition.model_validate({**proposal.source, "mapping": mappings})
        bases = (BasisDefinition.model_validate(proposal.basis),) if proposal.basis else ()
        declared = proposal.organisation
        organisation = OrganisationDefinition.model_validate(declared) if declared else None
        return cls(definition, proposal.maps, bases, organisation)

    @classmethod
    def of_file(cls, file: SourcesFile) -> "MappedSource":
        """Make it of a sources file that holds one source.

        Raises:
            ParameterError: it holds none, or several.
        """
        if len(file.source) != 1:
            raise ParameterError("mapping", f"{len(file.source)} sources", "a sources file with one source")
        source = file.source[0]
        owner = next((one for one in file.organisation if one.id == source.owner), None)
        return cls(source, file.maps, tuple(file.basis), owner)

    def of_place(self, place: str) -> "MappedSource":
        """Give it where none of its mappings speaks of another place.

        Raises:
            ParameterError: one does.
        """
        said = {
            mapping.constants["place"] for mapping in self.definition.mapping if "place" in mapping.constants
        }
        if said - {place}:
            raise ParameterError("place", place, f"{', '.join(sorted(said))}, as the mapping says")
        return self

    def applied(self, places: frozenset[str]) -> list[AppliedMapping]:
        """Give its mappings ready to be applied, the same as a harvest would."""
        return [
            AppliedMapping(
                source=self.definition.id,
                connector="table",
                name=mapping.name or f"{mapping.indicator.lower()}-{number}",
                mapping=mapping,
                maps={name: self.maps[name] for name in _map_names(mapping) if name in self.maps},
                options=self.definition.options,
                places=places,
            )
            for number, mapping in enumerate(self.definition.mapping, start=1)
        ]


def _map_names(mapping: MappingDefinition) -> list[str]:
    names = {column.map for column in mapping.columns.values()}
    return sorted((names | {mapping.unpivot.map if mapping.unpivot else ""}) - {""})


def mapped_source(session: Session, text: str) -> MappedSource:
    """Read a saved mapping.

    Raises:
        ParameterError: it has an error; the first is named with its line.
    """
    checked = check_sources(text, known(session))
    if checked.problems or checked.file is None:
        raise ParameterError("mapping", checked.problems[0].sentence("en"), "a sources file without errors")
    return MappedSource.of_file(checked.file)


def import_mapped(
    gateway: Gateway,
    door: Door,
    sent: SentFile,
    source: MappedSource,
    *,
    publish: bool,
    operator: bool = False,
) -> ImportResult:
    """Read a file by its mapping, check it, and publish it where that is asked for and nothing forbids it.

    Everything happens in the door's unit of work.

    Args:
        operator: the command line's, who needs no role; everybody else needs one on the owner.

    Raises:
        RoleMissingError: the subject may not write for the owner.
        ParameterError: the source's id is another's.
    """
    if not operator:
        door.require_role(source.definition.owner, WRITERS)
    _require_own(door.session, source)
    item, bases = _item(door, sent, source)
    rows = tuple(row for read in item.reads for row in read.observations)
    forbidden = licence_findings(item)
    found: tuple[Finding, ...] = (*item.all_findings(), *forbidden, *cross_check(rows, bases))
    good = publish and not item.trouble and not forbidden
    outcome = _publish(gateway, door, item, sent, source) if good else ""
    return ImportResult(source.definition.id, rows, found, outcome)


def _require_own(session: Session, source: MappedSource) -> None:
    """Refuse the id of a source that is harvested, or that belongs to somebody else."""
    standing = session.get(SourceRow, source.definition.id)
    if standing is None or (standing.connector == UPLOAD and standing.owner == source.definition.owner):
        return
    raise ParameterError("source", source.definition.id, "an id that no other source has")


def _item(door: Door, sent: SentFile, source: MappedSource) -> tuple[Item, Mapping[str, Basis]]:
    session = door.session
    places = registry.places_in_time(session)
    bases = {**registry.bases(session), **{told.id: Basis(**told.model_dump()) for told in source.bases}}
    context = Context(bases, places, door.now.year)
    fetched = sent.fetched(_media(sent))
    mappings = source.applied(frozenset(places))
    reads = held_together([read_mapped(one, fetched, context) for one in mappings], context)
    kept = tuple(read for read in reads if read.observations or read.refused)
    draft = _draft(sent, source, [row.key.place for read in kept for row in read.observations],
                   [row.key.period for read in kept for row in read.observations],
                   [row.key.indicator for read in kept for row in read.observations])  # fmt: skip
    item = Item(sent.name, draft.title.en, draft, kept, record_snapshot=fetched.sha256)
    return with_record_checked(session, item, places, door.now), bases


def _media(sent: SentFile) -> str:
    return XLSX if sent.content.startswith(b"PK") else CSV


def _draft(
    sent: SentFile,
    source: MappedSource,
    places: Sequence[str],
    periods: Sequence[str],
    indicators: Sequence[str],
) -> DatasetDraft:
    definition = source.definition
    imported = Message("provenance.imported", {"file": sent.name})
    told = Text(*(imported.in_(lang) for lang in LANGUAGES))
    form = "XLSX" if _media(sent) == XLSX else "CSV"
    file = DistributionDraft(key="file", title=Text.of(sent.name), format=form, media_type=_media(sent))
    return DatasetDraft(
        id=f"{definition.id}-figures",
        source=definition.id,
        remote=sent.name,
        title=text_of(definition.title or sent.name),
        description=told,
        publisher=definition.owner,
        theme="ENVI",
        licence=definition.licence or UNSTATED,
        spatial=tuple(dict.fromkeys(places)),
        temporal=(min(periods, default=""), max(periods, default="")),
        provenance=(told,),
        indicators=tuple(dict.fromkeys(indicators)),
        distributions=(file,),
    )


def _publish(gateway: Gateway, door: Door, item: Item, sent: SentFile, source: MappedSource) -> str:
    session, definition = door.session, source.definition
    now = begin_publication(session, gateway.clock)
    gateway.store.put(sent.content)
    session.merge(
        Snapshot(
            sha256=sent.sha256, size=len(sent.content), media_type=_media(sent), url=sent.name, fetched_at=now
        )
    )
    _declare(session, source)
    session.merge(
        SourceRow(
            id=definition.id, connector=UPLOAD, owner=definition.owner, priority=PRIORITY, definition={}
        )
    )
    run = f"import-{now:%Y%m%dT%H%M%S}-{sent.sha256[:8]}"
    outcomes = publish_items(session, gateway.store, run, [item], now)
    give_notice(session, notice_of(session, timedelta(days=gateway.settings.finding_notice)))
    dataset = item.dataset.id if item.dataset else ""
    act = AuditEntry(
        door.subject.id, "file.import", dataset, permitted=True, rule="role/write", request=door.request,
        owner=definition.owner,
    )  # fmt: skip
    record_act(session, act, now)
    return next(iter(outcomes))


def _declare(session: Session, source: MappedSource) -> None:
    """Register the owner and the bases that stand beside the mapping, where the node lacks them."""
    declared = source.organisation
    if declared is not None and declared.id not in registry.organisations(session):
        name = text_of(declared.name) if declared.name else Text.of(declared.id)
        registry.put_organisation(
            session,
            Organisation(id=declared.id, name=name.as_dict(), kind=declared.kind, place=declared.place),
        )
    for told in source.bases:
        registry.put_basis(session, Basis(**told.model_dump()))
