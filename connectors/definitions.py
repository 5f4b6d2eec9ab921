"""Sources as data: the tables of a sources file, as typed values.

The keys are those of docs/sources.md. Codes stand in our code lists; a key that is not named here is an error.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from connectors.notices_calendar import read_lag
from schemas.languages import Text

Locale = Literal["sl", "hr", "de", "en", "plain"]
Access = Literal["open", "restricted", "hidden"]
Said = str | dict[str, str]


def _a_time(value: str) -> str:
    """Take a time after a period's end, or nothing.

    Raises:
        ValueError: it is no time.
    """
    if value:
        read_lag(value)
    return value


Lasting = Annotated[str, AfterValidator(_a_time)]
"""How long after a period's end something is, e.g. ``P6M``; empty where it is not declared."""


class Definition(BaseModel):
    """A table of the file: closed, and never changed once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SectionsDefinition(Definition):
    """Headings that stand in the column of the labels below them: they go into a column of their own."""

    column: str
    words: list[str] = Field(min_length=1)
    totals: list[str] = []
    ends: list[str] = []
    into: str = "section"


class SelectDefinition(Definition):
    """Which part of a source a mapping reads; what applies depends on the connector."""

    sheet: str = ""
    range: str = ""
    header_rows: int = Field(default=1, ge=0, le=10)
    fill: list[str] = []
    sections: SectionsDefinition | None = None
    dataset: str = ""
    resource: str = ""
    table: str = ""
    key: dict[str, list[str]] = {}
    since: str = ""
    until: str = ""


class UnpivotDefinition(Definition):
    """Columns that become rows: their names go into a new column, their cells into `value`."""

    columns: list[str] = Field(min_length=1)
    into: str
    map: str = ""


class ColumnDefinition(Definition):
    """Which column tells a dimension or attribute, and how its words become our codes."""

    column: str
    map: str = ""
    prefix: str = ""
    default: str = ""
    locale: Locale | None = None


class MappingDefinition(Definition):
    """How a table becomes observations."""

    name: str = ""
    dataset: str = ""
    title: Said = ""
    indicator: str
    basis: str = ""
    select: SelectDefinition = SelectDefinition()
    path: str = ""
    locale: Locale
    unpivot: UnpivotDefinition | None = None
    where: str = ""
    columns: dict[str, ColumnDefinition] = Field(min_length=1)
    constants: dict[str, str] = {}
    missing: dict[str, str] = {}
    included_in: str = "_U"

    @field_validator("columns", mode="before")
    @classmethod
    def _short_columns(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {name: {"column": told} if isinstance(told, str) else told for name, told in value.items()}


class DatasetDefinition(Definition):
    """A description of a dataset of this source, beside or over what the source says."""

    id: str = ""
    remote: str = ""
    title: Said = ""
    description: Said = ""
    keywords: list[str] = []
    theme: str = "ENVI"
    access: Access = "open"
    readers: list[str] = []
    licence: str = ""
    rights: str = ""
    attribution: str = ""
    landing_page: str = ""
    spatial: list[str] = []
    temporal: list[str] = Field(default=[], max_length=2)
    issued: str = ""
    modified: str = ""
    periodicity: str = ""
    example: bool = False
    note: Said = ""
    provenance: list[Said] = []
    due: Lasting = ""
    grace: Lasting = ""


class SourceDefinition(Definition):
    """A configured portal: connector, address, owner, and its mappings."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=80)
    title: Said = ""
    connector: str
    url: str = Field(min_length=1)
    owner: str = Field(min_length=1)
    language: str = ""
    licence: str = ""
    attribution: str = ""
    schedule: str = ""
    pace: float | None = Field(default=None, ge=0, le=3600)
    priority: int = 100
    finding_notice: float | None = Field(default=None, ge=0)
    due: Lasting = ""
    grace: Lasting = ""
    options: dict[str, Any] = {}  # checked by the connector's own options
    dataset: list[DatasetDefinition] = []
    mapping: list[MappingDefinition] = []


class BasisDefinition(Definition):
    """A basis; an attribute that is not stated is unknown."""

    id: str = Field(min_length=1)
    place: str = ""
    title: str = ""
    source_document: str = ""
    accounting: str = "UNK"
    gas_group: str = "UNK"
    gwp_set: str = "UNK"
    ef_basis: str = "UNK"
    elec_method: str = "UNK"
    elec_factor: Decimal | None = None
    lulucf: str = "UNK"
    ets: str = "UNK"
    biogenic: str = "UNK"
    calorific: str = "UNK"
    climate_correction: str = "UNK"
    method: str = "UNK"
    tier: str = "UNK"
    base_period: str = ""
    boundary: str = "UNK"
    waste: str = "UNK"
    industry_energy: str = "UNK"
    chp_alloc: str = "UNK"
    transport: str = "UNK"
    territory: str = ""
    definition: str = ""
    note: str = ""


class OrganisationDefinition(Definition):
    """An organisation that owns sources or reads datasets."""

    id: str = Field(min_length=1)
    name: Said = ""
    kind: Literal["municipality", "department", "state", "eu", "utility", "network", ""] = ""
    parent: str = ""
    homepage: str = ""
    email: str = ""
    place: str = ""


class PlaceDefinition(Definition):
    """A place that the shipped list lacks."""

    code: str = Field(min_length=1)
    level: Literal["eu", "national", "regional", "local"]
    parent: str = ""
    kind: str = ""
    name: Said
    same_as: str = ""
    valid_from: str = ""
    valid_to: str = ""

    @field_validator("valid_from", "valid_to")
    @classmethod
    def _a_day(cls, value: str) -> str:
        """Take a day, or nothing.

        Raises:
            ValueError: it is no day.
        """
        if value:
            date.fromisoformat(value)
        return value


class SourcesFile(Definition):
    """A whole sources file."""

    source: list[SourceDefinition] = []
    basis: list[BasisDefinition] = []
    organisation: list[OrganisationDefinition] = []
    place: list[PlaceDefinition] = []
    maps: dict[str, dict[str, str]] = {}


def text_of(said: Said) -> Text:
    """Give a title or note as a text in our languages."""
    return Text.of(said)
