"""Granting: what a key or client may be given, held to what its organisation and its holder have."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches

from sqlmodel import Session, col, select

from api.errors import ParameterError
from api.machines.key_text import Kind
from api.machines.roles import roles_held
from api.machines.scopes import NEEDED, KeyScope
from catalogue.models import Organisation
from policies.tables import PartyMembership

RESERVED = frozenset({"operator", "anonymous"})
"""Names under which the node itself and the world stand in the audit log."""
LONGEST_NAME = 200
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants a key or client to be.

    Args:
        organisation: id of the organisation that it speaks for.
        holder: name of the person or machine that holds it; its roles are the most that it may.
        label: what it is for, for people.
        kind: live or sandbox.
        scopes: codes of `KeyScope`.
        networks: ids of networks it acts as a member of; None for all of the organisation's.
        purposes: IRIs of purposes that it may declare; None for any.
        expires_at: None for as long as a key may live.
    """

    organisation: str
    holder: str
    label: str = ""
    kind: Kind = Kind.LIVE
    scopes: tuple[str, ...] = (KeyScope.READ,)
    networks: tuple[str, ...] | None = None
    purposes: tuple[str, ...] | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Granted:
    """What a key or client is given: the same, checked, without what stands twice.

    `scopes` None is for whatever the holder may; nobody can want that, only the command that makes an administrator.
    """

    organisation: str
    holder: str
    label: str
    kind: Kind
    scopes: list[str] | None
    networks: list[str] | None
    purposes: list[str] | None
    expires_at: datetime


def grant(session: Session, wanted: Wanted, now: datetime, longest: timedelta) -> Granted:
    """Check what is wanted against what the organisation and the holder have.

    Args:
        session: where the tables are.
        wanted: what somebody wants.
        now: the time.
        longest: how long a key lives at most.

    Raises:
        ParameterError: names what cannot be given, and what can.
    """
    _check_organisation(session, wanted.organisation)
    _check_name("holder", wanted.holder, required=True)
    _check_name("label", wanted.label, required=False)
    scopes = _scopes(session, wanted)
    return Granted(
        organisation=wanted.organisation,
        holder=wanted.holder,
        label=wanted.label,
        kind=wanted.kind,
        scopes=scopes,
        networks=_networks(session, wanted, now),
        purposes=_purposes(wanted.purposes),
        expires_at=ending("expires", wanted.expires_at, now, longest),
    )


def ending(name: str, asked: datetime | None, now: datetime, longest: timedelta) -> datetime:
    """Give when something ends; unless asked otherwise, as late as it may.

    Raises:
        ParameterError: it lies in the past, or too far ahead.
    """
    latest = now + longest
    if asked is not None and not now < asked <= latest:
        raise ParameterError(name, asked.isoformat(), f"after now and at most {latest.isoformat()}")
    return (asked or latest).astimezone(UTC)


def current_networks(session: Session, organisation: str, now: datetime) -> frozenset[str]:
    """Give the networks that an organisation belongs to now, itself or through networks."""
    rows = list(session.exec(select(PartyMembership)))
    inside = {
        (row.member, row.network)
        for row in rows
        if (row.valid_from is None or row.valid_from <= now) and (row.valid_to is None or now < row.valid_to)
    }
    found: set[str] = set()
    fresh = {organisation}
    while fresh:
        fresh = {network for member, network in inside if member in fresh} - found
        found |= fresh
    return frozenset(found)


def _check_organisation(session: Session, organisation: str) -> None:
    if session.get(Organisation, organisation) is not None:
        return
    known = list(session.exec(select(Organisation.id).order_by(col(Organisation.id))))
    raise ParameterError("organisation", organisation[:LONGEST_NAME], _one_of(organisation, known))


def _check_name(name: str, text: str, *, required: bool) -> None:
    if len(text) > LONGEST_NAME or not text.isprintable():
        raise ParameterError(name, text[:LONGEST_NAME], f"at most {LONGEST_NAME} printable signs")
    if required and (text != text.strip() or not text or text in RESERVED):
        raise ParameterError(name, text, f"a name, other than {' and '.join(sorted(RESERVED))}")


def _scopes(session: Session, wanted: Wanted) -> list[str]:
    codes = [scope.value for scope in KeyScope]
    unknown = next((scope for scope in wanted.scopes if scope not in codes), None)
    if unknown is not None or not wanted.scopes:
        raise ParameterError("scopes", unknown or "", _one_of(unknown or "", codes))
    scopes = [scope for scope in KeyScope if scope in wanted.scopes]
    if wanted.kind is Kind.SANDBOX and scopes != [KeyScope.READ]:
        raise ParameterError("scopes", " ".join(scopes), "read alone: a sandbox key changes nothing")
    reached = roles_held(session, wanted.holder, wanted.organisation)
    held = {role for place, role in reached if place == wanted.organisation}
    for scope in scopes:
        if NEEDED[scope] and not NEEDED[scope] & held:
            roles = " or ".join(sorted(NEEDED[scope]))
            raise ParameterError(
                "scopes", scope, f"a holder who is {roles} of {wanted.organisation}; {wanted.holder} is not"
            )
    return [scope.value for scope in scopes]


def _networks(session: Session, wanted: Wanted, now: datetime) -> list[str] | None:
    if wanted.networks is None:
        return None
    belongs = current_networks(session, wanted.organisation, now)
    strange = next((one for one in wanted.networks if one not in belongs), None)
    if strange is not None:
        raise ParameterError(
            "networks", strange, f"a network of {wanted.organisation}: {_one_of(strange, belongs)}"
        )
    return sorted(set(wanted.networks))


def _purposes(asked: Iterable[str] | None) -> list[str] | None:
    if asked is None:
        return None
    purposes = sorted(set(asked))
    strange = next((one for one in purposes if not _IRI.fullmatch(one)), None)
    if strange is not None:
        raise ParameterError(
            "purposes", strange[:LONGEST_NAME], "IRIs, such as https://example.org/purpose/research"
        )
    return purposes


def _one_of(found: str, allowed: Collection[str]) -> str:
    """Name the nearest of what there is, or all where that is little."""
    near = get_close_matches(found, sorted(allowed), n=3, cutoff=0.5)
    return ", ".join(near or sorted(allowed)[:12]) or "there is none"
