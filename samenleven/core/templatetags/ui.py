"""The small parts of every page: figures in words, badges, bars, table heads. Loaded as a builtin: no {% load %} needed.

Cells of long tables are drawn here and not by an include: a template per cell makes a list several times slower.
"""

from decimal import Decimal
from functools import cache

from django import template
from django.template.loader import render_to_string
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from samenleven.core import wording

register = template.Library()

TONES = {"neutral", "info", "success", "warning", "danger", "example"}
FORMATS = {
    "euro": wording.euro,
    "count": wording.count,
    "units": wording.units,
    "percent": wording.percent,
    "day": wording.day,
    "moment": wording.moment,
}
# The six nothings (R4), each with its word and what it means; "not_reported" is what "not_yet_reported" becomes at the freeze.
NOTHINGS = {
    "not_yet_due": (gettext_lazy("nog niet verwacht"), gettext_lazy("De einddatum is nog niet voorbij.")),
    "not_yet_reported": (gettext_lazy("nog niet gerapporteerd"), gettext_lazy("Dit cijfer is nog niet ingediend.")),
    "not_reported": (gettext_lazy("niet gerapporteerd"), gettext_lazy("Op de einddatum was niets ingediend.")),
    "zero": (gettext_lazy("0"), gettext_lazy("Het lokaal bestuur heeft nul ingevuld.")),
    "not_applicable": (
        gettext_lazy("niet van toepassing"),
        gettext_lazy("Het lokaal bestuur gaf aan dat dit niet van toepassing is."),
    ),
    "hidden": (
        gettext_lazy("verborgen"),
        gettext_lazy("Het aantal is zo klein dat het personen kan verraden, of het zou zo een aantal verraden."),
    ),
    "unknown": (gettext_lazy("onbekend"), gettext_lazy("Dit cijfer is nooit bekendgemaakt.")),
}
# The same states as the API and the snapshots call them; where something was reported and a figure still lacks, it is unknown.
SPELLINGS = {
    "": "unknown",
    "notYetDue": "not_yet_due",
    "not_due": "not_yet_due",
    "notYetReported": "not_yet_reported",
    "notReported": "not_reported",
    "notApplicable": "not_applicable",
    "suppressed": "hidden",
    "reported": "unknown",
    "partial": "unknown",
    "complete": "unknown",
}
KINDS = {
    "requested": gettext_lazy("aangevraagd"),
    "awarded": gettext_lazy("toegekend"),
    "paid": gettext_lazy("uitbetaald"),
    "reclaimed": gettext_lazy("teruggevorderd"),
    "target": gettext_lazy("doel"),
    "realised": gettext_lazy("bereikt"),
}
BASES = {
    "current": gettext_lazy("huidig bereik"),
    "additional": gettext_lazy("gepland bereik"),
    "both": gettext_lazy("huidig en gepland bereik samen"),
}
# The bar ends at 125 %: its target mark stands at the same place in every row, and more than the target is seen.
BAR_FULL, BAR_END = Decimal(100), Decimal(125)

register.filter("euro", wording.euro)
register.filter("count", wording.count)
register.filter("units", wording.units)
register.filter("percent", wording.percent)
register.filter("moment", wording.moment)
register.filter("stamp", wording.stamp)
register.filter("clock_time", wording.clock_time)


@register.filter
def day(value, form="long"):
    """A day in full, or {{ value|day:"short" }}."""
    return wording.day(value, short=form == "short")


@register.filter
def kind_name(kind):
    """The word for what a figure is: toegekend, doel, bereikt (R1)."""
    return KINDS[kind]


@register.filter
def base_name(base):
    """The word for what a figure rests on: huidig bereik, gepland bereik (R1)."""
    return BASES[base]


@register.simple_tag
def badge(text, tone="neutral"):
    """A pill with its text: {% badge "ingediend" "success" %}."""
    if tone not in TONES:
        raise ValueError(f"Unknown tone of a badge: {tone!r}")
    return format_html('<span class="badge" data-tone="{}">{}</span>', tone, text)


@register.simple_tag
def example_label():
    """The mark of every figure that rests on a fixed example division."""
    return badge(_("voorbeeldverdeling"), "example")


@register.simple_tag
def nothing(state):
    """One of the nothings, with its own word and look (R4): {% nothing "not_yet_due" %}."""
    return _nothing(SPELLINGS.get(state, state), get_language())


@cache
def _nothing(state, language):
    word, meaning = NOTHINGS[state]
    return format_html('<span class="nothing" data-state="{}" title="{}">{}</span>', state, meaning, word)


@register.simple_tag
def nothings():
    """Every nothing with what it means, for the legend."""
    return [(state, meaning) for state, (word, meaning) in NOTHINGS.items()]


@register.simple_tag
def value(number, form="count", state="unknown"):
    """A figure in a cell, or which nothing stands there: {% value row.realised "count" row.status %}."""
    if number is None or number == "":
        return nothing(state)
    return FORMATS[form](number)


@register.simple_tag
def bar(ratio, state="unknown"):
    """How far a target is reached, drawn and written; more than 100 % is normal (R5): {% bar row.attainment row.status %}."""
    if ratio is None or ratio == "":
        return nothing(state)
    share = Decimal(ratio) * 100
    reached = share >= BAR_FULL
    beyond = _svg(min(share, BAR_END) - BAR_FULL) if share > BAR_FULL else ""
    # Only numbers and our own words: nothing to escape, and a row less slow.
    return SafeString(
        f'<span class="bar" data-reached="{"yes" if reached else "no"}"><svg class="bar-chart" viewBox="0 0 125 10" '
        'preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="bar-track" width="100" height="10"/>'
        f'<rect class="bar-fill" width="{_svg(min(max(share, Decimal(0)), BAR_FULL))}" height="10"/>'
        + (f'<rect class="bar-beyond" x="100" width="{beyond}" height="10"/>' if beyond else "")
        + '<rect class="bar-target" x="99.2" y="-1" width="1.6" height="12"/>'
        + ('<path class="bar-more" d="M117 -1l5 6l-5 6"/>' if share > BAR_END else "")
        + f'</svg><span class="bar-text">{wording.percent(ratio)}'
        + (f'<span class="visually-hidden">, {_("doel bereikt")}</span>' if reached else "")
        + "</span></span>"
    )


def _svg(number):
    return f"{number:.2f}".rstrip("0").rstrip(".")


@register.simple_tag(takes_context=True)
def nav_link(context, name, label, but_not="", also=""):
    """A link of the menu that knows whether the visitor is there, or below it or `also` (but not below `but_not`)."""
    url = _address(name, get_urlconf(), get_script_prefix())
    request = context.get("request")
    path = request.path if request else ""
    elsewhere = but_not and path.startswith(_address(but_not, get_urlconf(), get_script_prefix()))
    below = path.startswith(url) or (also and path.startswith(_address(also, get_urlconf(), get_script_prefix())))
    current = "page" if path == url else "true" if below and not elsewhere else ""
    here = SafeString(f' aria-current="{current}"') if current else ""
    return format_html('<li><a class="nav-link" href="{}"{}>{}</a></li>', url, here, label)


@cache
def _address(name, urlconf, prefix):
    """The same few addresses stand in the menu of every page: find each once."""
    return reverse(name, urlconf=urlconf)


@register.simple_tag
def breadcrumb(*steps):
    """Where the visitor is: label and address in turn, the last label without one: {% breadcrumb _("Het plan") plan_url action.title %}."""
    pairs = [(steps[at], steps[at + 1] if at + 1 < len(steps) else "") for at in range(0, len(steps), 2)]
    return render_to_string("components/breadcrumb.html", {"steps": pairs})


@register.simple_tag(takes_context=True)
def sort_header(context, field, label, number=False, region="", default=""):
    """A column head that sorts by ?sort=field or ?sort=-field, numbers first from high to low; `default` is the order of the page itself."""
    query = context["request"].GET.copy()
    current = query.get("sort") or default
    first, second = (f"-{field}", field) if number else (field, f"-{field}")
    query["sort"] = second if current == first else first
    query.pop("page", None)
    order = {field: "ascending", f"-{field}": "descending"}.get(current, "")
    url = f"?{query.urlencode()}"
    return format_html(
        '<th scope="col"{}{}><a class="sort" id="sort-{}" href="{}"{}>{}</a></th>',
        mark_safe(' class="number"') if number else "",
        format_html(' aria-sort="{}"', order) if order else "",
        field,
        url,
        swaps(url, region),
        label,
    )


@register.simple_tag(takes_context=True)
def page_state(context):
    """The address and the order of the list that is shown, for a filter form; works behind `only` too."""
    request = context.request
    return {"path": request.path, "sort": request.GET.get("sort", "")}


@register.simple_tag
def swaps(url, region):
    """The attributes with which htmx fetches a link into a region of the page; without a region, or without JavaScript, it is a plain link."""
    if not region:
        return SafeString("")
    return format_html(' hx-get="{}" hx-target="#{}" hx-swap="outerHTML" hx-push-url="true"', url, region)


@register.filter
def page_numbers(page):
    """The numbers to show under a list: 1 2 … 7 8 9 … 40; the gaps are None."""
    paginator = page.paginator
    numbers = paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [None if number == paginator.ELLIPSIS else number for number in numbers]


@register.simple_block_tag(end_name="end_table_region")
def table_region(content, label):
    """Around a wide table: it scrolls inside its own region, which the keyboard reaches and a screen reader names."""
    return format_html('<div class="table-region" role="region" tabindex="0" aria-label="{}">{}</div>', label, content)


@register.filter
def errors_of(form):
    """Every error of a form with the id and the label of its field, for the summary on top."""
    found = [("", "", message) for message in form.non_field_errors()]
    for field in form:
        found += [(field.id_for_label or field.auto_id, field.label, message) for message in field.errors]
    return found
