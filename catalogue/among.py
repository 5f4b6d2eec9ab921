"""Many names in a condition: one parameter, however many there are.

A list of parameters has an end (SQLite takes 32,766 of them), and takes longer to bind than to look up.
"""

from collections.abc import Collection
from typing import Any

import simplejson
from sqlalchemy import Boolean, ColumnElement, Text, false, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

FEW = 40
"""Up to so many are parameters of their own."""


class _Among(FunctionElement[bool]):
    """That a column holds one of the texts of a JSON list."""

    type = Boolean()
    inherit_cache = True


@compiles(_Among, "sqlite")
def _in_sqlite(element: _Among, compiler: SQLCompiler, **options: Any) -> str:  # SQLAlchemy's options
    column, names = (compiler.process(one, **options) for one in element.clauses)
    return f"({column} IN (SELECT value FROM json_each({names})))"  # noqa: S608  # both parts are compiled SQL


@compiles(_Among, "postgresql")
def _in_postgresql(element: _Among, compiler: SQLCompiler, **options: Any) -> str:  # SQLAlchemy's options
    column, names = (compiler.process(one, **options) for one in element.clauses)
    return f"({column} IN (SELECT json_array_elements_text(CAST({names} AS json))))"


def among(column: Any, names: Collection[str]) -> ColumnElement[bool]:  # a mapped column
    """Give the condition that a column holds one of some names.

    Args:
        column: a mapped column, never empty.
        names: any number of them.
    """
    told = sorted(names)
    if not told:
        return false()
    condition: ColumnElement[bool] = (
        column.in_(told) if len(told) <= FEW else _Among(column, literal(simplejson.dumps(told), Text))
    )
    return condition
