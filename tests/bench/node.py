"""Our node as it is served: the gateway of the settings in the environment, with the door on."""

from __future__ import annotations

from api.app import create_app
from api.gateway import open_gateway
from api.settings import Settings

app = create_app(open_gateway(Settings()))
