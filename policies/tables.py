"""Tables of the policies: what is in force and was, who belongs where, what was agreed, asked, counted and rehearsed.

All times are UTC; texts in three languages are JSON by language. Parties, datasets and policies are named by their ids
here; `policies.names` makes IRIs of them.
"""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from catalogue.columns import json_field, list_field, time_field

Json = dict[str, Any]  # JSON columns hold what their docstring says; the readers give it a type


class PolicyRow(SQLModel, table=True):
    """A policy: an owner's rules on its datasets; what they say stands in its versions."""

    __tablename__ = "policy"

    id: str = Field(primary_key=True)
    owner: str = Field(index=True)
    title: Json = json_field()
    template: str = ""
    created_by: str = ""
    created_at: datetime = time_field()


class PolicyVersion(SQLModel, table=True):
    """A version of a policy; in force from `active_from` until `active_to`, and never changed once it was submitted.

    `state` is draft, review, approved, active (activated, perhaps for a time to come), retired or rejected. `document` is
    the policy as JSON-LD, `sha256` that of its canonical text. `sole_officer` says that one person did both steps.
    """

    __tablename__ = "policy_version"

    number: int | None = Field(default=None, primary_key=True)
    policy: str = Field(index=True)
    version: int
    state: str = Field(default="draft", index=True)
    document: Json = json_field()
    sha256: str = ""
    note: str = ""
    author: str = ""
    recorded_at: datetime = time_field()
    submitted_by: str = ""
    submitted_at: datetime | None = time_field(default=None, nullable=True)
    reviewer: str = ""
    reviewed_at: datetime | None = time_field(default=None, nullable=True)
    review_note: str = ""
    sole_officer: bool = False
    activated_by: str = ""
    active_from: datetime | None = time_field(default=None, nullable=True)
    active_to: datetime | None = time_field(default=None, nullable=True)


class GoldenRequest(SQLModel, table=True):
    """A request whose answer a policy promises; a version that answers otherwise is not activated.

    `request` is as `policies.asker.Asker` and the dataset and action asked for; `expected` is permit or deny, `rows`
    how many rows it lets through, where that is promised, too.
    """

    __tablename__ = "golden_request"

    id: str = Field(primary_key=True)
    policy: str = Field(index=True)
    label: str = ""
    request: Json = json_field()
    expected: str = "permit"
    rows: int | None = None
    recorded_by: str = ""
    recorded_at: datetime = time_field()


class Network(SQLModel, table=True):
    """A network of cities or a group of organisations, such as the Mission cities."""

    __tablename__ = "network"

    id: str = Field(primary_key=True)
    name: Json = json_field()
    homepage: str = ""
    organisation: str = ""
    """The organisation that says who belongs to it; empty where the node's administrators do."""


class PartyMembership(SQLModel, table=True):
    """That an organisation or a network belongs to a network, for a time, and what shows it."""

    __tablename__ = "party_membership"

    number: int | None = Field(default=None, primary_key=True)
    member: str = Field(index=True)
    network: str = Field(index=True)
    valid_from: datetime | None = time_field(default=None, nullable=True)
    valid_to: datetime | None = time_field(default=None, nullable=True)
    evidence: str = ""
    recorded_by: str = ""
    recorded_at: datetime = time_field()


class AssetCollection(SQLModel, table=True):
    """A collection of an owner's datasets that policies can name."""

    __tablename__ = "asset_collection"

    id: str = Field(primary_key=True)
    owner: str = Field(index=True)
    title: Json = json_field()


class AssetMembership(SQLModel, table=True):
    """That a dataset belongs to a collection, for a time."""

    __tablename__ = "asset_membership"

    number: int | None = Field(default=None, primary_key=True)
    dataset: str = Field(index=True)
    collection: str = Field(index=True)
    valid_from: datetime | None = time_field(default=None, nullable=True)
    valid_to: datetime | None = time_field(default=None, nullable=True)
    recorded_by: str = ""
    recorded_at: datetime = time_field()


class Agreement(SQLModel, table=True):
    """What an organisation accepted: who, which terms, for what purpose, when; policies can ask for it.

    In force from `valid_from` until `valid_to`, or until it was ended.
    """

    __tablename__ = "agreement"

    id: str = Field(primary_key=True)
    dataset: str = Field(index=True)
    assigner: str = Field(index=True)
    assignee: str = Field(index=True)
    purposes: list[str] = list_field()
    terms: Json = json_field()
    terms_sha256: str = ""
    accepted_by: str = ""
    accepted_at: datetime = time_field()
    valid_from: datetime = time_field()
    valid_to: datetime | None = time_field(default=None, nullable=True)
    ended_at: datetime | None = time_field(default=None, nullable=True)
    ended_by: str = ""
    request: str = ""


class AccessRequest(SQLModel, table=True):
    """What somebody asked a dataset's owner for, until when the owner is to answer, and the answer.

    `state` is open, proposed (granted by one, to be confirmed by another), granted, refused or withdrawn. That it is
    overdue is told by the time.
    """

    __tablename__ = "access_request"

    id: str = Field(primary_key=True)
    dataset: str = Field(index=True)
    owner: str = Field(index=True)
    organisation: str = Field(index=True)
    asked_by: str = ""
    contact: str = ""
    purposes: list[str] = list_field()
    message: str = ""
    terms_sha256: str = ""
    state: str = Field(default="open", index=True)
    recorded_at: datetime = time_field()
    answer_by: datetime = time_field()
    answered_by: str = ""
    answered_at: datetime | None = time_field(default=None, nullable=True)
    answer: Json = json_field()
    agreement: str = ""


class QuotaCounter(SQLModel, table=True):
    """How often a subject used a rule, or what a limit counts, within a window of time."""

    __tablename__ = "quota_counter"

    rule: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    window_start: datetime = time_field(primary_key=True)
    window_end: datetime = time_field()
    used: int = 0


class DutyEvent(SQLModel, table=True):
    """That somebody did what a duty asks, with what shows it."""

    __tablename__ = "duty_event"

    number: int | None = Field(default=None, primary_key=True)
    action: str
    duty: str = ""
    organisation: str = Field(default="", index=True)
    subject: str = ""
    dataset: str = ""
    evidence: str = ""
    recorded_at: datetime = time_field()


class SimulationRow(SQLModel, table=True):
    """A rehearsal of a policy: of which version, against which state of what is in force, and what it would change."""

    __tablename__ = "simulation"

    id: str = Field(primary_key=True)
    policy: str = Field(index=True)
    sha256: str = ""
    epoch: int = 0
    report: Json = json_field()
    recorded_by: str = ""
    recorded_at: datetime = time_field()
