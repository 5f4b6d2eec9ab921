"""Redacting: no key, token, cookie or secret of ours stands in a log, whoever logs it and wherever.

Every record is cleaned when it is made, with its arguments and its traceback, so that handlers that come later get none
either; the filter cleans what is put into a record afterwards.
"""

import logging
import re
import traceback
from collections.abc import Callable, Iterable
from typing import Any

REMOVED = "[removed]"

_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\bogk_((?:live|test)_[0-9A-Za-z]{8}|[0-9a-f]{12})_[0-9A-Za-z_-]+"), rf"ogk_\1_{REMOVED}"),
    (re.compile(r"\bogs_[0-9A-Za-z]{16,}"), f"ogs_{REMOVED}"),
    (re.compile(r"\beyJ[\w-]*\.[\w-]*\.[\w-]*(?:\.[\w-]+)*"), REMOVED),
    (
        re.compile(
            r"(?i)((?:proxy-)?authorization|(?:set-)?cookie|dpop|x-csrf-token)(\\*['\"]?\s*+(?:[:=,]|=>)\s*+(?:b(?=['\"]))?+)"
            r"(?:(\\*['\"])(?:(?!\3).)*\3|(?!\\*['\"]|\[removed\])[^\r\n]+)"
        ),
        rf"\1\2\3{REMOVED}\3",
    ),
    (re.compile(r"(?i)\b(bearer|basic|dpop)(\s+)[\w.~+/-]{8,}=*"), rf"\1\2{REMOVED}"),
    (
        re.compile(
            r"(?i)\b(client_secret|client_assertion|access_token|refresh_token|id_token|code_verifier)"
            r"(\\*['\"]?\s*[=:]\s*\\*['\"]?)[^\s&'\",}\\]+"
        ),
        rf"\1\2{REMOVED}",
    ),
)
_MARKS = re.compile(
    r"(?i)og[ks]_|eyJ|authorization|cookie|dpop|x-csrf|bearer|basic|client_|_token|code_verifier"
)
"""What any of the patterns needs: most records hold none of it and are let through after one search."""


def redacted(text: str) -> str:
    """Give a text without keys, tokens, cookies and secrets; the id of a key stays."""
    if not _MARKS.search(text):
        return text
    for pattern, kept in _PATTERNS:
        text = pattern.sub(kept, text)
    return text


class Redacting(logging.Filter):
    """Cleans each record that a handler is given, also of what was put beside its message."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Clean a record and let it pass."""
        clean(record)
        for name, value in list(vars(record).items()):
            if name not in _OWN:
                record.__dict__[name] = _cleaned(value)
        return True


def clean(record: logging.LogRecord) -> None:
    """Take out of a record's message, arguments and traceback what must not be logged."""
    try:
        message = record.getMessage()
    except (TypeError, ValueError):  # arguments that do not fit the message: the handler would tell both
        message = f"{record.msg!s} {record.args!r}"
    cleaned = redacted(message)
    if cleaned != message:
        record.msg, record.args = cleaned, ()
    if record.exc_info and not record.exc_text:
        told = "".join(traceback.format_exception(*record.exc_info)).rstrip("\n")
        record.exc_text = redacted(told)
        if record.exc_text != told:
            record.exc_info = (
                None  # the exception itself still holds it; its cleaned traceback is written all the same
            )
    elif record.exc_text:
        record.exc_text = redacted(record.exc_text)
    if record.stack_info:
        record.stack_info = redacted(record.stack_info)


def install_redaction() -> None:
    """Have every record of this process cleaned from now on; installing twice is installing once."""
    make = logging.getLogRecordFactory()
    if not isinstance(make, _CleaningFactory):
        logging.setLogRecordFactory(_CleaningFactory(make))
    for handler in _handlers():
        if not any(isinstance(one, Redacting) for one in handler.filters):
            handler.addFilter(Redacting())


class _CleaningFactory:
    """Makes records as before, and cleans them."""

    def __init__(self, make: Callable[..., logging.LogRecord]) -> None:
        self.make = make

    def __call__(self, *args: Any, **told: Any) -> logging.LogRecord:  # a record factory's arguments
        record = self.make(*args, **told)
        clean(record)
        return record


def _handlers() -> Iterable[logging.Handler]:
    loggers = [logging.getLogger(), *map(logging.getLogger, list(logging.root.manager.loggerDict))]
    yield from {handler for logger in loggers for handler in logger.handlers}
    if logging.lastResort is not None:
        yield logging.lastResort


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, bytes):
        return redacted(value.decode("latin-1"))
    if isinstance(value, dict):
        return {key: REMOVED if str(key).lower() in _NAMES else _cleaned(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_cleaned(one) for one in value) if type(value) in (list, tuple) else value
    return value


_NAMES = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie", "dpop", "x-csrf-token"})
_OWN = frozenset(vars(logging.LogRecord("", 0, "", 0, "", (), None))) | {"message", "asctime"}
