"""What a paper says, part by part: page, Word and PDF are drawn from the same parts, so that they say the same.

A part is a dictionary that JSON can hold: a heading, a paragraph, a list of facts, a table or a note.
"""

import hashlib
import json

PARAGRAPH, QUOTE, WARNING = "text", "quote", "warning"


def heading(level, text):
    """A title: 1 is that of the paper."""
    return {"part": "heading", "level": level, "text": str(text)}


def paragraph(text, look=PARAGRAPH):
    """A paragraph: in our words, in those of somebody else (QUOTE), or one to mind (WARNING)."""
    return {"part": "paragraph", "look": look, "text": str(text)}


def facts(rows):
    """Terms with their text."""
    return {"part": "facts", "rows": [[str(term), str(text)] for term, text in rows]}


def note(text):
    """What a figure rests on, small under it."""
    return {"part": "note", "text": str(text)}


def table(title, heads, rows, *, numbers=(), total=False):
    """A table of texts; `numbers`: the places of the columns with numbers; `total`: its last row is a sum."""
    return {
        "part": "table",
        "title": str(title),
        "heads": [str(head) for head in heads],
        "numbers": [place in numbers for place in range(len(heads))],
        "rows": [[str(cell) for cell in row] for row in rows],
        "total": total,
    }


def digest_of(content) -> str:
    """SHA-256 over the canonical JSON of a paper: 64 hexadecimal digits."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
