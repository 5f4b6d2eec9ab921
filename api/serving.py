"""The application as several worker processes load it."""

from fastapi import FastAPI

from api.app import create_app
from api.gateway import open_gateway
from api.settings import Settings


def app() -> FastAPI:
    """Make the application that the settings name."""
    return create_app(open_gateway(Settings()))
