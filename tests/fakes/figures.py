"""Observations, drafts and scopes in one line, for tests of what stores and asks them."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from sqlmodel import Session

from catalogue.datasets import put_dataset
from catalogue.drafts import DatasetDraft
from catalogue.releases import ReleaseDraft
from catalogue.scope import Scope
from policies.asker import Asker
from policies.decision import ANONYMOUS, Action, Subject
from policies.in_force import without_policies
from policies.rowfilter import scope
from schemas.languages import Text
from schemas.observations import Observation, SeriesKey

KEY = SeriesKey("GHG.SEC", "SI_052", "2018", sector="I", unit="T_CO2E", source="kranj", basis="kranj-2018")


def figure(value: str | None, **dimensions: str) -> Observation:
    """One figure of Kranj; dimensions by name change its key."""
    number = None if value is None else Decimal(value)
    key = replace(KEY, **dimensions)
    return Observation(
        key=key,
        value=number,
        published_value=number,
        published_unit=key.unit,
        raw_value=value or "",
        source_cell="F6",
    )


def release(*figures: Observation, dataset: str = "kranj-inventory", slot: str = "kranj/a") -> ReleaseDraft:
    """A release of some figures."""
    return ReleaseDraft(slot, dataset, slot.partition("/")[0], f"{slot}@1", figures, ("0" * 64,))


def dataset(session: Session, now: datetime, id_: str = "kranj-inventory", **said: object) -> None:
    """Put a dataset of Kranj's into the catalogue."""
    told: dict[str, object] = {
        "id": id_, "source": "kranj", "remote": id_, "title": Text.of(id_), "publisher": "mestna-obcina-kranj", **said,
    }  # fmt: skip
    put_dataset(session, DatasetDraft(**told), record_snapshot="", now=now)  # type: ignore[arg-type]  # a test's own words


def reading(subject: Subject = ANONYMOUS) -> Scope:
    """What a subject may read."""
    return scope(Asker(subject, datetime(2026, 11, 24, tzinfo=UTC)), Action.READ, without_policies())
