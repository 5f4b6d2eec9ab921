"""What a package says in the terms of DCAT: as extras of ckanext-dcat, or as fields of its own of ckanext-scheming.

https://github.com/ckan/ckanext-dcat names the keys; data.gov.hr has ``data_refresh_frequency``, podatki.gov.si ``restricted_data``.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from catalogue.dcat.vocabularies import ACCESS_RIGHT, DATA_THEME, FREQUENCY, LANGUAGE
from connectors.ckan_records import YES, CkanOddity, CkanPackage, read_moment
from connectors.json_answer import Json

IDENTIFIERS = ("identifier", "guid", "uri", "alternate_identifier", "dcat_identifier")
ACCESS: Mapping[str, str] = {"NON_PUBLIC": "hidden", "RESTRICTED": "restricted"}
"""Our access by the EU's access rights: never wider than the source's."""

DAY = re.compile(r"\d{4}-\d{2}(?:-\d{2})?|\d{4}")
FREQUENCIES: Mapping[str, str] = {
    label.casefold(): code for code, labels in FREQUENCY.entries.items() for label in labels
}


@dataclass(frozen=True, slots=True)
class CkanTerms:
    """What a package says beside its own fields; empty where it does not say it.

    Args:
        titles: by language, where the portal keeps several.
        issued: ISO 8601 date or time.
        temporal: first and last date or time.
        language: ISO 639-1 code, where there is one.
        periodicity: the EU's code, else the word that stands there.
        themes: the EU's codes.
        access: ``restricted`` or ``hidden`` where it is not public.
        access_rights: the statement by which that is known, as it stands there.
        spatial: IRIs and codes of places.
        located: whether it has a geometry, which names no place.
        identifiers: what its publisher calls it, on any portal.
        harvested: where this portal has it from.
        oddities: what could not be read.
    """

    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    issued: str
    modified: str
    temporal: tuple[str, str]
    language: str
    periodicity: str
    themes: tuple[str, ...]
    access: str
    access_rights: str
    rights: str
    licence: str
    spatial: tuple[str, ...]
    located: bool
    publisher: str
    contact: tuple[str, ...]
    identifiers: tuple[str, ...]
    harvested: str
    oddities: tuple[CkanOddity, ...]


def read_terms(package: CkanPackage) -> CkanTerms:
    """Read what a package says in the terms of DCAT."""
    said = _Said(package)
    rights = said.values("access_rights")
    return CkanTerms(
        titles=said.languages("title_translated"),
        descriptions=said.languages("notes_translated"),
        issued=said.moment("issued", "dcat_issued"),
        modified=said.moment("modified", "dcat_modified"),
        temporal=said.period(),
        language=_language(said.values("language")),
        periodicity=_periodicity(said.values("frequency", "data_refresh_frequency", "accrual_periodicity")),
        themes=_themes(said.values("theme", "themes")),
        access=_access(rights, said.first("restricted_data")),
        access_rights=next(iter(rights), ""),
        rights="; ".join(dict.fromkeys((*said.values("rights"), *_words(rights)))),
        licence=said.first("license", "licence"),
        spatial=said.values("spatial_uri", "spatial_text"),
        located=bool(said.geometry()),
        publisher=said.first("publisher_name", "dcat_publisher_name") or said.inner("publisher", "name"),
        contact=said.contact(),
        identifiers=tuple(dict.fromkeys(said.each(*IDENTIFIERS))),
        harvested=said.first("harvest_source_title"),
        oddities=tuple(said.oddities),
    )


class _Said:
    """Reads the terms of one package; an extra goes before a field of the same name."""

    def __init__(self, package: CkanPackage) -> None:
        self._package = package
        self.oddities: list[CkanOddity] = []

    def values(self, *names: str) -> tuple[str, ...]:
        """Give the texts under the first name that has some."""
        return next((found for name in names if (found := tuple(_texts(self._found(name))))), ())

    def first(self, *names: str) -> str:
        """Give the first text under the first name that has one."""
        return next(iter(self.values(*names)), "")

    def each(self, *names: str) -> Iterator[str]:
        """Give the texts under all names."""
        for name in names:
            yield from _texts(self._found(name))

    def inner(self, name: str, key: str) -> str:
        """Give a text within the first object under a name."""
        return next((text for one in _objects(self._found(name)) for text in _texts(one.get(key))), "")

    def languages(self, name: str) -> Mapping[str, str]:
        """Give texts by language."""
        told = next(iter(_objects(self._found(name))), {})
        return {
            lang: " ".join(text.split())
            for lang, text in told.items()
            if isinstance(text, str) and text.strip()
        }

    def moment(self, *names: str) -> str:
        """Give a date or time as it is written, if it is one; else it counts as missing and is told."""
        for name in names:
            text = self.first(name)
            if text and (read := _moment(text)):
                return read
            if text:
                self.oddities.append(CkanOddity(name, text))
        return ""

    def period(self) -> tuple[str, str]:
        """Give the first and last date."""
        told = (self.moment("temporal_start"), self.moment("temporal_end"))
        if any(told):
            return told
        parts = _objects(self._found("temporal_coverage"))
        return next(((_part(one, "start"), _part(one, "end")) for one in parts), ("", ""))

    def geometry(self) -> Json:
        """Give what stands under ``spatial``, a geometry or a text."""
        return self._found("spatial")

    def contact(self) -> tuple[str, ...]:
        """Give name and address of whom to ask."""
        name = self.first("contact_name") or self.inner("contact", "name")
        mail = self.first("contact_email") or self.inner("contact", "email")
        return tuple(dict.fromkeys(text for text in (name, mail.removeprefix("mailto:")) if text))

    def _found(self, name: str) -> Json:
        text = self._package.extras.get(name)
        if text is None:
            return self._package.raw.get(name)
        return _parsed(text) if text.lstrip()[:1] in ("[", "{") else text


def _parsed(text: str) -> Json:
    try:
        found: Json = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return found


def _texts(found: Json) -> Iterator[str]:
    if isinstance(found, list):
        for one in found:
            yield from _texts(one if isinstance(one, str) else None)
    elif isinstance(found, str):
        if text := found.strip():
            yield text
    elif isinstance(found, bool | int):
        yield str(found)


def _objects(found: Json) -> list[dict[str, Json]]:
    listed = found if isinstance(found, list) else [found]
    return [one for one in listed if isinstance(one, dict)]


def _part(one: Mapping[str, Json], key: str) -> str:
    return next((_moment(text) for text in _texts(one.get(key))), "")


def _moment(text: str) -> str:
    """Give a date as it is written, or a time; empty where it is neither."""
    if DAY.fullmatch(text):
        try:
            date.fromisoformat(f"{text}-01-01"[:10])  # a year or month is one that has a first day
        except ValueError:
            return ""
        return text
    try:
        return read_moment(text).isoformat()
    except ValueError:
        return ""


def _tail(text: str) -> str:
    return re.split(r"[/#]", text.rstrip("/"))[-1] if "://" in text else text


def _themes(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for text in texts if (code := DATA_THEME.code(_tail(text)))))


def _language(texts: Sequence[str]) -> str:
    """Give the one language; of several none is the dataset's."""
    codes = {LANGUAGE.code(_tail(text).partition("-")[0].lower()) for text in texts} - {""}
    short = {code: alias for alias, code in LANGUAGE.aliases.items()}
    return short[codes.pop()] if len(codes) == 1 else ""


def _periodicity(texts: Sequence[str]) -> str:
    """Give the EU's code of a frequency; another word stays as it is said, an address that says nothing does not."""
    for text in texts:
        code = FREQUENCY.code(_tail(text)) or FREQUENCIES.get(text.casefold(), "")
        if code or "://" not in text:
            return code or text
    return ""


def _access(rights: Sequence[str], restricted: str) -> str:
    codes = {ACCESS_RIGHT.code(_tail(text)) for text in rights}
    codes |= {"RESTRICTED"} if restricted.lower() in YES else set()
    return next((access for code, access in ACCESS.items() if code in codes), "")


def _words(rights: Sequence[str]) -> Iterator[str]:
    """Give statements of rights; what only repeats a code of access is none."""
    return (text for text in rights if not ACCESS_RIGHT.code(_tail(text)) and "://" not in text)
