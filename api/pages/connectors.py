"""The page of connectors: which protocols this node speaks, and what a source may set for each."""

from fastapi import APIRouter, Response

from api.pages.visit import VisitDep
from connectors.connector import Offer, offers
from connectors.options_told import OptionTold, options_told

router = APIRouter(include_in_schema=False)


@router.get("/sources/connectors")
def connectors_page(visit: VisitDep) -> Response:
    """Show the connectors; why one cannot be used is told to who has a role."""
    insider = bool(visit.door.subject.roles)
    shown = [(offer, _options(offer), offer.why if insider else "") for offer in offers()]
    return visit.page("connectors.html", connectors=shown)


def _options(offer: Offer) -> tuple[OptionTold, ...]:
    return () if offer.connector is None else options_told(offer.connector)
