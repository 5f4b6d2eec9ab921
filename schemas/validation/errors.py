"""Errors of validation.

SchemaError
├── UnreadableGraphError     bytes that cannot be read as RDF, with line and column
├── UncompiledShapeError     a shape of ours with a constraint that the column checks do not know
└── ColumnTypeError          a column of a table that holds neither texts nor exact numbers
"""

from schemas.errors import SchemaError
from schemas.findings import Finding, Location
from schemas.messages import Message


class UnreadableGraphError(SchemaError):
    """Say where RDF cannot be read, why, and how to mend it.

    Args:
        found: what stands there, as far as it can be quoted.
        reason: what the parser says, in English.
        line: counted from 1; 0 where it is not known.
        column: counted from 1; 0 where it is not known.
        mend: what to do about it.
    """

    def __init__(self, found: str, reason: str, mend: Message, line: int = 0, column: int = 0) -> None:
        self.found = found
        self.reason = reason
        self.line = line
        self.column = column
        self.mend = mend
        super().__init__(f"{self.place or 'file'}: {reason} (found {found!r}). {mend.in_('en')}")

    @property
    def place(self) -> str:
        """Where it is, as ``line:column``; empty where it is not known."""
        return f"{self.line}:{self.column}" if self.line else ""

    def finding(self, name: str = "", snapshot: str = "") -> Finding:
        """Give the error as a located finding.

        Args:
            name: the document, as a person would name it.
            snapshot: SHA-256 of its bytes, where they are stored.
        """
        expected = Message("validation.readable.expected", {"reason": self.reason})
        where = Location(name, self.place, snapshot)
        return Finding("record-readable", "violation", where, self.found, expected, self.mend)


class UncompiledShapeError(SchemaError):
    """Say which constraint of which shape no column check exists for."""

    def __init__(self, shape: str, constraint: str) -> None:
        self.shape = shape
        self.constraint = constraint
        super().__init__(
            f"{shape}: {constraint} has no column check; add it to schemas/validation/constraints.py or leave it out"
        )


class ColumnTypeError(SchemaError):
    """Say which column holds what cannot be checked.

    Args:
        column: its name.
        found: its Arrow type.
    """

    def __init__(self, column: str, found: str) -> None:
        self.column = column
        self.found = found
        super().__init__(
            f"column {column!r} holds {found}: write texts as string, numbers as string or decimal, never as float"
        )
