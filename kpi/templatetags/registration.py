"""The small parts of the registration pages.

A field is drawn here and not by a template: a page of a large town has a hundred of them, and one template per field made
that page five times slower.
"""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kpi.services.registrations import name_of
from samenleven.core import wording
from samenleven.core.templatetags.ui import nothing, value

register = template.Library()

register.filter("person", name_of)
register.filter("stamp", wording.stamp)


@register.filter
def sent_by_whom(version):
    """When a version was sent and by whom; nobody of flesh and blood sent an example."""
    said = {"at": wording.stamp(version.sent_at), "who": name_of(version.sent_by)}
    return (_("ingediend op %(at)s door %(who)s") if version.sent_by else _("ingediend op %(at)s")) % said


@register.simple_tag
def answer(said, nothing_state):
    """A count, or which nothing stands there (R4): {% answer shown.answer "not_yet_due" %}."""
    if said.not_applicable:
        return nothing("not_applicable")
    return (
        nothing(nothing_state) if said.count is None else format_html("<strong>{}</strong>", wording.count(said.count))
    )


@register.simple_tag
def registration_field(row, save_url):
    """One KPI to fill in; htmx saves it at each change and swaps its state, never the field itself."""
    indicator = row.one.indicator
    return format_html(
        '<div class="kpi" hx-post="{save_url}" hx-trigger="change" hx-params="{name},{name}-nvt,{name}-versie">'
        '<label class="kpi-title" for="{id}">{code} {title}</label>'
        "{target}"
        '<div class="kpi-answer">'
        '<div class="field-with-unit"><input type="text" inputmode="numeric" autocomplete="off" name="{name}" id="{id}" '
        'value="{text}" aria-describedby="{id}_target {id}_state"{invalid} data-count>'
        '<span class="field-unit">{unit}</span></div>'
        '<div class="field-check"><input type="checkbox" name="{name}-nvt" id="{id}-nvt"{checked}>'
        '<label for="{id}-nvt">{not_applicable}<span class="visually-hidden"> ({code})</span></label></div>'
        "</div>{state}</div>",
        save_url=save_url,
        name=row.name,
        id=row.id,
        code=indicator.code,
        title=indicator.title,
        target=_target(row),
        text=row.text,
        invalid=SafeString(' aria-invalid="true"') if row.error else "",
        unit=indicator.unit,
        checked=SafeString(" checked") if row.not_applicable else "",
        not_applicable=_("niet van toepassing"),
        state=registration_state(row),
    )


def _target(row):
    """What was promised: where that is known, current reach and paid units make the target."""
    promised = row.one.commitment
    return format_html(
        '<dl class="kpi-target" id="{}_target" data-adds-up="{}"><div><dt>{}</dt><dd>{}</dd></div>'
        "<div><dt>{}</dt><dd>{}</dd></div><div><dt>{}</dt><dd><strong>{}</strong></dd></div></dl>",
        row.id,
        "yes" if row.one.adds_up else "no",
        _("Huidig bereik"),
        value(promised.current_reach, "count", "unknown"),
        _("Bijkomend"),
        value(promised.units, "units", "unknown"),
        _("Doel"),
        value(promised.target, "count", "unknown"),
    )


@register.simple_tag
def registration_state(row, announce=False):
    """Whether a field is saved, and on top of which revision the next save comes; `announce` in the answer to a save."""
    saved = _("niet bewaard") if row.error else row.saved
    return format_html(
        '<div class="kpi-state" id="{id}_state" data-state="{state}"{announced}>'
        '<input type="hidden" name="{name}-versie" value="{revision}">'
        '{error}<p class="save-state" data-state="{state}">{saved}</p></div>',
        id=row.id,
        state="failed" if row.error else "saved" if row.one.draft else "empty",
        announced=format_html(' data-announce="{}: {}"', row.one.indicator.code, row.error or saved)
        if announce
        else "",
        name=row.name,
        revision=row.revision,
        error=format_html('<p class="kpi-error">{}</p>', capfirst(row.error)) if row.error else "",
        saved=saved,
    )
