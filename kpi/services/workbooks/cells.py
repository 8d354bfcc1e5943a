"""A program of its own that reads the cells of a workbook: `python cells.py '{"Sleutel": 2}' 32767 < workbook`.

The reader is native code that trusts what a file says of itself: a lie about the number of texts in it ends the whole
process. So it reads in a process that may end, with little memory and little time, and that knows nothing of the portal:
how many columns of which sheets are asked, and how long a text may be, is said to it.
"""

import json
import resource
import sys
from io import BytesIO

MOST_MEMORY = 768 * 1024 * 1024
MOST_SECONDS = 15


def main():
    for limit, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    # After the limits, so that they hold for it too.
    from python_calamine import CalamineWorkbook

    widths, longest = json.loads(sys.argv[1]), int(sys.argv[2])
    workbook = CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
    cells = {
        title: [
            [cell[:longest] if isinstance(cell, str) else cell for cell in row[:width]]
            for row in workbook.get_sheet_by_name(title).to_python(skip_empty_area=False)
        ]
        for title, width in widths.items()
        if title in workbook.sheet_names
    }
    sys.stdout.reconfigure(encoding="utf-8")
    json.dump(cells, sys.stdout, ensure_ascii=False, default=lambda moment: {"moment": str(moment)})


if __name__ == "__main__":
    main()
