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


class DcatOptions(_Options):
    """Options of `dcat`: the form asked for, how many pages are turned, whose datasets and of which themes (empty: all)."""

    format: Literal["", "turtle", "rdf-xml", "n-triples", "json-ld"] = ""
    max_pages: int = Field(default=1000, ge=1, le=100_000)
    publishers: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()


class EurostatOptions(_Options):
    """Options of `eurostat`: none beside the language of labels."""

    lang: Literal["en", "de", "fr"] = "en"


class PxwebOptions(_Options):
    """Options of `pxweb`: which API (empty: by the address), its language, the answer's form, cells a request, period.

    `period` names the variables that make a row's period where that is not plain.
    """

    api: Literal["", "v1", "v2"] = ""
    lang: str = Field(default="", pattern=r"^([a-z]{2,3}(-[A-Za-z]{2,4})?)?$")
    answer: Literal["json-stat2", "json-stat"] = "json-stat2"
    max_cells: int = Field(default=100_000, ge=1, le=1_000_000)
    period: tuple[str, ...] = Field(default=(), max_length=2)


class TableOptions(_Options):
    """Options of `table`: how a text file is written; empty means: by its mark or as UTF-8, and found out."""

    encoding: str = ""
    separator: str = Field(default="", max_length=1)
    decimal: Literal["", ",", "."] = ""


OPTIONS: Mapping[str, type[_Options]] = {
    "ckan": CkanOptions,
    "dcat": DcatOptions,
    "eurostat": EurostatOptions,
    "pxweb": PxwebOptions,
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
