"""The rule book: every rule that a finding can carry, in one table, with what it asks and how to mend what breaks it.

Nothing is written here twice. Shapes and hard rules come from ``schemas/shapes``, rules across rows from their own
table, and the rules of what reads sources from their messages: whoever adds a rule adds its page with it. Examples
stand in ``schemas/rule_examples*.toml``; those of shapes are made of their constraints.
"""

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

from schemas.errors import UnknownCodeError
from schemas.findings import SEVERITIES, Severity
from schemas.languages import LANGUAGES, Lang, Text
from schemas.messages import message_tables
from schemas.rules import RULES
from schemas.validation.compiled import rule_shapes
from schemas.validation.hard_rules import HARD_RULES
from schemas.validation.shape_examples import Example, example_of
from schemas.validation.shapes import OGL, RECORD_SHAPES, RULE, PropertyShape, property_shapes

EXAMPLES = ("rule_examples.toml", "rule_examples_sources.toml")
FAMILIES = ("observation", "hard", "across", "basis", "indicator", "record", "mapping", "workbook", "source")
"""Groups of rules, in the order in which they are listed."""

SHAPES_OF: Mapping[str, tuple[str, ...]] = {
    "observation": ("observation.ttl",),
    "basis": ("basis.ttl",),
    "indicator": ("indicator.ttl",),
    "record": RECORD_SHAPES,
}
TERMS_RULE = "H15"
ALONE: Mapping[str, str] = {
    "record-readable": "validation.readable",
    "record-described": "validation.described",
    "workbook": "workbook.rule",
    "mapping.number": "mapping.number",
}
"""Rules that stand alone, and where their texts begin."""

READERS: Mapping[str, tuple[str, str]] = {
    "mapping": ("mapping.", "mapping."),
    "connectors": ("source", "connectors."),
    "licence": ("record", "licence."),
    "dcat": ("record", "dcat-"),
}
"""Beginnings of messages whose second part is a rule: the family, and how the rule's id begins."""


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """A rule as people look it up.

    Args:
        severities: those that its findings can have, the gravest first.
        title: what it is called.
        asks: what it asks, in a sentence.
        expected: what is expected; several where it looks at several things. Words in ‹› stand for what a finding says.
        mend: how to mend what breaks it, likewise.
        shapes: IRIs of the SHACL shapes that say it; empty where it is no shape.
        path: IRI of the property that it is about; empty where it is about none.
        source: the file or package that defines it.
        fails: something that breaks it.
        passes: something that does not.
    """

    id: str
    family: str
    severities: tuple[Severity, ...]
    title: Text
    asks: Text
    expected: tuple[Text, ...]
    mend: tuple[Text, ...]
    shapes: tuple[str, ...] = ()
    path: str = ""
    source: str = ""
    fails: str = ""
    passes: str = ""

    @property
    def iri(self) -> str:
        """The rule's IRI: that of its shape, where one shape says it."""
        return self.shapes[0] if len(self.shapes) == 1 else f"{RULE}{self.id}"


@cache
def rule_book() -> Mapping[str, RuleEntry]:
    """Give all rules by id, family by family."""
    entries = [*_of_shapes(), *_hard(), *_across(), *_alone(), *_readers()]
    ordered = sorted(entries, key=lambda entry: FAMILIES.index(entry.family))
    return {entry.id: entry for entry in ordered}


def find_rule(rule_id: str) -> RuleEntry:
    """Give one rule.

    Raises:
        UnknownCodeError: there is none of that id; the nearest are named.
    """
    book = rule_book()
    if rule_id not in book:
        raise UnknownCodeError("rule", rule_id, difflib.get_close_matches(rule_id, book, cutoff=0.5))
    return book[rule_id]


def _of_shapes() -> Iterator[RuleEntry]:
    for family, names in SHAPES_OF.items():
        for name in names:
            for shape in property_shapes(name).values():
                yield _of_shape(family, name, shape)


def _of_shape(family: str, name: str, shape: PropertyShape) -> RuleEntry:
    example = _examples().get(shape.rule) or example_of(family, shape)
    return RuleEntry(
        id=shape.rule, family=family, severities=(shape.severity,), title=_before(shape.expected),
        asks=shape.expected, expected=(shape.expected,), mend=(shape.mend,), shapes=(shape.iri,),
        path=shape.path, source=f"schemas/shapes/{name}", fails=example.fails, passes=example.passes,
    )  # fmt: skip


def _hard() -> Iterator[RuleEntry]:
    shapes = rule_shapes("observation-rules.ttl")
    ids = dict.fromkeys(rule.id for rule in HARD_RULES)
    for rule_id in ids:
        mine = [shapes[f"{RULE}{rule.shape}"] for rule in HARD_RULES if rule.id == rule_id]
        yield _hard_rule(rule_id, mine, "schemas/shapes/observation-rules.ttl")
    yield _hard_rule(TERMS_RULE, list(property_shapes("terms.ttl").values()), "schemas/shapes/terms.ttl")


def _hard_rule(rule_id: str, shapes: list[PropertyShape], source: str) -> RuleEntry:
    example = _examples()[rule_id]
    paths = {shape.path for shape in shapes}
    return RuleEntry(
        id=rule_id, family="hard", severities=_graded(shape.severity for shape in shapes),
        title=_joined((_before(shape.expected) for shape in shapes), "; "),
        asks=_joined((shape.expected for shape in shapes), " "),
        expected=(*(shape.expected for shape in shapes), *_at_cells(rule_id, ".expected")),
        mend=(*(shape.mend for shape in shapes), *_at_cells(rule_id, ".mend")),
        shapes=tuple(shape.iri for shape in shapes), path=paths.pop() if len(paths) == 1 else "",
        source=source, fails=example.fails, passes=example.passes,
    )  # fmt: skip


AT_CELLS: Mapping[str, tuple[str, ...]] = {
    "H1": ("validation.code.", "validation.code_unlike.", "validation.code_absent."),
    "H14": ("validation.place_succeeded.", "validation.place_founded."),
}
"""Beginnings of what a hard rule says at a cell beyond its shapes: of a code, before there is a row to be checked."""


def _at_cells(rule_id: str, ending: str) -> Iterator[Text]:
    for prefix in AT_CELLS.get(rule_id, ()):
        yield from _texts(prefix, ending)


def _across() -> Iterator[RuleEntry]:
    for rule in RULES:
        prefix = f"rules.{rule.id}."
        example = _examples().get(rule.id, Example())
        yield RuleEntry(
            id=rule.id, family="across", severities=(rule.severity,), title=_text(rule.title.key),
            asks=_text(rule.what.key), expected=_texts(prefix, ".expected"), mend=_texts(prefix, ".mend"),
            source="schemas/rules", fails=example.fails, passes=example.passes,
        )  # fmt: skip


def _alone() -> Iterator[RuleEntry]:
    for rule_id, prefix in ALONE.items():
        family = re.split("[.-]", rule_id)[0]
        yield _of_messages(
            rule_id, family, prefix, "schemas/validation" if family == "record" else "connectors"
        )


def _readers() -> Iterator[RuleEntry]:
    """Give the rules whose messages begin alike: ``connectors.slow.expected`` is of the rule ``connectors.slow``."""
    stems = dict.fromkeys(
        (parts[0], parts[1])
        for key in message_tables()
        if (parts := key.split("."))[0] in READERS and len(parts) > 2 and parts[-1] in ("expected", "mend")
    )
    for first, second in stems:
        family, begins = READERS[first]
        family = "mapping" if first == "mapping" else family
        rule_id = HIDDEN if (first, second) == ("connectors", "note") else f"{begins}{second}"
        yield _of_messages(
            rule_id, family, f"{first}.{second}", first if first != "dcat" else "catalogue/dcat"
        )


HIDDEN = "connectors.hidden"
"""Its texts are notes of a table, which is why they do not begin with its name."""

SEVERITY_OF: Mapping[str, Severity] = {
    "mapping.token": "warning", HIDDEN: "info", "dcat-link": "warning", "dcat-mended": "warning",
    "dcat-code": "warning", "dcat-date": "warning", "dcat-place": "warning", "dcat-checksum": "warning",
    "dcat-value": "warning", "dcat-identity": "warning",
    "connectors.ckan-value": "warning", "connectors.ckan-format": "warning", "connectors.ckan-address": "warning",
    "connectors.ckan-file": "warning", "connectors.air-negative": "info", "connectors.air-time": "warning",
    "connectors.unforeseen-change": "warning",
}  # fmt: skip
"""Rules of what reads and writes that only warn; the others refuse."""


def _of_messages(rule_id: str, family: str, prefix: str, source: str) -> RuleEntry:
    example = _examples().get(rule_id, Example())
    expected = _texts(prefix, ".expected") or _stated(f"rule_book.{rule_id}.expected")
    mend = _texts(prefix, ".mend") or _texts(f"{prefix}.mend", "") or _stated(f"rule_book.{rule_id}.mend")
    title = _stated(f"rule_book.{rule_id}.title") or expected[:1]
    return RuleEntry(
        id=rule_id, family=family, severities=(SEVERITY_OF.get(rule_id, "violation"),),
        title=_capital(title[0]), asks=_capital(expected[0]), expected=expected, mend=mend, source=source,
        fails=example.fails, passes=example.passes,
    )  # fmt: skip


@cache
def _examples() -> Mapping[str, Example]:
    folder = Path(__file__).parent
    tables = [tomllib.loads((folder / name).read_text(encoding="utf-8")) for name in EXAMPLES]
    return {rule_id: Example(one["fails"], one["passes"]) for told in tables for rule_id, one in told.items()}


def _text(key: str) -> Text:
    """Give a message with its placeholders as words, e.g. ‹limit›."""
    texts = message_tables()[key]
    return Text(*(_with_words(texts[lang]) for lang in LANGUAGES))


def _with_words(text: str) -> str:
    parts = Formatter().parse(text)
    told = "".join(before + (f"‹{name}›" if name is not None else "") for before, name, _, _ in parts)
    return re.sub(r"\s+", " ", told).strip()


def _texts(prefix: str, ending: str) -> tuple[Text, ...]:
    """Give the messages that begin and end so, each text once."""
    keys = [key for key in message_tables() if key.startswith(prefix) and key.endswith(ending)]
    return tuple(dict.fromkeys(_text(key) for key in keys))


def _stated(key: str) -> tuple[Text, ...]:
    return (_text(key),) if key in message_tables() else ()


def _before(text: Text) -> Text:
    """Give what stands before the colon: what a shape is about."""
    return Text(*(text.in_(lang).partition(":")[0] for lang in LANGUAGES))


def _capital(text: Text) -> Text:
    return Text(*(_first_up(text.in_(lang)) for lang in LANGUAGES))


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def _joined(texts: Iterable[Text], mark: str) -> Text:
    found = list(texts)

    def said(lang: Lang) -> str:
        return mark.join(dict.fromkeys(text.in_(lang) for text in found))

    return Text(*(said(lang) for lang in LANGUAGES))


def _graded(severities: Iterable[Severity]) -> tuple[Severity, ...]:
    found = set(severities)
    return tuple(one for one in SEVERITIES if one in found)


def defined_by(entry: RuleEntry) -> tuple[str, ...]:
    """Give the addresses of what defines a rule, those of its shapes first."""
    return entry.shapes or (f"{OGL}rule/{entry.id}",)
