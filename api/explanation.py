"""Explain: the way from a figure back to the source's bytes, and the proof that it still leads there."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from api.door import Door
from api.findings_told import reply_list
from api.gateway import Gateway
from catalogue import registry
from catalogue.dataset_views import views
from catalogue.errors import ObservationNotFoundError, SnapshotDamagedError, SnapshotNotFoundError
from catalogue.findings import as_finding, standing_findings
from catalogue.models import Dataset, MappingVersion, ObservationRow, Release, Snapshot
from catalogue.observations import ObservationQuery, find_observation, load
from catalogue.publishing_errors import MappingNotFoundError
from catalogue.replies import replies_to
from catalogue.withdrawal import require_served
from connectors.composed import parts_of
from connectors.fetching import COMPOSED
from connectors.verification import verify as verify_bytes
from policies.compiled.residual import EVERY_ROW
from policies.decision import Action, Decision
from schemas.codes import codelist
from schemas.indicators import indicator
from schemas.languages import Lang
from schemas.observations import DIMENSIONS, Observation, SeriesKey, StoredObservation
from schemas.units import factor

Json = dict[str, Any]  # JSON, with Decimal for numbers


def explain(gateway: Gateway, door: Door, observation_id: str, lang: Lang, verify: bool = False) -> Json:
    """Explain one observation.

    Raises:
        ObservationNotFoundError: absent, or hidden from the subject.
        AccessRefusedError: its dataset is seen but its figures are not for the subject.
        ReleaseWithdrawnError: the release that brought it was withdrawn.
        SnapshotDamagedError: with `verify`: the stored bytes were changed.
        SnapshotNotFoundError, MappingNotFoundError: with `verify`: the bytes or the mapping are no longer stored.
    """
    dataset_id = door.session.exec(
        select(ObservationRow.dataset).where(col(ObservationRow.id) == observation_id)
    ).first()
    if dataset_id is None or not door.may_discover(dataset_id):
        raise ObservationNotFoundError(observation_id)
    decision = door.require_read(dataset_id)
    stored, row = find_observation(door.session, observation_id, door.scope(Action.READ))
    if row.withdrawn_at is not None:
        require_served(door.session, [row.release])
    session, observation = door.session, stored.observation
    snapshot = _snapshot(session, observation.snapshot)
    kept = _withheld(decision)
    answer: Json = {
        "observation": _observation(stored, lang),
        "recorded_from": row.recorded_from.isoformat(),
        "recorded_to": row.recorded_to.isoformat() if row.recorded_to else None,
        "document": None if "document" in kept else _document(gateway, session, snapshot),
        "cell": observation.source_cell,
        "raw_value": observation.raw_value,
        "raw_unit": observation.raw_unit,
        "mapping": None if "mapping" in kept else _mapping(session, observation.mapping),
        "steps": [] if "steps" in kept else _steps(observation),
        "basis": _basis(session, observation.key.basis),
        "findings": _findings(door, observation.key, lang),
        "release": _release(session, stored.release),
        "dataset": _dataset(door, dataset_id, lang),
        "decision": {"rule": decision.rule, "reason": decision.reason.in_(lang), "withheld": sorted(kept)},
        "verified": None,
    }
    if verify and "steps" not in kept and "mapping" not in kept:
        answer["verified"] = _verified(gateway, session, stored, snapshot, lang)
    return answer


def _withheld(decision: Decision) -> frozenset[str]:
    """Give what of the way back is kept from who may not see all rows and columns of the dataset."""
    masks = decision.masks
    kept = set(masks) | ({"document"} if "snapshot" in masks or decision.rows is not EVERY_ROW else set())
    if not masks.isdisjoint({"raw_value", "raw_unit", "published_value", "published_unit"}):
        kept.add("steps")
    return frozenset(kept)


def find_series(door: Door, key: Mapping[str, str]) -> list[StoredObservation]:
    """Give the current observations that match some dimensions, in order of their source's priority."""
    query = ObservationQuery(
        indicators=(key["indicator"],), places=(key["place"],), first=key["period"], last=key["period"],
        sectors=(key["sector"],), scopes=(key["scope"],), sources=(key["source"],) if key.get("source") else (),
    )  # fmt: skip
    found = load(door.session, query, door.scope(Action.READ))
    return [one for one in found if one.observation.key.period == key["period"]]


def _observation(stored: StoredObservation, lang: Lang) -> Json:
    observation, key = stored.observation, stored.observation.key
    return {
        "id": stored.id,
        **{name: getattr(key, name) for name in DIMENSIONS},
        "value": observation.value,
        "published_value": observation.published_value,
        "published_unit": observation.published_unit,
        "obs_status": observation.obs_status,
        "notation_key": observation.notation_key,
        "comment": observation.comment,
        "indicator_name": indicator(key.indicator).name.in_(lang),
        "sector_name": codelist("sector").label(key.sector, lang),
        "scope_name": codelist("scope").label(key.scope, lang),
        "example": stored.example,
    }


def _snapshot(session: Session, sha256: str) -> Snapshot | None:
    return session.get(Snapshot, sha256)


def _document(gateway: Gateway, session: Session, snapshot: Snapshot | None) -> Json | None:
    """Tell of the bytes; of what was composed of several answers also of these."""
    if snapshot is None:
        return None
    composed = snapshot.media_type == COMPOSED
    return {
        "name": snapshot.url.rpartition("/")[2] or snapshot.url,
        "url": snapshot.url,
        "sha256": snapshot.sha256,
        "size": snapshot.size,
        "media_type": snapshot.media_type,
        "fetched_at": snapshot.fetched_at.isoformat(),
    } | ({"parts": _parts(gateway, session, snapshot)} if composed else {})


def _parts(gateway: Gateway, session: Session, snapshot: Snapshot) -> list[Json]:
    """Give the answers that a document was composed of; none where its bytes are no longer what they were."""
    try:
        parts = parts_of(gateway.store.get(snapshot.sha256))
    except (SnapshotNotFoundError, SnapshotDamagedError):
        return []
    received = {part.sha256: _snapshot(session, part.sha256) for part in parts}
    return [
        {
            "url": part.url,
            "sha256": part.sha256,
            "fetched_at": row.fetched_at.isoformat() if (row := received[part.sha256]) else None,
        }
        for part in parts
    ]


def _mapping(session: Session, mapping_id: str) -> Json:
    version = session.get(MappingVersion, mapping_id)
    return {"id": mapping_id, "definition": version.definition if version else None}


def _steps(observation: Observation) -> list[Json]:
    """Give what happened to the cell: read as a number, converted to the indicator's unit."""
    read: Json = {"step": "read", "from": observation.raw_value, "to": observation.published_value}
    if observation.value is None or observation.published_unit == observation.key.unit:
        return [read | {"unit": observation.key.unit}]
    ratio = factor(observation.published_unit, observation.key.unit)
    convert: Json = {
        "step": "unit", "from": observation.published_value, "unit": observation.published_unit,
        "to": observation.value, "to_unit": observation.key.unit, "factor": str(ratio),
    }  # fmt: skip
    return [read | {"unit": observation.published_unit}, convert]


def _basis(session: Session, basis_id: str) -> Json | None:
    basis = registry.bases(session).get(basis_id)
    if basis is None:
        return None
    stated = {
        name: getattr(basis, name) for name in ("title", "source_document", "note", "accounting", "gwp_set")
    }
    factor_text: Decimal | None = basis.elec_factor
    return {"id": basis_id, **stated, "lulucf": basis.lulucf, "elec_factor": factor_text}


def _findings(door: Door, key: SeriesKey, lang: Lang) -> list[Json]:
    standing = standing_findings(
        door.session, door.scope(Action.READ), door.onlooker, subject=key.canonical()
    )
    said = replies_to(door.session, [row.id for row in standing])
    return [
        {
            "id": row.id,
            "rule": row.rule,
            "severity": row.severity,
            "state": row.state,
            "sentence": as_finding(row).sentence(lang),
            "replies": reply_list(said.get(row.id, ()), lang),
        }
        for row in standing
    ]


def _release(session: Session, release_id: str) -> Json:
    row = session.exec(select(Release).where(col(Release.id) == release_id)).first()
    recorded = row.recorded_from.isoformat() if row and row.recorded_from else None
    return {"id": release_id, "rows": row.rows if row else None, "recorded_from": recorded}


def _dataset(door: Door, dataset_id: str, lang: Lang) -> Json:
    row = door.session.get(Dataset, dataset_id)
    if row is None:
        raise ObservationNotFoundError(dataset_id)
    view = views(door.session, [row], door.scope(Action.READ))[0]
    return {
        "id": view.id, "title": view.title.in_(lang), "publisher": view.publisher, "licence": view.licence,
        "attribution": view.attribution, "note": view.note.in_(lang), "example": view.example, "access": view.access,
        "provenance": [step.in_(lang) for step in view.provenance],
    }  # fmt: skip


def _verified(
    gateway: Gateway, session: Session, stored: StoredObservation, snapshot: Snapshot | None, lang: Lang
) -> Json:
    observation = stored.observation
    version = session.get(MappingVersion, observation.mapping)
    if snapshot is None:
        raise SnapshotNotFoundError(observation.snapshot)
    if version is None:
        raise MappingNotFoundError(observation.mapping)
    places = frozenset(registry.places_in_time(session))
    brought = select(Release).where(col(Release.id) == stored.release, col(Release.dataset) == stored.dataset)
    release = session.exec(brought.order_by(col(Release.number).desc())).first()
    found = verify_bytes(observation, version.definition, snapshot, gateway.store, places, release)
    return {
        "holds": found.holds, "published": found.published, "recomputed": found.recomputed, "raw": found.raw,
        "sha256": snapshot.sha256, "failures": [failure.in_(lang) for failure in found.failures],
        "archive": release.archive_sha256 if release else None,
    }  # fmt: skip
