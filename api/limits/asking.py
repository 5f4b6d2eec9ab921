"""Who asks, as whom that is counted, and what it costs.

A caller without a key is counted by address. A caller with one is counted by key and organisation if that very header was
verified of late; else by address, apart from those without a key, until `know` is told who it is. Answers of 304 are free.
"""

from starlette.requests import Request
from starlette.types import Scope

from api.clock import Clock
from api.limits.addresses import Callers, read_networks
from api.limits.costs import SIGNING_IN, TOKENS, CostTable
from api.limits.counting import Counted, Counting, Standing, Window
from api.limits.errors import TooManyRequestsError
from api.limits.rates import RateName, Rates
from api.limits.recognised import Recognised, RecognisedCallers
from api.settings import Settings
from policies.decision import ANONYMOUS, Subject

TOLD = "limit_headers"
"""Where the envelope finds what an answer tells of limits: an answer that is stored must not hold it."""

ASKED = "limits_asked"
READS = frozenset({"GET", "HEAD", "OPTIONS"})


class Limits:
    """The limits of a node: rates, costs, counters, and who was recognised."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.rates = Rates.of(settings)
        self.costs = CostTable()
        self.counting = Counting(clock, settings.limits_store)
        self.callers = Callers(read_networks(settings.trusted_proxies))
        self.recognised = RecognisedCallers()
        self.clock = clock

    def asked(self, scope: Scope) -> "Asked":
        """Say what a request costs, and in which windows."""
        method, path = scope["method"], scope["path"]
        cost = self.costs.cost("GET" if method == "HEAD" else method, path, scope["query_string"])
        if cost == 0:
            return Asked(b"", 0, [])
        if method not in READS:
            if path.startswith(SIGNING_IN):
                return Asked(b"", 1, self._windows(("sign-in", self.callers.name(scope))))
            if path.startswith(TOKENS):
                return Asked(b"", 1, self._windows(("token", self.callers.name(scope))))
        mark = self.recognised.mark(scope)
        if not mark:
            return Asked(b"", cost, self._windows(("address", self.callers.name(scope))))
        known = self.recognised.find(mark, self.clock())
        if known is not None:
            return Asked(mark, cost, self._of_known(known), verified=True)
        return Asked(mark, cost, self._windows(("unverified", self.callers.name(scope))))

    async def know(self, request: Request, subject: Subject) -> None:
        """Count a request by key and organisation, once its key, token or session was verified.

        Raises:
            TooManyRequestsError: the key or the organisation asked more than its share.
        """
        asked: Asked | None = getattr(request.state, ASKED, None)
        if asked is None or not asked.mark or asked.verified or _is_nobody(subject):
            return
        asked.verified = True
        known = self.recognised.remember(asked.mark, subject, self.clock())
        try:
            own = await self.counting.spend(self._of_known(known), asked.cost)
        except TooManyRequestsError as error:
            tell(request.scope, None, error)
            raise
        before, asked.counted = asked.counted, own
        asked.unverified = before
        tell(request.scope, own)

    async def standing(self, scope: Scope) -> list[Standing]:
        """Give what is left for a caller, where it was counted."""
        asked: Asked | None = scope.get("state", {}).get(ASKED)
        return await self.counting.standing(asked.counted.windows if asked and asked.counted else [])

    def give_back(self, asked: "Asked") -> None:
        """Give back what a request cost."""
        for counted in (asked.unverified, asked.counted):
            if counted is not None:
                self.counting.give_back(counted)

    def _of_known(self, known: Recognised) -> list[Window]:
        organisations: list[tuple[RateName, str]] = [("organisation", one) for one in known.organisations]
        return self._windows(("key", known.key), *organisations)

    def _windows(self, *counted: tuple[RateName, str]) -> list[Window]:
        rates = self.rates.by_name
        return [Window(rates[name], who) for name, who in counted if name in rates]


def _is_nobody(subject: Subject) -> bool:
    return subject.id == ANONYMOUS.id and not subject.client


class Asked:
    """What is counted of one request.

    Args:
        mark: of what it says of who asks, empty for nothing.
        cost: points.
        windows: where they are spent before anything is done.
        verified: whether the mark was verified.
    """

    __slots__ = ("cost", "counted", "mark", "unverified", "verified", "windows")

    def __init__(self, mark: bytes, cost: int, windows: list[Window], *, verified: bool = False) -> None:
        self.mark = mark
        self.cost = cost
        self.windows = windows
        self.verified = verified
        self.counted: Counted | None = None
        self.unverified: Counted | None = None


def tell(scope: Scope, counted: Counted | None, error: TooManyRequestsError | None = None) -> None:
    """Leave for the envelope what the answer tells of limits."""
    headers = counted.headers() if counted else []
    if error is not None:
        rate = error.rate
        headers = [
            (b"retry-after", b"%d" % error.after),
            (b"ratelimit-limit", b"%d" % rate.points),
            (b"ratelimit-remaining", b"0"),
            (b"ratelimit-reset", b"%d" % error.after),
            (b"ratelimit-policy", rate.policy.encode()),
            (b"ratelimit", f'"{rate.name}";r=0;t={error.after}'.encode()),
        ]
    scope["state"][TOLD] = headers
