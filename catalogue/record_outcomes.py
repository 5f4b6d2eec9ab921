"""What becomes of a record that is put into the catalogue."""

from typing import Literal

Outcome = Literal["added", "changed", "unchanged"]
