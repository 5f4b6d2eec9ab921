"""Values of a DCAT record as publishers write them: as IRI, as text, as a node with a label."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

from pyoxigraph import Literal

from connectors.dcat_graph import Graph, Node, Term, text_of
from schemas.languages import LANGUAGES, Text

LABELS = ("foaf:name", "skos:preflabel", "rdfs:label", "dct:title", "vcard:fn", "schema:name", "rdf:value")
THREE_LETTERS: Mapping[str, str] = {
    "eng": "en", "slv": "sl", "hrv": "hr", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "ita": "it",
    "hun": "hu", "spa": "es", "bos": "bs", "bul": "bg", "cat": "ca", "ces": "cs", "cze": "cs", "dan": "da", "dut": "nl",
    "ell": "el", "est": "et", "fin": "fi", "gle": "ga", "gre": "el", "isl": "is", "lav": "lv", "lit": "lt", "mkd": "mk",
    "mlt": "mt", "nld": "nl", "nor": "no", "pol": "pl", "por": "pt", "ron": "ro", "rum": "ro", "slk": "sk", "slo": "sk",
    "sqi": "sq", "srp": "sr", "swe": "sv", "tur": "tr",
}  # fmt: skip
TRANSLATED = "-t-"
"""What a tag of a machine's translation holds (RFC 6497), e.g. ``sl-t-de-t0-mtec``: the original comes first."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_YEAR_MONTH = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?")
_ZONED_DAY = re.compile(r"([0-9]{4}(?:-[0-9]{2}){0,2})(?:Z|[+-][0-9]{2}:[0-9]{2})")
_DAY = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ](?:[01][0-9]|2[0-4]):[0-5][0-9](?::[0-6][0-9](?:[.,][0-9]+)?)?"
    r"\s*(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)


def primary(tag: str) -> str:
    """Give a tag's language as ISO 639-1 has it, e.g. ``en`` of ``en-GB`` and of ``eng``."""
    word = tag.lower().replace("_", "-").partition("-")[0]
    return THREE_LETTERS.get(word, word)


def texts(terms: Iterable[Term]) -> tuple[tuple[str, str], ...]:
    """Give texts with their tags, in an order that no serialisation changes; originals before translations."""
    found = {(term.language or "", text_of(term)) for term in terms if isinstance(term, Literal)}
    return tuple(
        sorted((one for one in found if one[1]), key=lambda one: (TRANSLATED in one[0].lower(), one))
    )


def chosen(said: Sequence[tuple[str, str]], language: str = "") -> tuple[Text, str]:
    """Choose among texts those in our languages, else one for all, and say in which language that is.

    Args:
        language: ISO 639-1 code of the source's texts; one without a tag is in it.
    """
    by_language: dict[str, str] = {}
    for tag, text in said:
        by_language.setdefault(primary(tag), text)
    untagged = by_language.pop("", "")
    if untagged and language in LANGUAGES:
        by_language.setdefault(language, untagged)
    ours: dict[str, str] = {lang: by_language[lang] for lang in LANGUAGES if lang in by_language}
    if ours:
        return Text.of(ours), ""
    if untagged or not by_language:
        return Text.of(untagged), ""
    foreign = language if language in by_language else next(iter(by_language))
    return Text.of(by_language[foreign]), foreign


def label(graph: Graph, term: Term) -> str:
    """Give a value as a person would say it: its text, or the name of what it points to, or its IRI."""
    node = graph.node_of(term)
    if node is not None:
        named = texts(graph.values(node, *LABELS))
        if named:
            return named[0][1]
    return text_of(term)


def labels(graph: Graph, node: Node, *names: str) -> tuple[str, ...]:
    """Give values as a person would say them, each once, in a stable order."""
    return tuple(sorted({text for term in graph.all_values(node, *names) if (text := label(graph, term))}))


def links(graph: Graph, node: Node, *names: str) -> tuple[str, ...]:
    """Give addresses, whether they are written as IRIs or as texts; a page that is described has an IRI of its own."""
    return tuple(sorted({text for term in graph.all_values(node, *names) if (text := text_of(term))}))


def tail(text: str) -> str:
    """Give the last part of an IRI, e.g. ``CSV`` of a file type's; a plain text stays as it is."""
    if "://" not in text:
        return text
    return re.split(r"[/#]", text.rstrip("/#"))[-1]


def media_type_of(text: str) -> str:
    """Give a media type of its IRI or its words; empty where it is none."""
    word = text.strip().partition(";")[0].strip().lower().removesuffix("#resource")
    match = re.search(r"(?:media-types/|^)([a-z]+/[\w.+-]+)$", word)
    return match[1] if match else ""


def size_of(text: str) -> int | None:
    """Give a size in bytes: a whole number, also where it is written as ``43008.0`` or ``4.3E4``."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    whole = number.is_finite() and 0 <= number < Decimal(2**63) and number == number.to_integral_value()
    return int(number) if whole else None


def digits_of(algorithm: str, value: str) -> str:
    """Give a SHA-256 in hexadecimal digits; empty where it is another checksum, or does not say which."""
    said = re.sub(r"[^a-z0-9]", "", algorithm.lower())
    digits = value.strip().lower()
    return digits if said.endswith("sha256") and _SHA256.fullmatch(digits) else ""


def moment_of(text: str) -> str:
    """Give a date or time in the form in which it was written; a day's time zone is left out. Empty where it is none."""
    zoned = _ZONED_DAY.fullmatch(text)
    written = zoned[1] if zoned else text
    if _YEAR_MONTH.fullmatch(written):
        return written
    day = _DAY.fullmatch(written)
    if day is None:
        return ""
    try:
        date.fromisoformat(day[1])
    except ValueError:
        return ""
    return written


def moment_with_zone(text: str) -> datetime | None:
    """Give a time that says its zone; None for any other, and for a day."""
    try:
        moment = datetime.fromisoformat(text.replace(",", "."))
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo is not None else None
