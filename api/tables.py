"""The tables of every package in one metadata, for migrations."""

from sqlalchemy import MetaData
from sqlmodel import SQLModel

import api.models
import api.oauth.models
import api.oidc.models
import api.people.models
import catalogue.change_tables
import catalogue.models
import catalogue.notices_tables
import catalogue.quality_tables
import catalogue.terms_model
import connectors.models
import connectors.schedule_tables
import policies.tables

PACKAGES = (
    api.models,
    api.people.models,
    api.oauth.models,
    api.oidc.models,
    catalogue.change_tables,
    catalogue.models,
    catalogue.notices_tables,
    catalogue.quality_tables,
    catalogue.terms_model,
    connectors.models,
    connectors.schedule_tables,
    policies.tables,
)


def all_tables() -> MetaData:
    """Give the metadata of every package's tables."""
    return SQLModel.metadata
