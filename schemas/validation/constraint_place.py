"""Where a constraint stands in the shapes, and what its check needs of a table."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from schemas.validation.columns import DECIMAL, ColumnTable, Mask
from schemas.validation.errors import UncompiledShapeError
from schemas.validation.shape_graph import ShapeGraph, name_of
from schemas.validation.shapes import Term

Failing = Callable[[ColumnTable], Mask]
"""Says which rows of a table break a constraint."""

IS_PLAIN = re.compile(DECIMAL)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a constraint stands.

    Args:
        graph: the shapes.
        node: the shape that states it.
        column: the column that the shape is about.
        columns: the columns that its properties stand in, by the property's IRI.
        numbers: names of the columns that hold numbers.
    """

    graph: ShapeGraph
    node: Term
    column: str
    columns: Mapping[str, str]
    numbers: frozenset[str]

    def refuse(self, constraint: str) -> UncompiledShapeError:
        """Make the error of a constraint that no check exists for."""
        return UncompiledShapeError(name_of(self.node), constraint)

    @property
    def of_numbers(self) -> bool:
        """Whether the column holds numbers."""
        return self.column in self.numbers


Compiler = Callable[[Place, Term], Failing]
"""Makes the check of a constraint of its parameter's value."""
