"""The first sheet of a workbook: what is asked, by when, how, whom to ask, and what counts."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from grants.states import MomentKind
from kpi.access import until
from kpi.services.registrations import SheetAction
from kpi.services.workbooks.layout import tidy
from samenleven.core import wording


def asks_words(action: SheetAction) -> bool:
    """Whether a motivation can be asked for an action: of who leads it, at the end of the year or for its content (R25)."""
    return action.is_led and (action.line.offer.content_judged or action.moment.kind == MomentKind.FINAL)


def explain(page, sheet, looks):
    """Fill the first sheet: what is asked, by when, how it goes, whom to ask, and what counts for each action."""
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
    if any(asks_words(action) for action in sheet.actions):
        yield (
            "5",
            _(
                "Motivering: alleen op het blad “Motivering”, en alleen als het doel niet gehaald is. Noem geen personen."
            ),
        )
    yield (
        "6",
        _(
            "Bewaar het werkboek als Excel-werkmap (.xlsx) en laad het in het portaal op. U ziet eerst wat er verandert."
        ),
    )
    yield _("Let op"), _("Gebruik geen formules in de gele cellen. Voeg geen rijen of kolommen toe.")
    yield _("Opladen"), _address(sheet, "registration-workbook")
    yield _("Vragen?"), settings.SITE_URL + reverse("contact")
    yield (
        _("Vorige stand"),
        _("Het tussentijdse cijfer van dit jaar, of anders het eindcijfer van vorig jaar; leeg waar er geen is."),
    )
    yield _("Stand van zaken"), _("Doel en cijfers zoals gekend op %s.") % wording.stamp(sheet.now)


def _address(sheet, name):
    args = [sheet.moment.round.code, sheet.moment.kind, sheet.local_government.code]
    return settings.SITE_URL + reverse(f"kpi:{name}", args=args)
