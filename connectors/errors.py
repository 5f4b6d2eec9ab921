"""Errors of the connectors: what was asked, what was found, what was expected, how to mend it.

ConnectorError
├── TransientError                 try again, nothing is wrong with the source as far as we know
│   ├── UnreachableError           no connection, no such name
│   ├── SlowAnswerError            a timeout or the deadline of one answer
│   ├── BrokenAnswerError          the connection broke in the midst of the answer
│   ├── BusyError                  429, 502, 503, 504 after all tries
│   ├── ServerFailureError         another 5xx
│   ├── OverloadedError            a page for people where a service is known to give it under load
│   ├── DelayedAnswerError         Eurostat prepares the answer as a file
│   ├── MovingListError            a list that does not stand still long enough to be read
│   └── RunBusyError               another worker is at the source
└── TerminalError                  tell the city
    ├── OutgoingError              BadUrlError ForbiddenAddressError RedirectError TooLargeError
    │                              ContentCodingError CertificateError SettingError
    ├── AnswerError                AccessRefusedError NotFoundError RequestRefusedError HtmlAnswerError
    │                              NotJsonError JsonShapeError
    ├── TableError                 EmptyFileError NotATableError BrokenWorkbookError SwollenArchiveError
    │                              EncodingError UnknownEncodingError SeparatorError QuotingError
    │                              LongRowError RangeError SheetError UncomputedFormulaError JsonStatError
    ├── SelectionError             WhereError MissingColumnError TakenColumnError NumberError
    ├── PortalError                CkanRefusalError UnknownOrganizationError CkanRecordError
    │                              EurostatRefusalError EurostatKeyError MissingResourceError
    ├── UnknownSourceError         a source that is not registered
    └── EmptyListError             a source that lists nothing at its first harvest

Each class has the texts ``connectors.RULE.expected`` and ``connectors.RULE.mend`` in
``schemas/messages/connectors.toml``; a test holds it to that.
"""

import difflib
import re
from collections.abc import Sequence
from typing import ClassVar, Self

from schemas.findings import Finding, Location, Severity
from schemas.languages import Lang
from schemas.messages import Message

USER_IN_URL = re.compile(r"(?<=://)[^/?#@]*@")
SECRET_IN_URL = re.compile(r"(?i)([?&](?:api_?key|key|token|password|secret)=)[^&#]*")


class ConnectorError(Exception):
    """Say what a source gave, and what it should have given.

    Args:
        found: what stands there, as printed; a quotation, so in no language of ours.
        url: the document that was asked for; credentials in it are not kept.
        where: the place in the document, e.g. ``A-1.3!F12``, ``byte 812``, ``$.result.count``.
        values: what fills the placeholders of the class's two texts.
    """

    rule: ClassVar[str] = ""

    def __init__(self, found: str, *, url: str = "", where: str = "", **values: object) -> None:
        super().__init__(found)
        self.found = found
        self.url = without_secrets(url)
        self.where = where
        self.expected = Message(f"connectors.{self.rule}.expected", values)
        self.mend = Message(f"connectors.{self.rule}.mend", values)

    def at(self, *, url: str = "", where: str = "") -> Self:
        """Add the document or the place, where the finder did not know them."""
        self.url = self.url or without_secrets(url)
        self.where = self.where or where
        return self

    def finding(self, severity: Severity = "violation", snapshot: str = "") -> Finding:
        """Give the error as a located finding."""
        place = Location(self.url, self.where, snapshot)
        return Finding(f"connectors.{self.rule}", severity, place, self.found, self.expected, self.mend)

    def sentence(self, lang: Lang) -> str:
        """Say the error in one line: where, what was found, what was expected, how to mend it."""
        return self.finding().sentence(lang)

    def __str__(self) -> str:
        return self.sentence("en")


def without_secrets(url: str) -> str:
    """Take a user's name, password and keys out of an address, so that no log or report holds them."""
    return SECRET_IN_URL.sub(r"\1...", USER_IN_URL.sub("", url))


class TransientError(ConnectorError):
    """Something that may be gone at the next try."""


class TerminalError(ConnectorError):
    """Something that stays until a person mends it."""


class OutgoingError(TerminalError):
    """A request that we refuse to send, or an answer that we refuse to take."""


class AnswerError(TerminalError):
    """An answer that is not what was asked for."""


class TableError(TerminalError):
    """A file that cannot be read as a table."""


class SelectionError(TerminalError):
    """A part of a mapping that does not fit the table, or a cell that does not fit the mapping."""


class PortalError(TerminalError):
    """A portal's own refusal, or a record of it that is broken."""


class UnreachableError(TransientError):
    """No connection to ``host``."""

    rule = "unreachable"


class SlowAnswerError(TransientError):
    """No whole answer within ``seconds``."""

    rule = "slow"


class BrokenAnswerError(TransientError):
    """The connection or the compression broke before the answer was whole."""

    rule = "broken-answer"


class BusyError(TransientError):
    """The server asks us to come back later, after all ``tries``.

    Args:
        retry_after: seconds that the server wants us to wait, where it said so.
    """

    rule = "busy"

    def __init__(self, found: str, *, url: str, tries: int, retry_after: float | None) -> None:
        super().__init__(found, url=url, tries=tries)
        self.retry_after = retry_after


class ServerFailureError(TransientError):
    """The server failed over our request."""

    rule = "server-failure"


class OverloadedError(TransientError):
    """A page for people instead of data, from a service that gives it when it is overloaded."""

    rule = "overloaded"


class DelayedAnswerError(TransientError):
    """Eurostat says 413 in an answer with 200: it prepares the data as a file."""

    rule = "delayed-answer"


class MovingListError(TransientError):
    """A list that changed too often while it was read."""

    rule = "moving-list"


class BadUrlError(OutgoingError):
    """An address that is no plain http or https address."""

    rule = "bad-url"


class ForbiddenAddressError(OutgoingError):
    """A host whose address is not public and that OGLEDALO_ALLOW_HOSTS does not name.

    Args:
        address: the address that the name ``target`` (``host:port``) stands for.
    """

    rule = "forbidden-address"

    def __init__(self, address: str, *, target: str, url: str = "") -> None:
        super().__init__(address, url=url, target=target)
        self.address = address
        self.target = target


class RedirectError(OutgoingError):
    """A redirect that is not followed: too many, from https to http, or leading nowhere."""

    rule = "redirect"


class TooLargeError(OutgoingError):
    """An answer, or what it unpacks to, of more than ``limit`` bytes."""

    rule = "too-large"


class ContentCodingError(OutgoingError):
    """A content coding that was not asked for."""

    rule = "content-coding"


class CertificateError(OutgoingError):
    """A TLS certificate that does not prove the host."""

    rule = "certificate"


class SettingError(OutgoingError):
    """A setting of the client that cannot be meant."""

    rule = "setting"


class AccessRefusedError(AnswerError):
    """401 or 403: the source wants to know who we are, or knows and refuses."""

    rule = "access-refused"


class NotFoundError(AnswerError):
    """404 or 410: there is nothing at this address."""

    rule = "not-found"


class RequestRefusedError(AnswerError):
    """Another status than 2xx, 401, 403, 404, 410 and 5xx."""

    rule = "request-refused"


class HtmlAnswerError(AnswerError):
    """A page for people, with status 200, where data were asked for."""

    rule = "html-answer"


class NotJsonError(AnswerError):
    """Something other than JSON."""

    rule = "not-json"


class JsonShapeError(AnswerError):
    """JSON that lacks ``wanted`` at its place."""

    rule = "json-shape"


class EmptyFileError(TableError):
    """A file, sheet or range without a single cell that holds anything."""

    rule = "empty-file"


class NotATableError(TableError):
    """A file of a kind that we do not read as a table."""

    rule = "not-a-table"


class BrokenWorkbookError(TableError):
    """A file that begins as an XLSX workbook and cannot be read as one."""

    rule = "broken-workbook"


class SwollenArchiveError(TableError):
    """A workbook that unpacks to more than ``limit`` bytes."""

    rule = "swollen-archive"


class EncodingError(TableError):
    """Bytes that are no text in ``encoding``."""

    rule = "encoding"


class UnknownEncodingError(TableError):
    """A declared encoding that nobody knows."""

    rule = "unknown-encoding"


class SeparatorError(TableError):
    """A text whose separator is not plain."""

    rule = "separator"


class QuotingError(TableError):
    """Quotation marks that do not close, or stand inside a cell."""

    rule = "quoting"


class LongRowError(TableError):
    """A row with more cells than the header has ``columns``."""

    rule = "long-row"


class RangeError(TableError):
    """A cell range that is none, or that lies outside the sheet (``extent``)."""

    rule = "range"


class SheetError(TableError):
    """A sheet that the workbook lacks, or none named where it has several (``sheets``)."""

    rule = "sheet"


class UncomputedFormulaError(TableError):
    """A formula whose result was never stored in the file."""

    rule = "uncomputed-formula"


class JsonStatError(TableError):
    """JSON that is no JSON-stat data set: ``wanted`` was expected at its place."""

    rule = "json-stat"


class WhereError(SelectionError):
    """A condition that cannot be read: ``wanted`` was expected at its place."""

    rule = "where"


class MissingColumnError(SelectionError):
    """A column that the table lacks; ``nearest`` and ``columns`` say what it has."""

    rule = "missing-column"

    @classmethod
    def of(cls, name: str, columns: Sequence[str], where: str = "") -> Self:
        """Make it of the name that was looked for and the names that there are.

        Args:
            where: the part of the mapping that names the column.
        """
        folded = {column.casefold(): column for column in reversed(columns)}
        near = difflib.get_close_matches(name.casefold(), folded, n=3, cutoff=0.5)
        nearest = ", ".join(folded[word] for word in near) or "-"
        return cls(name, where=where, nearest=nearest, columns=", ".join(columns))


class TakenColumnError(SelectionError):
    """A new column under a name that the table has already."""

    rule = "taken-column"


class NumberError(SelectionError):
    """A text that is no number in the declared locale.

    Args:
        form: how a number is written in it, e.g. ``1.234,5``.
        fits: the locales in which the text would be a number: two conventions in one table.
    """

    rule = "number"

    def __init__(self, found: str, *, locale: str, form: str, fits: tuple[str, ...]) -> None:
        fitting = Message("connectors.number.fits", {"fits": ", ".join(fits)}) if fits else ""
        super().__init__(found, locale=locale, form=form, fitting=fitting)
        self.locale = locale
        self.fits = fits


class CkanRefusalError(PortalError):
    """The CKAN action's own error, e.g. ``Validation Error``."""

    rule = "ckan-refusal"


class UnknownOrganizationError(PortalError):
    """An organization that the portal lacks, with the ``nearest`` it has."""

    rule = "unknown-organization"


class CkanRecordError(PortalError):
    """One record of a portal that is broken; the feed goes on.

    Args:
        field: the field that is broken, e.g. ``resources[2].url``.
        title: the record's title or name, as far as it has one.
        record_id: its id, empty where it has none.
    """

    rule = "ckan-record"

    def __init__(self, found: str, *, field: str, wanted: str, title: str, record_id: str = "") -> None:
        super().__init__(found, where=f"{title or record_id or '?'}: {field}", field=field, wanted=wanted)
        self.field = field
        self.title = title
        self.record_id = record_id


class EurostatRefusalError(PortalError):
    """Eurostat's own error, e.g. 100 (no such table) or 150 (no such dimension)."""

    rule = "eurostat-refusal"


class EurostatKeyError(PortalError):
    """A request that Eurostat is known to refuse."""

    rule = "eurostat-key"


class MissingResourceError(PortalError):
    """A dataset or resource that a mapping names and the portal lacks, or none named where there are several."""

    rule = "missing-resource"


class UnknownSourceError(TerminalError):
    """A source that is not registered; ``known`` names those that are."""

    rule = "unknown-source"

    def __init__(self, found: str, *, known: Sequence[str]) -> None:
        super().__init__(found, known=", ".join(known) or "-")


class EmptyListError(TerminalError):
    """A source that lists nothing at its first harvest."""

    rule = "empty-list"


class RunBusyError(TransientError):
    """Another worker is at this source: one run at a time."""

    rule = "run-busy"

    def __init__(self, source: str, holder: str) -> None:
        super().__init__(holder, where=source)
