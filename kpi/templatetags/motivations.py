"""How a motivation is drawn: a field in which it is saved while one types, or what was said."""

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kpi.forms.rows import said_when
from kpi.services.registrations import LONGEST_MOTIVATION

register = template.Library()


@register.simple_tag
def registration_motivation(row, save_url):
    """Why an action missed its target: a field, hidden while it does not; or, when it is locked, what was said."""
    if row is None or not (row.is_editable or row.text):
        return ""
    if not row.is_editable:
        return format_html(
            '<div class="motivation"><p class="kpi-title">{}</p><p>{}</p></div>',
            _("Motivering (ontwerp, nog niet ingediend)") if row.is_draft else _("Motivering"),
            linebreaksbr(row.text),
        )
    judged = _("Hoe ging het? Deze actie wordt ook inhoudelijk beoordeeld")
    return format_html(
        '<div class="motivation" data-motivation="{kind}"{hidden} hx-post="{save_url}" hx-trigger="change" '
        'hx-params="{name},{name}-versie" hx-target="find .kpi-state" hx-sync="this:queue last">'
        '<label class="kpi-title" for="{id}">{label}</label><p class="meta" id="{id}_help">{help}</p>'
        '<textarea name="{name}" id="{id}" rows="4" maxlength="{longest}" aria-describedby="{id}_help {id}_state"{invalid}>'
        "\n{text}</textarea>{state}</div>",
        kind=row.kind,
        hidden="" if row.is_asked else SafeString(" hidden"),
        save_url=save_url,
        name=row.name,
        id=row.id,
        label=judged if row.kind == "content" else _("Waarom is het doel niet gehaald?"),
        help=_("Enkele zinnen volstaan. Noem geen personen."),
        longest=LONGEST_MOTIVATION,
        invalid=SafeString(' aria-invalid="true"') if row.error else "",
        text=row.text,
        state=motivation_state(row),
    )


@register.simple_tag
def motivation_state(row, announce=False):
    """Whether a motivation is saved, and on top of which revision the next save comes."""
    saved = _("niet bewaard") if row.error else said_when(row.draft.saved_at) if row.draft else _("nog niets bewaard")
    return format_html(
        '<div class="kpi-state" id="{id}_state" data-state="{state}"{announced}>'
        '<input type="hidden" name="{name}-versie" value="{revision}">'
        '{error}<p class="save-state" data-state="{state}">{saved}</p></div>',
        id=row.id,
        state="failed" if row.error else "saved" if row.draft else "empty",
        announced=format_html(' data-announce="{}"', row.error or saved) if announce else "",
        name=row.name,
        revision=row.revision,
        error=format_html('<p class="kpi-error">{}</p>', capfirst(row.error)) if row.error else "",
        saved=saved,
    )
