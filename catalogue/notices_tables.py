"""Tables of notices: who is written to, which feeds there are, what was told to whom, and the letters that told it."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from catalogue.columns import list_field, time_field


class NoticeAddress(SQLModel, table=True):
    """An address that an organisation's notices are sent to; its id is made of both.

    Args:
        kinds: the kinds of notices it is told; all where there are none.
        stopped_at: since when nothing is sent to it any more.
    """

    __tablename__ = "notice_address"

    id: str = Field(primary_key=True)
    organisation: str = Field(index=True)
    address: str
    lang: str = "en"
    kinds: list[str] = list_field()
    added_by: str = ""
    added_at: datetime = time_field()
    stopped_at: datetime | None = time_field(default=None, nullable=True)


class NoticeFeed(SQLModel, table=True):
    """A feed of an organisation's notices that is read by its address alone; of the secret in it only a keyed hash is kept."""

    __tablename__ = "notice_feed"

    id: str = Field(primary_key=True)
    organisation: str = Field(index=True)
    secret_hash: str
    label: str = ""
    created_by: str = ""
    created_at: datetime = time_field()
    revoked_at: datetime | None = time_field(default=None, nullable=True)


class NoticeLetter(SQLModel, table=True):
    """A letter to one address: made once, sent once, tried again while it cannot be sent.

    `state` is due, sending, sent, refused (for good, by the receiver's side), given-up or settled (nothing was left to tell).
    """

    __tablename__ = "notice_letter"
    __table_args__ = (Index("ix_notice_letter_state", "state", "next_try"),)

    id: str = Field(primary_key=True)
    organisation: str = Field(index=True)
    address: str
    lang: str = "en"
    kind: str = "digest"
    notices: list[str] = list_field()
    state: str = "due"
    tries: int = 0
    recorded_at: datetime = time_field()
    next_try: datetime = time_field()
    sent_at: datetime | None = time_field(default=None, nullable=True)
    error: str = ""


class NoticeTold(SQLModel, table=True):
    """When an address was last told of a notice."""

    __tablename__ = "notice_told"

    organisation: str = Field(primary_key=True)
    address: str = Field(primary_key=True)
    notice: str = Field(primary_key=True)
    told_at: datetime = time_field()
