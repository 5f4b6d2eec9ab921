"""Licences: what the words of a licence allow, read from its address, its code or its usual spellings.

The list stands in ``codelists/cl_licence.csv``: codes of the EU's Publications Office where it has one, identifiers of
SPDX, CKAN and opendefinition.org among the words; what each allows is a fact of its text. Nothing is guessed: what the
list does not know is unknown, and unknown is never the same as allowed.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import combinations

from schemas.codes import Code, codelist
from schemas.languages import Text
from schemas.messages import Message

UNKNOWN, NONE = "UNKNOWN", "NONE"
NONE_STATED = re.compile(
    r"(?:(?:none|not|no licen[cs]e|licen[cs]e not)[ -]?(?:stated|specified|given)\b.*"
    r"|none|unknown|neznano|nepoznato|notspecified|n/a|-+|(?:licenca )?ni navedena.*|(?:licencij[ae] )?nije navedena.*)"
)
_CC_ADDRESS = re.compile(
    r"creativecommons\.org/licenses/(?P<parts>by(?:-(?:nc|nd|sa)){0,2})(?:/(?P<version>\d\.\d))?(?:/[a-z]{2,3})?"
)
_CC_SHORT = re.compile(
    r"(?:cc|creative commons)[\s_-]*(?P<parts>by(?:[\s_-]*(?:nc|nd|sa)){0,2})(?:[\s_-]*v?(?P<version>\d(?:[._]\d)?))?"
    r"(?:[\s_-]*(?:international|int|mednarodna|međunarodna|unported|igo|[a-z]{2}))?"
)
_CC_WORDS: Sequence[tuple[str, str]] = (
    ("nc", r"non[\s-]?commercial|nekomercialno|nekomercijalno"),
    ("nd", r"no[\s-]?deriv(?:ative)?s?(?: works)?|brez predelav|bez prerada"),
    ("sa", r"share[\s-]?alike|deljenje pod enakimi pogoji|dijeli pod istim uvjetima"),
)
_CC_NAME = re.compile(
    r"(?:creative commons|cc)[\s:,-]*(?:attribution|priznanje avtorstva|imenovanje)(?P<rest>.*)"
)
_CC_REST = re.compile(
    r"[\s,+/-]*(?:licen[cs]e|licenca|licencija)?[\s,-]*v?(?P<version>\d\.\d)?"
    r"[\s,-]*(?:international|unported|generic|mednarodna|međunarodna|slovenija|hrvatska|croatia|slovenia)?"
    r"[\s,-]*(?:public )?(?:licen[cs]e|licenca|licencija)?"
)
_FORBIDS = re.compile(
    r"(?<!not )\ball rights reserved|\bvse pravice (?:so )?pridržane|\bsva (?:su )?prava (?:su )?pridržana"
    r"|\bre-?use (?:of [\w ]+ )?(?:is )?(?:not (?:permitted|allowed)|prohibited|forbidden)"
    r"|\bponovna uporaba (?:\w+ )?(?:(?:ni|nije) (?:dovoljena|dopuštena|dozvoljena)|(?:je )?(?:prepovedana|zabranjena))"
)
"""Sentences that forbid re-use, in whatever they stand."""

_UNDER = re.compile(
    r"(?P<before>.*?)\b(?:under|pod|licen[cs]e|licenc[aoe]|licencij[aeu]|licencijom)\b[\s:]*(?:the |a |licenco |licencijom )?(?P<after>.+)"
)
_NOT = re.compile(r"\b(?:not|no|never|except|or|ni|niso|ne|razen|ali|nije|nisu|osim|ili)\b")
_EU = "publications.europa.eu/resource/authority/licence/"
_FAMILIES = {frozenset(): "CC_BY", frozenset({"sa"}): "CC_BYSA", frozenset({"nd"}): "CC_BYND",
             frozenset({"nc"}): "CC_BYNC", frozenset({"nc", "sa"}): "CC_BYNCSA", frozenset({"nc", "nd"}): "CC_BYNCND"}  # fmt: skip
CC_VERSION = "4.0"
"""The version that is meant where none is said."""


@dataclass(frozen=True, slots=True)
class Licence:
    """What a licence allows and asks; None where that is not known.

    Args:
        stated: as the source states it.
        code: of the list, ``NONE`` where none is stated, ``UNKNOWN`` where the list lacks it.
        name: for people.
        iri: its address; empty where it has none.
        reuse: whether figures may be passed on at all.
        commercial: also in commerce.
        derivatives: also converted, or combined with others.
        attribution: whether the source must be named.
        share_alike: whether what is derived must come under the same licence.
    """

    stated: str
    code: str
    name: Text
    iri: str = ""
    reuse: bool | None = None
    commercial: bool | None = None
    derivatives: bool | None = None
    attribution: bool | None = None
    share_alike: bool | None = None

    @property
    def forbidden(self) -> tuple[Message, ...]:
        """What it forbids of what publishing needs: passing figures on, and converting them to the common schema."""
        if self.reuse is False:
            return (Message("licence.no_reuse"),)
        return (Message("licence.no_derivatives"),) if self.derivatives is False else ()

    @property
    def conditions(self) -> tuple[Message, ...]:
        """What it asks of who uses the figures."""
        if self.code in (NONE, UNKNOWN):
            return (Message(f"licence.{self.code.lower()}"),)
        asked = {
            "licence.no_reuse": self.reuse is False,
            "licence.no_derivatives": self.reuse is not False and self.derivatives is False,
            "licence.non_commercial": self.reuse is not False and self.commercial is False,
            "licence.attribution": self.attribution is True,
            "licence.share_alike": self.share_alike is True,
        }
        told = tuple(Message(key) for key, is_asked in asked.items() if is_asked)
        return told or (Message("licence.free"),)


def read_licence(text: str) -> Licence:
    """Read a licence as sources state it: its address, a code of the EU, SPDX or CKAN, or a usual spelling."""
    return _read(" ".join(text.split()))


@lru_cache(maxsize=4096)
def _read(text: str) -> Licence:
    word = _bare(text)
    if not word or NONE_STATED.fullmatch(word):
        return Licence(text, NONE, _said("licence.none"))
    found = _creative_commons(word)
    if found is not None:
        return _cc(text, *found)
    code = _words().get(word) or ("ALL_RIGHTS_RESERVED" if _FORBIDS.search(word) else "")
    return _listed(text, codelist("licence")[code]) if code else _in_sentence(text, word)


def _in_sentence(text: str, word: str) -> Licence:
    """Read the licence that a sentence names, such as "available under ..."; one with a "not" or an "or" is unknown."""
    match = _UNDER.fullmatch(word)
    if match is not None and match["before"] + match["after"] != word and not _NOT.search(word):
        named = _read(match["after"])
        if named.code not in (UNKNOWN, NONE):
            return replace(named, stated=text)
    return Licence(text, UNKNOWN, Text.of(text))


def _bare(text: str) -> str:
    """Give a licence's text without what does not tell: small letters, no scheme, no deed, no full stop."""
    word = text.casefold().strip().rstrip(".").strip()
    if word.startswith("(") and word.endswith(")"):
        word = word[1:-1].strip()
    if "://" not in word and not word.startswith("www."):
        return re.sub(r"(?<=.) (?:public )?(?:licen[cs]e|licenca|licencija)$", "", word)
    word = re.sub(r"^[a-z]+://(?:www\.)?", "", word).partition("#")[0].rstrip("/")
    word = re.sub(r"/(?:legalcode|deed)(?:\.[a-z_-]+)?$", "", word).rstrip("/")
    for list_of_codes in (_EU, "spdx.org/licenses/", "opendefinition.org/licenses/"):
        word = word.removeprefix(list_of_codes)
    return word.removesuffix(".html") if "/" not in word else word


def _creative_commons(word: str) -> tuple[frozenset[str], str] | None:
    """Read a Creative Commons licence that names its source: its further parts and its version."""
    twice = re.fullmatch(r"(?P<name>.+?)\s*\((?P<short>.+)\)", word)
    if twice is not None:
        name, short = _creative_commons(twice["name"]), _creative_commons(twice["short"])
        return name if name is not None and short is not None and name[0] == short[0] else None
    short_form = word.removeprefix("creative commons ")
    match = _CC_ADDRESS.fullmatch(word) or _CC_SHORT.fullmatch(short_form) or _CC_SHORT.fullmatch(word)
    if match is not None:
        parts = frozenset(re.findall(r"nc|nd|sa", match["parts"]))
        return parts, (match["version"] or "").replace("_", ".")
    return _creative_commons_name(word)


def _creative_commons_name(word: str) -> tuple[frozenset[str], str] | None:
    match = _CC_NAME.fullmatch(word)
    if match is None:
        return None
    rest, parts = match["rest"], set()
    for part, spelling in _CC_WORDS:
        rest, times = re.subn(spelling, "", rest)
        if times:
            parts.add(part)
    ending = _CC_REST.fullmatch(rest)
    return None if ending is None else (frozenset(parts), ending["version"] or "")


def _cc(text: str, parts: frozenset[str], version: str) -> Licence:
    family = _FAMILIES.get(parts)
    if family is None:
        return Licence(text, UNKNOWN, Text.of(text))
    number = version if "." in version or not version else f"{version}.0"
    return _listed(text, codelist("licence")[family], number or CC_VERSION)


def _listed(text: str, code: Code, version: str = "") -> Licence:
    allowed: Mapping[str, bool | None] = {
        name: {"y": True, "n": False}.get(code.columns[name])
        for name in ("reuse", "commercial", "derivatives", "attribution", "share_alike")
    }
    name = Text(*(f"{label} {version}".strip() for label in (code.label.en, code.label.sl, code.label.hr)))
    return Licence(text, code.code, name, code.columns["iri"].format(version=version), **allowed)


@cache
def _words() -> Mapping[str, str]:
    """Give the codes by the words that mean them."""
    found: dict[str, str] = {}
    for code in codelist("licence"):
        own = (code.code, _bare(code.columns["iri"]), *code.label.as_dict().values())
        for word in (*own, *code.columns["words"].split("|")):
            if word and "{version}" not in word:
                found.setdefault(_bare(word), code.code)
    return found


def _said(key: str) -> Text:
    message = Message(key)
    return Text(message.in_("en"), message.in_("sl"), message.in_("hr"))


@dataclass(frozen=True, slots=True)
class Joint:
    """What several licences ask together of one answer that is derived from all of them.

    Args:
        conditions: the strictest of all, each once.
        conflicts: pairs that cannot both be kept in one derived work.
    """

    conditions: tuple[Message, ...]
    conflicts: tuple[Message, ...]


ORDER = ("no_reuse", "no_derivatives", "non_commercial", "share_alike", "attribution", "unknown", "none")


def jointly(licences: Iterable[Licence]) -> Joint:
    """Say what an answer derived from several licences must keep: the strictest of each kind."""
    each = {(one.code, one.iri or one.stated): one for one in licences}
    asked = {message.key for one in each.values() for message in one.conditions}
    conditions = [Message(f"licence.{name}") for name in ORDER if f"licence.{name}" in asked]
    conflicts = [
        Message("licence.conflict", {"first": _name(first), "second": _name(second)})
        for first, second in combinations(sorted(each.values(), key=lambda one: (one.code, one.iri)), 2)
        if _at_odds(first, second) or _at_odds(second, first)
    ]
    return Joint(tuple(conditions) or (Message("licence.free"),), tuple(conflicts))


def _at_odds(first: Licence, second: Licence) -> bool:
    """Say whether the first asks that what is derived come under it, and the second asks more than it does."""
    if first.share_alike is not True:
        return False
    return (second.commercial is False and first.commercial is True) or (
        second.share_alike is True and second.code != first.code
    )


def _name(licence: Licence) -> str:
    """Give a short name that is the same in every language."""
    match = re.search(r"creativecommons.org/licenses/([a-z-]+)/([\d.]+)", licence.iri)
    return f"CC {match[1].upper()} {match[2]}" if match else licence.name.en
