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
ODRL = (Representation("jsonld", "application/ld+json"), Representation("ttl", "text/turtle"))


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a kind of thing is found.

    Args:
        json: address for machines, with ``{}`` for the identifier.
        page: address for people; that for machines where there is no page.
        rdf: address as RDF without its ending, where it is described as such.
        odrl: address as ODRL, where it is told as such by ``format``.
    """

    json: str
    page: str = ""
    rdf: str = ""
    odrl: str = ""

    def forms(self) -> Mapping[Representation, Callable[[str], str]]:
        """Give the address in each representation, the usual one first."""
        forms: dict[Representation, Callable[[str], str]] = {JSON: self.json.format}
        if self.page:
            forms[HTML] = self.page.format
        if self.rdf:
            forms |= {form: f"{self.rdf}.{form.name}".format for form in RDF}
        if self.odrl:
            forms |= {form: f"{self.odrl}?format={form.name}".format for form in ODRL}
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
    "policy": Addresses("/api/v1/admin/policies/{}", odrl="/api/v1/admin/policies/{}"),
    "agreement": Addresses("/api/v1/agreements/{}", odrl="/api/v1/agreements/{}"),
    "network": Addresses("/api/v1/networks"),
    "collection": Addresses("/api/v1/admin/collections/{}"),
}
"""Where each kind of thing is told; what only some may know of is answered there, for who asks."""

OF_DATASET = "of-"
"""How the name of the one policy begins that governs a dataset, as everybody may read it."""
DATASETS_POLICY = Addresses(
    "/api/v1/datasets/{}/policy", "/datasets/{}#access", odrl="/api/v1/datasets/{}/policy"
)


def _leading(kind: str) -> Callable[[str, Request], Awaitable[RedirectResponse]]:
    async def see_other(name: str, request: Request) -> RedirectResponse:
        """Lead to the page, JSON or RDF of what an identifier names; whether it exists is answered there."""
        addresses, named = _named(kind, name)
        forms = addresses.forms()
        form = chosen(tuple(forms), request.headers.get("accept", ""))
        address = _asking(forms[form](quote(named, safe="")), request.url.query)
        return RedirectResponse(
            address, HTTPStatus.SEE_OTHER, headers={"cache-control": "public, max-age=3600"}
        )

    return see_other


def _named(kind: str, name: str) -> tuple[Addresses, str]:
    """Give where a thing is found, and under which id."""
    if kind == "policy" and name.startswith(OF_DATASET):
        return DATASETS_POLICY, name.removeprefix(OF_DATASET)
    return ADDRESSES[kind], name


def _asking(address: str, query: str) -> str:
    """Give an address with the query that came with the identifier."""
    if not query:
        return address
    path, hash_sign, part = address.partition("#")
    return f"{path}{'&' if '?' in path else '?'}{query}{hash_sign}{part}"


for _kind in ADDRESSES:
    router.add_api_route(
        f"/{_kind}/{{name}}",
        _leading(_kind),
        status_code=HTTPStatus.SEE_OTHER,
        response_class=RedirectResponse,
        name=f"identifier of a {_kind}",
    )
