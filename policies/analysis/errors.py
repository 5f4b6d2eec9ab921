"""Errors of making policies.

PolicyDocumentError
└── TemplateError    no such template, templates that cannot be joined, or something that one needs is missing
"""

from collections.abc import Sequence

from policies.odrl.errors import PolicyDocumentError
from schemas.messages import Message


class TemplateError(PolicyDocumentError):
    """Say which template cannot be made, what it needs and how to mend it.

    Args:
        name: the template that was asked for.
        wanted: the terms that it needs, or the templates that there are.
        known: whether there is such a template, so that only terms are missing.
    """

    def __init__(self, name: str, wanted: Sequence[str], *, known: bool) -> None:
        self.name = name
        self.wanted = tuple(wanted)
        code = "missing" if known else "unknown"
        said = {"name": name, "wanted": ", ".join(wanted)}
        expected, mend = (Message(f"policy_template.{code}.{part}", said) for part in ("expected", "mend"))
        super().__init__(name, expected, mend)
