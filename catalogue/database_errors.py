"""Errors of the database while it serves."""

from catalogue.errors import CatalogueError


class QuestionTooCostlyError(CatalogueError):
    """Say after how many seconds a statement was given up."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(
            f"the database needs more than {seconds:g} s for this question; ask for less at once"
        )
