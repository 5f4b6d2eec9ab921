"""Tables of how well datasets are described: what their publishers state, and whether their addresses answer."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from catalogue.columns import list_field, time_field


class StatedMetrics(SQLModel, table=True):
    """The metrics of the EU's quality assessment that a dataset's record meets at its source; no row: not known."""

    __tablename__ = "stated_metrics"

    dataset: str = Field(primary_key=True)
    stated: list[str] = list_field()
    recorded_at: datetime = time_field()


class LinkCheck(SQLModel, table=True):
    """What an address of a distribution answered when it was last asked.

    `id` is the SHA-256 of the address, which may be long. `answered` is empty where it was not asked, e.g. because of a
    robots.txt; `found` says the status or the error.
    """

    __tablename__ = "link_check"

    id: str = Field(primary_key=True)
    url: str
    answered: bool | None = None
    found: str = ""
    checked_at: datetime = time_field()
    broken_since: datetime | None = time_field(default=None, nullable=True)
