"""What can be wrong between a mapping and a PxWeb service, beside what can be wrong with any source."""

import difflib
from collections.abc import Mapping, Sequence
from typing import Self

from connectors.errors import PortalError, TransientError

SHOWN = 20


class PxwebKeyError(PortalError):
    """A part of ``select`` that no PxWeb can be asked: ``wanted`` was expected at its place."""

    rule = "pxweb-key"


class PxwebVariableError(PortalError):
    """A variable that the table lacks: a slip, or the table was made anew; ``nearest`` and ``variables`` say what it has."""

    rule = "pxweb-variable"

    @classmethod
    def of(cls, name: str, variables: Sequence[str], *, where: str, url: str) -> Self:
        """Make it of the name that was looked for and the variables that there are."""
        near = _nearest(name, {variable: variable for variable in variables})
        return cls(name, where=where, url=url, nearest=near, variables=", ".join(variables) or "-")


class PxwebValueError(PortalError):
    """A value that a variable lacks, by code and by text; ``nearest`` says which of its ``count`` are like it."""

    rule = "pxweb-value"

    @classmethod
    def of(cls, value: str, variable: str, labels: Mapping[str, str], *, url: str) -> Self:
        """Make it of the value that was looked for and the variable's texts by code."""
        words = {**{label: _shown(code, label) for code, label in labels.items()}}
        words |= {code: _shown(code, label) for code, label in labels.items()}
        near = _nearest(value, words)
        where = f"select.key.{variable}"
        return cls(value, where=where, url=url, variable=variable, nearest=near, count=len(labels))


class PxwebRefusalError(PortalError):
    """The service's own error, in its own words."""

    rule = "pxweb-refusal"


class PxwebLimitError(PortalError):
    """A request that is too large for the service although it asks for ``cells`` cells only."""

    rule = "pxweb-limit"


class PxwebMovedError(TransientError):
    """An answer with other values than were asked for: the table was published anew between two requests."""

    rule = "pxweb-moved"


def _shown(code: str, label: str) -> str:
    return code if code == label else f"{code} ({label})"


def _nearest(name: str, words: Mapping[str, str]) -> str:
    """Name the words most like one; all where there are few."""
    folded = {word.casefold(): shown for word, shown in words.items()}
    near = difflib.get_close_matches(name.casefold(), folded, n=3, cutoff=0.5)
    found = [folded[word] for word in near] or (list(words.values()) if len(words) <= SHOWN else [])
    return ", ".join(dict.fromkeys(found)) or "-"
