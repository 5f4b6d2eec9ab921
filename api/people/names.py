"""Login names: what may be one, and when two are the same."""

import unicodedata

from api.people.people_errors import LoginNameError

LONGEST = 100
RESERVED = frozenset({"operator", "anonymous", "cli"})
"""Who stands in the audit log without being anybody in particular."""
FORBIDDEN = frozenset('/\\?#%"<>')
"""What would be something else in an address."""
EXTERNAL = "#"
"""Stands in the name of whoever comes through an identity provider (`api.oidc.grants`)."""


def login_name(text: str) -> str:
    """Give a login name in its one form (NFC, without space around it).

    Raises:
        LoginNameError: nobody may have it; says why.
    """
    name = unicodedata.normalize("NFC", text.strip(" "))
    if not 0 < len(name) <= LONGEST:
        raise LoginNameError(text[:LONGEST], f"1 to {LONGEST} characters")
    if any((unicodedata.category(sign)[0] in "CZ" and sign != " ") or sign in FORBIDDEN for sign in name):
        raise LoginNameError(name, "letters, digits, spaces and . @ - _ + and the like")
    if folded(name) in RESERVED or folded(name).startswith("person:"):
        raise LoginNameError(name, "a name of your own: this one means something else in the audit log")
    return name


def folded(name: str) -> str:
    """Give what two login names share that are the same but for case and width."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def is_external(name: str) -> bool:
    """Say whether a name was made of what an identity provider says: it holds a sign that no login name may have."""
    return EXTERNAL in name
