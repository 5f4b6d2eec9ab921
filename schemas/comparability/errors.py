"""Errors of the comparison: questions that cannot be put.

SchemaError
├── TooFewPlacesError        no place at all
├── NoPeriodsError           a series without years, or a base year that is none of them
├── ProfileMismatchError     a profile that is not meant for the indicator
└── SourceTellsNothingError  a preferred source that has no figure for any of the places

An unknown code is the common schema's UnknownCodeError. What cannot be compared is no error: it is an answer.
"""

from collections.abc import Sequence

from schemas.errors import SchemaError


class TooFewPlacesError(SchemaError):
    """Say that a comparison needs places."""

    def __init__(self) -> None:
        super().__init__(
            "a comparison needs at least one place, and says most of two or more: place=SI_052&place=SI_061"
        )


class NoPeriodsError(SchemaError):
    """Say that a series needs years, and that its base year is one of them."""

    def __init__(self, base: str, periods: Sequence[str]) -> None:
        self.base = base
        self.periods = tuple(periods)
        found = f"base {base!r} is none of {', '.join(self.periods)}" if periods else "no year is named"
        super().__init__(
            f"a series needs years, the base year among them: {found}; ask e.g. from=2018&to=2021"
        )


class ProfileMismatchError(SchemaError):
    """Say which profile does not suit which indicator, and which profiles do."""

    def __init__(self, profile: str, indicator: str, suitable: Sequence[str]) -> None:
        self.profile = profile
        self.indicator = indicator
        self.suitable = tuple(suitable)
        super().__init__(
            f"profile {profile!r} is not for indicator {indicator!r}; use {' or '.join(self.suitable)}"
        )


class SourceTellsNothingError(SchemaError):
    """Say which source has no figure for the places asked about, and which sources have."""

    def __init__(self, source: str, places: Sequence[str], candidates: Sequence[str]) -> None:
        self.source = source
        self.places = tuple(places)
        self.candidates = tuple(candidates)
        have = ", ".join(self.candidates) or "none"
        super().__init__(
            f"source {source!r} has no figure for {', '.join(self.places)}; sources that have: {have}"
        )
