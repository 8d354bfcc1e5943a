"""Per reference region or per province, by name: an order that ranks nobody."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kpi.figures.overview import Row
from kpi.figures.places import areas_of
from kpi.filters import MEASURES, AreaForm
from kpi.views.boards.board import (
    FORMATS,
    KINDS,
    Board,
    BoardColumn,
    Shown,
    cell_of,
    figure_column,
    number_of,
    plain,
    reported,
    rows_behind,
)
from kpi.views.figure_lines import SOURCES
from samenleven.core import wording
from samenleven.core.tables import NOT_ADDITIVE, Column, Format

AXES = {Format.EURO: "$,.0f", Format.SHARE: ".0%"}


def find(form) -> Shown:
    """The areas of the chosen local governments."""
    question, (measure, label) = form.question(), MEASURES[form.measure]
    found, whole = areas_of(question.basis, question.filters, by=form.by, map_now=question.map_now)
    is_frozen = question.basis.snapshot is not None
    has_example = any(offer.is_example for offer in form.offers)
    rows = [Row(figure=one, title=_name(one, form), is_frozen=is_frozen, has_example=has_example) for one in found]
    format = FORMATS.get(measure, Format.COUNT)
    return Shown(
        title=_message(rows, form, label, whole),
        kinds=(KINDS[measure],),
        columns=columns(form),
        rows=rows,
        total=Row(figure=whole, title=_("Alles samen"), is_frozen=is_frozen, has_example=has_example)
        if whole
        else None,
        data={"values": [_bar(row, measure, format) for row in rows]},
        settings={
            "encoding.x.axis.format": AXES.get(format, ",.0f"),
            "encoding.x.axis.title": str(label),
            "encoding.y.scale": {"domain": [row.title for row in rows]},
        },
        notes=_notes(rows, measure),
        whole=whole,
        has_example=any(row.source == "example" for row in rows),
    )


def columns(form) -> list:
    """Those of the table."""
    return [
        BoardColumn(
            _("Provincie") if form.by == "province" else _("Referentieregio"),
            lambda row: row.title,
            name="naam",
            href=lambda row: _rows(form, row),
        ),
        figure_column("local_governments", _("Lokale besturen"), "besturen"),
        figure_column("awarded_amount", _("Toegekend (EUR)"), "toegekend"),
        figure_column("target", _("Doel"), "doel"),
        figure_column("realised", _("Bereikt"), "bereikt"),
        figure_column("attainment", _("Bereikt van doel (%)"), "percentage"),
        Column(_("Gerapporteerd"), reported),
        Column(_("Herkomst"), _source),
    ]


def _name(figure, form) -> str:
    name = figure.province if form.by == "province" else figure.reference_region
    if name:
        return name
    return _("Zonder provincie") if form.by == "province" else _("Zonder referentieregio")


def _rows(form, row) -> str:
    figure = row.figure
    if form.by == "province" and figure.province:
        return rows_behind(form, provincie=figure.province)
    if form.by == "reference_region" and figure.reference_region:
        return rows_behind(form, regio=figure.reference_region)
    return ""


def _bar(row, measure, format):
    value = number_of(row, measure)
    return {
        "name": row.title,
        "value": plain(value),
        "full": 1 if measure == "attainment" and value is not None else None,
        "text": _in_words(cell_of(row, measure), format),
    }


def _in_words(value, format) -> str:
    if not isinstance(value, int | Decimal):
        return str(value or "")
    if format is Format.SHARE:
        return wording.percent(value)
    return wording.euro(value) if format is Format.EURO else wording.count(value)


def _message(rows, form, label, whole) -> str:
    said = {"round": form.round.title, "measure": str(label).lower(), "number": wording.count(len(rows))}
    if form.by == "province":
        found = ngettext("%(number)s provincie", "%(number)s provincies", len(rows)) % said
    else:
        found = ngettext("%(number)s referentieregio", "%(number)s referentieregio’s", len(rows)) % said
    title = _("%(round)s: %(measure)s in %(areas)s") % (said | {"areas": found})
    return f"{title}, {known}" if (known := _known_by_name(whole)) else title


def _known_by_name(whole) -> str:
    """Of how many the areas speak, where that is not of everybody who takes part (R1)."""
    if whole is None or (whole.list_complete and whole.named_local_governments is None):
        return ""
    if whole.named_local_governments is None:
        return _("%(named)s bij naam bekend, de lijst is niet volledig") % {
            "named": wording.count(whole.local_governments)
        }
    return _("%(named)s van %(all)s bij naam bekend") % {
        "named": wording.count(whole.named_local_governments),
        "all": wording.count(whole.local_governments),
    }


def _source(row):
    """Where the figures of a row come from; a published amount is no example, also where the counts beside it are."""
    figure = row.figure
    is_told = figure.not_broken_down_amount is not None or figure.named_local_governments is not None
    if row.source == "example" and figure.source == "mixed" and is_told:
        return _("deels gepubliceerd, deels voorbeeldverdeling")
    return SOURCES[row.source]


def _notes(rows, measure) -> list[str]:
    notes = [_("Op naam, niet op grootte. Wat alleen als totaal gepubliceerd is, hoort bij geen enkele plaats.")]
    if any(str(cell_of(row, measure)) == str(NOT_ADDITIVE) for row in rows):
        notes.append(_("Niet optelbaar: de acties tellen verschillende eenheden. Kies één actie."))
    if measure == "awarded_amount":
        notes.append(_("Het geld staat bij de trekker van een samenwerkingsverband."))
    return notes


AREAS = Board(
    slug="regios",
    title=gettext_lazy("Regio’s en provincies"),
    lead=gettext_lazy("Dezelfde cijfers per referentieregio of per provincie."),
    find=find,
    spec="bars.json",
    form=AreaForm,
    names=("maat", "per"),
)
