"""How deep JSON is nested, told before it is read: a reader that calls itself runs out of stack."""

import re

DEEPEST = 100
"""Lists and objects inside one another: far more than anything that is meant, far less than any stack."""

_TEXT = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_OPENING = frozenset(b"[{")


def is_too_deep(body: bytes, deepest: int = DEEPEST) -> bool:
    """Say whether lists and objects stand deeper inside one another than they may.

    Args:
        body: JSON, perhaps broken; in UTF-16 and UTF-32 its brackets count, too.
        deepest: how deep they may stand.
    """
    if body.count(b"[") + body.count(b"{") <= deepest:
        return False
    bare = body.replace(b"\0", b"") if b"\0" in body else body
    depth = 0
    for sign in _TEXT.sub(b"", bare).translate(None, _NO_BRACKETS):
        depth += 1 if sign in _OPENING else -1
        if depth > deepest:
            return True
    return False
