"""The FastAPI application of one node, with our own layers in front of it."""

from functools import cache

from anyio import Semaphore
from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from api import pages
from api.answer_cache import AnswerCache
from api.envelope import Envelope
from api.epoch_reader import EpochReader
from api.gateway import Gateway
from api.limits.asking import Limits
from api.limits.bodies import BodyLayer
from api.limits.layer import LimitLayer
from api.machines.burning import NoKeysInAddresses
from api.machines.uses import keeping_uses
from api.meter import Meter
from api.problems import install_problems
from api.registry_shelf import RegistryShelf
from api.reuse_terms import TermsShelf
from api.routes import ROUTERS
from api.version import VERSION
from catalogue.database import limit_statements

AT_WORK = 24
"""Units of work at once: less than a pool has connections, since some take a second one for a moment."""


class Node(FastAPI):
    """FastAPI behind the envelope and the stored answers, which must not pay for what they spare."""

    def build_middleware_stack(self) -> ASGIApp:
        """Put our layers in front of FastAPI's own."""
        epochs = EpochReader(self.state.gateway.engine, self.state.gateway.policies, self.state.gateway.clock)
        taking = BodyLayer(super().build_middleware_stack(), self.state.gateway.settings)
        counted = LimitLayer(taking, self.state.limits)
        stored = AnswerCache(counted, epochs, self.state.meter)
        secure = self.state.gateway.settings.base_url.startswith("https://")
        burning = NoKeysInAddresses(stored, self.state.gateway)
        return Envelope(burning, self.state.meter, secure=secure)


@cache
def _routes() -> tuple[BaseRoute, ...]:
    """Give the routes of every node: FastAPI takes a second to read all their signatures, so a process does it once."""
    all_of_them = APIRouter()
    for router in (*ROUTERS, pages.router):
        all_of_them.include_router(router)
    return tuple(all_of_them.routes)


def create_app(gateway: Gateway) -> FastAPI:
    """Make the application that serves a gateway."""
    app = Node(
        title="Ogledalo", version=VERSION, docs_url=None, redoc_url=None, routes=[*_routes()],
        lifespan=lambda _app: keeping_uses(gateway.engine),
    )  # fmt: skip
    app.state.gateway = gateway
    app.state.meter = Meter()
    app.state.at_work = Semaphore(AT_WORK, fast_acquire=True)
    app.state.terms_shelf = TermsShelf()
    app.state.registry_shelf = RegistryShelf()
    app.state.limits = Limits(gateway.settings, gateway.clock)
    limit_statements(gateway.engine, gateway.settings.statement_timeout)
    install_problems(app)
    app.mount("/static", StaticFiles(directory=pages.STATIC), name="static")
    return app
