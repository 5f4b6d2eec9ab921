"""The application as several worker processes load it."""

from fastapi import FastAPI

from api.app import create_app
from api.gateway import open_gateway
from api.settings import Settings
from api.workers import with_workers


def app() -> FastAPI:
    """Make the application that the settings name, with workers beside it unless they say otherwise."""
    return with_workers(answering(), Settings())


def answering() -> FastAPI:
    """Make the application that the settings name; it answers questions only."""
    return create_app(open_gateway(Settings()))
