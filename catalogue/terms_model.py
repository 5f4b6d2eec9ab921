"""The table of search terms: what a dataset is found by, written with the dataset and never by itself."""

from typing import Any, ClassVar

from sqlalchemy import Index, String
from sqlmodel import Field, SQLModel

BY_CODE_POINT = String(64).with_variant(String(64, collation="C"), "postgresql")
"""Compared by code point on both databases, so that a range of values is a prefix."""


class DatasetTerm(SQLModel, table=True):
    """A term of a dataset.

    `kind` is ``word`` (a folded word of its texts), ``place`` (a place's code), ``level`` (of its places) or
    ``indicator`` (a code). `weight` says how much a word counts: most in the title, least in the description.
    """

    __tablename__ = "dataset_term"
    __table_args__: ClassVar[tuple[Any, ...]] = (Index("ix_dataset_term_value", "kind", "value", "dataset"),)

    dataset: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    value: str = Field(primary_key=True, sa_type=BY_CODE_POINT)
    weight: int = 0
