"""The exchange table: a CSV whose columns are our own dimensions and attributes, as `/api/v1/observations` writes it."""

from connectors.definitions import MappingDefinition

COLUMNS = (
    "indicator", "place", "period", "sector", "scope", "gas", "carrier", "mode", "value_type", "unit", "value",
)  # fmt: skip


def exchange_mapping(indicator: str, basis: str, columns: tuple[str, ...]) -> MappingDefinition:
    """Make the mapping that reads one indicator's rows of an exchange table.

    Args:
        indicator: whose rows are read.
        basis: whose rows are read; the table's column `basis`.
        columns: the table's columns; those that are no dimension of ours are left aside.
    """
    told = {name: {"column": name} for name in COLUMNS if name in columns and name != "indicator"}
    told |= {ours: {"column": theirs} for ours, theirs in (("status", "obs_status"),) if theirs in columns}
    where = [f"indicator == '{_quoted(indicator)}'"] if "indicator" in columns else []
    where += [f"basis == '{_quoted(basis)}'"] if "basis" in columns else []
    return MappingDefinition.model_validate(
        {
            "indicator": indicator,
            "basis": basis,
            "locale": "plain",
            "columns": told,
            "where": " and ".join(where),
            "missing": {"": "O"} if "status" in told else {},
        }
    )


def _quoted(text: str) -> str:
    return text.replace("'", "''")
