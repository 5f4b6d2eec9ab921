"""Import a filled workbook: report cell by cell first, then publish it as a release of a source of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from api.door import Door
from api.errors import ParameterError
from api.gateway import Gateway
from api.workbook_local import local_findings, record_local
from catalogue import registry
from catalogue.audit import AuditEntry, record_act
from catalogue.drafts import DatasetDraft, DistributionDraft
from catalogue.models import Organisation, Snapshot
from catalogue.object_store import sha256_of
from catalogue.replies import give_notice
from catalogue.settling import begin_publication
from connectors.beside import held_together
from connectors.definitions import MappingDefinition
from connectors.errors import ConnectorError
from connectors.fetching import Fetched
from connectors.harvest import with_record_checked
from connectors.items import Item
from connectors.licence_check import UNSTATED, licence_findings
from connectors.mapping import AppliedMapping
from connectors.models import UPLOAD, SourceRow
from connectors.notice import notice_of
from connectors.publication import publish_items
from connectors.reading import Context, Read, read_mapped
from connectors.workbook import WorkbookReading, read_workbook
from connectors.workbook_shape import no_figures
from policies.decision import Role
from schemas.findings import Finding
from schemas.languages import LANGUAGES, Lang, Text
from schemas.messages import Message, say
from schemas.observations import Observation
from schemas.places import Place
from schemas.rules.cross_check import cross_check
from schemas.validation.observations import check_bases

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRITERS = (Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR)
PRIORITY = 200
"""After what portals say: an import is asked for by name (`source=`), or where nothing else tells of a place."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import found and did.

    Args:
        source: the source id under which it is, or would be, published.
        observations: what was read, in the order of the cells.
        findings: violations and warnings.
        outcome: ``added``, ``changed``, ``unchanged``; empty where nothing was published.
        declared: the places that the workbook adds to those that are known.
    """

    source: str
    observations: tuple[Observation, ...]
    findings: tuple[Finding, ...]
    outcome: str
    declared: tuple[Place, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether a violation forbids publishing it."""
        return any(finding.severity == "violation" for finding in self.findings)

    def lines(self, lang: Lang) -> Sequence[str]:
        """Say the report: each cell as it was read, each finding, and what was done."""
        cells = [
            say(
                "import.cell", lang, cell=row.source_cell, raw=row.raw_value, indicator=row.key.indicator,
                sector=row.key.sector, scope=row.key.scope, carrier=row.key.carrier,
                value=row.notation_key or row.value, unit=row.key.unit,
            )
            for row in self.observations
        ]  # fmt: skip
        new = [
            say("import.declared", lang, name=place.name.in_(lang), code=place.code)
            for place in self.declared
        ]
        found = [finding.sentence(lang) for finding in self.findings]
        key = "import.refused" if self.refused else "import.published" if self.outcome else "import.good"
        count = len(self.observations)
        return [*new, *cells, *found, say(key, lang, count=count, source=self.source, outcome=self.outcome)]


@dataclass(frozen=True, slots=True)
class Upload:
    """A workbook that was sent.

    Args:
        name: of the file, as a person would say it.
        place: code of the place it is said to be about.
    """

    name: str
    content: bytes
    place: str


def import_workbook(
    gateway: Gateway, door: Door, upload: Upload, *, publish: bool, operator: bool = False
) -> ImportResult:
    """Read a workbook of ours, check it, and publish it where that is asked for and nothing forbids it.

    Everything happens in the door's unit of work.

    Args:
        publish: publish if there is no violation.
        operator: the command line's, who needs no role; everybody else needs one on the owner.

    Raises:
        ConnectorError: the file is no such workbook.
        ParameterError: the workbook speaks of another place.
        RoleMissingError: the subject may not write for the owner, or declares a place and administers no owner.
    """
    session, places = door.session, registry.places_in_time(door.session)
    if not operator and not door.subject.roles:  # before anything of the file is read
        door.require_role(_organisation_of(session, upload.place) or upload.place, WRITERS)
    reading = _reading(upload, places)
    if reading.place != upload.place:
        raise ParameterError("place", upload.place, f"{reading.place}, as the workbook's Basis sheet says")
    places = {**places, **{place.code: place for place in reading.declared}}
    fetched = Fetched(upload.content, 200, upload.name, XLSX, sha256_of(upload.content))
    owner = _owner(session, reading, places[reading.place])
    if not operator:
        door.require_role(owner, (Role.ADMINISTRATOR,) if reading.declared else WRITERS)
    item = _item(session, reading, fetched, places, owner, door.now)
    forbidden = licence_findings(item)
    unclear = local_findings(reading, upload.name)
    empty = _without_figures(item, reading)
    unfit = check_bases([reading.basis], document=upload.name)
    found = (*item.all_findings(), *forbidden, *unclear, *empty, *unfit, *_across(item, reading))
    good = publish and not item.trouble and not (forbidden or unclear or empty or unfit)
    outcome = _publish(gateway, door, item, reading, fetched) if good else ""
    rows = tuple(row for read in item.reads for row in read.observations)
    return ImportResult(_source_id(reading), rows, found, outcome, reading.declared)


def _reading(upload: Upload, places: Mapping[str, Place]) -> WorkbookReading:
    try:
        return read_workbook(
            upload.content, places=places, stated={"place": upload.place, "title": upload.name}
        )
    except ConnectorError as error:
        raise error.at(url=upload.name) from error


def _source_id(reading: WorkbookReading) -> str:
    return f"workbook-{reading.place.lower().replace('_', '-')}"


def _item(
    session: Session,
    reading: WorkbookReading,
    fetched: Fetched,
    places: Mapping[str, Place],
    owner: str,
    now: datetime,
) -> Item:
    context = Context({**registry.bases(session), reading.basis.id: reading.basis}, places, now.year)
    mappings = _mappings(reading, frozenset(places))
    reads = held_together([read_mapped(applied, fetched, context) for applied in mappings], context)
    filled = tuple(read for read in reads if read.observations or read.refused)
    draft = _draft(reading, filled, places[reading.place], owner)
    read = Item(fetched.url, draft.title.en, draft, filled, record_snapshot=fetched.sha256)
    return with_record_checked(session, read, places, now)


def _mappings(reading: WorkbookReading, places: frozenset[str]) -> list[AppliedMapping]:
    source = _source_id(reading)
    return [
        AppliedMapping(
            source=source, connector="table", name=f"{told['name']}-{reading.part}",
            mapping=MappingDefinition.model_validate(told), maps=reading.maps, places=places,
        )
        for told in reading.mappings
    ]  # fmt: skip


def _without_figures(item: Item, reading: WorkbookReading) -> list[Finding]:
    """Object to a workbook that tells nothing: figures that stand on another sheet would be lost unseen."""
    nothing = not item.reads and not reading.local
    return [no_figures(reading.set_name)] if nothing else []


def _across(item: Item, reading: WorkbookReading) -> list[Finding]:
    rows = [row for read in item.reads for row in read.observations]
    return list(cross_check(rows, {reading.basis.id: reading.basis}))


def _draft(reading: WorkbookReading, reads: Sequence[Read], place: Place, owner: str) -> DatasetDraft:
    source = _source_id(reading)
    imported = Message("provenance.imported", {"file": reading.title})
    return DatasetDraft(
        id=f"{source}-{reading.part}",
        source=source,
        remote=f"{reading.place}/{reading.part}",
        title=Text(*(f"{reading.title} ({place.name.in_(lang)}, {reading.period})" for lang in LANGUAGES)),
        description=Text(*(imported.in_(lang) for lang in LANGUAGES)),
        publisher=owner,
        theme="ENVI",
        licence=reading.licence or UNSTATED,
        spatial=(reading.place,),
        temporal=(reading.period, reading.period),
        provenance=(Text(*(imported.in_(lang) for lang in LANGUAGES)),),
        indicators=tuple(dict.fromkeys(row.key.indicator for read in reads for row in read.observations)),
        distributions=(
            DistributionDraft(key="workbook", title=Text.of(reading.title), format="XLSX", media_type=XLSX),
        ),
    )


def _owner(session: Session, reading: WorkbookReading, place: Place) -> str:
    """Give the organisation that the workbook names, else the one that stands for the place; make it if there is none."""
    known = registry.organisations(session)
    if reading.organisation in known:
        return reading.organisation
    own = _organisation_of(session, reading.place)
    if own:
        return own
    made = reading.organisation or f"organisation-{reading.place.lower().replace('_', '-')}"
    registry.put_organisation(session, Organisation(id=made, name=place.name.as_dict(), place=reading.place))
    return made


def _organisation_of(session: Session, place: str) -> str:
    """Give the organisation that stands for a place, empty where there is none."""
    known = registry.organisations(session).values()
    return next((one.id for one in known if one.place == place and not one.parent), "")


def _publish(gateway: Gateway, door: Door, item: Item, reading: WorkbookReading, fetched: Fetched) -> str:
    session, source = door.session, _source_id(reading)
    now = begin_publication(session, gateway.clock)
    gateway.store.put(fetched.content)
    size = len(fetched.content)
    session.merge(
        Snapshot(sha256=fetched.sha256, size=size, media_type=XLSX, url=fetched.url, fetched_at=now)
    )
    for place in reading.declared:
        registry.put_place(session, place)
    registry.put_basis(session, reading.basis)
    owner, dataset = (item.dataset.publisher, item.dataset.id) if item.dataset else ("", "")
    session.merge(SourceRow(id=source, connector=UPLOAD, owner=owner, priority=PRIORITY, definition={}))
    run = f"import-{now:%Y%m%dT%H%M%S}-{fetched.sha256[:8]}"
    outcomes = publish_items(session, gateway.store, run, [item], now)
    record_local(session, reading, owner, now)
    give_notice(session, notice_of(session, timedelta(days=gateway.settings.finding_notice)))
    act = AuditEntry(
        door.subject.id, "workbook.import", dataset, permitted=True, rule="role/write", request=door.request,
        owner=owner,
    )  # fmt: skip
    record_act(session, act, now)
    return next(iter(outcomes))
