"""How a source stands, as it is told: on time, paused, or left alone because it failed, and when it is tried next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from api.representations.times import rfc3339
from connectors.schedule import schedule_or_never
from connectors.source_state import AT_ONCE, Circuit, Standing

State = Literal["on-demand", "scheduled", "paused", "left-alone", "tried-again"]


@dataclass(frozen=True, slots=True)
class Condition:
    """How a source stands now.

    Args:
        schedule: as it was written.
        standing: what its runs come to.
        circuit: whether it is read (closed), left alone (open), or tried once more (half-open).
        next_due: when it is read next by itself; None for never.
    """

    schedule: str
    standing: Standing
    circuit: Circuit
    next_due: datetime | None

    @property
    def state(self) -> State:
        """Say it in a word."""
        if self.standing.paused_at is not None:
            return "paused"
        if self.circuit != "closed":
            return "left-alone" if self.circuit == "open" else "tried-again"
        return "on-demand" if self.next_due is None else "scheduled"

    def line(self) -> str:
        """Say it in a few words, for the command line."""
        if self.state in ("paused", "on-demand"):
            return self.state.replace("-", " ")
        when = "now" if self.next_due is None else f"{self.next_due:%Y-%m-%d %H:%M}Z"
        return f"left alone until {when}" if self.state == "left-alone" else f"next {when}"

    def as_json(self) -> dict[str, object]:
        """Give it as `GET /api/v1/sources` does."""
        told = self.standing
        return {
            "schedule": self.schedule or "never",
            "next_due": _moment(self.next_due),
            "last_tried": _moment(told.last_tried),
            "last_done": _moment(told.last_done),
            "paused_at": _moment(told.paused_at),
            "circuit": {
                "state": self.circuit,
                "failures": told.failures,
                "until": _moment(told.left_until),
                "why": told.why,
            },
        }


def condition(source: str, schedule: str, standing: Standing | None, now: datetime) -> Condition:
    """Say how a source stands.

    Args:
        source: its id.
        schedule: as it was written.
        standing: what its runs come to; None where it was never tried.
        now: aware, UTC.
    """
    told = standing or Standing(source)
    due = told.due_at(schedule_or_never(schedule))
    return Condition(schedule, told, told.circuit(now), now if due == AT_ONCE else due)


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)
