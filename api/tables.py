"""The tables of every package in one metadata, for migrations."""

from sqlalchemy import MetaData
from sqlmodel import SQLModel

import api.models
import api.oauth.models
import api.oidc.models
import api.people.models
import catalogue.models
import catalogue.terms_model
import connectors.models
import policies.tables

PACKAGES = (
    api.models,
    api.people.models,
    api.oauth.models,
    api.oidc.models,
    catalogue.models,
    catalogue.terms_model,
    connectors.models,
    policies.tables,
)


def all_tables() -> MetaData:
    """Give the metadata of every package's tables."""
    return SQLModel.metadata
