"""What a portal writes oddly in a record, told so that its publisher can mend it; nothing of it is mended here."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from catalogue.dcat.vocabularies import FILE_TYPE
from connectors.ckan_errors import CkanAddressError, CkanFileError, CkanFormatError, CkanValueError
from connectors.ckan_records import CkanOddity, CkanPackage, CkanResource
from connectors.errors import ConnectorError
from connectors.fetching import Fetched
from connectors.sniffing import kind_of
from schemas.findings import Finding

SCHEMES = ("http", "https", "ftp")
MEANT_SCHEME = re.compile(r"h+t+p+(s*)[:;/]+(?=[^/])", re.IGNORECASE)
"""A slip of which a person sees what was meant, e.g. ``hhttps://`` or ``http:/``."""

ENDINGS = frozenset(
    {"CSV", "TSV", "XLSX", "XLS", "ODS", "JSON", "GEOJSON", "KML", "KMZ", "PDF", "GPKG", "GDB", "SHP"}
)
"""File types by which an address tells what it gives; an archive or XML may be many things."""

SAME = (frozenset({"JSON", "GEOJSON"}), frozenset({"CSV", "TSV"}))
"""Types of which one may be called the other."""

TEXTS = frozenset({"CSV", "TSV", "JSON", "GEOJSON"})
"""Types that are no archives themselves; the files of a shape or a geodatabase come in one."""

KINDS = {"xlsx": "XLSX", "xls": "XLS", "ods": "ODS", "json": "JSON", "zip": "ZIP", "pdf": "PDF"}
"""File types by what a file is."""


def record_findings(
    package: CkanPackage, oddities: Sequence[CkanOddity], document: str, snapshot: str
) -> tuple[Finding, ...]:
    """Tell what is odd in a record.

    Args:
        oddities: what could not be read of it.
        document: the address of its page.
        snapshot: SHA-256 of the bytes that hold it.
    """
    errors: list[ConnectorError] = [CkanValueError(odd.found, where=odd.field) for odd in oddities]
    errors += _address(package.url, "url") if package.url else []
    for number, one in enumerate(package.resources):
        errors += _address(one.url, f"resources[{number}].url")
        errors += _format(one, f"resources[{number}].format")
    return tuple(told(package, error, document, snapshot) for error in errors)


def told(package: CkanPackage, error: ConnectorError, document: str, snapshot: str) -> Finding:
    """Give a remark on a package."""
    return replace(error.at(url=document).finding("warning", snapshot), subject=package.id)


def other_kind(one: CkanResource, fetched: Fetched, where: str) -> Iterator[ConnectorError]:
    """Say of a file that was fetched whether it is another than its record says; it is read as what it is."""
    said, is_ = FILE_TYPE.code(one.format), KINDS.get(kind_of(fetched.content), "")
    if (
        said
        and is_
        and said != is_
        and said in ENDINGS
        and not _alike(said, is_)
        and (is_ != "ZIP" or said in TEXTS)
    ):
        yield CkanFormatError(one.format, where=where, meant=is_, url=fetched.url)


def no_file(one: CkanResource, why: str) -> ConnectorError:
    """Say that a file was not there and its table was read."""
    return CkanFileError(why, where=f"resources.{one.id}.url", url=one.url)


def is_address(text: str) -> bool:
    """Say whether a text is an address that can be asked."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme.lower() in SCHEMES and bool(parts.hostname)


def _address(text: str, where: str) -> list[ConnectorError]:
    if is_address(text):
        return []
    meant = MEANT_SCHEME.sub(lambda found: f"http{'s' if found[1] else ''}://", text, count=1)
    return [CkanAddressError(text or '""', where=where, meant=meant if is_address(meant) else "https://...")]


def _format(one: CkanResource, where: str) -> list[ConnectorError]:
    meant = _misspelt(one.format)
    if meant:
        return [CkanFormatError(one.format, where=where, meant=_given(one.url) or meant)]
    said = FILE_TYPE.code(one.format)
    given = _given(one.url)
    if not said or not given or given == said or said not in ENDINGS or _alike(said, given):
        return []
    return [CkanFormatError(f"{one.format}: {one.url}", where=where, meant=given)]


def _misspelt(text: str) -> str:
    """Give the file type of which a word is a misspelling: the same letters in another order, or one of them doubled."""
    word = text.strip().upper()
    if word in FILE_TYPE.entries:
        return ""
    for known in sorted(FILE_TYPE.entries):
        if len(known) < 3:
            continue
        doubled = {known[:at] + sign + known[at:] for at, sign in enumerate(known)}
        if Counter(known) == Counter(word) or word in doubled:
            return known
    return ""


def _given(address: str) -> str:
    """Give the file type that an address names: its parameter ``format``, else its ending."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    asked = [
        value for name, value in parse_qsl(parts.query) if name.lower() in ("format", "outputformat", "f")
    ]
    ending = parts.path.rpartition("/")[2].rpartition(".")[2]
    found = (FILE_TYPE.code(text) for text in (*asked[:1], *(() if asked else (ending,))) if text)
    return next((code for code in found if code in ENDINGS), "")


def _alike(said: str, other: str) -> bool:
    return any({said, other} <= same for same in SAME)
