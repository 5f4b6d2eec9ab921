"""What a proposal decides: certain, a guess with candidates, or a question that a person must answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from schemas.messages import Message

State = Literal["certain", "guess", "ask"]


@dataclass(frozen=True, slots=True)
class Decision:
    """One part of a mapping and how sure it is.

    Args:
        key: what is decided, e.g. ``indicator``, ``column.Sektor``, ``word.sector.Stavbe``.
        state: ``certain`` where the table leaves no doubt, ``guess`` where it is likely, ``ask`` where a person must say.
        value: what is proposed; empty where nothing is.
        why: what it is concluded from, or what is asked.
        candidates: what else it may be.
        cell: where it stands, if in a cell.
    """

    key: str
    state: State
    value: str
    why: Message
    candidates: tuple[str, ...] = ()
    cell: str = ""

    @property
    def option(self) -> str:
        """How a person answers it at the command line."""
        name, _, rest = self.key.partition(".")
        if name == "word":
            dimension, _, word = rest.partition(".")
            return f'--word "{dimension}:{word}=CODE"'
        if name == "column":
            return f'--column "{rest}=ROLE"'
        if name == "stated":
            return f'--stated "{rest}=..."'
        if name == "missing":
            return f'--missing "{rest}=CODE"'
        return f"--{name.replace('_', '-')}"


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person has said already; it outweighs what the table seems to say.

    Args:
        told: by key, e.g. ``indicator``, ``place``, ``period``, ``unit``, ``locale``, ``basis``, ``owner``, ``licence``.
        columns: the role of a column by its name; ``left_out`` leaves it out.
        words: the code of a word by dimension and word; an empty code leaves its rows out.
        missing: what a sign for no number stands for.
    """

    told: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[tuple[str, str], str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)

    def of(self, key: str) -> str:
        """Give what was said of a key; empty where nothing was."""
        return self.told.get(key, "")


def answered(key: str, value: str) -> Decision:
    """Make the decision of what a person said."""
    return Decision(key, "certain", value, Message("proposal.why.answered"))
