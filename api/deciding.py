"""Deciding: a place puts a source first, with a reason on record, or takes that back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.asked_codes import known_indicators, known_places, known_sources
from api.door import Door
from api.errors import ParameterError, PreferenceNotFoundError
from catalogue import registry
from catalogue.audit import AuditEntry, record_act
from catalogue.models import Organisation
from catalogue.preferences import (
    PreferenceDraft,
    close_preference,
    find_preference,
    put_preference,
)
from policies.decision import Role
from schemas.languages import Text
from schemas.mirror.seen import Override

DECIDERS = (Role.APPROVER, Role.ADMINISTRATOR)
LONGEST_REASON = 2000
GOVERNING = ("municipality", "state", "eu")
NEVER = ("utility", "network", "department")
"""Kinds of organisations that may have a place's code and do not speak for it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a place wants, as it was sent.

    Args:
        place: code.
        indicator: code, empty for all.
        sources: ids, the first to be asked first.
        reason: one text, or texts by language.
    """

    place: str
    indicator: str
    sources: Sequence[str]
    reason: str | Mapping[str, str]


def decide(door: Door, wanted: Wanted) -> Override:
    """Record what a place decides, and the act.

    Raises:
        UnknownCodeError: the place, the indicator or a source is unknown; the nearest are named.
        RoleMissingError: the subject may not decide for the place.
        ParameterError: no reason, or no source.
    """
    known_places(door.session, (wanted.place,))
    organisation = _required(door, wanted.place)
    known_indicators((wanted.indicator,) if wanted.indicator else ())
    sources = tuple(dict.fromkeys(wanted.sources))
    if not sources:
        raise ParameterError("sources", "nothing", "ids of one source or more, the first to be asked first")
    known_sources(door, sources)
    draft = PreferenceDraft(
        wanted.place, wanted.indicator, sources, _reason(wanted.reason), organisation, door.subject.id
    )
    made = put_preference(door.session, draft, door.now)
    act = AuditEntry(
        door.subject.id,
        "preference.set",
        _target(made),
        permitted=True,
        rule="role/write",
        request=door.request,
        owner=organisation,
    )
    record_act(door.session, act, door.now)
    return made


def take_back(door: Door, number: int) -> Override:
    """Close a decision that stands, and record the act.

    Raises:
        PreferenceNotFoundError: none of that number stands.
        RoleMissingError: the subject may not decide for the place.
    """
    standing = find_preference(door.session, number)
    if standing is None:
        raise PreferenceNotFoundError(number)
    organisation = _required(door, standing.place)
    closed = close_preference(door.session, number, door.now)
    if closed is None:
        raise PreferenceNotFoundError(number)
    act = AuditEntry(
        door.subject.id, "preference.close", _target(closed), permitted=True, rule="role/write",
        request=door.request, owner=organisation,
    )  # fmt: skip
    record_act(door.session, act, door.now)
    return closed


def _target(override: Override) -> str:
    return f"{override.place} {override.indicator or 'all'}: {' '.join(override.sources)}"


def _required(door: Door, place: str) -> str:
    """Give the organisation of a place on which the subject holds the role; demand it where there is none."""
    governing = speaking_for(registry.organisations(door.session), place)
    own = next((one for one in governing if door.subject.has_role(one, DECIDERS)), None)
    organisation = own or next(iter(governing), place)
    door.require_role(organisation, DECIDERS)
    return organisation


def speaking_for(organisations: Mapping[str, Organisation], place: str) -> tuple[str, ...]:
    """Give the organisations that speak for a place: its municipality or state, else those of no stated kind."""
    there = [one for one in organisations.values() if one.place == place and not one.parent]
    governing = sorted(one.id for one in there if one.kind in GOVERNING)
    return tuple(governing or sorted(one.id for one in there if one.kind not in NEVER))


def _reason(said: str | Mapping[str, str]) -> Text:
    text = Text.of(
        said.strip() if isinstance(said, str) else {lang: one.strip() for lang, one in said.items()}
    )
    if not text.as_dict():
        raise ParameterError(
            "reason", "nothing", "a sentence that says why, as a text or by language (en, sl, hr)"
        )
    longest = max(len(one) for one in text.as_dict().values())
    if longest > LONGEST_REASON:
        raise ParameterError("reason", f"{longest} characters", f"at most {LONGEST_REASON}")
    return text
