"""Naming: codes as they stand in a mirror's sentences, behind a colon."""

from schemas.codes import codelist
from schemas.comparability.wording import words
from schemas.messages import Message


def label(codes: str, code: str) -> Message:
    """Let a code's label stand in a message as its list has it, or the code where the list lacks it."""
    known = codelist(codes)
    return words(known[code].label if code in known else code)
