"""The connector `ckan`: each package of a portal, with what the mappings that name it read of its resources."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from catalogue.drafts import DatasetDraft
from connectors.ckan import list_packages, show_package
from connectors.ckan_asking import Asking
from connectors.ckan_datastore import datastore_pages, is_datastore, read_datastore
from connectors.ckan_describing import other_id, package_dataset, resource_named
from connectors.ckan_errors import CkanPrivateError
from connectors.ckan_findings import is_address, no_file, other_kind, record_findings, told
from connectors.ckan_options import CkanOptions
from connectors.ckan_records import CkanPackage, CkanResource
from connectors.ckan_stated import stated_metrics
from connectors.ckan_terms import read_terms
from connectors.connector import Connector
from connectors.definitions import SourceDefinition
from connectors.errors import (
    BadUrlError,
    CkanRecordError,
    ConnectorError,
    MissingResourceError,
    MovingListError,
    NotFoundError,
)
from connectors.fetching import Fetch, Fetched, Request, require_success
from connectors.items import Item
from connectors.mapping import AppliedMapping
from connectors.raw_table import RawTable
from connectors.reading import Context, Read, file_table, read_documents
from connectors.select import filled, sectioned
from connectors.sniffing import kind_of
from schemas.findings import Finding

ACTIVE = "active"
FILE_OPTIONS = ("encoding", "separator")


def ckan_items(
    source: SourceDefinition, mappings: Sequence[AppliedMapping], fetch: Fetch, context: Context
) -> Iterator[Item]:
    """Give an item a package, with what the mappings that name it read of its resources.

    Where only changes are asked for, packages that mappings name are read in any case: their files change unsaid.
    """
    options = CkanOptions.model_validate(source.options)
    since = context.since if options.modified_filter else None
    harvest = _Harvest(source, mappings, fetch, context, options, rest_unknown=since is not None)
    for page in list_packages(fetch, source.url, options, since):
        for record in page.records:
            yield from harvest.items(record, page.fetched)
        if page.short:
            error = MovingListError(page.short, url=page.fetched.url, where="$.result.count")
            yield Item(error.where, source.url, error=error, rest_unknown=True)
    yield from harvest.shown() if since is not None else harvest.missing()


@dataclass(slots=True)
class _Harvest:
    """One reading of a portal: which mappings it has met, and which ids it has given."""

    source: SourceDefinition
    mappings: Sequence[AppliedMapping]
    fetch: Fetch
    context: Context
    options: CkanOptions
    rest_unknown: bool = False
    named: set[str] = field(default_factory=set)
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def portal(self) -> Asking:
        """The portal, and how it is asked."""
        return Asking(self.fetch, self.source.url, self.options.api)

    def items(self, record: CkanPackage | CkanRecordError, fetched: Fetched) -> Iterator[Item]:
        """Give the items of a record; one that its portal deleted has none and counts as gone."""
        for item in self._items(record, fetched):
            yield replace(item, rest_unknown=True) if self.rest_unknown else item

    def missing(self) -> Iterator[Item]:
        """Give an item for each mapping whose package the whole list lacks."""
        for applied in self._unmet():
            yield self._lacks(applied)

    def shown(self) -> Iterator[Item]:
        """Give the items of packages that mappings name and that the list of changes lacks."""
        for applied in self._unmet():
            if applied.name in self.named:  # its package was shown for another mapping
                continue
            try:
                record, fetched = show_package(self.portal, _dataset_of(applied))
            except NotFoundError:
                yield replace(self._lacks(applied), rest_unknown=True)
            except CkanRecordError as error:
                yield Item(error.record_id or error.title, error.title, error=error, rest_unknown=True)
            else:
                yield from self.items(record, fetched)

    def _unmet(self) -> list[AppliedMapping]:
        return [applied for applied in self.mappings if applied.name not in self.named]

    def _lacks(self, applied: AppliedMapping) -> Item:
        error = MissingResourceError(_dataset_of(applied), url=self.source.url, where="select.dataset")
        return Item(applied.name, applied.name, error=error)

    def _items(self, record: CkanPackage | CkanRecordError, fetched: Fetched) -> Iterator[Item]:
        if isinstance(record, CkanRecordError):
            yield Item(record.record_id or record.title, record.title, error=record)
        elif record.state != ACTIVE:
            return
        elif record.private and self.options.private == "leave":
            yield self._left(record)
        else:
            yield from self._package(record, fetched)

    def _left(self, package: CkanPackage) -> Item:
        """Tell of a private package by its id alone; it counts as not listed, so that what was public of it goes."""
        where = f"{package.name}: private"
        url = self.portal.page_of(package.name) or self.source.url
        self._met(package)
        return Item(f"private {package.id}", package.id, error=CkanPrivateError("true", url=url, where=where))

    def _met(self, package: CkanPackage) -> list[AppliedMapping]:
        mine = [applied for applied in self.mappings if _dataset_of(applied) in (package.id, package.name)]
        self.named.update(applied.name for applied in mine)
        return mine

    def _package(self, package: CkanPackage, fetched: Fetched) -> Iterator[Item]:
        mine = self._met(package)
        terms, page = read_terms(package), self.portal.page_of(package.name)
        draft = self._draft(package_dataset(
            self.source, package, terms, mine, self.context.places, page=page, private=self.options.private
        ))  # fmt: skip
        found = record_findings(
            package, (*package.oddities, *terms.oddities), page or fetched.url, fetched.sha256
        )
        item = Item(
            package.id, draft.title.in_("en"), draft, findings=found, record_snapshot=fetched.sha256,
            changed_at=package.metadata_modified, stated=stated_metrics(package, terms),
        )  # fmt: skip
        reads: list[Read] = []
        unasked: list[Item] = []
        try:
            for applied in mine:
                resource = _resource(package, applied)
                if is_address(resource.url) or (resource.datastore_active and self.options.api == "action"):
                    read, said = self._read(package, resource, applied)
                    reads.append(read)
                    item = replace(item, findings=(*(item.findings or ()), *said))
                else:
                    unasked.append(_unasked(package, resource, applied))
        except ConnectorError as error:
            yield replace(item, error=error, record_snapshot="")
            return
        yield replace(item, reads=tuple(reads))
        yield from unasked

    def _draft(self, draft: DatasetDraft) -> DatasetDraft:
        """Give a draft with an id that no other package of this portal has."""
        if self.ids.setdefault(draft.id, draft.remote) == draft.remote:
            return draft
        return replace(draft, id=other_id(draft))

    def _read(
        self, package: CkanPackage, resource: CkanResource, applied: AppliedMapping
    ) -> tuple[Read, list[Finding]]:
        documents, error = self._documents(resource, applied)
        errors = [error] if error else []
        if not is_datastore(documents[0]):
            errors += other_kind(resource, documents[0], f"resources.{resource.id}.format")
        page = self.portal.page_of(package.name) or self.source.url
        said = [told(package, one, page, documents[0].sha256) for one in errors]
        return read_documents(applied, documents, self.context), said

    def _documents(
        self, resource: CkanResource, applied: AppliedMapping
    ) -> tuple[list[Fetched], ConnectorError | None]:
        """Give a resource's file, or the pages of its table: where the source asks for them, or there is no file."""
        stored = resource.datastore_active and self.options.api == "action"
        if stored and (self.options.datastore or resource.url_type == "datastore"):
            return datastore_pages(self.portal, resource.id), None
        why = resource.url or "-"
        if is_address(resource.url):
            fetched = self.fetch(Request("GET", resource.url, crawled=True))
            if fetched.status >= 500:
                require_success(fetched)
            why = f"HTTP {fetched.status}"
            if not stored or not _is_lost(fetched):
                return [fetched], None
        return datastore_pages(self.portal, resource.id), no_file(resource, why)


def _dataset_of(applied: AppliedMapping) -> str:
    return applied.mapping.select.dataset or applied.mapping.dataset


def _is_lost(fetched: Fetched) -> bool:
    """Say whether an answer is no file and will be none: a server's failure may be over at the next try."""
    refused = 300 <= fetched.status < 500
    return refused or (fetched.status < 300 and kind_of(fetched.content) in ("html", "empty"))


def _resource(package: CkanPackage, applied: AppliedMapping) -> CkanResource:
    wanted = applied.mapping.select.resource
    resource = resource_named(package, wanted)
    if resource is None:
        called = sum(wanted in (one.name, one.url) for one in package.resources) if wanted else 0
        found = f"{called} x {wanted}" if called else wanted or f"{len(package.resources)} resources"
        raise MissingResourceError(found, url=package.url, where=f"{package.name}: select.resource")
    return resource


def _unasked(package: CkanPackage, resource: CkanResource, applied: AppliedMapping) -> Item:
    """Say of a file that it cannot be fetched; the package's record stands, and so do the figures that were read before."""
    error = BadUrlError(resource.url or "-", where=f"{package.name}: {resource.name or resource.id}")
    return Item(f"{package.id} {applied.name}", f"{package.title}: {resource.name}", error=error)


def _table(applied: AppliedMapping, fetched: Fetched) -> RawTable:
    """Read a page of the datastore, or a file; `encoding` and `separator` are those of text files.

    Text that is UTF-8 is read as such whatever the source declares: a portal's files are of many makers.
    """
    if is_datastore(fetched):
        select, table = applied.mapping.select, read_datastore(fetched)
        table = sectioned(table, select.sections) if select.sections else table
        return filled(table, select.fill) if select.fill else table
    told = {name: applied.options[name] for name in FILE_OPTIONS if applied.options.get(name)}
    if "encoding" in told and _is_utf8(fetched.content):
        del told["encoding"]
    return file_table(replace(applied, connector="table", options=told), fetched)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


CONNECTOR = Connector("ckan", ckan_items, CkanOptions, _table)
