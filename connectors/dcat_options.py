"""The options of `dcat`."""

from typing import Literal

from pydantic import Field, field_validator

from connectors.options import Options


class DcatOptions(Options):
    """Options of `dcat`: the form asked for, how many pages are turned, whose datasets and of which themes (empty: all).

    `encoding` is that of pages that do not say theirs and are not in UTF-8; `hosts` are those besides the address's own that
    its pages and nested catalogues may lead to, with the port where it is not the usual one.
    """

    format: Literal["", "turtle", "rdf-xml", "n-triples", "json-ld", "trig", "n-quads"] = ""
    max_pages: int = Field(default=1000, ge=1, le=100_000)
    publishers: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    encoding: str = ""

    @field_validator("encoding")
    @classmethod
    def _known(cls, value: str) -> str:
        """Refuse an encoding that nobody knows.

        Raises:
            ValueError: there is none of that name.
        """
        try:
            "".encode(value or "utf-8")
        except LookupError:
            raise ValueError("the name of a text encoding, e.g. windows-1250") from None
        return value
