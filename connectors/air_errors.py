"""Errors of the connectors `air-arso` and `air-iszz`, and what is worth telling of figures that are read all the same."""

from connectors.errors import AnswerError, PortalError, SelectionError, TableError


class AirKeyError(SelectionError):
    """A part of a mapping that no portal of air quality can be asked for: ``wanted`` was expected."""

    rule = "air-key"


class AirTimeError(TableError):
    """A time that is no hour or day of the zone ``zone``, or that may be either of two: its figures are left out."""

    rule = "air-time"


class AirNumberError(TableError):
    """A figure that is no concentration."""

    rule = "air-number"


class AirNegativeError(TableError):
    """Figures below zero: noise of an instrument near zero. They are kept as they are."""

    rule = "air-negative"


class AirDoubleError(TableError):
    """One hour or day of a station twice: alike it counts once, else not at all."""

    rule = "air-double"


class AirChangedError(TableError):
    """Figures that an earlier answer told otherwise: the newest ones count."""

    rule = "air-changed"


class AirComponentError(TableError):
    """An element that is not known as a pollutant: its figures are not read."""

    rule = "air-component"


class AirWindowError(TableError):
    """Figures of other days than those that were asked for: they are left out."""

    rule = "air-window"


class IszzNoContentError(AnswerError):
    """204 without a body: the service's answer to dates that it cannot read."""

    rule = "iszz-no-content"


class IszzCutError(AnswerError):
    """An answer of as many rows as the service gives at most, ``rows``: it may be cut, and cannot be asked for in less."""

    rule = "iszz-cut"


class IszzNothingError(PortalError):
    """Not one row in any answer: a code that the service does not know, or nothing was measured."""

    rule = "iszz-nothing"
