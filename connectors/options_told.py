"""Options as they are told to a person: name, type, what counts unless told, what is set, what it means."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.connector import Connector
from connectors.options import Options
from schemas.languages import Lang, Text
from schemas.messages import Message, message_tables, say

Json = dict[str, Any]  # JSON
PLAIN = {"string": "text", "integer": "whole", "number": "number", "boolean": "flag"}
HIDDEN = "..."
"""What is shown of a secret."""


@dataclass(frozen=True, slots=True)
class OptionTold:
    """An option of a connector.

    Args:
        name: as a source sets it.
        kind: its type in words.
        required: a source must set it.
        default: what counts unless told, as JSON.
        means: what it is for.
        secret: its value is not shown.
    """

    name: str
    kind: Message
    required: bool
    default: object
    means: Text
    secret: bool = False

    @property
    def default_text(self) -> str:
        """What counts unless told, as a source would write it."""
        return _written(self.default)

    def line(self, options: Mapping[str, Any], lang: Lang) -> str:  # TOML values
        """Say it in one line, with what a source sets."""
        values = {
            "name": self.name,
            "kind": self.kind.in_(lang),
            "means": self.means.in_(lang).rstrip(".") or "-",
        }
        told = {**values, "default": self.default_text}
        if self.name in options:
            value = HIDDEN if self.secret else _written(options[self.name])
            return say("options.line.set", lang, value=value, **told)
        return say("options.line.required" if self.required else "options.line.default", lang, **told)

    def as_json(self, lang: Lang) -> Json:
        """Write it for the API."""
        return {
            "name": self.name, "type": self.kind.in_(lang), "required": self.required, "default": self.default,
            "means": self.means.as_dict(), "secret": self.secret,
        }  # fmt: skip


def options_told(connector: Connector) -> tuple[OptionTold, ...]:
    """Give what a source may set for a connector, in the order in which it is declared."""
    schema = connector.options.model_json_schema()
    return tuple(_told(connector, name, schema) for name in connector.options.model_fields)


def _told(connector: Connector, name: str, schema: Json) -> OptionTold:
    field = connector.options.model_fields[name]
    said: Json = schema["properties"][field.alias or name]
    kind = _kind(said, schema.get("$defs", {}))
    return OptionTold(
        field.alias or name,
        kind,
        field.is_required(),
        said.get("default", {} if "additionalProperties" in said else None),
        _means(connector.name, name, connector.options, said),
        secret=kind.key == "options.kind.secret",
    )


def _means(connector: str, name: str, model: type[Options], said: Json) -> Text:
    """Give what an option means: our own words, else those of the package that brings it."""
    for key in (f"options.{connector}.{name}", f"options.any.{name}"):
        if key in message_tables() and model.__module__.startswith("connectors."):
            return Text.of(message_tables()[key])
    described = str(said.get("description", ""))
    return Text(described, *(str(said.get(lang, "")) or described for lang in ("sl", "hr")))


def _kind(said: Json, defs: Mapping[str, Json]) -> Message:
    """Say a type of JSON Schema in words."""
    if "$ref" in said:
        return _kind({**defs.get(str(said["$ref"]).rpartition("/")[2], {}), **_without(said, "$ref")}, defs)
    choices = [one for one in (*said.get("anyOf", ()), *said.get("allOf", ())) if one.get("type") != "null"]
    if len(choices) == 1:
        return _kind({**_without(said, "anyOf", "allOf"), **choices[0]}, defs)
    if "enum" in said or "const" in said:
        words = ", ".join(map(_written, said.get("enum", [said.get("const")])))
        return Message("options.kind.one_of", {"words": words})
    kind = said.get("type")
    if kind == "array":
        return _bounded("options.kind.list", _kind(said.get("items", {}), defs), said, "minItems", "maxItems")
    if kind == "object":
        inner = said.get("additionalProperties")
        return Message("options.kind.table", {"of": _kind(inner if isinstance(inner, dict) else {}, defs)})
    return _plain(said, str(kind))


def _plain(said: Json, kind: str) -> Message:
    if said.get("format") == "password":
        return Message("options.kind.secret")
    found = Message(f"options.kind.{PLAIN.get(kind, 'any')}")
    if "pattern" in said:
        found = Message("options.kind.pattern", {"of": found, "pattern": said["pattern"]})
    return _limited(found, said)


def _bounded(key: str, of: Message, said: Json, least: str, most: str) -> Message:
    found = Message(key, {"of": of})
    bounds = {"at_least": said.get(least), "at_most": said.get(most)}
    for name, bound in bounds.items():
        if bound is not None:
            found = Message(f"options.kind.{name}_values", {"of": found, "count": bound})
    return found


def _limited(found: Message, said: Json) -> Message:
    for key, bound in _bounds(said):
        found = Message(f"options.kind.{key}", {"of": found, "bound": bound})
    return found


def _bounds(said: Json) -> Iterator[tuple[str, object]]:
    """Give the limits of a number or a text."""
    names = {
        "minimum": "from", "maximum": "to", "exclusiveMinimum": "above", "exclusiveMaximum": "below",
        "minLength": "at_least_signs", "maxLength": "at_most_signs",
    }  # fmt: skip
    for name, key in names.items():
        if name in said:
            yield key, said[name]


def _without(said: Json, *names: str) -> Json:
    return {name: value for name, value in said.items() if name not in names}


def _written(value: object) -> str:
    """Write a value as TOML does, on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, Mapping):
        inner = ", ".join(f"{name} = {_written(one)}" for name, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    return "-" if value is None else str(value)
