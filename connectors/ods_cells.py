"""One cell of an OpenDocument spreadsheet as a raw cell (OASIS ODF 1.3, part 3, 9.1.4 and 19.385)."""

from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from connectors.errors import UncomputedFormulaError
from connectors.raw_table import RawCell, text_cell

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
NUMBERS = ("float", "currency", "percentage")
PERCENT_FORMAT = "0%"


def ods_cell(element: Element, ref: str) -> RawCell:
    """Make a raw cell of a ``table:table-cell``.

    Raises:
        UncomputedFormulaError: a formula has no stored result, so we do not know what its author saw.
    """
    formula = element.get(f"{TABLE}formula", "").partition(":")[2]
    kind = element.get(f"{OFFICE}value-type", "")
    printed = _printed(element)
    if kind in NUMBERS and (number := _number(element.get(f"{OFFICE}value", ""))):
        shown = PERCENT_FORMAT if kind == "percentage" else ""
        return RawCell(number, ref, "number", shown, formula)
    if formula and not kind and not printed:
        raise UncomputedFormulaError(formula, where=ref)
    cell = text_cell(_text(element, kind, printed), ref)
    return RawCell(cell.text, ref, cell.kind, "", formula)


def _number(text: str) -> str:
    """Write a stored number without an exponent; empty where it is none."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return ""
    return format(number, "f") if number.is_finite() else ""


def _text(element: Element, kind: str, printed: str) -> str:
    if kind == "boolean":
        return element.get(f"{OFFICE}boolean-value", "").upper()
    if kind != "date":
        return printed
    if printed.isdigit() and len(printed) == 4:
        return printed  # a date that shows its year only
    return element.get(f"{OFFICE}date-value", printed).removesuffix("T00:00:00")


def _printed(element: Element) -> str:
    """Give what a cell prints: its paragraphs, a line each; remarks that hang on it are none of them."""
    return "\n".join(_inline(part) for part in element.findall(f"{TEXT}p"))


def _inline(element: Element) -> str:
    parts = [element.text or ""]
    for child in element:
        parts.append(_sign(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _sign(child: Element) -> str:
    if child.tag == f"{TEXT}s":
        return " " * min(int(child.get(f"{TEXT}c", "1")), 100)
    if child.tag in (f"{TEXT}tab", f"{TEXT}line-break"):
        return "\t" if child.tag.endswith("tab") else "\n"
    if child.tag in (f"{TEXT}note", f"{OFFICE}annotation"):
        return ""
    return _inline(child)
