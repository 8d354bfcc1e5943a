"""A workbook to fill in: what a page asks, with what stands in it now (R28)."""

import io
from dataclasses import dataclass

import xlsxwriter
from django.utils.text import slugify
from django.utils.translation import gettext as _

from kpi.services.registrations import LONGEST_MOTIVATION, LONGEST_REASON, Sheet
from kpi.services.workbooks.explaining import asks_words, explain
from kpi.services.workbooks.layout import (
    EXPLANATION,
    FIGURES,
    HEADER_ROW,
    KEY,
    LOCAL_GOVERNMENT,
    MADE_AT,
    MOMENT,
    MOTIVATIONS,
    ROUND,
    TEMPLATE,
    TEMPLATE_VERSION,
    YES,
    base_of,
    key_of,
    key_of_line,
    tidy,
    trace_of,
)
from samenleven.core.forms import LARGEST_COUNT

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_PROTECTION = {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True}
_YELLOW, _PAPER, _GREY, _LINE, _SOFT = "#FFE615", "#FFFBD1", "#EDEDED", "#CBD2DA", "#545453"


def file_name(sheet: Sheet) -> str:
    """What the download is called: plan-samenleven_werkboek_5_final_sint-niklaas.xlsx."""
    moment, body = sheet.moment, slugify(sheet.local_government.name)
    return f"plan-samenleven_werkboek_{moment.round.code}_{moment.kind}_{body}.xlsx"


def write(sheet: Sheet) -> bytes:
    """The workbook of a page as it stands now; its unlocked cells are those of the form."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, _OPTIONS) as book:
        book.set_properties({"title": _("Werkboek Plan Samenleven"), "author": "", "company": "Plan Samenleven"})
        looks = _looks(book)
        explain(book.add_worksheet(EXPLANATION), sheet, looks)
        _ask_figures(book.add_worksheet(FIGURES.title), sheet, looks)
        if asked := [action for action in sheet.actions if asks_words(action)]:
            _ask_motivations(book.add_worksheet(MOTIVATIONS.title), asked, looks)
        _write_key(book.add_worksheet(KEY), sheet)
    return made.getvalue()


@dataclass(frozen=True)
class _Looks:
    """How cells look: what may be typed in is paper, what may not is grey."""

    title: object
    head: object
    text: object
    strong: object
    number: object
    shut: object
    shut_number: object
    count: object
    choice: object
    words: object


def _looks(book):
    text = {"text_wrap": True, "valign": "top"}
    line = {"border": 1, "border_color": _LINE}
    shut = text | line | {"bg_color": _GREY, "font_color": _SOFT}
    typed = text | line | {"bg_color": _PAPER, "locked": False}
    return _Looks(
        title=book.add_format({"bold": True, "font_size": 16}),
        head=book.add_format(text | {"bold": True, "bg_color": _YELLOW, "bottom": 2}),
        text=book.add_format(text),
        strong=book.add_format(text | {"bold": True}),
        number=book.add_format({"valign": "top", "num_format": "#,##0.####"}),
        shut=book.add_format(shut),
        shut_number=book.add_format(shut | {"num_format": "#,##0.####", "align": "right"}),
        count=book.add_format(typed | {"num_format": "#,##0"}),
        choice=book.add_format(typed),
        # As text: what somebody types here is never a formula, a date or a number to Excel.
        words=book.add_format(typed | {"num_format": "@"}),
    )


# --- the sheets that ask ----------------------------------------------------------------------------------------------
def _begin(page, layout, looks):
    for position, column in enumerate(layout.columns):
        page.set_column(position, position, column.width, None, {"hidden": column.is_hidden})
        page.write_string(HEADER_ROW - 1, position, column.header, looks.head)
    page.set_row(HEADER_ROW - 1, 48)


def _write_row(page, row, layout, values, looks, *, is_open, inputs):
    plain, number = (looks.text, looks.number) if is_open else (looks.shut, looks.shut_number)
    for name, position in layout.positions.items():
        value = values[name]
        look = inputs.get(name) if is_open else None
        if value is None or value == "":
            page.write_blank(row, position, None, look or plain)
        elif isinstance(value, str):
            page.write_string(row, position, value, look or plain)
        else:
            page.write_number(row, position, value, look or number)


def _end(page, layout, last, frozen, filtered):
    page.freeze_panes(HEADER_ROW, layout.positions[frozen])
    page.autofilter(HEADER_ROW - 1, 0, last, layout.positions[filtered])
    page.protect("", _PROTECTION)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEADER_ROW - 1)


def _ask_figures(page, sheet, looks):
    _begin(page, FIGURES, looks)
    inputs = {"count": looks.count, "not_applicable": looks.choice, "reason": looks.words}
    rows = [(part, one) for part in sheet.parts for one in part.fields]
    for row, (part, one) in enumerate(rows, start=HEADER_ROW):
        values = _figure_row(part, one)
        _write_row(page, row, FIGURES, values, looks, is_open=part.lock is None, inputs=inputs)
    last = HEADER_ROW + len(rows) - 1
    _end(page, FIGURES, last, "description", "origin")
    for name, courtesy in _courtesies().items():
        position = FIGURES.positions[name]
        page.data_validation(HEADER_ROW, position, last, position, courtesy)


def _figure_row(part, one):
    commitment, indicator, action = one.commitment, one.indicator, part.action
    reason = tidy(one.reason)
    return {
        "action": action.number,
        "title": action.title,
        "indicator": indicator.code,
        "description": indicator.title,
        "unit": indicator.unit,
        "member": part.member.name,
        "current_reach": _or_unknown(commitment.current_reach),
        "units": _or_unknown(commitment.units),
        "target": _or_unknown(commitment.target),
        "previous": one.last_reading.count if one.last_reading else None,
        "count": one.answer.count,
        "not_applicable": YES if one.answer.not_applicable else None,
        "reason": reason,
        "lock": str(part.lock or ""),
        "origin": _("voorbeeldverdeling") if part.is_example else _("toekenning"),
        "key": key_of(commitment),
        "revision": one.revision,
        "base": base_of(one.answer),
        "base_reason": trace_of(reason),
    }


def _or_unknown(value):
    return _("onbekend") if value is None else value


def _ask_motivations(page, actions, looks):
    _begin(page, MOTIVATIONS, looks)
    for row, action in enumerate(actions, start=HEADER_ROW):
        values = _motivation_row(action)
        is_open, inputs = action.may_motivate, {"text": looks.words}
        _write_row(page, row, MOTIVATIONS, values, looks, is_open=is_open, inputs=inputs)
    last, position = HEADER_ROW + len(actions) - 1, MOTIVATIONS.positions["text"]
    _end(page, MOTIVATIONS, last, "asked", "lock")
    page.data_validation(HEADER_ROW, position, last, position, _words(_("Motivering"), LONGEST_MOTIVATION))


def _motivation_row(action):
    judged, draft = action.line.offer.content_judged, action.draft_motivation
    text = tidy(action.motivation_text)
    return {
        "action": action.action.number,
        "title": action.action.title,
        "asked": _("altijd: de inhoud wordt beoordeeld") if judged else _("als het doel niet gehaald is"),
        "text": text,
        "lock": "" if action.may_motivate else next((str(part.lock) for part in action.parts if part.lock), ""),
        "key": key_of_line(action.line),
        "revision": draft.revision if draft else 0,
        "base": trace_of(text),
    }


def _courtesies():
    """Excel says at once what the upload would say; pasting passes it by."""
    return {
        "count": {
            "validate": "integer",
            "criteria": "between",
            "minimum": 0,
            "maximum": LARGEST_COUNT,
            "input_title": _("Bereikt"),
            "input_message": _(
                "Een geheel getal van 0 of meer. Niemand bereikt? Vul 0 in. Nog niet bekend? Laat leeg."
            ),
            "error_title": _("Dit aantal kan niet"),
            "error_message": _("Vul een geheel getal van 0 of meer in, of kies “ja” bij “Niet van toepassing”."),
        },
        "not_applicable": {
            "validate": "list",
            "source": [YES],
            "input_title": _("Niet van toepassing"),
            "input_message": _("Kies “ja” als deze KPI niet hoort bij wat u doet. Laat “Bereikt” dan leeg."),
            "error_title": _("Dit kan hier niet"),
            "error_message": _("Kies “ja”, of maak de cel leeg."),
        },
        "reason": _words(_("Reden"), LONGEST_REASON),
    }


def _words(title, longest):
    said = {"longest": longest}
    return {
        "validate": "length",
        "criteria": "<=",
        "value": longest,
        "input_title": title,
        "input_message": _("Hoogstens %(longest)s tekens. Noem geen personen.") % said,
        "error_title": _("Deze tekst is te lang"),
        "error_message": _("Kort de tekst in tot hoogstens %(longest)s tekens.") % said,
    }


# --- the sheet that nobody sees ---------------------------------------------------------------------------------------
def _write_key(page, sheet):
    moment = sheet.moment
    said = {
        TEMPLATE: TEMPLATE_VERSION,
        ROUND: moment.round.code,
        MOMENT: moment.kind,
        LOCAL_GOVERNMENT: sheet.local_government.code,
        MADE_AT: sheet.now.isoformat(),
    }
    for row, (name, value) in enumerate(said.items()):
        page.write_string(row, 0, name)
        page.write_string(row, 1, value)
    page.protect()
    page.very_hidden()
