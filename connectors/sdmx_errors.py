"""Errors of the connector `sdmx`: what an SDMX service or its messages say, and what cannot be asked of it."""

import difflib
from collections.abc import Iterable, Sequence
from typing import Self

from connectors.errors import AnswerError, PortalError, SelectionError

SHOWN = 20


class UnsafeXmlError(AnswerError):
    """XML that is none, is too large, or declares what is dangerous to read: ``wanted`` was expected."""

    rule = "unsafe-xml"


class SdmxMessageError(AnswerError):
    """An answer that is no SDMX message in a form that we read: ``wanted`` was expected."""

    rule = "sdmx-message"


class SdmxStructureError(PortalError):
    """A flow whose structure the service does not give, or gives so that it cannot be read; ``reason`` says why."""

    rule = "sdmx-structure"


class SdmxKeyError(PortalError):
    """A part of ``select`` that no SDMX service can be asked: ``wanted`` was expected at its place."""

    rule = "sdmx-key"


class SdmxDimensionError(PortalError):
    """A dimension that the flow lacks; ``nearest`` and ``dimensions`` say what it has."""

    rule = "sdmx-dimension"

    @classmethod
    def of(cls, name: str, dimensions: Sequence[str], *, url: str) -> Self:
        """Make it of the name that was looked for and the dimensions that there are."""
        near = nearest(name, dimensions)
        return cls(name, where=f"select.key.{name}", url=url, nearest=near, dimensions=", ".join(dimensions))


class SdmxCodeError(PortalError):
    """A code that a dimension's code list lacks; ``nearest`` says which of its ``count`` are like it."""

    rule = "sdmx-code"

    @classmethod
    def of(cls, code: str, dimension: str, codes: Sequence[str], *, url: str) -> Self:
        """Make it of the code that was looked for and those that there are."""
        near, where = nearest(code, codes), f"select.key.{dimension}"
        return cls(code, where=where, url=url, dimension=dimension, nearest=near, count=len(codes))


class SdmxRefusalError(PortalError):
    """The service's own error, with its number and in its own words."""

    rule = "sdmx-refusal"


class SdmxTooLargeError(PortalError):
    """A question whose answer is too large for the service (413, SDMX 130 or 510)."""

    rule = "sdmx-too-large"


class SdmxFormError(PortalError):
    """A form of answer, or a kind of question, that the service does not have (406, 415, 501)."""

    rule = "sdmx-form"


class SdmxMultiplierError(SelectionError):
    """Figures in powers of ten of their unit (UNIT_MULT), where the mapping's unit does not say so."""

    rule = "sdmx-multiplier"


def nearest(name: str, words: Iterable[str]) -> str:
    """Name the words most like one; all where there are few."""
    listed = list(dict.fromkeys(words))
    folded = {word.casefold(): word for word in reversed(listed)}
    near = difflib.get_close_matches(name.casefold(), folded, n=3, cutoff=0.5)
    found = [folded[word] for word in near] or (listed if len(listed) <= SHOWN else [])
    return ", ".join(found) or "-"
