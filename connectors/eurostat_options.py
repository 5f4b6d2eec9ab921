"""The options of `eurostat`."""

from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from connectors.options import Options

EurostatApi = Literal["statistics", "sdmx-2.1", "sdmx-3.0"]
EurostatForm = Literal["json-stat", "sdmx-csv", "tsv"]


class EurostatOptions(Options):
    """Options of `eurostat`: which of its interfaces is asked, for which form, in which language, how often a delayed answer.

    `format` is the interface's usual one unless told: JSON-stat of the statistics interface, which has no other, SDMX-CSV of
    both SDMX interfaces.
    """

    lang: Literal["en", "de", "fr"] = "en"
    api: EurostatApi = "statistics"
    format: Literal["", "json-stat", "sdmx-csv", "tsv"] = ""
    polls: int = Field(default=5, ge=0, le=30)

    @field_validator("format")
    @classmethod
    def _of_its_interface(cls, value: str, info: ValidationInfo) -> str:
        """Refuse a form that the interface does not have.

        Raises:
            ValueError: it has another only.
        """
        if value not in ("", "json-stat") and info.data.get("api") == "statistics":
            raise ValueError('api = "statistics" answers json-stat only')
        return value

    @property
    def form(self) -> EurostatForm:
        """The form that is asked for."""
        return self.format or ("json-stat" if self.api == "statistics" else "sdmx-csv")
