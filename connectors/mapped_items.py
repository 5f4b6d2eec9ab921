"""The item of a mapping, where only mappings say what is read of a source."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from catalogue.drafts import DatasetDraft
from connectors.definitions import SourceDefinition
from connectors.describing import definition_for, mapped_dataset
from connectors.errors import ConnectorError
from connectors.fetching import Fetch, Request
from connectors.items import Item
from connectors.mapping import AppliedMapping
from connectors.quality_stated import said_by_definition
from connectors.reading import Context, Read, read_mapped
from schemas.mqa.scoring import stated_by

Address = Callable[[AppliedMapping], str]


@dataclass(frozen=True, slots=True)
class Mapped:
    """What mappings make of a source that has no records of its own: mappings that name one dataset describe it alike.

    Args:
        source: the source.
        mappings: all of its mappings.
        address: gives where a mapping's figures are; one that cannot be made is left out, its own item says why.
        files: whether an address gives a file, and not an answer of an interface.
    """

    source: SourceDefinition
    mappings: Sequence[AppliedMapping]
    address: Address
    files: bool = True

    def item(
        self, applied: AppliedMapping, read: Callable[[], Read], record: Callable[[], str] = str
    ) -> Item:
        """Give the item of a mapping.

        Args:
            applied: the mapping.
            read: reads it; its error is the item's.
            record: gives the SHA-256 of the bytes that describe what was read, where that is another document.
        """
        key = _key(applied)
        same = [other for other in self.mappings if _key(other) == key]
        addresses = self._addresses(same)
        draft = self._draft(key, same, addresses)
        title = draft.title.en or applied.name
        told = definition_for(self.source, key)
        stated = stated_by(said_by_definition(self.source, told, addresses, files=self.files))
        try:
            found = read()
            snapshot = record() or found.snapshot
        except ConnectorError as error:
            return Item(applied.name, title, draft, error=error)
        return Item(applied.name, title, draft, (found,), record_snapshot=snapshot, stated=stated)

    def _addresses(self, mappings: Sequence[AppliedMapping]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for applied in mappings:
            try:
                found[self.address(applied)] = None
            except ConnectorError:
                continue  # its own item says so
        return tuple(address for address in found if address)

    def _draft(self, key: str, same: Sequence[AppliedMapping], addresses: Sequence[str]) -> DatasetDraft:
        draft = mapped_dataset(self.source, key, same, addresses)
        if self.files:
            return draft
        told = (replace(one, download_url="", format="JSON") for one in draft.distributions)
        return replace(draft, distributions=tuple(told))


def _key(applied: AppliedMapping) -> str:
    return applied.mapping.dataset or applied.name


def mapped_item(
    source: SourceDefinition, mappings: Sequence[AppliedMapping], applied: AppliedMapping,
    requests: Mapping[str, Request], fetch: Fetch, context: Context,
) -> Item:  # fmt: skip
    """Read a mapping's one document."""
    mapped = Mapped(source, mappings, lambda one: requests[one.name].url if one.name in requests else "")
    return mapped.item(applied, lambda: read_mapped(applied, fetch(requests[applied.name]), context))
