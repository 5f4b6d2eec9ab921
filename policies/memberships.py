"""Memberships in time: from when until when somebody or something belongs to a group."""

from datetime import datetime

from policies.network_errors import MembershipTimeError
from policies.tables import AssetMembership, PartyMembership


def checked_times(valid_from: datetime | None, valid_to: datetime | None) -> None:
    """Demand that a membership lasts for some time.

    Raises:
        MembershipTimeError: it would end before it begins.
    """
    if valid_from is not None and valid_to is not None and valid_to <= valid_from:
        raise MembershipTimeError("valid_to", valid_to.isoformat(), f"after {valid_from.isoformat()}")


def checked_end(at: datetime, valid_to: datetime | None, now: datetime) -> None:
    """Demand that a membership can end at a time: what was is not changed, and what is over does not end again.

    Raises:
        MembershipTimeError: the time is past, or the membership is over by then.
    """
    if at < now:
        raise MembershipTimeError("at", at.isoformat(), f"at least {now.isoformat()}")
    if valid_to is not None and valid_to <= at:
        raise MembershipTimeError("at", at.isoformat(), f"before {valid_to.isoformat()}, when it ends anyway")


def end(row: PartyMembership | AssetMembership, at: datetime, now: datetime) -> None:
    """Let a membership end at a time; one that has not begun by then is never in force.

    Raises:
        MembershipTimeError: the time is past, or it is over by then.
    """
    checked_end(at, row.valid_to, now)
    row.valid_to = at if row.valid_from is None else max(at, row.valid_from)


def overlap(
    one: tuple[datetime | None, datetime | None], other: tuple[datetime | None, datetime | None]
) -> bool:
    """Say whether two stretches of time have a moment in common."""
    begins = [moment for moment in (one[0], other[0]) if moment is not None]
    ends = [moment for moment in (one[1], other[1]) if moment is not None]
    return not begins or not ends or max(begins) < min(ends)
