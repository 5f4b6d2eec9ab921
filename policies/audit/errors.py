"""Errors of the audit proofs.

AuditProofError
├── KeyTextError       a text that is no key of this form
├── NoteError          a text that is no signed note or checkpoint
├── SignatureError     a note that the keys in hand have not signed
└── LogFileError       a file that is no exported log; says the line
"""


class AuditProofError(Exception):
    """Something of an audit log that cannot be read or trusted."""


class KeyTextError(AuditProofError):
    """Say which text was taken for a key, and what is wrong with it."""

    def __init__(self, text: str, expected: str) -> None:
        self.text = text
        self.expected = expected
        super().__init__(f"{text!r} is no key: expected {expected}")


class NoteError(AuditProofError):
    """Say what of a signed note is not as it must be."""

    def __init__(self, found: str, expected: str) -> None:
        self.found = found
        self.expected = expected
        super().__init__(f"no checkpoint: found {found!r}, expected {expected}")


class SignatureError(AuditProofError):
    """Say whose signature was looked for and which signatures there are."""

    def __init__(self, wanted: str, found: str) -> None:
        self.wanted = wanted
        self.found = found
        super().__init__(f"the signature does not hold: wanted one by {wanted}, found {found}")


class LogFileError(AuditProofError):
    """Say which line of a file is not as an exported log has it."""

    def __init__(self, line: int, found: str, expected: str) -> None:
        self.line = line
        self.found = found
        self.expected = expected
        super().__init__(f"line {line}: found {found!r}, expected {expected}")
