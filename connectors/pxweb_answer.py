"""Reading what a PxWeb service answers: metadata, figures, or one of its ways of saying no.

Its oddities: a page for people comes with status 200 although it says 404 or 429; too many cells are refused with 403,
413 or, in version 2, 400; an error document may come with any status.
"""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from connectors.definitions import MappingDefinition
from connectors.errors import HtmlAnswerError, NotFoundError, OverloadedError
from connectors.fetching import Fetched, require_success
from connectors.json_answer import Json, quoted, read_json
from connectors.jsonstat import table_of_jsonstat
from connectors.options import PxwebOptions
from connectors.pxweb_errors import PxwebMovedError, PxwebRefusalError
from connectors.pxweb_periods import PeriodRule, period_rule
from connectors.pxweb_slices import Slice
from connectors.pxweb_variables import Variable, column_name, variables_of_jsonstat
from connectors.raw_table import RawCell, RawRow, RawTable, text_cell
from connectors.sniffing import kind_of
from connectors.where import parse_where

PERIOD = "period"
TEXT = " text"
"""A column called ``MESEC text`` holds the texts of the variable ``MESEC``."""

TOO_MANY = re.compile(r"too many|preveč|previše", re.IGNORECASE)
HEADLINE = re.compile(r"<(title|h1|h2)\b[^>]*>(.*?)</\1\s*>", re.IGNORECASE | re.DOTALL)
TAG = re.compile(r"<[^>]*>")
BUSY = re.compile(
    r"\b(429|502|503|504)\b|too many requests|service unavailable|overload|timeout", re.IGNORECASE
)
ABSENT = re.compile(r"\b(404|410)\b|not found", re.IGNORECASE)


def read_document(fetched: Fetched) -> Json:
    """Read an answer as JSON.

    Raises:
        OverloadedError, ServerFailureError: try again later.
        PxwebRefusalError, AnswerError, EmptyFileError: tell the one who asked.
    """
    if kind_of(fetched.content) != "json":
        require_success(fetched)
    try:
        document = read_json(fetched.content, fetched.url)
    except HtmlAnswerError as error:
        raise _page(fetched, error) from error
    if fetched.status < 500 and fetched.status not in (401, 403, 404, 410):
        _refuse_error(document, fetched)
    require_success(fetched)
    return document


def says_too_many(fetched: Fetched) -> bool:
    """Say whether a request is refused for its size, so that a smaller one may be answered."""
    if fetched.status in (403, 413):
        return True
    words = fetched.content[:2000].decode("utf-8", errors="replace")
    return fetched.status == 400 and TOO_MANY.search(words) is not None


def read_figures(fetched: Fetched, mapping: MappingDefinition, options: PxwebOptions) -> RawTable:
    """Read an answer's table: the variables' codes, ``value``, ``status``, and what the mapping reads beside them.

    There is a column ``period`` where the table's period is plain, and ``CODE text`` for each variable whose texts the
    mapping reads. A sign for no number stands in ``value`` where the mapping says what it means or reads the status.

    Raises:
        ConnectorError: it is no such table.
    """
    document = read_document(fetched)
    table = table_of_jsonstat(document, fetched.url)
    variables = variables_of_jsonstat(document)
    names = tuple(column_name(name) for name in table.columns)
    table = replace(table, columns=names, rows=tuple(_signed(row, mapping) for row in table.rows))
    read = columns_read(mapping, [name + TEXT for name in names])
    told = [one for one in variables if one.column + TEXT in read]
    rule = period_rule(variables, [column_name(name) for name in options.period])
    return _with_period(_with_texts(table, variables, told), variables, rule if PERIOD not in names else None)


def columns_read(mapping: MappingDefinition, columns: Sequence[str]) -> frozenset[str]:
    """Give those of some columns that a mapping reads: by name, turned into rows, or in its condition."""
    named = {column_name(column.column) for column in mapping.columns.values()}
    turned = {column_name(name) for name in mapping.unpivot.columns} if mapping.unpivot else set()
    compared = {column_name(name) for name in parse_where(mapping.where).columns} if mapping.where else set()
    return frozenset(columns) & (named | turned | compared)


def require_asked(document: Json, part: Slice, url: str) -> None:
    """Hold an answer against what was asked.

    Raises:
        PxwebMovedError: it holds other values.
    """
    asked = {one.variable.column: set(one.codes) for one in part}
    found = {one.column: set(one.labels) for one in variables_of_jsonstat(document)}
    for column, codes in asked.items():
        if len(found.get(column, ())) != len(codes):
            wanted = f"{column}: {len(codes)}"
            raise PxwebMovedError(
                f"{column}: {len(found.get(column, ()))}", url=url, where=column, wanted=wanted
            )
    for column in found.keys() - asked.keys():
        raise PxwebMovedError(
            f"{column}: {len(found[column])}", url=url, where=column, wanted=", ".join(asked)
        )


def _page(fetched: Fetched, error: HtmlAnswerError) -> HtmlAnswerError | NotFoundError | OverloadedError:
    """Tell a page's meaning by its headings, whatever its status says."""
    content = fetched.content[:20_000].decode("utf-8", errors="replace")
    headings = [
        " ".join(html.unescape(TAG.sub(" ", words)).split()) for _, words in HEADLINE.findall(content)
    ]
    said = "; ".join(dict.fromkeys(heading for heading in headings if heading))
    if BUSY.search(said):
        return OverloadedError(said, url=fetched.url)
    if ABSENT.search(said):
        return NotFoundError(said, url=fetched.url)
    return error


def _refuse_error(document: Json, fetched: Fetched) -> None:
    """Refuse an error document: ``{"error": ...}`` of version 1, a problem of version 2."""
    if not isinstance(document, dict) or "dimension" in document or "dataset" in document:
        return
    said = document.get("error") or document.get("errors")
    if said is None and ("status" in document or fetched.status >= 400):
        said = document.get("detail") or document.get("title") or document.get("message")
    if said is None:
        return
    words = quoted(said, 200) if not isinstance(said, str) else said[:200]
    found = words if fetched.status < 400 else f"HTTP {fetched.status}: {words}"
    raise PxwebRefusalError(found, url=fetched.url)


def _signed(row: RawRow, mapping: MappingDefinition) -> RawRow:
    """Put the sign for no number where a mapping can say what it means.

    The signs (``..``, ``-``, ``z``) are the service's own; they are flags of nothing and no status of a list.
    """
    *codes, value, status = row
    sign = status.text.strip()
    if value.kind != "empty" or not sign or not (sign in mapping.missing or "status" in mapping.columns):
        return row
    return (*codes, RawCell(sign, value.ref), RawCell("", status.ref, "empty"))


def _with_texts(table: RawTable, variables: Sequence[Variable], told: Sequence[Variable]) -> RawTable:
    if not told:
        return table
    places = [(variables.index(one), one.labels) for one in told]
    rows = tuple(
        (*row, *(text_cell(labels[row[place].text], row[place].ref) for place, labels in places))
        for row in table.rows
    )
    names = (*table.columns, *(one.column + TEXT for one in told))
    refs = (*table.column_refs, *(table.column_refs[place] for place, _ in places))
    return replace(table, columns=names, column_refs=refs, rows=rows)


def _with_period(table: RawTable, variables: Sequence[Variable], rule: PeriodRule | None) -> RawTable:
    if rule is None:
        return table
    places = [(variables.index(one), one.code) for one in rule.variables]
    known: dict[tuple[str, ...], str] = {}
    rows: list[RawRow] = []
    for row in table.rows:
        codes = tuple(row[place].text for place, _ in places)
        period = known.get(codes)
        if period is None:
            told: Mapping[str, str] = {code: row[place].text for place, code in places}
            period = known[codes] = rule.read(told)
        rows.append((*row, text_cell(period, row[places[0][0]].ref)))
    refs = (*table.column_refs, table.column_refs[places[0][0]])
    return replace(table, columns=(*table.columns, PERIOD), column_refs=refs, rows=tuple(rows))
