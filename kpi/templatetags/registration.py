"""The small parts of the registration pages.

A field is drawn here and not by a template: a page of a large town has a hundred of them, and one template per field made
that page five times slower.
"""

from functools import cache

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kpi.services.registrations import LONGEST_REASON, name_of
from samenleven.core import wording
from samenleven.core.templatetags.ui import badge, nothing, table_region, value

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
def version_line(row):
    """Which version is shown, or that it is a draft: the small print beside an answer."""
    if row.is_draft:
        return _("Ontwerp, nog niet ingediend.")
    version = row.part.version
    if version is None:
        return _("Nog niet ingediend.")
    said = {"number": wording.count(version.number), "sent": sent_by_whom(version)}
    return _("Versie %(number)s, %(sent)s.") % said


@register.simple_tag
def registration_grid(drawn, save_url):
    """The fields of one action: a row per KPI and member, and under several members what they reach together."""
    is_shared = drawn.action.is_shared
    known_at = drawn.action.parts[0].fields[0].commitment.known_at
    table = format_html(
        '<table class="table registration-grid" data-stack><caption>{}</caption>{}{}</table>',
        _("Doel: huidig bereik en bijkomend bereik samen, zoals gekend sinds %s.") % wording.day(known_at),
        _grid_head(is_shared, get_language()),
        format_html_join(
            "", "<tbody data-group>{}</tbody>", ((_group(one, save_url, is_shared),) for one in drawn.indicators)
        ),
    )
    return table_region(table, drawn.region)


@cache
def _grid_head(is_shared, language):
    heads = [_("KPI"), *([_("Lokaal bestuur")] if is_shared else []), _("Doel"), _("Bereikt"), _("Bewaard")]
    cells = ((SafeString(' class="number"') if head == _("Doel") else "", head) for head in heads)
    return format_html("<thead><tr>{}</tr></thead>", format_html_join("", '<th scope="col"{}>{}</th>', cells))


def _group(group, save_url, is_shared):
    rows = [registration_row(row, save_url, is_shared) for row in group.rows]
    return SafeString("".join([*rows, *([registration_total(group)] if is_shared else [])]))


def registration_row(row, save_url, is_shared):
    """One KPI of one member: a field to fill in, which htmx saves at each change, or its answer and why it is locked."""
    promised = row.one.commitment
    indicator = promised.indicator
    member = format_html('<td data-label="{}">{}</td>', _("Lokaal bestuur"), row.part.member) if is_shared else ""
    head = format_html(
        '<th scope="row">{code} {title} <span class="field-unit">({indicator_unit})</span></th>{member}'
        '<td class="number kpi-target" data-label="{target_label}" id="t_{name}">{target}</td>',
        code=indicator.code,
        title=indicator.title,
        indicator_unit=indicator.unit,
        member=member,
        target_label=_("Doel"),
        name=f"{promised.participation_id}-{indicator.pk}",
        target=_target(row.one),
    )
    if row.field is None:
        return _read_row(row, head)
    return _field_row(row, head, save_url, is_shared)


def _read_row(row, head):
    count, counted = row.shown.answer.count, row.counted
    return format_html(
        '<tr data-target="{target}" data-value="{value}" data-counted="{counted}">{head}<td data-label="{label}">{answer}</td><td>{state}</td></tr>',
        target="" if row.one.commitment.target is None else row.one.commitment.target,
        value="" if count is None else count,
        counted="" if counted is None or counted.is_blank else counted.count or 0,
        head=head,
        label=_("Bereikt"),
        answer=answer(row.shown.answer, row.nothing),
        state=badge(row.part.registration.get_status_display()) if row.part.registration else "",
    )


def _field_row(row, head, save_url, is_shared):
    one, promised = row.field, row.one.commitment
    indicator = promised.indicator
    label = _("%(kpi)s, %(member)s") if is_shared else _("%(kpi)s")
    return format_html(
        '<tr class="kpi" data-target="{target}"{awaits} hx-post="{save_url}" hx-trigger="change" '
        'hx-params="{name},{name}-nvt,{name}-reden,{name}-versie">{head}<td class="kpi-answer" data-label="{reached}">'
        '<input type="text" inputmode="numeric" autocomplete="off" name="{name}" id="{id}" value="{text}" '
        'aria-label="{label}" aria-describedby="t_{described} {rule}{id}_state"{invalid} data-count>'
        '<span class="field-check"><input type="checkbox" name="{name}-nvt" id="{id}-nvt"{checked}>'
        '<label for="{id}-nvt">{not_applicable}<span class="visually-hidden"> ({code})</span></label></span></td>'
        "<td>{state}</td></tr>",
        target="" if promised.target is None else promised.target,
        awaits=SafeString(" data-awaits") if row.part.awaits_release else "",
        save_url=save_url,
        name=one.name,
        id=one.id,
        head=head,
        reached=_("Bereikt"),
        text=one.text,
        label=label % {"kpi": f"{indicator.code} {indicator.title}", "member": row.part.member},
        described=f"{promised.participation_id}-{indicator.pk}",
        rule=f"rule-{row.part.participation.line_id} " if row.part.action.summary else "",
        invalid=SafeString(' aria-invalid="true"') if one.error else "",
        checked=SafeString(" checked") if one.not_applicable else "",
        code=indicator.code,
        not_applicable=_("niet van toepassing"),
        state=registration_state(one),
    )


def _target(one):
    """What was promised: where that is known, current reach and paid units make the target. Then the last reading."""
    promised = one.commitment
    parts = _("huidig %(reach)s, bijkomend %(units)s") % {
        "reach": _or_unknown(promised.current_reach, wording.count),
        "units": _or_unknown(promised.units, wording.units),
    }
    return format_html(
        '<strong>{}</strong> <span class="meta" data-adds-up="{}">{}</span>{}',
        value(promised.target, "count", "unknown"),
        "yes" if one.adds_up else "no",
        parts,
        last_reading(one),
    )


@register.simple_tag
def last_reading(one):
    """What was counted last before this (R1), under the target; nothing where that is not known."""
    return format_html(' <span class="meta kpi-reading">{}</span>', one.last_reading) if one.last_reading else ""


def _or_unknown(number, written):
    return _("onbekend") if number is None else written(number)


def registration_total(group):
    """What the members of a KPI promised and reached together; a script keeps it up to date while one types."""
    return format_html(
        '<tr class="kpi-total" data-level="group"><th scope="row">{together}</th><td></td>'
        '<td class="number" data-label="{target_label}">{target}</td>'
        '<td data-label="{reached_label}"><strong data-total>{reached}</strong></td><td></td></tr>',
        together=_("Samen"),
        target_label=_("Doel"),
        target=value(group.target, "count", "unknown"),
        reached_label=_("Bereikt"),
        reached="–" if group.reached is None else wording.count(group.reached),
    )


@register.simple_tag
def registration_state(row, announce=False):
    """Whether a field is saved, and on top of which revision the next save comes; `announce` in the answer to a save."""
    saved = _("niet bewaard") if row.error else row.saved
    return format_html(
        '<div class="kpi-state" id="{id}_state" data-state="{state}"{announced}>'
        '<input type="hidden" name="{name}-versie" value="{revision}">'
        '{error}{reason}<p class="save-state" data-state="{state}">{saved}</p></div>',
        id=row.id,
        state="failed" if row.error else "saved" if row.one.draft else "empty",
        announced=format_html(' data-announce="{}: {}"', row.one.indicator.code, row.error or saved)
        if announce
        else "",
        name=row.name,
        revision=row.revision,
        error=format_html('<p class="kpi-error">{}{}</p>', capfirst(row.error), _take_over(row)) if row.error else "",
        reason=_reason(row) if row.doubt else "",
        saved=saved,
    )


def _reason(row):
    """An unusual answer asks why it is right; what is said goes with the answer."""
    return format_html(
        '<div class="kpi-doubt"><p id="{id}_doubt">{doubt}</p><label for="{id}-reden">{label}</label>'
        '<input type="text" name="{name}-reden" id="{id}-reden" value="{reason}" maxlength="{longest}" '
        'aria-describedby="{id}_doubt" autocomplete="off"></div>',
        id=row.id,
        name=row.name,
        doubt=row.doubt,
        label=_("Waarom klopt dit?"),
        reason=row.reason,
        longest=LONGEST_REASON,
    )


def _take_over(row):
    """The answer of a colleague, to take over with one click."""
    if row.theirs is None:
        return ""
    return format_html(
        ' <button class="button" data-variant="quiet" type="button" data-take="{}">{}</button>',
        row.theirs,
        _("%s overnemen") % (row.theirs or _("leeg")),
    )


@register.simple_tag
def burden_line(burden):
    """What is asked here, and how long that is assumed to take (R25)."""
    said = ngettext("%(counts)s cijfer", "%(counts)s cijfers", burden.counts) % {"counts": wording.count(burden.counts)}
    if burden.motivations:
        texts = ngettext("%(texts)s motivering", "%(texts)s motiveringen", burden.motivations)
        said = _("%(counts)s en %(texts)s") % {"counts": said, "texts": texts % {"texts": burden.motivations}}
    return _(
        "Planlast: u vult %(asked)s in, naar schatting %(minutes)s minuten "
        "(een aanname: %(each)s minuten per cijfer, %(text)s per motivering)."
    ) % {
        "asked": said,
        "minutes": wording.count(burden.minutes),
        "each": settings.MINUTES_PER_COUNT,
        "text": settings.MINUTES_PER_MOTIVATION,
    }
