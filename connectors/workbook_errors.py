"""Errors of workbooks: everything that is wrong with one, each with its cell, in one go.

TerminalError
├── UnknownTemplateError     a set of figures that has no workbook
└── WorkbookError            a workbook of ours that was filled in a way we cannot mean
"""

from collections.abc import Sequence

from connectors.errors import TableError, TerminalError
from schemas.findings import Finding
from schemas.languages import Lang


class UnknownTemplateError(TerminalError):
    """A set of figures that has no workbook; `sets` names those that have one."""

    rule = "template"

    def __init__(self, found: str, sets: Sequence[str]) -> None:
        super().__init__(found, sets=", ".join(sets))


class WorkbookError(TableError):
    """A filled workbook that cannot be meant.

    Args:
        problems: what is wrong, each with its cell, in the order of the sheet.
    """

    rule = "workbook"

    def __init__(self, problems: Sequence[Finding]) -> None:
        cells = ", ".join(problem.where.cell for problem in problems)
        super().__init__(cells, where=problems[0].where.cell, count=len(problems))
        self.problems = tuple(problems)

    def sentence(self, lang: Lang) -> str:
        """Say each problem in a line of its own."""
        return "\n".join(problem.sentence(lang) for problem in self.problems)
