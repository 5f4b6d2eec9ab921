"""How long to wait before a request is sent again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime


@dataclass(frozen=True, slots=True)
class Backoff:
    """Waits that double from try to try, shortened at random so that many clients do not come at once.

    Args:
        first: seconds after the first try.
        longest: seconds, at most.
        longest_told: seconds, at most, where the server says how long (Retry-After).
    """

    first: float = 0.5
    longest: float = 30.0
    longest_told: float = 120.0

    def wait(self, tried: int, jitter: float, told: float | None = None) -> float:
        """Give the seconds to wait.

        Args:
            tried: how many times the request was sent, from 1.
            jitter: a random number from 0 to 1.
            told: the seconds that the server wants us to wait.
        """
        if told is not None:
            return min(told, self.longest_told)
        longest: float = min(self.longest, self.first * 2.0 ** (tried - 1))
        return longest * (0.5 + jitter / 2)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Read how many seconds a server wants us to wait (RFC 9110, 10.2.3).

    A moment is taken from the answer's own Date, so that our clock need not agree with the server's.
    """
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    until, now = _moment(text), _moment(headers.get("date", ""))
    if until is None or now is None:
        return None
    return max(0.0, (until - now).total_seconds())


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
