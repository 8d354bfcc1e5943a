"""The map of Flanders: who takes part where, at the middle of each territory."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kpi.figures.places import Place, places_of, positions_on
from kpi.filters import MEASURES, MapForm
from kpi.models import Borders
from kpi.views.boards.board import (
    FORMATS,
    KINDS,
    Board,
    BoardColumn,
    Shown,
    figure_column,
    number_of,
    plain,
    reported,
    rows_behind,
    together,
)
from kpi.views.figure_lines import SOURCES
from samenleven.core import wording
from samenleven.core.clock import day_in_brussels
from samenleven.core.tables import Column, Format

LEGENDS = {Format.EURO: "$,.0f", Format.SHARE: ".0%"}
ACTIONS_NAMED = 6


def find(form) -> Shown:
    """Who takes part, on the map of then or of now."""
    question = form.question()
    day = day_in_brussels(timezone.now()) if question.map_now else form.round.starts_on
    positions = positions_on(day)
    rows = places_of(question.basis, question.filters, positions, map_now=question.map_now)
    label, kind, value = _measured(form)
    shown = [place for place in rows if place.position is not None]
    return Shown(
        title=_message(rows, form, label),
        kinds=(kind,),
        columns=columns(form, question),
        rows=rows,
        data=_data(positions, shown, value),
        settings={
            "layer.2.encoding.size.legend.title": label,
            "layer.2.encoding.size.legend.format": LEGENDS.get(FORMATS.get(_figure_name(form), Format.COUNT), ",.0f"),
        },
        notes=_notes(form, rows, shown, value),
        whole=together(rows),
        has_example=any(place.source == "example" for place in rows),
    )


def _figure_name(form) -> str:
    """Which figure is shown; none where actions are counted."""
    return "" if form.measure == "acties" else MEASURES[form.measure][0]


def _data(positions, shown, value):
    """The points: everybody small and grey, who takes part by size, of whom nothing is known as a diamond."""
    known = [(place, value(place)) for place in shown]
    return {
        "background": [_point(one) for one in positions],
        "values": [_point(place.position) | {"value": plain(found)} for place, found in known if found is not None],
        "unknown": [_point(place.position) for place, found in known if found is None],
    }


def _point(position):
    return {"longitude": plain(position.longitude), "latitude": plain(position.latitude)}


def _measured(form):
    """What the size of a point says: its label, its kind in words, and the number of a place."""
    if form.measure == "acties":
        return (
            _("Aantal acties"),
            _("aantal acties waaraan een lokaal bestuur deelneemt"),
            lambda place: len(place.actions),
        )
    name, label = MEASURES[form.measure]
    return str(label), KINDS[name], lambda place: number_of(place, name)


def columns(form, question) -> list:
    """Those of the table: a local government a row."""
    return [
        BoardColumn(
            _("Lokaal bestuur"),
            lambda place: place.figure.local_government_name,
            name="naam",
            href=lambda place: _rows(form, place),
        ),
        BoardColumn(_("Aantal acties"), lambda place: len(place.actions), Format.COUNT, "acties"),
        Column(_("Acties"), _actions),
        figure_column("awarded_amount", _("Toegekend (EUR)"), "toegekend"),
        figure_column("target", _("Doel"), "doel"),
        figure_column("realised", _("Bereikt"), "bereikt"),
        figure_column("attainment", _("Bereikt van doel (%)"), "percentage"),
        Column(_("Gerapporteerd"), reported),
        Column(_("Herkomst"), lambda place: SOURCES[place.source]),
    ]


def _actions(place: Place) -> str:
    named = ", ".join(map(str, place.actions[:ACTIONS_NAMED]))
    return f"{named} …" if len(place.actions) > ACTIONS_NAMED else named


def _rows(form, place):
    """Of one action straight to where its figures come from, else to the actions of this local government."""
    code = place.figure.local_government
    if len(place.actions) == 1:
        return rows_behind(form, place.actions[0], code, page="kpi:dashboard-origin")
    return rows_behind(form, bestuur=code)


def _message(rows, form, label) -> str:
    said = {"round": form.round.title, "number": wording.count(len(rows)), "measure": label.lower()}
    return (
        ngettext(
            "%(round)s, %(measure)s per lokaal bestuur: %(number)s deelnemend bestuur is bij naam bekend",
            "%(round)s, %(measure)s per lokaal bestuur: %(number)s deelnemende besturen zijn bij naam bekend",
            len(rows),
        )
        % said
    )


def _notes(form, rows, shown, value) -> list[str]:
    notes = [_("Hoe groter een punt, hoe meer; grijs: neemt niet deel of is niet bij naam bekend.")]
    if any(value(place) is None for place in shown):
        notes.append(_("Ruit: neemt deel, maar dit cijfer is er niet (zie de tabel)."))
    absent = [place.figure.local_government_name for place in rows if place.position is None]
    if absent:
        listed = ", ".join(absent[:ACTIONS_NAMED]) + (" …" if len(absent) > ACTIONS_NAMED else "")
        notes.append(_("Niet op de kaart, wel in de tabel: %s.") % listed)
    if form.measure == "toegekend":
        notes.append(_("Het geld staat bij de trekker van een samenwerkingsverband."))
    return notes


MAP = Board(
    slug="kaart",
    title=gettext_lazy("Kaart"),
    lead=gettext_lazy("Wie waar deelneemt, op de kaart van Vlaanderen."),
    find=find,
    spec="map.json",
    form=MapForm,
    names=("maat",),
    backdrop=lambda: {"borders": Borders.features()},
)
