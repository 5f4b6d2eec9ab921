"""Rates: how many points each kind of caller may spend in which moving window, from the settings."""

from dataclasses import dataclass, field
from typing import Literal, get_args

from limits import RateLimitItem

from api.limits.rate_items import rate_item
from api.settings import Settings

RateName = Literal["address", "unverified", "key", "organisation", "sign-in", "token"]


@dataclass(frozen=True, slots=True)
class Rate:
    """A limit.

    Args:
        name: whom it counts: an address; an address that sends a key not yet verified; a key, token or session;
            an organisation, whatever its keys; an address that signs in, or asks for a token.
        item: points and window, as the library has them.
    """

    name: RateName
    item: RateLimitItem
    points: int = field(init=False)
    seconds: int = field(init=False)
    policy: str = field(init=False)
    """It as the IETF's draft of `RateLimit-Policy` has it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", self.item.amount)
        object.__setattr__(self, "seconds", self.item.get_expiry())
        object.__setattr__(self, "policy", f'"{self.name}";q={self.points};w={self.seconds}')


@dataclass(frozen=True, slots=True)
class Rates:
    """The limits of a node; one that is not set does not count."""

    by_name: dict[RateName, Rate]

    @classmethod
    def of(cls, settings: Settings) -> "Rates":
        """Read them from the settings."""
        texts: dict[RateName, str] = {
            "address": settings.limit_address,
            "unverified": settings.limit_address,
            "key": settings.limit_key,
            "organisation": settings.limit_organisation,
            "sign-in": settings.limit_sign_in,
            "token": settings.limit_token,
        }
        read = ((name, rate_item(texts[name])) for name in get_args(RateName))
        return cls({name: Rate(name, item) for name, item in read if item is not None})
