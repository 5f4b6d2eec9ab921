"""A node on which everything has happened that an organisation must be told of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from email.message import EmailMessage
from typing import Any

import pytest
from sqlmodel import Session

from api.gateway import Gateway
from api.mail import Delivery
from api.noticing import standing_notices
from catalogue import findings, registry
from catalogue.database import unit_of_work
from catalogue.datasets import put_dataset
from catalogue.drafts import DatasetDraft
from catalogue.models import Organisation
from catalogue.notices import Notice
from catalogue.releases import ReleaseDraft, publish
from connectors.definitions import DatasetDefinition, OrganisationDefinition, SourceDefinition, SourcesFile
from connectors.models import Run, RunItem
from connectors.publication import finding_json
from connectors.registered import put_sources
from policies.tables import AccessRequest, Agreement
from schemas.basis import Basis
from schemas.findings import Finding, Location
from schemas.languages import Text
from schemas.messages import Message
from schemas.observations import Observation, SeriesKey

TOWN, OTHER = "town", "other"
DATASET = "town-people"


SENT = Delivery("sent")


@dataclass
class Post:
    """A post that keeps what it is given, and answers as it is told."""

    answer: Delivery = SENT

    def __post_init__(self) -> None:
        self.letters: list[EmailMessage] = []

    def __call__(self, message: EmailMessage, _sender: str, receiver: str) -> Delivery:
        assert message["to"] == receiver
        if self.answer.outcome == "sent":
            self.letters.append(message)
        return self.answer

    @property
    def subjects(self) -> list[tuple[str, str]]:
        """To whom and about what it was written."""
        return [(one["to"], one["subject"]) for one in self.letters]


@dataclass(frozen=True)
class Town:
    """A town with a source and a dataset, and another organisation."""

    gateway: Gateway
    now: datetime

    def put(self, *rows: object) -> None:
        """Store rows."""
        with unit_of_work(self.gateway.engine) as session:
            for row in rows:
                session.merge(row)

    def notices(self, organisation: str = "", **later: float) -> list[Notice]:
        """Give the notices that stand, now or some time later."""
        with unit_of_work(self.gateway.engine) as session:
            return standing_notices(session, self.now + timedelta(**later), organisation)

    def run(self, id_: str, state: str, source: str = "people", hours: float = 1, **told: Any) -> Run:
        """Give a run that ended as many hours ago as `hours` says."""
        ended = self.now - timedelta(hours=hours)
        return Run(
            id=id_, source=source, state=state, started_at=ended, heartbeat=ended, finished_at=ended, **told
        )

    def held(self) -> Run:
        """Give a run that lost two of three datasets."""
        lost = {"lost": ["a", "b"], "standing": 3, "allowed": 1, "datasets": [{"id": "a", "title": "Air & <water>"}, {"id": "b"}]}  # fmt: skip
        return self.run("held-run", "held", errors=[lost])

    def request(self, owner: str = TOWN, **told: Any) -> AccessRequest:
        """Give a request of the other organisation, made by a person."""
        return AccessRequest(
            id="asked", dataset=DATASET, owner=owner, organisation=OTHER, asked_by="ana.novak", contact="ana@x.example",
            message="please", recorded_at=self.now - timedelta(days=2), answer_by=self.now + timedelta(days=12), **told,
        )  # fmt: skip

    def agreement(self, id_: str, days: float) -> Agreement:
        """Give an agreement that ends in some days."""
        begins = self.now - timedelta(days=300)
        return Agreement(
            id=id_, dataset=DATASET, assigner=TOWN, assignee=OTHER, accepted_at=begins, valid_from=begins,
            valid_to=self.now + timedelta(days=days),
        )  # fmt: skip

    def publish(self, period: str) -> None:
        """Publish a figure of the town's dataset."""
        with unit_of_work(self.gateway.engine) as session:
            publish_figure(session, self.gateway, period, self.now)

    def find(self, count: int) -> None:
        """Make a rule find so many things in the dataset, at once."""
        with unit_of_work(self.gateway.engine) as session:
            self._find(session, DATASET, count)

    def beside(self, count: int) -> None:
        """Add so many datasets of the same source, and make the rule find one thing in each."""
        with unit_of_work(self.gateway.engine) as session:
            for number in range(count):
                draft = dataset_draft(f"{DATASET}-{number}")
                put_dataset(session, draft, record_snapshot="", now=self.now)
                self._find(session, draft.id, 1)

    def _find(self, session: Session, dataset: str, count: int) -> None:
        found = [
            Finding("S2", "warning", Location("people.csv", f"B{row}"), "secret 4711", Message("page.yes"), Message("page.no"))
            for row in range(count)
        ]  # fmt: skip
        findings.record(session, f"{dataset}/all", dataset, found, self.now)

    def ended(self, state: str, days: float = 0, refused: tuple[str, ...] = ()) -> None:
        """Let a run end in some days that refused a record by each of these rules, for its title."""
        run = self.run(f"run-{days}", state, hours=-24 * days, outcomes={"refused": len(refused)})
        self.put(run, *(refused_record(run.id, number, rule) for number, rule in enumerate(refused)))


def refused_record(run: str, number: int, rule: str) -> RunItem:
    told = Finding(
        rule, "violation", Location("feed.ttl", "title"), "", Message("page.yes"), Message("page.no")
    )
    return RunItem(
        run=run, key=f"record-{number}", position=number, title="A record", outcome="refused",
        findings=[finding_json(told)],
    )  # fmt: skip


def dataset_draft(id_: str) -> DatasetDraft:
    return DatasetDraft(
        id=id_, source="people", remote=id_, title=Text.of("People of the town"), publisher=TOWN, access="hidden",
        periodicity="ANNUAL", licence="x", indicators=("CX.POP",),
    )  # fmt: skip


def publish_figure(session: Session, gateway: Gateway, period: str, now: datetime) -> None:
    key = SeriesKey("CX.POP", "SI_052", period, unit="NR", source="people", basis="people-basis")
    row = Observation(key, Decimal(7), published_value=Decimal(7), published_unit="NR", raw_value="7")
    publish(
        session, gateway.store, ReleaseDraft(f"{DATASET}/all", DATASET, "people", "all@1", (row,), ()), now
    )


@pytest.fixture
def town(gateway: Gateway, now: datetime) -> Town:
    """A town on which nothing waits yet."""
    source = SourceDefinition(
        id="people", title={"en": "People", "sl": "Prebivalci"}, connector="table", url="https://x.example/p.csv",
        owner=TOWN, due="P6M", grace="P1M", dataset=[DatasetDefinition(id=DATASET, periodicity="ANNUAL")],
    )  # fmt: skip
    town = OrganisationDefinition(id=TOWN, name={"en": "Town"}, place="SI_052", email="office@town.example")
    settings = replace(gateway, settings=gateway.settings.model_copy(update={"notices_remind": 7.0}))
    with unit_of_work(gateway.engine) as session:
        put_sources(session, SourcesFile(source=[source], organisation=[town]))
        registry.put_organisation(
            session, Organisation(id=OTHER, name={"en": "Other"}, email="data@other.example")
        )
        registry.put_basis(session, Basis(id="people-basis", title="People"))
        put_dataset(session, dataset_draft(DATASET), record_snapshot="", now=now)
    return Town(settings, now)
