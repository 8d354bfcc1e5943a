"""Reads the tables of a page as a reader does: cells as text."""

from html.parser import HTMLParser


class _Tables(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tables, self.cell = [], None

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.cell = []
        elif tag in ("br", "span", "dd") and self.cell is not None:
            self.cell.append(" ")

    def handle_endtag(self, tag):
        if tag in ("td", "th") and self.cell is not None:
            self.tables[-1][-1].append(" ".join("".join(self.cell).split()))
            self.cell = None

    def handle_data(self, data):
        if self.cell is not None:
            self.cell.append(data)


def tables_of(response) -> list[list[list[str]]]:
    """Every table of a page, its rows, the text of their cells; spaces are one space each."""
    parser = _Tables()
    parser.feed(response.content.decode())
    return parser.tables


def text_of(response) -> str:
    """The page without its tags, on one line."""
    reader = _Text(convert_charrefs=True)
    reader.said = []
    reader.feed(response.content.decode())
    return " ".join(" ".join(reader.said).split())


class _Text(HTMLParser):
    def handle_data(self, data):
        self.said.append(data)
