"""What is wrong with a parameter, as a person is told it: its name, what was found, what was expected.

Pydantic says it in English and in its own words; what it knows of the fault is kept, the sentence is ours.
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.requests import Request

from schemas.languages import Lang
from schemas.messages import Message

REPEATED = "repeated"
"""The type of our own fault: a parameter that may stand once stands several times."""

MOST_SIGNS = 200
"""Signs of a found text that are told; the rest would only lengthen the answer."""

MOST_TOLD = 5
"""Faults that stand in the sentence of a problem; all stand in its list."""

TRIED = frozenset({"str", "dict", "list", "tuple"})
"""What pydantic calls types that it tried where a parameter may be of one or another."""

LIMITS = {
    "greater_than_equal": ("from", "ge"),
    "greater_than": ("above", "gt"),
    "less_than_equal": ("to", "le"),
    "less_than": ("below", "lt"),
    "string_too_short": ("shortest", "min_length"),
    "too_short": ("shortest", "min_length"),
    "string_too_long": ("longest", "max_length"),
    "too_long": ("longest", "max_length"),
}
"""Message and member of pydantic's faults that a limit belongs to."""

KINDS = (
    (re.compile(r"^missing$"), "missing"),
    (re.compile(r"^repeated$"), "repeated"),
    (re.compile(r"^int_"), "whole"),
    (re.compile(r"^(float|decimal)_"), "number"),
    (re.compile(r"^finite_number$"), "number"),
    (re.compile(r"^bool_"), "boolean"),
    (re.compile(r"^(datetime|timezone)_"), "time"),
    (re.compile(r"^date_"), "day"),
    (re.compile(r"^string_(type|unicode)$"), "text"),
    (re.compile(r"^(list|tuple|set)_type$"), "list"),
    (re.compile(r"^(dict|mapping|model|model_attributes|dataclass)_type$"), "object"),
)
"""Message of pydantic's faults of a kind, by the beginning of their type."""

Detail = Mapping[str, Any]  # a fault as pydantic tells it


@dataclass(frozen=True, slots=True)
class ParameterFault:
    """A fault of one parameter.

    Args:
        name: where it stands and what it is called, e.g. ``query.limit``.
        found: what was sent; empty where nothing was.
        expected: what may stand there.
        known: where there is no parameter of that name, those that there are.
    """

    name: str
    found: str
    expected: Message | str
    known: tuple[str, ...] = ()

    def expected_in(self, lang: Lang) -> str:
        """Say what may stand there; what only pydantic can say stays in its words."""
        return self.expected if isinstance(self.expected, str) else self.expected.in_(lang)

    @property
    def nearest(self) -> list[str]:
        """The names that were probably meant by one that there is not."""
        return _nearest(self.name.rpartition(".")[2], self.known)

    def sentence(self, lang: Lang) -> str:
        """Say the fault."""
        key = "sentence.unknown" if self.known else "sentence" if self.found else "sentence.nothing"
        values = {"name": self.name, "found": self.found, "expected": self.expected_in(lang)}
        return Message(f"parameter.{key}", values).in_(lang)

    def told(self, lang: Lang) -> dict[str, object]:
        """Give the fault as a member of a problem's ``errors``."""
        said = {"parameter": self.name, "found": self.found, "expected": self.expected_in(lang)}
        return said | ({"nearest": self.nearest} if self.known else {})


def faults_of(details: Iterable[Detail], request: Request) -> tuple[ParameterFault, ...]:
    """Read pydantic's faults."""
    return tuple(_fault(one, request) for one in details)


def sentence(faults: Iterable[ParameterFault], lang: Lang) -> str:
    """Say the first faults one after the other."""
    return " ".join(one.sentence(lang) for one in tuple(faults)[:MOST_TOLD])


def _fault(detail: Detail, request: Request) -> ParameterFault:
    name = _name(detail["loc"])
    known = _names(detail, request) if detail["type"] == "extra_forbidden" else ()
    expected = _unknown(name, known) if known else _expected(detail)
    return ParameterFault(name, _found(detail), expected, known)


def _name(where: Iterable[object]) -> str:
    """Name a parameter without what pydantic says of the type that it tried, e.g. ``dict[literal['en'],str]``."""
    top, *rest = map(str, where)
    return ".".join([top, *(part for part in rest if "[" not in part and part not in TRIED)])


def _found(detail: Detail) -> str:
    if detail["type"] == "missing":
        return ""
    text = str(detail.get("input"))
    return text if len(text) <= MOST_SIGNS else f"{text[:MOST_SIGNS]}..."


def _expected(detail: Detail) -> Message | str:
    kind, more = detail["type"], detail.get("ctx") or {}
    if kind in ("literal_error", "enum"):
        allowed = re.findall(r"'([^']*)'", str(more.get("expected", "")))
        return Message("parameter.one_of", {"allowed": ", ".join(allowed)})
    if kind == "json_invalid":
        return Message("parameter.json", {"place": detail["loc"][-1], "fault": more.get("error", "")})
    if kind in LIMITS:
        message, member = LIMITS[kind]
        return Message(f"parameter.{message}", {"limit": more.get(member, "")})
    said = next((message for form, message in KINDS if form.match(kind)), "")
    return Message(f"parameter.{said}") if said else str(detail["msg"])


def _unknown(name: str, known: tuple[str, ...]) -> Message:
    near, named = _nearest(name.rpartition(".")[2], known), ", ".join(known)
    if near:
        return Message("parameter.unknown.near", {"nearest": near[0], "known": named})
    return Message("parameter.unknown", {"known": named})


def _nearest(name: str, known: tuple[str, ...]) -> list[str]:
    return difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.5)


def _names(detail: Detail, request: Request) -> tuple[str, ...]:
    """Give the names that might have stood there: those the reader of the address tells, or of the route's body."""
    told = (detail.get("ctx") or {}).get("known")
    if told:
        return tuple(told)
    route = request.scope.get("route")
    body = route.body_field if isinstance(route, APIRoute) and len(detail["loc"]) == 2 else None
    model = body.field_info.annotation if body is not None else None
    bare = next((one for one in (model, *getattr(model, "__args__", ())) if _is_model(one)), None)
    return names_of(bare) if bare is not None else ()


def _is_model(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


@cache
def names_of(model: type[BaseModel]) -> tuple[str, ...]:
    """Give the names by which a model's fields are sent."""
    return tuple(field.alias or name for name, field in model.model_fields.items())
