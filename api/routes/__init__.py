"""The routes: each module one subject, request and response models beside them."""

from api.routes import (
    catalog,
    common_schema,
    comparing,
    datasets,
    explaining,
    findings,
    identifiers,
    observations,
    operations,
    releases,
    sources,
    uploads,
)

ROUTERS = (
    observations.router,
    explaining.router,
    comparing.router,
    datasets.router,
    catalog.router,
    common_schema.router,
    findings.router,
    releases.router,
    identifiers.router,
    sources.router,
    uploads.router,
    operations.router,
)
