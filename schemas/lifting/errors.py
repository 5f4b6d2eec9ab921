"""Errors of lifting.

SchemaError
└── TooManyPlacesError  more places than what would make them comparable can be tried for
"""

from schemas.errors import SchemaError


class TooManyPlacesError(SchemaError):
    """Say how many places were asked about, and how many may be."""

    def __init__(self, found: int, most: int) -> None:
        self.found = found
        self.most = most
        super().__init__(
            f"what would make places comparable is worked out for at most {most} places, not {found}: ask for fewer"
        )
