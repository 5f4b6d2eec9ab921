"""What a finding says in a line is safe to print, whatever a source wrote."""

from schemas.findings import Finding, Location
from schemas.messages import Message


def test_control_characters_of_a_source_reach_no_terminal() -> None:
    said = Message("connectors.empty-file.expected")
    where = Location("https://portal.example/a\rb", "B\x1b[2J7")
    finding = Finding("connectors.x", "violation", where, "\x1b]0;title\x07 red\n\n\x9b1m", said, said)
    line = finding.sentence("en")
    assert [char for char in line if not char.isprintable()] == []
    assert "https://portal.example/a b B�[2J7: found �]0;title� red �1m." in line
