"""Errors of runs and their items."""

from connectors.errors import TerminalError, TransientError


class RunTakenError(TransientError):
    """Another worker has taken the run over meanwhile: this one stops, and nothing is published twice."""

    rule = "run-taken"


class RunNotHeldError(TerminalError):
    """A run that waits for nobody's approval, or a held one whose source was harvested again since."""

    rule = "run-not-held"


class StoreError(TransientError):
    """The object store does not take or give what a source gave; its operator is told more by `ogledalo doctor`."""

    rule = "object-store"


class DuplicateItemError(TerminalError):
    """A second item of one run with the key of another."""

    rule = "duplicate-item"


class UnforeseenChangeError(TerminalError):
    """A record that changed although its source's time of change says that it did not."""

    rule = "unforeseen-change"


class EmptiedError(TerminalError):
    """A mapping that finds no figure where ``standing`` are published."""

    rule = "emptied"
