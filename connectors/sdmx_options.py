"""The options of `sdmx`."""

from typing import Literal

from pydantic import Field

from connectors.options import Options

SdmxForm = Literal["csv", "xml", "generic"]


class SdmxOptions(Options):
    """Options of `sdmx`: the service's version, the form of answer that is asked for first, the agency, the pace.

    `agency` is the one whose flows are meant where `select.table` names none; `pace` is in seconds between two requests.
    """

    api: Literal["2.1", "3.0"] = "2.1"
    format: SdmxForm = "csv"
    agency: str = Field(default="", pattern=r"^([A-Za-z][A-Za-z0-9_.\-]*)?$")
    pace: float = Field(default=0.0, ge=0.0, le=60.0)
