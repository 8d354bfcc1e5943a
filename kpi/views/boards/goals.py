"""What was promised and what was reached, goal by goal."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kpi.figures.overview import Overview, overview
from kpi.views.boards.board import (
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
from samenleven.core.tables import Column

# A bar ends here, so that one goal that was passed many times over leaves the others readable.
BAR_ENDS = Decimal("1.5")


def columns(form) -> list:
    """Those of the table."""
    return [
        BoardColumn(
            _("Doelstelling"),
            _label,
            name="doelstelling",
            href=lambda row: rows_behind(form, doelstelling=row.number),
        ),
        figure_column("local_governments", _("Lokale besturen"), "besturen"),
        figure_column("awarded_amount", _("Toegekend (EUR)"), "toegekend"),
        figure_column("target", _("Doel"), "doel"),
        figure_column("realised", _("Bereikt"), "bereikt"),
        figure_column("attainment", _("Bereikt van doel (%)"), "percentage"),
        Column(_("Gerapporteerd"), reported),
        Column(_("Herkomst"), lambda row: SOURCES[row.source]),
        BoardColumn(_("Toelichting"), remark_on, is_sentence=True),
    ]


def find(form) -> Shown:
    """The goals of a round."""
    question = form.question()
    return shown_of(overview(question.basis, form.offers, question.filters, map_now=question.map_now), form)


def shown_of(found: Overview, form) -> Shown:
    """The goals of an overview that was made already."""
    rows = [row for row in found.goals if row.figure is not None]
    return Shown(
        title=message(rows, form),
        kinds=(KINDS["target"], KINDS["realised"]),
        columns=columns(form),
        rows=rows,
        data={"values": [_bar(row) for row in rows]},
        settings={
            "encoding.x.axis.format": ".0%",
            "encoding.x.axis.title": _("Bereikt in procent van het doel (streep: 100 %)"),
            "encoding.y.scale": {"domain": [_label(row) for row in rows]},
            "encoding.x.scale": scale_of(rows),
        },
        notes=notes_on_bars(rows),
        whole=found.total.figure,
        has_example=any(row.source == "example" for row in rows),
    )


def message(rows, form) -> str:
    """What the chart shows, in a sentence."""
    known = [row for row in rows if row.figure.attainment is not None]
    if not known:
        return _("%(round)s, bereikt tegenover doel: van geen enkele doelstelling is al een percentage bekend") % {
            "round": form.round.title
        }
    reached = sum(row.figure.attainment >= 1 for row in known)
    said = {"round": form.round.title, "reached": wording.count(reached), "known": wording.count(len(known))}
    if len(known) == 1:
        return (
            _("%(round)s, bereikt tegenover doel: de enige doelstelling met een bekend resultaat haalt het doel")
            if reached
            else _(
                "%(round)s, bereikt tegenover doel: de enige doelstelling met een bekend resultaat haalt het doel niet"
            )
        ) % said
    return (
        ngettext(
            "%(round)s, bereikt tegenover doel: %(reached)s van de %(known)s doelstellingen met een bekend resultaat haalt het doel",
            "%(round)s, bereikt tegenover doel: %(reached)s van de %(known)s doelstellingen met een bekend resultaat halen het doel",
            reached,
        )
        % said
    )


def remark_on(row) -> str:
    """What else must be said of a row."""
    if row.reason:
        return row.reason
    said = []
    if row.counts_some:
        said.append(_("aantallen van actie %s") % ", ".join(map(str, row.counted.actions)))
    if row.is_tally:
        said.append(_("tellingen: wie aan twee acties meedoet, telt twee keer"))
    return "; ".join(said)


def _label(row) -> str:
    return f"{row.number}. {row.title}"


def share_of(row):
    """What was reached of the target as the length of a bar; None where nobody can say."""
    share = number_of(row, "attainment")
    return None if share is None else min(share, BAR_ENDS)


def scale_of(rows) -> dict:
    """From nothing to at least the whole target."""
    return {"domain": [0, plain(max([Decimal(1), *(share_of(row) or 0 for row in rows)]))]}


def notes_on_bars(rows) -> list[str]:
    """That a bar was cut short, where one was."""
    is_cut = any((number_of(row, "attainment") or 0) > BAR_ENDS for row in rows)
    return [_("Balken eindigen bij 150 %.")] if is_cut else []


def _bar(row):
    share = share_of(row)
    return {
        "name": _label(row),
        "value": plain(share),
        "full": None if share is None else 1,
        "text": in_words(row),
    }


def in_words(row) -> str:
    """What was reached of the target in words: "12 van 40 (30 %)", or why there is none."""
    target, realised = (cell_of(row, name) for name in ("target", "realised"))
    if number_of(row, "target") is None:
        return str(target)
    if number_of(row, "realised") is None:
        return _("doel %(target)s, %(word)s") % {"target": wording.count(target), "word": realised}
    said = {"realised": wording.count(realised), "target": wording.count(target)}
    text = _("%(realised)s van %(target)s") % said
    return text if row.figure.attainment is None else f"{text} ({wording.percent(row.figure.attainment)})"


GOALS = Board(
    slug="doelstellingen",
    title=gettext_lazy("Doelstellingen"),
    lead=gettext_lazy("Wat per doelstelling beloofd is, en wat bereikt is."),
    find=find,
    spec="bars.json",
)
