"""The policies in force, read and compiled once for each state of their tables, and anew when one comes into force."""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import datetime
from threading import Lock

from sqlmodel import Session

from catalogue import epochs
from policies.in_force import InForce
from policies.loading import load_in_force
from policies.names import Names


class PolicyShelf:
    """Keeps what is in force of one node, for all requests of a process."""

    def __init__(self, base_url: str) -> None:
        """Take the node's own address, of which the names in policies are made."""
        self.names = Names(base_url.rstrip("/"))
        self._held: InForce | None = None
        self._schedule_at = 0
        self._lock = Lock()

    def in_force(self, session: Session, now: datetime, told: Mapping[str, int] | None = None) -> InForce:
        """Give what is in force at a moment.

        Args:
            session: where the tables are.
            now: the moment.
            told: the counters of the request, where they were read already.
        """
        epoch = (epochs.epochs(session) if told is None else told).get(epochs.RULES, 0)
        held = self._held
        if held is not None and self._stands(held, epoch, now):
            return held
        with self._lock:
            held = self._held
            if held is None or not self._stands(held, epoch, now):
                held = load_in_force(session, self.names, now, epoch)
                self._held, self._schedule_at = held, bisect_right(held.schedule, now)
        return held

    def held(self, told: Mapping[str, int], now: datetime) -> InForce | None:
        """Give what is in force where that was read already, without asking the database."""
        held = self._held
        stands = held is not None and self._stands(held, told.get(epochs.RULES, 0), now)
        return held if stands else None

    def _stands(self, held: InForce, epoch: int, now: datetime) -> bool:
        return held.epoch == epoch and bisect_right(held.schedule, now) == self._schedule_at
