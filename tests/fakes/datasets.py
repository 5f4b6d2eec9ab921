"""Datasets to arrange tests with, and what callers see of them."""

from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session

from catalogue.datasets import put_dataset
from catalogue.drafts import DatasetDraft, DatasetView, DistributionDraft
from catalogue.scope import Scope
from policies.asker import Asker
from policies.decision import ANONYMOUS, Action, Subject
from policies.in_force import without_policies
from policies.rowfilter import scope
from schemas.languages import Text

RECORDED = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


def seen_by(subject: Subject = ANONYMOUS, action: Action = Action.DISCOVER) -> Scope:
    """Give what a subject may see (or read)."""
    return scope(Asker(subject, RECORDED), action, without_policies())


def member_of(*organisations: str) -> Subject:
    """Give a subject who speaks for organisations."""
    return Subject("someone", frozenset(organisations))


def a_dataset(id_: str = "kranj-inventory", **said: Any) -> DatasetDraft:
    """Give a draft; what is not said is of Kranj's inventory."""
    standard: dict[str, Any] = {
        "source": "kranj-contract", "remote": id_, "title": Text("Emissions", "Emisije", "Emisije"),
        "description": Text(sl="Popis emisij toplogrednih plinov."), "publisher": "mestna-obcina-kranj",
        "theme": "ENVI", "keywords": ("zrak",), "spatial": ("SI_052",), "indicators": ("GHG.SEC",), "language": "sl",
        "distributions": (DistributionDraft(key="tables", access_url="https://kranj.example/tables.xlsx"),),
    }  # fmt: skip
    return DatasetDraft(id=id_, **(standard | said))


def put(session: Session, *drafts: DatasetDraft, now: datetime = RECORDED) -> None:
    """Record drafts."""
    for draft in drafts:
        put_dataset(session, draft, record_snapshot="ab" * 32, now=now)


def a_view(id_: str = "kranj-inventory", **said: Any) -> DatasetView:
    """Give a dataset as the catalogue holds it, without one."""
    draft = a_dataset(id_)
    standard = {
        name: getattr(draft, name) for name in DatasetView.__dataclass_fields__ if hasattr(draft, name)
    }
    times = {"recorded_from": RECORDED, "recorded_at": RECORDED, "distributions": ()}
    return DatasetView(**(standard | times | said))
