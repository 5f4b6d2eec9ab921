"""Errors of units that are near one another and yet no conversion between them has a factor.

UnitError
└── NoFactorError            two units between which there is no factor, with the reason and what would mend it
"""

from schemas.errors import UnitError
from schemas.messages import Message


class NoFactorError(UnitError):
    """Say which two units were asked for, why no factor leads from one to the other, and what does.

    Args:
        found: unit code, or what the value is: ``gross generation``.
        wanted: likewise.
        reason: why there is none, and how to mend it.
    """

    def __init__(self, found: str, wanted: str, reason: Message) -> None:
        super().__init__(found, wanted)
        self.reason = reason
        self.args = (f"{self.args[0]}. {reason.in_('en')}",)
