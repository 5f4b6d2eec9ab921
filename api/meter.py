"""The meter: what this process has answered since it started, for `/metrics`."""

from collections import Counter


class Meter:
    """Counts answers by class of status, and how often a stored answer served."""

    def __init__(self) -> None:
        self.answers: Counter[str] = Counter()
        self.stored: Counter[str] = Counter()

    def count_answer(self, status: int) -> None:
        """Count an answer that is sent."""
        self.answers[f"{status // 100}xx"] += 1

    def count_stored(self, outcome: str) -> None:
        """Count a look among the stored answers: ``hit`` or ``miss``."""
        self.stored[outcome] += 1
