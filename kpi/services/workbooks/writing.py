"""A workbook to fill in: what a page asks, with what stands in it now (R28)."""

import io
from dataclasses import dataclass

import xlsxwriter
from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from grants.states import MomentKind
from kpi.access import until
from kpi.services.registrations import Sheet
from kpi.services.workbooks.layout import (
    COLUMNS,
    EXPLANATION,
    FIGURES,
    HEADER_ROW,
    KEY,
    LOCAL_GOVERNMENT,
    MADE_AT,
    MOMENT,
    POSITIONS,
    ROUND,
    TEMPLATE,
    TEMPLATE_VERSION,
    YES,
    base_of,
    key_of,
    tidy,
    trace_of,
)
from samenleven.core import wording
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
        _explain(book.add_worksheet(EXPLANATION), sheet, looks)
        _ask(book.add_worksheet(FIGURES), sheet, looks)
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
    reason: object


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
        reason=book.add_format(typed | {"num_format": "@"}),
    )


# --- the sheet that explains ------------------------------------------------------------------------------------------
def _explain(page, sheet, looks):
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 90)
    page.hide_gridlines(2)
    page.write_string(0, 0, _("Plan Samenleven: uw werkboek"), looks.title)
    row = 2
    for label, text in _explanation(sheet):
        page.write_string(row, 0, label, looks.strong)
        page.write_string(row, 1, text, looks.text)
        row += 1
    row += 1
    page.write_string(row, 0, _("Actie"), looks.head)
    page.write_string(row, 1, _("Wat telt mee"), looks.head)
    for action in sheet.actions:
        row += 1
        page.write_string(row, 0, _("Actie %s") % action.action.number, looks.strong)
        rule = action.action.summary or _("Zie de omschrijving van de KPI.")
        page.write_string(row, 1, f"{action.action.title}\n{tidy(rule)}", looks.text)
    page.protect("", {"format_columns": True, "format_rows": True})
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _explanation(sheet):
    moment, term = sheet.moment, sheet.term
    period = {"start": wording.day(moment.covers_from), "end": wording.day(moment.covers_until)}
    # Who was granted more time has that date, never an earlier one.
    last = term.own_until or term.deadline
    yield _("Voor wie"), str(sheet.local_government)
    yield _("Waarvoor"), f"{moment.round}: {moment.get_kind_display()}"
    if moment.kind == MomentKind.INTERIM:
        yield (
            _("Wat vult u in?"),
            _("Hoeveel u bereikte van %(start)s tot en met %(end)s, uw huidig bereik inbegrepen.") % period,
        )
    else:
        yield (
            _("Wat vult u in?"),
            _(
                "Hoeveel u in het hele projectjaar bereikte, van %(start)s tot en met %(end)s, uw huidig bereik inbegrepen."
            )
            % period,
        )
    yield _("Tegen wanneer?"), _("De datum is nog niet bekend.") if last is None else until(moment, last).capitalize()
    yield (
        "1",
        _("Vul op het blad “KPI's” de gele cellen in. Grijze rijen zijn op slot; in de kolom “Op slot” staat waarom."),
    )
    yield (
        "2",
        _("Bereikt: een geheel getal van 0 of meer. Niemand bereikt? Vul 0 in. Weet u het nog niet? Laat de cel leeg."),
    )
    yield "3", _("Niet van toepassing: kies “ja” als een KPI niet hoort bij wat u doet. Laat “Bereikt” dan leeg.")
    yield "4", _("Reden: alleen nodig als een aantal ongewoon is. Noem geen personen.")
    yield (
        "5",
        _(
            "Bewaar het werkboek als Excel-werkmap (.xlsx) en laad het in het portaal op. U ziet eerst wat er verandert."
        ),
    )
    yield _("Let op"), _("Gebruik geen formules in de gele cellen. Voeg geen rijen of kolommen toe.")
    yield _("Opladen"), _address(sheet, "registration-workbook")
    yield _("Vragen?"), settings.SITE_URL + reverse("contact")
    yield _("Stand van zaken"), _("Doel en cijfers zoals gekend op %s.") % wording.stamp(sheet.now)


def _address(sheet, name):
    args = [sheet.moment.round.code, sheet.moment.kind, sheet.local_government.code]
    return settings.SITE_URL + reverse(f"kpi:{name}", args=args)


# --- the sheet that asks ----------------------------------------------------------------------------------------------
def _ask(page, sheet, looks):
    for position, column in enumerate(COLUMNS):
        page.set_column(position, position, column.width, None, {"hidden": column.is_hidden})
        page.write_string(HEADER_ROW - 1, position, column.header, looks.head)
    row = HEADER_ROW - 1
    for part in sheet.parts:
        for one in part.fields:
            row += 1
            _write_row(page, row, part, one, looks)
    page.set_row(HEADER_ROW - 1, 48)
    page.freeze_panes(HEADER_ROW, POSITIONS["description"])
    page.autofilter(HEADER_ROW - 1, 0, row, POSITIONS["origin"])
    if row >= HEADER_ROW:
        _check_what_is_typed(page, HEADER_ROW, row)
    page.protect("", _PROTECTION)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEADER_ROW - 1)


def _write_row(page, row, part, one, looks):
    commitment, indicator, action = one.commitment, one.indicator, part.action
    is_open = part.lock is None
    plain, number = (looks.text, looks.number) if is_open else (looks.shut, looks.shut_number)
    looks_of = {"count": looks.count, "not_applicable": looks.choice, "reason": looks.reason} if is_open else {}
    base, reason = base_of(one.answer), tidy(one.reason)
    values = {
        "action": action.number,
        "title": action.title,
        "indicator": indicator.code,
        "description": indicator.title,
        "unit": indicator.unit,
        "member": part.member.name,
        "current_reach": _or_unknown(commitment.current_reach),
        "units": _or_unknown(commitment.units),
        "target": _or_unknown(commitment.target),
        "previous": None,
        "count": one.answer.count,
        "not_applicable": YES if one.answer.not_applicable else None,
        "reason": reason or None,
        "lock": str(part.lock or ""),
        "origin": _("voorbeeldverdeling") if part.is_example else _("toekenning"),
        "key": key_of(commitment),
        "revision": one.revision,
        "base": base,
        "base_reason": trace_of(reason),
    }
    for name, value in values.items():
        look = looks_of.get(name, plain if value is None or isinstance(value, str) else number)
        if value is None or value == "":
            page.write_blank(row, POSITIONS[name], None, look)
        elif isinstance(value, str):
            page.write_string(row, POSITIONS[name], value, look)
        else:
            page.write_number(row, POSITIONS[name], value, look)


def _or_unknown(value):
    return _("onbekend") if value is None else value


def _check_what_is_typed(page, first, last):
    """A courtesy: Excel says at once what the upload would say; pasting passes it by."""
    count, choice, reason = (POSITIONS[name] for name in ("count", "not_applicable", "reason"))
    page.data_validation(
        first,
        count,
        last,
        count,
        {
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
    )
    page.data_validation(
        first,
        choice,
        last,
        choice,
        {
            "validate": "list",
            "source": [YES],
            "input_title": _("Niet van toepassing"),
            "input_message": _("Kies “ja” als deze KPI niet hoort bij wat u doet. Laat “Bereikt” dan leeg."),
            "error_title": _("Dit kan hier niet"),
            "error_message": _("Kies “ja”, of maak de cel leeg."),
        },
    )
    page.data_validation(
        first,
        reason,
        last,
        reason,
        {
            "validate": "any",
            "input_title": _("Reden"),
            "input_message": _("Waarom dit aantal klopt, als het ongewoon is. Noem geen personen."),
        },
    )


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
