"""Reading how people write units."""

from schemas.unit_texts.reading import read_unit, unit_of_text
from schemas.unit_texts.values import Candidate, UnitReading

__all__ = ["Candidate", "UnitReading", "read_unit", "unit_of_text"]
