"""From round to round: an action or a goal each year, and what the years make together where that may be said (R5)."""

from textwrap import shorten, wrap

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kpi.figures.trends import Trend, trends, value_of
from kpi.filters import MEASURES, TrendForm
from kpi.views.boards.board import (
    FORMATS,
    KINDS,
    Board,
    BoardColumn,
    Shown,
    cell_of,
    plain,
    rows_behind,
    together,
)
from samenleven.core import wording
from samenleven.core.tables import NOT_ADDITIVE, Column, Format

THOUSAND = 1000
LETTERS = 27  # of a name above a small chart, on two lines


def find(form) -> Shown:
    """The rounds of the programme side by side."""
    question, (measure, label) = form.question(), MEASURES[form.measure]
    rows = trends(question.basis, form.rounds, question.filters, by=form.by, measure=measure, map_now=question.map_now)
    known = [trend for trend in rows if trend.known]
    read = [year.row for trend in rows for year in trend.years]
    return Shown(
        title=_message(known, rows, form, label),
        kinds=(KINDS[measure],),
        columns=columns(form, measure),
        rows=rows,
        data={"values": [_bar(trend, year, measure) for trend in known for year in trend.years]},
        notes=_notes(form, measure),
        whole=together(read),
        has_example=any(row is not None and row.source == "example" for row in read),
    )


def columns(form, measure) -> list:
    """The name, a column a round, and the years together."""
    format = FORMATS.get(measure, Format.COUNT)
    of_what = _("Doelstelling") if form.by == "goal" else _("Actie")
    return [
        BoardColumn(of_what, lambda trend: f"{trend.number}. {trend.title}", name="naam"),
        *(_of_round(form, one, place, measure, format) for place, one in enumerate(form.rounds)),
        BoardColumn(_("Som van jaren"), _sum, format, "som"),
        Column(_("Rondes bekend"), lambda trend: _how_many(trend)),
        BoardColumn(_("Toelichting"), lambda trend: trend.reason if trend.has_refused else None, is_sentence=True),
    ]


def _of_round(form, one, place, measure, format) -> BoardColumn:
    return BoardColumn(
        one.title,
        lambda trend: _cell(trend.years[place].row, measure),
        format,
        one.code,
        lambda trend: _rows(form, trend, one.code),
    )


def _rows(form, trend, code):
    if form.by == "goal":
        return rows_behind(form, ronde=code, doelstelling=trend.number)
    return rows_behind(form, trend.number, page="kpi:dashboard-action", ronde=code)


def _cell(row, measure):
    """What stands under a round: the figure, or why there is none."""
    if row is None:
        return _("niet in deze ronde")
    offer = getattr(row, "offer", None)
    if offer is not None and not offer.financed:
        return _("niet betaald in deze ronde")
    if offer is not None and row.figure is None and not offer.is_history:
        return _("geen deelnemers")
    return cell_of(row, measure)


def _sum(trend: Trend):
    if trend.has_refused:
        return NOT_ADDITIVE
    return trend.sum_of_years


def _how_many(trend):
    offered = sum(year.row is not None for year in trend.years)
    return _("%(known)s van %(rounds)s") % {
        "known": wording.count(len(trend.known)),
        "rounds": wording.count(offered),
    }


def _bar(trend, year, measure):
    value = value_of(year.row, measure)
    return {
        "order": trend.number,
        "name": "\n".join(wrap(shorten(f"{trend.number}. {trend.title}", 2 * LETTERS, placeholder="…"), LETTERS)),
        "round": year.code,
        "value": plain(value),
        "text": _short(value, measure),
        "lacks": "" if value is not None else str(_cell(year.row, measure) or ""),
    }


def _short(value, measure) -> str:
    """A number small enough to stand above a bar; money in thousands."""
    if value is None:
        return ""
    if measure == "awarded_amount":
        return wording.count(round(value / THOUSAND))
    return wording.percent(value) if measure == "attainment" else wording.count(value)


def _message(known, rows, form, label) -> str:
    """What the chart shows, in a sentence."""
    codes = [one.code for one in form.rounds]
    if not known:
        return _("%(measure)s: over geen enkele ronde is iets bekend") % {"measure": label}
    said = {
        "measure": label,
        "known": wording.count(len(known)),
        "all": wording.count(len(rows)),
        "rounds": ngettext("ronde %s", "rondes %s", len(codes)) % _listed(codes),
    }
    if form.by == "goal":
        return _("%(measure)s per doelstelling, %(rounds)s: van %(known)s van de %(all)s is iets bekend") % said
    return (
        ngettext(
            "%(measure)s per actie, %(rounds)s: van %(known)s van de %(all)s actie is iets bekend",
            "%(measure)s per actie, %(rounds)s: van %(known)s van de %(all)s acties is iets bekend",
            len(rows),
        )
        % said
    )


def _listed(codes) -> str:
    return _(" en ").join(filter(None, [", ".join(codes[:-1]), codes[-1]]))


def _notes(form, measure) -> list[str]:
    notes = []
    if measure == "awarded_amount":
        notes.append(_("In de grafiek staan bedragen in duizend euro."))
    notes.append(_("Elk vak heeft een eigen schaal: vergelijk binnen een vak, niet tussen vakken."))
    notes.append(
        _("Elke ronde met haar %(kind)s: tussentijdse cijfers en eindcijfers staan nooit samen.")
        % {"kind": form.kind_label.lower()}
    )
    return notes


TRENDS = Board(
    slug="evolutie",
    title=gettext_lazy("Evolutie"),
    lead=gettext_lazy("Elke actie of doelstelling van ronde tot ronde."),
    find=find,
    spec="trends.json",
    form=TrendForm,
    names=("maat", "per"),
    of_round=False,
)
