"""Who may do what with which dataset: personas beside datasets and actions."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Literal, TypeAlias

from policies.compiled.deciding import Decision
from policies.compiled.request import Request
from policies.compiled.residual import EVERY_ROW

Access: TypeAlias = Literal["all", "some", "none"]
Decide: TypeAlias = Callable[[Request], Decision]


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """What a persona may do with a dataset.

    Args:
        persona: its name.
        dataset: IRI of the dataset.
        action: IRI of the action.
        access: to ``all`` rows, to ``some``, or to ``none``.
        rules: IRIs of the rules that decided.
    """

    persona: str
    dataset: str
    action: str
    access: Access
    rules: tuple[str, ...]


def matrix(
    decide: Decide,
    personas: Mapping[str, Callable[[str, str], Request]],
    datasets: Iterable[str],
    actions: Iterable[str],
) -> tuple[MatrixCell, ...]:
    """Decide for each persona, dataset and action.

    Args:
        decide: what decides on a request.
        personas: by name, what makes a persona's request of an action and a dataset.
        datasets: IRIs.
        actions: IRIs.
    """
    wanted = tuple(product(datasets, actions))
    return tuple(
        _cell(decide, name, request, dataset, action)
        for name, request in personas.items()
        for dataset, action in wanted
    )


def _cell(
    decide: Decide, name: str, request: Callable[[str, str], Request], dataset: str, action: str
) -> MatrixCell:
    found = decide(request(action, dataset))
    access: Access = "none" if not found.permitted else "all" if found.rows == EVERY_ROW else "some"
    return MatrixCell(name, dataset, action, access, found.rules)
