"""What a paper says, part by part: page, Word and PDF are drawn from the same parts, so that they say the same.

A part is a dictionary that JSON can hold: a heading, a paragraph, a list of facts, a table or a note.
"""

import hashlib
import json

from samenleven.core.wording import plain

PARAGRAPH, QUOTE, WARNING = "text", "quote", "warning"


def heading(level, text):
    """A title: 1 is that of the paper."""
    return {"part": "heading", "level": level, "text": plain(str(text))}


def paragraph(text, look=PARAGRAPH):
    """A paragraph: in our words, in those of somebody else (QUOTE), or one to mind (WARNING)."""
    return {"part": "paragraph", "look": look, "text": plain(str(text))}


def facts(rows):
    """Terms with their text."""
    return {"part": "facts", "rows": [[plain(str(term)), plain(str(text))] for term, text in rows]}


def note(text):
    """What a figure rests on, small under it."""
    return {"part": "note", "text": plain(str(text))}


def table(title, heads, rows, *, numbers=(), total=False):
    """A table of texts; `numbers`: the places of the columns with numbers; `total`: its last row is a sum."""
    return {
        "part": "table",
        "title": plain(str(title)),
        "heads": [plain(str(head)) for head in heads],
        "numbers": [place in numbers for place in range(len(heads))],
        "rows": [[plain(str(cell)) for cell in row] for row in rows],
        "total": total,
    }


def fit_to_show(kept):
    """A part as it was kept, or a piece of one, without the signs that Word and PDF refuse."""
    if isinstance(kept, str):
        return plain(kept)
    if isinstance(kept, list):
        return [fit_to_show(one) for one in kept]
    if isinstance(kept, dict):
        return {name: fit_to_show(one) for name, one in kept.items()}
    return kept


def digest_of(content) -> str:
    """SHA-256 over the canonical JSON of a paper: 64 hexadecimal digits."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
