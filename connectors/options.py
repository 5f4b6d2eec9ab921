"""The options of each connector: typed, and shown by `sources check`."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from schemas.messages import Message


class _Options(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CkanOptions(_Options):
    """Options of `ckan`: which API, how many records a page, whose datasets (empty: all)."""

    api: Literal["action", "opsi-gateway"] = "action"
    page_size: int = Field(default=100, ge=1, le=1000)
    organizations: tuple[str, ...] = ()


class EurostatOptions(_Options):
    """Options of `eurostat`: none beside the language of labels."""

    lang: Literal["en", "de", "fr"] = "en"


class TableOptions(_Options):
    """Options of `table`: how a text file is written; empty means: by its mark or as UTF-8, and found out."""

    encoding: str = ""
    separator: str = Field(default="", max_length=1)
    decimal: Literal["", ",", "."] = ""


OPTIONS: Mapping[str, type[_Options]] = {
    "ckan": CkanOptions,
    "eurostat": EurostatOptions,
    "table": TableOptions,
}


def check_options(
    connector: str, options: Mapping[str, Any]
) -> Iterator[tuple[str, str, Message]]:  # TOML values
    """Give each error of a connector's options: key, what was found, what is allowed."""
    model = OPTIONS[connector]
    try:
        model.model_validate(options)
    except ValidationError as error:
        for detail in error.errors():
            key = str(detail["loc"][0])
            if detail["type"] == "extra_forbidden":
                yield key, key, Message("sources.allowed.one_of", {"words": ", ".join(model.model_fields)})
            else:
                yield key, repr(detail["input"]), Message("sources.allowed.form", {"form": detail["msg"]})
