"""Find the line of a key in a TOML text, so that an error can name it.

``tomllib`` keeps no positions. A sources file is tables of keys; inline tables are located by the line of their
outermost key, multi-line arrays by their first line.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

KeyPath = tuple[str | int, ...]
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*(?:"([^"]+)"|'([^']+)'|([A-Za-z0-9_.-]+))\s*=""")


def line_numbers(text: str) -> Mapping[KeyPath, int]:
    """Give the line (from 1) of each table header and key, by path such as ("source", 0, "mapping", 1, "locale")."""
    lines: dict[KeyPath, int] = {}
    seen: Counter[KeyPath] = Counter()
    table: KeyPath = ()
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            table = _table_path(header[2], is_array=header[1] == "[[", seen=seen)
            lines.setdefault(table, number)
            continue
        key = _KEY.match(line)
        if key:
            path = key[1] or key[2]
            for part in _key_paths(table, (path,) if path else tuple(key[3].split("."))):
                lines.setdefault(part, number)
    return lines


def _key_paths(table: KeyPath, parts: tuple[str, ...]) -> Iterator[KeyPath]:
    """Give the paths that a dotted key opens: ``columns.sector`` is a key of a table of its own."""
    for length in range(1, len(parts) + 1):
        yield (*table, *parts[:length])


def _table_path(header: str, *, is_array: bool, seen: "Counter[KeyPath]") -> KeyPath:
    path: KeyPath = ()
    parts = [part.strip().strip("\"'") for part in header.split(".")]
    for depth, part in enumerate(parts):
        path = (*path, part)
        if is_array and depth == len(parts) - 1:
            seen[path] += 1
        if seen[path]:
            path = (*path, seen[path] - 1)
    return path


def line_of(path: KeyPath, lines: Mapping[KeyPath, int]) -> int:
    """Give the line of a path, or of the nearest table that holds it; 0 where none does."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 0
