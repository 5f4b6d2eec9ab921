"""The page that ends mails: reached from each of them, without signing in. Looking at it changes nothing: scanners do."""

from fastapi import APIRouter, Response

from api.notices_sending import letter_named, name_of_organisation
from api.pages.visit import Visit, VisitDep
from api.people.acts import Actor
from api.people.work import take_turn
from catalogue.notices_receivers import name_of, stop_address

router = APIRouter(include_in_schema=False)
RULE = "letter/own"
"""The rule under which whoever got a letter stops those to come."""


@router.get("/notices/stop/{token}")
def ask(token: str, visit: VisitDep) -> Response:
    """Ask whether mails shall end."""
    return _page(visit, token, done=False)


@router.post("/notices/stop/{token}")
def stop(token: str, visit: VisitDep) -> Response:
    """End mails to the address that got the letter; mail programs do so in one step (RFC 8058)."""
    letter = letter_named(visit.session, visit.gateway, token)
    take_turn(visit.session, [letter.organisation])
    stop_address(visit.session, letter.organisation, letter.address, visit.door.now)
    target = f"{letter.organisation}/{name_of(letter.organisation, letter.address)}"
    actor = Actor.at(visit.door, RULE)
    actor.record(visit.session, "notices.address-stop", target, owner=letter.organisation)
    return _page(visit, token, done=True)


def _page(visit: Visit, token: str, *, done: bool) -> Response:
    letter = letter_named(visit.session, visit.gateway, token)
    name = name_of_organisation(visit.session, letter.organisation, visit.lang)
    return visit.page("notices_stop.html", token=token, done=done, address=letter.address, organisation=name)
