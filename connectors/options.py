"""The options of each connector: typed, checked, and shown by `sources check`."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from schemas.messages import Message


def _known_zone(value: str) -> str:
    """Take a time zone that is known.

    Raises:
        ValueError: nobody knows it.
    """
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("Europe/Ljubljana, Europe/Zagreb, UTC ...") from error
    return value


Zone = Annotated[str, AfterValidator(_known_zone)]
"""A time zone by its name in the IANA database."""


class Options(BaseModel):
    """What a source may set for its connector: closed, typed; a package's connector has a class of its own.

    What an option means stands in `messages/connector_options.toml`; that of a package's connector in the field's
    `description`, in English, and in `json_schema_extra={"sl": ..., "hr": ...}`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)


class PxwebOptions(Options):
    """Options of `pxweb`: which API (empty: by the address), its language, the answer's form, cells a request, period.

    `period` names the variables that make a row's period where that is not plain.
    """

    api: Literal["", "v1", "v2"] = ""
    lang: str = Field(default="", pattern=r"^([a-z]{2,3}(-[A-Za-z]{2,4})?)?$")
    answer: Literal["json-stat2", "json-stat"] = "json-stat2"
    max_cells: int = Field(default=100_000, ge=1, le=1_000_000)
    period: tuple[str, ...] = Field(default=(), max_length=2)


class TableOptions(Options):
    """Options of `table`: how a text file is written; empty means: by its mark or as UTF-8, and found out."""

    encoding: str = ""
    separator: str = Field(default="", max_length=1)
    decimal: Literal["", ",", "."] = ""


def check_options(
    model: type[Options], options: Mapping[str, Any]
) -> Iterator[tuple[tuple[str, ...], str, Message]]:  # TOML values
    """Give each error of a connector's options: the key, or none where they do not fit together; what was found and is allowed."""
    try:
        model.model_validate(options)
    except ValidationError as error:
        for detail in error.errors():
            yield _problem(model, detail)


def _problem(model: type[Options], detail: ErrorDetails) -> tuple[tuple[str, ...], str, Message]:
    key = tuple(str(part) for part in detail["loc"][:1])
    if detail["type"] == "extra_forbidden":
        words = ", ".join(model.model_fields)
        return key, key[0], Message("sources.allowed.one_of", {"words": words or "-"})
    if detail["type"] == "missing":
        return (), "nothing", Message("sources.allowed.required", {"key": ".".join(map(str, detail["loc"]))})
    found = repr(detail["input"]) if key else "options"
    return key, found, Message("sources.allowed.form", {"form": detail["msg"]})
