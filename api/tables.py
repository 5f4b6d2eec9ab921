"""The tables of every package in one metadata, for migrations."""

from sqlalchemy import MetaData
from sqlmodel import SQLModel

import api.models
import catalogue.models
import catalogue.terms_model
import connectors.models

PACKAGES = (api.models, catalogue.models, catalogue.terms_model, connectors.models)


def all_tables() -> MetaData:
    """Give the metadata of every package's tables."""
    return SQLModel.metadata
