"""Errors of the sources files that come with us."""

from connectors.errors import TerminalError


class UnknownReadyError(TerminalError):
    """No ready sources file has this name; ``names`` says which there are, ``nearest`` the one most like it."""

    rule = "ready-name"
