"""Errors of what is no connector, of one that cannot be used, and of those that other packages bring."""

from collections.abc import Mapping
from string import Formatter
from typing import Any, ClassVar

from connectors.errors import ConnectorError, TerminalError, TransientError
from schemas.languages import LANGUAGES
from schemas.messages import Message


class UnknownConnectorError(TerminalError):
    """A connector that is not there, e.g. because its package is gone; ``known`` names those that are."""

    rule = "unknown-connector"


class BrokenConnectorError(TerminalError):
    """A package's entry point that gives no connector of its name; ``why`` says what came instead."""

    rule = "broken-connector"


class FailedConnectorError(TerminalError):
    """A connector of another ``package`` that raised what is no error of the connectors, or gave what is no item."""

    rule = "failed-connector"


class OwnWordsError(ConnectorError):
    """An error of another package, in its own words: a mixin of the two classes below.

    The words go with each finding, so that it can still be said when the package is gone.

    Args:
        expects: what was expected, by language; placeholders are filled by the values that the error is raised with.
        advises: how to mend it, likewise.
    """

    expects: ClassVar[Mapping[str, str]] = {}
    advises: ClassVar[Mapping[str, str]] = {}

    def __init_subclass__(cls, **told: Any) -> None:
        """Refuse texts that are not there in each language: the package's connector is broken then, and says why.

        Raises:
            TypeError: a text lacks a language, or its languages have different placeholders.
        """
        super().__init_subclass__(**told)
        for texts in (cls.expects, cls.advises) if cls.__module__ != __name__ else ():
            placeholders = {_placeholders(texts.get(lang, "")) for lang in LANGUAGES}
            if not all(texts.get(lang) for lang in LANGUAGES) or len(placeholders) > 1:
                raise TypeError(
                    f"{cls.__name__}: expects and advises need en, sl and hr with the same placeholders"
                )

    def __init__(self, found: str, *, url: str = "", where: str = "", **values: object) -> None:
        super().__init__(found, url=url, where=where)
        self.expected = _own(self.rule, "expected", self.expects, values)
        self.mend = _own(self.rule, "mend", self.advises, values)


class ForeignError(OwnWordsError, TerminalError):
    """What another package's connector tells the city: derive from it, and set `expects` and `advises`."""

    rule = "foreign"


class ForeignLaterError(OwnWordsError, TransientError):
    """What another package's connector leaves to the next run: derive from it, and set `expects` and `advises`."""

    rule = "foreign-later"


def _own(rule: str, part: str, texts: Mapping[str, str], values: Mapping[str, object]) -> Message:
    said: dict[str, object] = {lang: texts.get(lang, "").format_map(values) for lang in LANGUAGES}
    return Message(f"connectors.{rule}.{part}", {"said": Message("connector.own_words", said)})


def _placeholders(text: str) -> frozenset[str | None]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text))
