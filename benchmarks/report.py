"""What was measured, as rows of one table."""

import json
import statistics
import sys
from dataclasses import asdict, dataclass


@dataclass
class Row:
    """One comparison: what, what came out, the bar, whether it holds (None: no bar), and what there is to say of it."""

    what: str
    figure: str
    bar: str = ""
    reached: bool | None = None
    note: str = ""


def at_least(what, value, bar, note="") -> Row:
    """A ratio that should not fall below its bar."""
    return Row(what, f"{value:.3f}", f">= {bar}", value >= bar, note)


def at_most(what, value, bar, note="", form="{:.2f}") -> Row:
    """A figure that should not rise above its bar."""
    return Row(what, form.format(value), f"<= {bar}", value <= bar, note)


def just(what, value, note="") -> Row:
    """A figure without a bar."""
    return Row(what, f"{value:.3f}", note=note)


def spread(values) -> str:
    """Between which values the pairs lay, so that the reader sees how quiet the machine was."""
    return f"{len(values)} paren, {min(values):.3f} tot {max(values):.3f}"


def median(values) -> float:
    return statistics.median(values)


def say(text) -> None:
    """Progress, beside the table."""
    print(text, file=sys.stderr, flush=True)


def dump(rows) -> None:
    """Hand rows from a process of one step to the process that prints the table."""
    print(json.dumps([asdict(row) for row in rows]))


def load(text) -> list[Row]:
    return [Row(**row) for row in json.loads(text.strip().splitlines()[-1])]


def table(rows) -> str:
    """The table, as text that is also Markdown."""
    head = ["wat", "gemeten", "grens", "", "toelichting"]
    lines = [[row.what, row.figure, row.bar, _verdict(row), row.note] for row in rows]
    widths = [max(len(line[n]) for line in [head, *lines]) for n in range(len(head) - 1)]
    return "\n".join(
        "| " + " | ".join([text.ljust(width) for text, width in zip(line, [*widths, 0], strict=True)]) + " |"
        for line in [head, ["-" * width for width in [*widths, 3]], *lines]
    )


def _verdict(row) -> str:
    return "" if row.reached is None else "ok" if row.reached else "niet gehaald"
