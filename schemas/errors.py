"""Errors of the common schema.

SchemaError
├── UnknownCodeError         a code that its list lacks, with the nearest ones
├── PeriodError              a text that is no period
├── UnitError                units that cannot be converted into one another
└── UnknownMessageError      a text for people that no message table holds
"""

from collections.abc import Sequence


class SchemaError(Exception):
    """Something that the common schema cannot accept."""


class UnknownCodeError(SchemaError):
    """Say which code was found, in which list, and what is nearest to it."""

    def __init__(self, codelist: str, code: str, candidates: Sequence[str] = ()) -> None:
        self.codelist = codelist
        self.code = code
        self.candidates = tuple(candidates)
        near = f"; did you mean {' or '.join(self.candidates)}?" if self.candidates else ""
        super().__init__(f"{codelist}: no code {code!r}{near}")


class PeriodError(SchemaError):
    """Say which text is no period and how a period is written."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"{text!r} is no period: write 2018, 2020-S2, 2025-Q4 or 2025-07")


class UnitError(SchemaError):
    """Say which two units measure different things."""

    def __init__(self, found: str, wanted: str) -> None:
        self.found = found
        self.wanted = wanted
        super().__init__(
            f"unit {found!r} cannot be converted to {wanted!r}: they measure different quantities"
        )


class UnknownMessageError(SchemaError):
    """Say which message key stands in no message table."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"no message {key!r} in schemas/messages")
