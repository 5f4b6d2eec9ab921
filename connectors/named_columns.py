"""Which columns a mapping names: those it reads, turns into rows, or compares in its condition."""

from connectors.definitions import MappingDefinition
from connectors.raw_table import clean_name
from connectors.where import parse_where


def named_columns(mapping: MappingDefinition) -> frozenset[str]:
    """Give the columns that a mapping names, as a header has them; the one it makes itself is none."""
    named = {column.column for column in mapping.columns.values()}
    if mapping.unpivot:
        named = (named - {mapping.unpivot.into}) | set(mapping.unpivot.columns)
    compared = set(parse_where(mapping.where).columns) if mapping.where else set()
    return frozenset(clean_name(name) for name in named | compared)
