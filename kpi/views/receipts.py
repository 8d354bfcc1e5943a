"""The receipt on paper: everything its page says, as a tagged PDF."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kpi import access
from kpi.services.registrations import name_of, said_splits
from kpi.templatetags.registration import sent_by_whom
from kpi.views.registration_files import file_name
from kpi.views.registration_parts import address, asked, context_of, sent_sheet_of
from samenleven.core import wording
from samenleven.core.pdf_files import pdf, pdf_file
from samenleven.core.tables import EXAMPLE, meanings, nothing

# The pills of the pages on paper: background and letters of each tone (static/css/components/badge.css).
TONES = {
    "neutral": ("#e5e8eb", "#333332"),
    "info": ("#eaf1fc", "#003b8e"),
    "success": ("#e6f6ed", "#006b31"),
    "warning": ("#fff4e0", "#8a4a00"),
    "danger": ("#fdeeee", "#a3161c"),
}


@require_GET
def registration_receipt_pdf(request, round_code, kind, code):
    """What was sent, by whom and when: to keep and to print; where nothing was sent, the form."""
    moment, local_government = asked(request, round_code, kind, code)
    with_splits = access.may_take_breakdowns_along(request.user, local_government)
    sheet = sent_sheet_of(moment, local_government, with_splits=with_splits)
    if not sheet.versions:
        return redirect(address("form", sheet))
    content = pdf("receipt.typ", receipt_of(sheet, context_of(request, sheet)), sheet.now)
    return pdf_file(file_name(moment, local_government, "ontvangstbewijs"), content)


def receipt_of(sheet, context) -> dict:
    """What the paper says, in words; `context` is that of the page."""
    moment, name = sheet.moment, str(sheet.local_government)
    kind, practice = moment.get_kind_display(), _("om te oefenen, telt nergens mee")
    actions = [_action(action, sheet.now) for action in sheet.actions]
    said = {cell["text"] for action in actions for cell in _cells(action) if cell["is_word"]}
    said |= {str(EXAMPLE)} if sheet.has_example else set()
    return {
        "title": _("Ontvangstbewijs %(name)s: %(kind)s, %(round)s")
        % {"name": name, "kind": kind, "round": moment.round},
        "running": _("Ontvangstbewijs %(name)s: %(kind)s") % {"name": name, "kind": kind},
        "above": f"{moment.round} · {practice}" if moment.round.is_practice else str(moment.round),
        "heading": _("Ontvangstbewijs"),
        "lead": _("%(name)s: %(kind)s, ingediend op %(at)s.")
        % {"name": name, "kind": kind, "at": wording.stamp(sheet.sent_at)},
        "has_example": sheet.has_example,
        "marks": _marks(sheet, context["standing"], practice),
        "sentences": [context["standing"].next_step] if context["may_register"] else [],
        "facts": _facts(sheet),
        "actions": actions,
        "meanings": [{"word": word, "meaning": text} for word, text in meanings().items() if word in said],
        "words": {
            "brand": "Plan Samenleven",
            "made": _("Gemaakt op %(at)s") % {"at": wording.stamp(sheet.now)},
            "page": _("Bladzijde {page} van {pages}"),
            "rests_on": _("Doel en bereikt: huidig bereik en bijkomend bereik samen."),
            "heads": [
                _("KPI"),
                _("Huidig bereik"),
                _("Bijkomend"),
                _("Doel"),
                _("Bereikt"),
                _("Bereikt van het doel"),
            ],
            "reason": _("Waarom dit cijfer klopt:"),
            "motivation": _("Motivering"),
            "splits": _("Uitsplitsing"),
            "category": _("Categorie"),
            "count": _("Aantal"),
            "example": str(EXAMPLE),
            "meanings": _("Wat betekenen deze woorden?"),
        },
    }


def _marks(sheet, standing, practice):
    word, tone = standing.state
    marks = [_mark(word, tone)]
    if sheet.moment.round.is_practice:
        marks.append(_mark(practice, "warning"))
    return marks


def _mark(word, tone):
    fill, ink = TONES[tone]
    return {"word": str(word), "fill": fill, "ink": ink}


def _facts(sheet):
    moment, body = sheet.moment, sheet.local_government
    period = {"start": wording.day(moment.covers_from), "end": wording.day(moment.covers_until)}
    facts = [
        (_("Lokaal bestuur"), f"{body} ({body.code})"),
        (_("Rapporteringsmoment"), f"{moment.get_kind_display()}, {moment.round}"),
        (_("Periode"), _("%(start)s tot en met %(end)s") % period),
        (_("Deadline"), wording.moment(moment.deadline, moment.deadline_precision)),
    ]
    if sheet.versions[0].sent_by:
        facts.append((_("Ingediend door"), name_of(sheet.versions[0].sent_by)))
    return [{"label": label, "text": text} for label, text in facts]


def _action(action, now):
    """The table of one action; how it was sent is told once, or where it differs beside each member."""
    said = {"number": action.action.number, "title": action.action.title}
    sent = [_sending(part) for part in action.parts]
    is_alike = len(set(sent)) == 1
    is_shared = action.is_shared or action.line.application.partnership_id is not None
    return {
        "title": _("Actie %(number)s. %(title)s") % said,
        "is_example": action.is_example,
        "sent": sent[0] if is_alike else "",
        "members": [
            {
                "name": str(part.member) if is_shared else "",
                "sent": "" if is_alike else said_of,
                "rows": [_row(shown, part.nothing(now)) for shown in part.sent],
            }
            for part, said_of in zip(action.parts, sent, strict=True)
        ],
        "motivation": action.sent_motivation.text.splitlines() if action.sent_motivation else [],
        "splits": [
            _split(one, part.member if is_shared else None)
            for part in action.parts
            for one in part.fields
            if one.sent_split
        ],
    }


def _split(one, member):
    """How one count was split: a group per way, with its total and its parts."""
    said = {"code": one.indicator.code, "member": member}
    return {
        "title": (_("KPI %(code)s, %(member)s") if member else _("KPI %(code)s")) % said,
        "groups": [
            {
                "title": str(split.dimension),
                "total": _("samen %s") % wording.count(split.total),
                "parts": [{"name": category.name, "count": wording.count(count)} for category, count in split.parts],
            }
            for split in said_splits(one, as_sent=True)
        ],
    }


def _sending(part):
    """Which version stands, when and by whom it was sent, and since when its target is known."""
    known = _("Doel zoals gekend sinds %s.") % wording.day(part.fields[0].commitment.known_at)
    if part.version is None:
        return f"{_('Nog niet ingediend.')} {known}"
    said = {"number": wording.count(part.version.number), "sent": sent_by_whom(part.version)}
    return f"{_('Versie %(number)s, %(sent)s.') % said} {known}"


def _row(shown, awaited):
    promised, indicator, share = shown.one.commitment, shown.one.indicator, shown.attainment
    return {
        "code": indicator.code,
        "title": indicator.title,
        "unit": indicator.unit,
        "current_reach": _cell(promised.current_reach),
        "units": _cell(promised.units, wording.units),
        "target": _cell(promised.target),
        "reached": _cell(shown.answer.count, state="not_applicable" if shown.answer.not_applicable else awaited),
        "reason": shown.one.sent.reason if shown.one.sent else "",
        "attainment": "" if share is None else wording.percent(share),
        # For the bar alone; never more than reached, so that no missed target is drawn full.
        "share": None if share is None else int(share * 100),
    }


def _cell(number, written=wording.count, state="unknown"):
    return (
        {"text": str(nothing(state)), "is_word": True}
        if number is None
        else {"text": written(number), "is_word": False}
    )


def _cells(action):
    for member in action["members"]:
        for row in member["rows"]:
            yield from (row[name] for name in ("current_reach", "units", "target", "reached"))
