"""Files of anybody's making: their mapping proposed, shown, saved, and imported."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sqlmodel import Session

from api.errors import ParameterError
from api.gateway import Gateway
from api.harvesting import outgoing
from catalogue import registry
from catalogue.object_store import sha256_of
from connectors.errors import TooLargeError
from connectors.fetching import Fetched, Request, require_success
from connectors.numbers import LOCALES
from connectors.proposal.decisions import Answers
from connectors.proposal.looks import ROLES
from connectors.proposal.places_said import PlaceNames
from connectors.proposal.proposal import Proposal
from connectors.proposal.proposing import Whence, propose
from connectors.reading import Context
from schemas.basis import CODED
from schemas.codes import FILES, codelist
from schemas.errors import UnknownCodeError
from schemas.indicators import indicator
from schemas.periods import parse_period

LARGEST = 20_000_000
SOURCE_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
WEB = ("http://", "https://")
TOLD = (
    "indicator", "place", "period", "unit", "locale", "basis", "owner", "licence", "encoding", "separator", "source", "table",
)  # fmt: skip
"""What a person may say beside columns, words, signs and what the basis states."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file to be mapped.

    Args:
        name: its name, or the address it was read from.
        url: the address that a harvest will ask; empty where it has none.
    """

    name: str
    content: bytes
    url: str = ""

    @property
    def sha256(self) -> str:
        """The SHA-256 of its bytes."""
        return sha256_of(self.content)

    def fetched(self, media_type: str = "") -> Fetched:
        """Give it as if a source had sent it."""
        return Fetched(self.content, 200, self.name, media_type, self.sha256)


def sent_file(gateway: Gateway, name: str, url: str = "") -> SentFile:
    """Read a file of this machine, or one at an address.

    Args:
        name: a path, or an http or https address.
        url: the address that it will have, where it is a path.

    Raises:
        ConnectorError: nothing usable is at the address.
    """
    if not name.startswith(WEB):
        return SentFile(Path(name).name, Path(name).read_bytes(), url)
    with outgoing(gateway) as client:
        fetched = Fetched.of(client.fetch(Request("GET", name)))
    require_success(fetched)
    return SentFile(name, fetched.content, name)


def content_of(stream: BinaryIO) -> bytes:
    """Read what was uploaded, whole or not at all.

    Raises:
        TooLargeError: it is larger than a file of figures is.
    """
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise TooLargeError(f"> {LARGEST} B", limit=LARGEST)
    return content


def propose_file(session: Session, sent: SentFile, answers: Answers, year: int) -> Proposal:
    """Propose a mapping for a file, against what the node knows.

    Raises:
        ConnectorError: it holds no tables that we read.
    """
    context = Context(registry.bases(session), registry.places_in_time(session), year)
    place = answers.of("place")
    if place and place not in context.places:
        raise UnknownCodeError("place", place, PlaceNames(context.places).nearest(place))
    organisations = registry.organisations(session)
    owners = {one.place: one.id for one in organisations.values() if one.place and not one.parent}
    whence = Whence(sent.name, sent.url, sent.sha256, owners, frozenset(organisations))
    return propose(sent.content, whence, context, answers)


def answers_of(
    told: Mapping[str, str],
    columns: Sequence[str] = (),
    words: Sequence[str] = (),
    missing: Sequence[str] = (),
    stated: Sequence[str] = (),
) -> Answers:
    """Read what a person said, and refuse what cannot be meant.

    Args:
        told: by key, of `TOLD`.
        columns: ``NAME=ROLE``.
        words: ``DIMENSION:WORD=CODE``; ``-`` for the code leaves the word's rows out.
        missing: ``SIGN=CODE``.
        stated: ``ATTRIBUTE=CODE`` of the basis.

    Raises:
        ParameterError: one cannot be meant; it says what may be said.
        SchemaError: a code is not known.
    """
    kept = {key: value for key, value in told.items() if value}
    _check(kept)
    basis = {f"basis.{key}": value for key, value in _pairs("stated", stated)}
    for key, value in basis.items():
        _check_attribute(key.removeprefix("basis."), value)
    roles = dict(_pairs("column", columns))
    for name, role in roles.items():
        if role not in ROLES:
            raise ParameterError("column", f"{name}={role}", f"NAME=ROLE with a role of {', '.join(ROLES)}")
    return Answers({**kept, **basis}, roles, dict(_words(words)), dict(_pairs("missing", missing)))


def _check(told: Mapping[str, str]) -> None:
    if told.get("indicator"):
        indicator(told["indicator"])
    if told.get("period"):
        parse_period(told["period"])
    if told.get("unit"):
        codelist("unit")[told["unit"]]
    if told.get("source") and not SOURCE_ID.fullmatch(told["source"]):
        raise ParameterError("source", told["source"], "small letters, digits, points and hyphens")
    if told.get("locale") and told["locale"] not in LOCALES:
        raise ParameterError("locale", told["locale"], f"one of {', '.join(LOCALES)}")


def _check_attribute(name: str, code: str) -> None:
    if name in CODED and name in FILES:
        codelist(name)[code]
    elif name not in ("base_period", "elec_factor", "note", "title", "source_document"):
        raise ParameterError(
            "stated", f"{name}={code}", f"ATTRIBUTE=CODE with an attribute of {', '.join(CODED)}"
        )


def _pairs(option: str, said: Sequence[str]) -> list[tuple[str, str]]:
    found = []
    for text in said:
        name, sign, value = text.rpartition("=")
        if not sign or not name:
            raise ParameterError(option, text, "NAME=VALUE")
        found.append((name, value))
    return found


def _words(said: Sequence[str]) -> list[tuple[tuple[str, str], str]]:
    found = []
    for name, code in _pairs("word", said):
        dimension, sign, word = name.partition(":")
        if not sign:
            raise ParameterError("word", name, "DIMENSION:WORD=CODE, e.g. sector:Ostalo=I.6")
        if dimension in FILES and code != "-":
            codelist(dimension)[code]
        found.append(((dimension, word), "" if code == "-" else code))
    return found
