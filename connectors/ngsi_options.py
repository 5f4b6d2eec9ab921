"""What a source of the connector `ngsi-ld` may set."""

from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from connectors.options import Options, Zone

Method = Literal["", "avg", "min", "max", "sum", "sumsq", "stddev", "totalCount", "distinctCount"]
Duration = Literal["P1Y", "P6M", "P3M", "P1M", "P1D", "PT1H"]


class NgsiOptions(Options):
    """Options of `ngsi-ld`: whose entities, by which terms, how many at once, and how their history is read.

    `tenant` and `context` (an address) are told to the broker; `terms` writes types and attributes as Smart Data Models'
    full names where no context is told. `form` is of entities, `page_size` entities an answer. `temporal` is the root of
    the temporal API where that is another; `aggregate` lets the broker make one figure of each `duration`; `last_n` is how
    many values of an attribute an answer may hold; `zone` is the time zone of years and months.
    """

    tenant: str = Field(default="", pattern=r"^[A-Za-z0-9_/.-]*$")
    context: str = Field(default="", pattern=r"^(https?://[^\s<>\"]+)?$")
    terms: Literal["", "smart-data-models"] = ""
    form: Literal["normalized", "concise", "keyValues"] = "normalized"
    page_size: int = Field(default=100, ge=1, le=1000)
    temporal: str = Field(default="", pattern=r"^(https?://[^?#\s]+)?$")
    aggregate: Method = ""
    duration: Duration = "P1Y"
    last_n: int = Field(default=0, ge=0, le=1_000_000)
    zone: Zone = "UTC"

    @field_validator("terms")
    @classmethod
    def _alone(cls, value: str, told: ValidationInfo) -> str:
        """Take our terms where the broker is told none.

        Raises:
            ValueError: it is told a context.
        """
        if value and told.data.get("context"):
            raise ValueError("either terms or context")
        return value
