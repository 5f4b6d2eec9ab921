"""Errors of the audit log.

CatalogueError
├── AuditUnavailableError      the log cannot be written, so that what must be on record is not done or given
├── AuditRecordNotFoundError   no such record, or not for who asks
└── AuditSizeError             a size that the log never had, or has not yet
"""

from catalogue.errors import CatalogueError


class AuditUnavailableError(CatalogueError):
    """Say that the log cannot be written; what happened is in the node's own log."""

    def __init__(self) -> None:
        super().__init__(
            "the audit log cannot be written; nothing is given that must be on record: try again later"
        )


class AuditRecordNotFoundError(CatalogueError):
    """Say which record was asked for."""

    def __init__(self, seq: int) -> None:
        self.seq = seq
        super().__init__(f"no audit record {seq}")


class AuditSizeError(CatalogueError):
    """Say which size of the log was asked for, and which there are."""

    def __init__(self, name: str, found: int, expected: str) -> None:
        self.name = name
        self.found = found
        self.expected = expected
        super().__init__(f"{name}={found}: expected {expected}")
