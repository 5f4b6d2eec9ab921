"""A visit: who reads a page, through which door, in which language."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Response
from sqlmodel import Session

from api.deps import DoorDep, GatewayDep
from api.door import Door
from api.freshness import Fresh
from api.gateway import Gateway
from api.pages.rendering import Writer, render
from api.registry_shelf import Registered
from catalogue.scope import Scope
from policies.decision import Action
from schemas.languages import Lang


@dataclass(frozen=True, slots=True)
class Visit:
    """What a page is made with."""

    request: Request
    gateway: Gateway
    door: Door
    writer: Writer

    @property
    def session(self) -> Session:
        """The unit of work."""
        return self.door.session

    @property
    def lang(self) -> Lang:
        """The page's language."""
        return self.writer.lang

    @property
    def readable(self) -> Scope:
        """The figures that the reader may see."""
        return self.door.scope(Action.READ)

    @property
    def visible(self) -> Scope:
        """The datasets whose existence the reader may know."""
        return self.door.scope(Action.DISCOVER)

    @property
    def registered(self) -> Registered:
        """The organisations and places that the node knows."""
        return Fresh.of(self.request, self.door).registered

    def page(self, template: str, *, status: int = 200, **context: object) -> Response:
        """Write a page."""
        csrf = getattr(self.request.state, "csrf", "")
        return render(self.request, template, status=status, **({"csrf": csrf} | context))

    def lasting(self, draw: Callable[[], Response]) -> Response:
        """Draw a page that changes only when figures, descriptions or policies do; 304 to who holds it.

        Pages that tell of runs, which change by themselves, are written anew each time.
        """
        return Fresh.of(self.request, self.door).answer(self.readable, "html", draw)


def get_visit(request: Request, gateway: GatewayDep, door: DoorDep) -> Visit:
    """Give the visit that a request is."""
    return Visit(request, gateway, door, Writer.of(request))


VisitDep = Annotated[Visit, Depends(get_visit)]
