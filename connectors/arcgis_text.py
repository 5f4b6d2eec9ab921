"""A Hub's descriptions, which are HTML, as plain text: paragraphs and list items are lines."""

from html.parser import HTMLParser

LINES = frozenset(
    {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote"}
)
UNSAID = frozenset({"script", "style", "head", "template"})


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.unsaid = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unsaid += tag in UNSAID
        if tag in LINES:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.unsaid = max(0, self.unsaid - (tag in UNSAID))
        if tag in LINES:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unsaid:
            self.parts.append(" ".join(data.splitlines()))


def plain_text(html: str) -> str:
    """Give the words of an HTML text, a line a paragraph; a plain text stays as it is, but for its white space."""
    if "<" not in html and "&" not in html:
        lines = html.splitlines()
    else:
        words = _Words()
        words.feed(html)
        words.close()
        lines = "".join(words.parts).split("\n")
    told = (" ".join(line.split()) for line in lines)
    return "\n".join(line for line in told if line)
