"""What a source of the connector `ckan` may set."""

from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from connectors.options import Options

Api = Literal["action", "opsi-gateway"]
Private = Literal["leave", "restricted", "hidden"]


class CkanOptions(Options):
    """Options of `ckan`: which API, how many records a page, whose datasets (empty: all), and how resources are read.

    `datastore` reads tables from the portal's datastore before its files; `modified_filter` lets a run ask only for what
    changed; `private` says what becomes of records that the portal calls private; `encoding` and `separator` are those of
    text files that are not UTF-8, or whose separator is not plain.
    """

    api: Api = "action"
    page_size: int = Field(default=100, ge=1, le=1000)
    organizations: tuple[str, ...] = ()
    datastore: bool = False
    modified_filter: bool = False
    private: Private = "leave"
    encoding: str = ""
    separator: str = Field(default="", max_length=1)

    @field_validator("datastore")
    @classmethod
    def _answered(cls, value: bool, told: ValidationInfo) -> bool:
        """Take the datastore where the API has one.

        Raises:
            ValueError: the gateway does not hand its questions on.
        """
        if value and told.data.get("api") == "opsi-gateway":
            raise ValueError('needs api = "action": the gateway has no datastore_search')
        return value
