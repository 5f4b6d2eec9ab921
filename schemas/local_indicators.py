"""Local indicators: what a city measures in its own words, kept as stated, beside one of ours.

Fields are those of table B-3.2 of the Climate City Contract, by whatever of its headings a file uses, or ours (`Stated`).
Nothing is renamed or translated: the match says how near the two are, the transform how one becomes the other.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal, get_args

from schemas.errors import SchemaError
from schemas.indicators import indicator
from schemas.languages import LANGUAGES, Text
from schemas.transforms import IDENTITY, Chain, Linear, Transform, transform_of
from schemas.unit_texts import unit_of_text
from schemas.units import unit

Relation = Literal["exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch", "none", ""]
RELATIONS: tuple[Relation, ...] = get_args(Relation)
"""SKOS, read "theirs is ... of ours"; ``none``: somebody looked and there is no counterpart; empty: nobody has decided."""

LONGEST_ID = 96
LONGEST_TEXT = 4000
MOST_STATED = 60

_CODE = re.compile(
    r"\s*((?:O?I{1,2}[ .-]?\d+(?:\.\d+)*)(?:\s*[,/]\s*I{1,2}[. ]?\d+(?:\.\d+)*)*)(?![.\d])[\s:–-]+(?=[\w(])"
)
_LINE = "_line"
_HEADINGS: Mapping[str, str] = {
    "indicator name": "name", "name": "name",
    "indicator unit": "unit", "unit": "unit",
    "definition": "definition",
    "code": "code", "unique no": "code", "unique number": "code", "indicator no": "code",
    "indicator": "indicator", "match": "match", "transform": "transform", "document": "document", "cell": "cell",
    "place": "place", "id": "id",
}  # fmt: skip


class LocalIndicatorError(SchemaError):
    """Say which field of which local indicator was found to hold what, and what it may hold."""

    def __init__(self, where: str, member: str, found: object, expected: str) -> None:
        self.where = where
        self.member = member
        self.found = found
        self.expected = expected
        super().__init__(f"{where}: {member} = {found!r}: expected {expected}")


@dataclass(frozen=True, slots=True)
class LocalIndicator:
    """A place's own indicator.

    Args:
        id: made of place and name, so that a later statement of the same one is its next version.
        code: as the place numbers it (``OI 1.1``), empty where it does not.
        name: as stated; one text where the language is not told.
        unit: as written.
        definition: as stated.
        stated: all other fields of the file, by its own headings.
        indicator: the one of ours it is set beside, empty where none is.
        match: how near, seen from theirs.
        transform: how a figure of theirs becomes one of ours (`schemas.transforms`).
        document: where it is stated, with `cell` for the place inside.
    """

    id: str
    place: str
    name: Text
    code: str = ""
    unit: str = ""
    definition: str = ""
    stated: Mapping[str, str] = field(default_factory=dict)
    indicator: str = ""
    match: Relation = ""
    transform: Mapping[str, object] = field(default_factory=dict)
    document: str = ""
    cell: str = ""

    @property
    def unit_code(self) -> str:
        """Our code of its unit, empty where it is not plainly one of ours."""
        return unit_of_text(self.unit) or ""


def read_stated(
    row: Mapping[str, object], place: str, document: str = "", where: str = "1"
) -> LocalIndicator:
    """Read one local indicator as a file states it.

    Args:
        row: a row of table B-3.2 by its headings, or our fields.
        place: code of the place; a row may not name another.
        document: where it is stated; a row's own counts more.
        where: its position, for what is said of an error.

    Raises:
        LocalIndicatorError: it has no name, a text is too long, or its match cannot be meant.
    """
    ours, stated = _sorted(row, where)
    named = _text(ours, "place", where) or place
    if named != place:
        raise LocalIndicatorError(where, "place", named, f"{place}, the place that the list is about")
    name = _name(ours.get("name"), where)
    shown = next(iter(name.as_dict().values()))
    code = _text(ours, "code", where) or _code_in(shown)
    match = relation(_text(ours, "match", where), where)
    found = LocalIndicator(
        id=local_id(place, shown), place=place, name=name, code=code, unit=_text(ours, "unit", where),
        definition=_text(ours, "definition", where), stated=stated, indicator=_text(ours, "indicator", where), match=match,
        transform=_transform(ours.get("transform"), where), document=_text(ours, "document", where) or document,
        cell=_text(ours, "cell", where) or (f"line {row[_LINE]}" if _LINE in row else ""),
    )  # fmt: skip
    check_match(found, where)
    return found


def local_id(place: str, name: str) -> str:
    """Give the identifier of a place's indicator: the same for the same name, whatever its signs and spaces."""
    plain = (
        unicodedata.normalize("NFKD", name.replace("đ", "d").replace("Đ", "D"))
        .encode("ascii", "ignore")
        .decode()
    )
    slug = re.sub(r"[^a-z0-9]+", "-", f"{place} {plain}".lower()).strip("-")
    if len(slug) <= LONGEST_ID and plain.strip():
        return slug
    return f"{slug[: LONGEST_ID - 9]}-{sha256(name.encode()).hexdigest()[:8]}"


def relation(text: str, where: str = "") -> Relation:
    """Read how near two indicators are; ``skos:`` before it is allowed.

    Raises:
        LocalIndicatorError: it is no such word.
    """
    plain = text.removeprefix("skos:")
    for one in RELATIONS:
        if one == plain:
            return one
    raise LocalIndicatorError(where, "match", text, ", ".join(one for one in RELATIONS if one))


def check_match(local: LocalIndicator, where: str = "") -> None:
    """Demand that a match can be meant.

    Raises:
        LocalIndicatorError: a match without an indicator or the reverse; an exact one whose unit, transform or kind
            says that the two are not the same.
        UnknownCodeError: we have no such indicator.
        TransformError: the transform cannot be read.
    """
    if local.match in ("", "none"):
        if local.indicator or local.transform:
            raise LocalIndicatorError(
                where, "match", local.match, "a relation, as an indicator or transform is given"
            )
        return
    if not local.indicator:
        raise LocalIndicatorError(
            where, "indicator", "", f"the indicator of ours that it is a {local.match} of"
        )
    wanted = indicator(local.indicator)
    told = transform_of(local.transform)
    if local.match == "exactMatch":
        _check_exact(local, wanted.unit, told, where)


def _check_exact(local: LocalIndicator, wanted: str, told: Transform, where: str) -> None:
    """Exact means that only the unit may differ: one quantity, and a factor that is the units' own."""
    found = local.unit_code
    if not found or unit(found).columns["dimension"] != unit(wanted).columns["dimension"]:
        raise LocalIndicatorError(
            where,
            "match",
            "exactMatch",
            f"closeMatch: its unit {local.unit!r} is not plainly of the kind of {wanted}",
        )
    needed = IDENTITY if found == wanted else transform_of({"kind": "unit", "from": found, "to": wanted})
    if _line(told) != _line(needed):
        raise LocalIndicatorError(
            where,
            "transform",
            dict(local.transform),
            f"the conversion from {found} to {wanted}, or closeMatch",
        )


def _line(told: Transform) -> tuple[object, object] | None:
    """Give slope and intercept of a straight line; None for what depends on other figures."""
    if isinstance(told, Linear):
        return told.a, told.b
    if isinstance(told, Chain) and all(isinstance(step, Linear) for step in told.steps):
        zero = told.apply(IDENTITY.b, {})
        return told.apply(IDENTITY.a, {}) - zero, zero
    return None


def _sorted(row: Mapping[str, object], where: str) -> tuple[dict[str, object], dict[str, str]]:
    """Tell the fields we know from the others, which are kept under the file's own headings."""
    if len(row) > MOST_STATED:
        raise LocalIndicatorError(where, "fields", len(row), f"at most {MOST_STATED}")
    ours: dict[str, object] = {}
    stated: dict[str, str] = {}
    for heading, value in row.items():
        key = _HEADINGS.get(re.sub(r"[\s_.:]+", " ", heading).strip().casefold())
        if key is not None:
            ours[key] = value
        elif heading != _LINE and value is not None:
            stated[heading] = _short(value, heading, where)
    return ours, stated


def _short(value: object, member: str, where: str) -> str:
    if not isinstance(value, str | int):
        raise LocalIndicatorError(where, member, value, "a text")
    if len(str(value)) > LONGEST_TEXT:
        raise LocalIndicatorError(where, member, f"{str(value)[:40]}…", f"at most {LONGEST_TEXT} signs")
    return str(value).strip()


def _text(ours: Mapping[str, object], member: str, where: str) -> str:
    value = ours.get(member)
    return "" if value is None else _short(value, member, where)


def _name(value: object, where: str) -> Text:
    if isinstance(value, Mapping):
        name = Text.of({lang: _short(value.get(lang, ""), "name", where) for lang in LANGUAGES})
    else:
        name = Text.of(_short(value or "", "name", where))
    if not name.as_dict():
        raise LocalIndicatorError(where, "name", value, "the indicator's name")
    return name


def _code_in(name: str) -> str:
    match = _CODE.match(name)
    return match.group(1).strip() if match else ""


def _transform(value: object, where: str) -> Mapping[str, object]:
    if value is None or value == "":
        return {}
    if not isinstance(value, Mapping):
        raise LocalIndicatorError(where, "transform", value, "an object with a kind")
    return {str(key): member for key, member in value.items()}
