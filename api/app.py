"""The FastAPI application of one node, with our own layers in front of it."""

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.types import ASGIApp

from api import pages
from api.answer_cache import AnswerCache
from api.envelope import Envelope
from api.epoch_reader import EpochReader
from api.gateway import Gateway
from api.meter import Meter
from api.problems import install_problems
from api.reuse_terms import TermsShelf
from api.routes import ROUTERS
from api.version import VERSION


class Node(FastAPI):
    """FastAPI behind the envelope and the stored answers, which must not pay for what they spare."""

    def build_middleware_stack(self) -> ASGIApp:
        """Put our layers in front of FastAPI's own."""
        epochs = EpochReader(self.state.gateway.engine, self.state.gateway.clock)
        stored = AnswerCache(super().build_middleware_stack(), epochs, self.state.meter)
        return Envelope(stored, self.state.meter)


def create_app(gateway: Gateway) -> FastAPI:
    """Make the application that serves a gateway."""
    app = Node(title="Ogledalo", version=VERSION, docs_url=None, redoc_url=None)
    app.state.gateway = gateway
    app.state.meter = Meter()
    app.state.terms_shelf = TermsShelf()
    install_problems(app)
    for router in (*ROUTERS, pages.router):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=pages.STATIC), name="static")
    return app
