"""Identifiers: what an IRI of ours names is found at the address for who asks, a person or a machine."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse

from api.accepting import JSON, Representation, chosen
from catalogue.dcat.feed import FeedFormat

router = APIRouter(prefix="/id", tags=["identifiers"])

HTML = Representation("html", "text/html")
RDF = tuple(Representation(form.value, form.media_type.partition(";")[0]) for form in FeedFormat)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a kind of thing is found.

    Args:
        json: address for machines, with ``{}`` for the identifier.
        page: address for people; that for machines where there is no page.
        rdf: address as RDF without its ending, where it is described as such.
    """

    json: str
    page: str = ""
    rdf: str = ""

    def forms(self) -> Mapping[Representation, Callable[[str], str]]:
        """Give the address in each representation, the usual one first."""
        forms: dict[Representation, Callable[[str], str]] = {JSON: self.json.format}
        if self.page:
            forms[HTML] = self.page.format
        if self.rdf:
            forms |= {form: f"{self.rdf}.{form.name}".format for form in RDF}
        return forms


ADDRESSES: Mapping[str, Addresses] = {
    "dataset": Addresses("/api/v1/datasets/{}", "/datasets/{}", "/api/v1/datasets/{}"),
    "indicator": Addresses("/api/v1/indicators/{}", "/indicators/{}", "/api/v1/indicators/{}"),
    "local-indicator": Addresses("/api/v1/local-indicators/{}"),
    "codelist": Addresses("/api/v1/codelists/{}", rdf="/api/v1/codelists/{}"),
    "place": Addresses("/api/v1/places/{}", "/places/{}"),
    "organisation": Addresses("/api/v1/organisations/{}"),
    "release": Addresses("/api/v1/releases/{}"),
    "observation": Addresses("/api/v1/observations/{}/explain", "/explain/{}"),
    "comparison": Addresses("/api/v1/comparisons/{}/explain"),
    "citation": Addresses("/api/v1/citations/{}"),
}


def _leading(addresses: Addresses) -> Callable[[str, Request], Awaitable[RedirectResponse]]:
    forms = addresses.forms()

    async def see_other(name: str, request: Request) -> RedirectResponse:
        """Lead to the page, JSON or RDF of what an identifier names; whether it exists is answered there."""
        form = chosen(tuple(forms), request.headers.get("accept", ""))
        query = f"?{request.url.query}" if request.url.query else ""
        address = forms[form](quote(name, safe="")) + query
        return RedirectResponse(
            address, HTTPStatus.SEE_OTHER, headers={"cache-control": "public, max-age=3600"}
        )

    return see_other


for _kind, _addresses in ADDRESSES.items():
    router.add_api_route(
        f"/{_kind}/{{name}}",
        _leading(_addresses),
        status_code=HTTPStatus.SEE_OTHER,
        response_class=RedirectResponse,
        name=f"identifier of a {_kind}",
    )
