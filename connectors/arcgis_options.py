"""What a source of the connector `arcgis` may set."""

from typing import Literal

from pydantic import Field

from connectors.options import Options, Zone

Api = Literal["", "hub", "hub-v3", "services"]
SERVICES = "/rest/services"


class ArcgisOptions(Options):
    """Options of `arcgis`: what stands at the url, how layers are asked, and where their paths begin.

    `api` is a Hub's search (old: `hub-v3`) or a folder of services; by the url unless told. `services` is what a layer's
    path stands below where the url is a Hub; `downloads` the host that gives a Hub's files. `collection` is of the Hub's
    search; `format` and `page_size` are of layers (0: as many features as the server gives); `zone` is the time zone in
    which dates are told.
    """

    api: Api = ""
    services: str = Field(default="", pattern=r"^(https?://[^?#]+)?$")
    downloads: str = Field(default="https://opendata.arcgis.com", pattern=r"^https?://[^?#]+$")
    collection: str = Field(default="dataset", pattern=r"^[A-Za-z0-9_-]+$")
    format: Literal["json", "geojson"] = "json"
    page_size: int = Field(default=0, ge=0, le=32_000)
    zone: Zone = "UTC"

    def kind(self, url: str) -> Api:
        """Say what stands at a url."""
        return self.api or ("services" if SERVICES in url else "hub")
