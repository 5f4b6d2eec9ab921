"""Check a sources file: every error names line, key, what was found and what is allowed."""

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from connectors.definitions import SourcesFile
from connectors.toml_lines import KeyPath, line_numbers, line_of
from schemas.languages import Lang
from schemas.messages import Message, say


@dataclass(frozen=True, slots=True)
class SourceProblem:
    """An error of a sources file, with its place.

    Args:
        line: from 1; 0 where the file as a whole is meant.
        key: e.g. ``source[0].mapping[1].locale``.
        found: what stands there.
        allowed: what may stand there.
        nearest: the allowed words most like it.
    """

    line: int
    key: str
    found: str
    allowed: Message
    nearest: tuple[str, ...] = ()

    def sentence(self, lang: Lang) -> str:
        """Say it in one line."""
        text = say(
            "sources.problem",
            lang,
            line=self.line,
            key=self.key,
            found=self.found,
            allowed=self.allowed.in_(lang),
        )
        return text + (say("sources.nearest", lang, nearest=", ".join(self.nearest)) if self.nearest else "")


@dataclass(frozen=True, slots=True)
class Known:
    """What exists already on the node and need not stand in the file."""

    organisations: frozenset[str] = frozenset()
    bases: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    maps: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CheckedSources:
    """A read file with its problems; `file` is None where it could not be read at all."""

    file: SourcesFile | None
    problems: tuple[SourceProblem, ...] = field(default=())


def read_sources(text: str) -> CheckedSources:
    """Read a file's form: TOML, keys and types. References are checked by `connectors.references`."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return CheckedSources(None, (_not_toml(error),))
    lines = line_numbers(text)
    try:
        return CheckedSources(SourcesFile.model_validate(tables))
    except ValidationError as error:
        return CheckedSources(None, tuple(_problem(detail, lines) for detail in error.errors()))


def _not_toml(error: tomllib.TOMLDecodeError) -> SourceProblem:
    found = str(error)
    line = int(found.rpartition("line ")[2].split(",")[0]) if "line " in found else 0
    return SourceProblem(line, "", found, Message("sources.allowed.toml"))


def key_text(path: KeyPath) -> str:
    """Write a path as ``source[0].mapping[1].locale``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _problem(detail: ErrorDetails, lines: Mapping[KeyPath, int]) -> SourceProblem:
    path = tuple(part for part in detail["loc"] if part not in ("str", "dict[str,str]"))
    found = repr(detail["input"])
    line = line_of(path, lines)
    if detail["type"] == "extra_forbidden":
        allowed = sorted(_keys_at(path[:-1]))
        near = tuple(difflib.get_close_matches(str(path[-1]), allowed, n=3, cutoff=0.5))
        return SourceProblem(line, key_text(path), str(path[-1]), _one_of(allowed), near)
    if detail["type"] == "missing":
        return SourceProblem(
            line, key_text(path), "nothing", Message("sources.allowed.required", {"key": path[-1]})
        )
    if detail["type"] == "literal_error":
        words = [
            word.strip().strip("'") for word in detail["ctx"]["expected"].replace(" or ", ", ").split(",")
        ]
        near = tuple(difflib.get_close_matches(str(detail["input"]), words, n=3, cutoff=0.5))
        return SourceProblem(line, key_text(path), found, _one_of(words), near)
    return SourceProblem(
        line, key_text(path), found, Message("sources.allowed.form", {"form": detail["msg"]})
    )


def _one_of(words: list[str]) -> Message:
    return Message("sources.allowed.one_of", {"words": ", ".join(words)})


def _keys_at(path: KeyPath) -> Iterator[str]:
    """Give the keys that a table at a path may have, by walking the definitions."""
    model: type[BaseModel] = SourcesFile
    for part in path:
        if isinstance(part, str) and part in model.model_fields:
            inner = list(_models_in(model.model_fields[part].annotation))
            model = inner[0] if inner else model
    yield from model.model_fields


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
