"""What can be wrong with when a source is harvested, and with what its host lets us crawl."""

from connectors.errors import TerminalError, TransientError


class ScheduleError(TerminalError):
    """A schedule that we cannot read."""

    rule = "schedule"


class RobotsError(TerminalError):
    """An address that was found in a record and that its host's robots.txt keeps crawlers away from: ``refusal`` does."""

    rule = "robots"


class RobotsUnknownError(TransientError):
    """A host whose robots.txt cannot be had now, so that nobody knows what it allows."""

    rule = "robots-unknown"
