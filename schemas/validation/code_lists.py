"""The code lists inside the shapes: written again from ``schemas/codelists`` by ``python -m schemas.validation.code_lists``.

The files of shapes hold their lists themselves, so that anybody's SHACL engine can use them as they are.
"""

import re
from collections.abc import Iterable

from schemas.basis import CODED, UNKNOWN
from schemas.codes import FILES, codelist
from schemas.indicators import indicators
from schemas.validation.shapes import SHAPES

FILES_WITH_LISTS = ("observation.ttl", "basis.ttl", "indicator.ttl")
WIDTH = 108
LIST = re.compile(r'(ogl:column "(?P<column>\w+)"[^.]*?sh:in \()[^)]*\)')


def allowed(column: str) -> tuple[str, ...]:
    """Give the codes that a column of observations, bases or indicators may hold."""
    if column == "indicator":
        return tuple(indicators())
    if column in ("unit", "published_unit"):
        return _once(*codelist("unit").codes, *(one.unit for one in indicators().values()))
    if column == "gas":
        return _once("_T", *codelist("gas").codes)
    if column in CODED:
        return _once(*codelist(column).codes, UNKNOWN)
    if column in FILES:
        return tuple(codelist(column).codes)
    return ()


def with_code_lists(text: str) -> str:
    """Write the lists of a file of shapes anew; a list of no column of ours stays as it is."""
    return LIST.sub(_written, text)


def _once(*codes: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))


def _written(found: re.Match[str]) -> str:
    codes = allowed(found["column"])
    return f"{found[1]} {_wrapped(codes)} )" if codes else found[0]


def _wrapped(codes: Iterable[str]) -> str:
    lines = ["  sh:in ("]
    for code in codes:
        word = f' "{code}"'
        if len(lines[-1]) + len(word) > WIDTH:
            lines.append("   ")
        lines[-1] += word
    return "\n".join(lines).removeprefix("  sh:in (").lstrip()


def main() -> None:
    """Write the lists of all files of shapes anew."""
    for name in FILES_WITH_LISTS:
        path = SHAPES / name
        path.write_text(with_code_lists(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
