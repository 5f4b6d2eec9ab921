"""Errors of reading and writing policies.

PolicyDocumentError
├── UnreadablePolicyError    bytes that are no JSON-LD or RDF, or that are dangerous to read
├── UnknownContextError      a JSON-LD context that we do not carry; none is ever fetched
├── PolicyLimitError         too large, too deep or too many nodes
├── PolicyFormError          something that cannot be a policy: no name, a cycle, a rule in two kinds
├── InheritanceError         a policy that inherits from an unknown one or from itself
└── UnwritableValueError     a value that no xsd type holds
"""

from policies.odrl.policy import NOWHERE, Written
from schemas.messages import Message


class PolicyDocumentError(Exception):
    """Say what was found where in a policy's document, what was expected and how to mend it.

    Args:
        found: what stands there, as far as it can be quoted.
        expected: what should stand there.
        mend: what to do about it.
        written: where it stands.
    """

    def __init__(self, found: str, expected: Message, mend: Message, written: Written = NOWHERE) -> None:
        self.found = found
        self.expected = expected
        self.mend = mend
        self.written = written
        place = f"line {written.line}" if written.line else written.pointer
        super().__init__(
            f"{place or 'policy'}: {found!r}: expected {expected.in_('en')} {mend.in_('en')}".strip()
        )


class UnreadablePolicyError(PolicyDocumentError):
    """Say why bytes cannot be read as a policy."""


class UnknownContextError(PolicyDocumentError):
    """Say which JSON-LD context is not one of those that we carry."""


class PolicyLimitError(PolicyDocumentError):
    """Say which limit a document exceeds."""


class PolicyFormError(PolicyDocumentError):
    """Say what makes a document no policy."""


class InheritanceError(PolicyDocumentError):
    """Say from which policy another cannot inherit."""


class UnwritableValueError(PolicyDocumentError):
    """Say which value cannot be written."""


def expected(code: str, **values: object) -> Message:
    """Give the text of what should stand there."""
    return Message(f"odrl.{code}.expected", values)


def mend(code: str, **values: object) -> Message:
    """Give the text of how to mend it."""
    return Message(f"odrl.{code}.mend", values)
