"""What a source says of a dataset, as a draft: its own words, and over them those of the sources file."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from catalogue.drafts import DatasetDraft, DistributionDraft
from catalogue.folding import fold
from connectors.definitions import DatasetDefinition, SourceDefinition, text_of
from connectors.mapping import AppliedMapping
from schemas.indicators import indicator
from schemas.languages import LANGUAGES, Text
from schemas.messages import Message


def slug(text: str) -> str:
    """Make a name for an address: folded, lower case, words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:120]


def definition_for(source: SourceDefinition, *names: str) -> DatasetDefinition:
    """Give the sources file's description of a dataset, or an empty one."""
    return next(
        (told for told in source.dataset if told.remote in names or told.id in names), DatasetDefinition()
    )


def mapped_dataset(
    source: SourceDefinition, key: str, mappings: Sequence[AppliedMapping], addresses: Sequence[str]
) -> DatasetDraft:
    """Describe a dataset that only mappings make (connectors `table` and `eurostat`)."""
    told = definition_for(source, key)
    codes = tuple(dict.fromkeys(applied.mapping.indicator for applied in mappings))
    names = [text_of(applied.mapping.title) for applied in mappings if applied.mapping.title]
    title = text_of(told.title) if told.title else (names[0] if names else _title(source, codes))
    description = text_of(told.description) if told.description else _description(source, codes)
    distributions = tuple(
        DistributionDraft(
            key=address, title=title, access_url=address, download_url=address, format=_format(address)
        )
        for address in addresses
    )
    return _draft(source, told, key, title, description, mappings, distributions)


def _draft(
    source: SourceDefinition, told: DatasetDefinition, remote: str, title: Text, description: Text,
    mappings: Sequence[AppliedMapping], distributions: tuple[DistributionDraft, ...],
) -> DatasetDraft:  # fmt: skip
    told_of = "provenance.harvested" if told.access == "open" else "provenance.harvested.closed"
    steps = (Message(told_of, {"source": source.id, "url": source.url}),)
    slots = ", ".join(applied.slot for applied in mappings)
    mapped = (Message("provenance.mapped", {"mappings": slots}),) if slots else ()
    return DatasetDraft(
        id=told.id or slug(f"{source.id}-{remote}"),
        source=source.id,
        remote=remote,
        title=title,
        description=description,
        publisher=source.owner,
        access=told.access,
        readers=tuple(told.readers),
        theme=told.theme,
        keywords=tuple(told.keywords),
        licence=told.licence or source.licence,
        rights=told.rights,
        attribution=told.attribution or source.attribution,
        landing_page=told.landing_page,
        spatial=tuple(told.spatial) or constants_of(mappings, "place"),
        temporal=told_periods(told, mappings),
        issued=told.issued,
        modified=told.modified,
        periodicity=told.periodicity,
        language=source.language,
        example=told.example,
        note=text_of(told.note),
        provenance=(*map(text_of, told.provenance), *(_text(step) for step in (*steps, *mapped))),
        indicators=tuple(dict.fromkeys(applied.mapping.indicator for applied in mappings)),
        distributions=distributions,
    )


def _text(message: Message) -> Text:
    return Text(**{lang: message.in_(lang) for lang in LANGUAGES})


def _title(source: SourceDefinition, codes: Sequence[str]) -> Text:
    names = [indicator(code).name for code in codes]
    of = text_of(source.title or source.id)
    said = {lang: f"{', '.join(name.in_(lang) for name in names)} ({of.in_(lang)})" for lang in LANGUAGES}
    return Text(**said)


def _description(source: SourceDefinition, codes: Sequence[str]) -> Text:
    values = {"indicators": ", ".join(codes), "source": text_of(source.title or source.id).en}
    return _text(Message("provenance.description", values))


def constants_of(mappings: Sequence[AppliedMapping], name: str) -> tuple[str, ...]:
    """Give what mappings say of a dimension for all of their rows, each once."""
    told = (applied.mapping.constants.get(name, "") for applied in mappings)
    return tuple(dict.fromkeys(word for word in told if word))


def told_periods(
    told: DatasetDefinition, mappings: Sequence[AppliedMapping], said: tuple[str, str] = ("", "")
) -> tuple[str, str]:
    """Give the first and the last period that a sources file or its mappings state, else what the record says."""
    periods = sorted(told.temporal or constants_of(mappings, "period"))
    return (periods[0], periods[-1]) if periods else said


def _format(address: str) -> str:
    ending = urlsplit(address).path.rpartition(".")[2]
    return ending.upper() if 2 <= len(ending) <= 5 else ""
