"""Errors of a DCAT feed: a page that cannot be read, pages that do not end, and records that are broken.

TerminalError
├── AnswerError    FeedPageError (FeedEncodingError FeedContextError) NoCatalogueError
└── PortalError    FeedLoopError FeedLengthError FeedHostError FeedShortError DcatRecordError
"""

from connectors.errors import AnswerError, PortalError


class FeedPageError(AnswerError):
    """A page that is no RDF, or that breaks off in the midst; ``reason`` is the parser's own."""

    rule = "feed-page"


class FeedEncodingError(FeedPageError):
    """A page whose letters are not in ``encoding``, as it or its source says, nor in UTF-8."""

    rule = "feed-encoding"


class FeedContextError(FeedPageError):
    """JSON-LD whose context stands elsewhere and is none of those that we know."""

    rule = "feed-context"


class NoCatalogueError(AnswerError):
    """RDF or JSON that describes neither a catalogue nor a dataset."""

    rule = "no-catalogue"


class FeedLoopError(PortalError):
    """A page that leads back to one that was read, so that nobody knows where the feed ends."""

    rule = "feed-loop"


class FeedLengthError(PortalError):
    """A feed of more pages than ``limit``."""

    rule = "feed-length"


class FeedHostError(PortalError):
    """A page that goes on at another host than the feed's own, or at no web address; ``hosts`` are the feed's."""

    rule = "feed-host"


class FeedShortError(PortalError):
    """A feed that ends before it has told as many datasets as it counts: ``counted``."""

    rule = "feed-short"


class DcatRecordError(PortalError):
    """One dataset of a feed that is broken; the feed goes on.

    Args:
        field: the property that is broken or missing, e.g. ``dct:title``.
        title: the dataset's title or address, as far as it has one.
        record_id: its identity, else its address.
    """

    rule = "dcat-record"

    def __init__(
        self, found: str, *, field: str, wanted: str, title: str, record_id: str, url: str = ""
    ) -> None:
        super().__init__(found, url=url, where=f"{title}: {field}", field=field, wanted=wanted)
        self.field = field
        self.title = title
        self.record_id = record_id
