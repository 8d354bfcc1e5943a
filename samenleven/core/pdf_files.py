"""Papers as tagged PDF (PDF/UA-1): a template of Typst, and what it says as JSON beside it.

Nothing that somebody typed becomes part of a template: it arrives as data, and Typst shows it as text. The standard is
checked while the paper is made: an image without words, or a paper without a title, is refused.
"""

import datetime as dt
import json
from functools import cache

import typst
from django.conf import settings
from django.http import HttpResponse

TEMPLATES = settings.BASE_DIR / "templates" / "pdf"


@cache
def fonts() -> typst.Fonts:
    """The fonts of this machine and those that Typst brings along: found once, for finding them costs more than a page."""
    return typst.Fonts()


def pdf(template: str, data: dict, made_at: dt.datetime) -> bytes:
    """A paper from `templates/pdf/`; `data` is what JSON can hold. The same data made at the same moment give the same paper."""
    return typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        font_paths=fonts(),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=int(made_at.timestamp()),
    )


def pdf_file(name: str, content: bytes) -> HttpResponse:
    """A paper to keep, under a name without its extension."""
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'},
    )
