"""What each action was awarded beside what it reached, and the amount per unit where that division says something."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi.figures import aggregates
from kpi.figures.costs import Cost, cost_of
from kpi.figures.overview import row_of
from kpi.views.boards.board import (
    KINDS,
    Board,
    BoardColumn,
    Shown,
    cell_of,
    number_of,
    plain,
    reported,
    rows_behind,
)
from kpi.views.boards.goals import in_words, notes_on_bars, scale_of, share_of
from kpi.views.figure_lines import SOURCES
from samenleven.core import wording
from samenleven.core.tables import Column, Format

PER_UNIT = gettext_lazy("toegekend bedrag gedeeld door alles wat bereikt is, huidig bereik inbegrepen")


def find(form) -> Shown:
    """The paid actions of a round."""
    question = form.question()
    figures = {
        one.action: one for one in aggregates(question.basis, ("action",), question.filters, map_now=question.map_now)
    }
    whole = aggregates(question.basis, (), question.filters, map_now=question.map_now)
    is_frozen = question.basis.snapshot is not None
    rows = [
        cost_of(row_of(offer, figures.get(offer.number), is_frozen=is_frozen), question.basis, question.filters)
        for offer in form.offers
        if offer.financed
        and offer.goal in (question.filters.get("goal") or [offer.goal])
        and offer.number in (question.filters.get("action") or [offer.number])
    ]
    return Shown(
        title=_message(rows, form),
        kinds=(KINDS["awarded_amount"], KINDS["realised"], _("per eenheid: %s") % PER_UNIT),
        columns=columns(form),
        rows=rows,
        data={"values": [_bar(cost) for cost in rows]},
        settings=_settings(rows),
        notes=_notes(rows),
        whole=whole[0] if whole else None,
        has_example=any(cost.row.source == "example" for cost in rows),
    )


def _settings(rows) -> dict:
    """Money and result beside each other; on a narrow screen the bars are of money, with the result in words."""
    names = {"domain": [_label(cost) for cost in rows]}
    return {
        "hconcat.0.encoding.y.scale": names,
        "hconcat.0.encoding.x.axis.title": _("Toegekend (EUR)"),
        "hconcat.1.encoding.y.scale": names,
        "hconcat.1.encoding.x.axis.title": _("Bereikt in procent van het doel (streep: 100 %)"),
        "hconcat.1.encoding.x.scale": scale_of([cost.row for cost in rows]),
        "encoding.y.scale": names,
        "encoding.x.axis.title": _("Toegekend (EUR)"),
    }


def columns(form) -> list:
    """Those of the table."""
    return [
        BoardColumn(
            _("Actie"),
            _label,
            name="actie",
            href=lambda cost: rows_behind(form, cost.row.number, page="kpi:dashboard-action"),
        ),
        Column(_("Eenheid"), lambda cost: ", ".join(dict.fromkeys(one.unit for one in cost.row.indicators))),
        _figure("awarded_amount", _("Toegekend (EUR)"), Format.EURO, "toegekend"),
        _figure("target", _("Doel"), Format.COUNT, "doel"),
        _figure("realised", _("Bereikt"), Format.COUNT, "bereikt"),
        _figure("attainment", _("Bereikt van doel (%)"), Format.SHARE, "percentage"),
        BoardColumn(_("Per bereikte eenheid (EUR)"), lambda cost: cost.per_unit, Format.EURO, "kost"),
        BoardColumn(
            _("Per eenheid boven het huidig bereik (EUR)"), lambda cost: cost.per_additional, Format.EURO, "meerkost"
        ),
        Column(_("Gerapporteerd"), lambda cost: reported(cost.row)),
        Column(_("Herkomst"), lambda cost: SOURCES[cost.row.source]),
        BoardColumn(_("Toelichting"), lambda cost: cost.reason, is_sentence=True),
    ]


def _figure(name, head, format, sort):
    return BoardColumn(head, lambda cost: cell_of(cost.row, name), format, sort)


def _label(cost) -> str:
    return f"{cost.row.number}. {cost.row.title}"


def _bar(cost: Cost):
    amount, share = number_of(cost.row, "awarded_amount"), share_of(cost.row)
    text = str(cell_of(cost.row, "awarded_amount")) if amount is None else wording.euro(amount)
    reached = in_words(cost.row)
    per_unit = [] if cost.per_unit is None else [_("%s per eenheid") % wording.euro(cost.per_unit)]
    return {
        "name": _label(cost),
        "value": plain(amount),
        "text": text,
        "share": plain(share),
        "full": None if share is None else 1,
        "result": "; ".join([reached, *per_unit]),
        # Where they stand beneath each other, each says which it is.
        "lines": [_("toegekend: %s") % text, _("resultaat: %s") % reached, *per_unit],
    }


def _message(rows, form) -> str:
    known = sum(cost.per_unit is not None for cost in rows)
    said = {"round": form.round.title, "known": wording.count(known), "all": wording.count(len(rows))}
    if not known:
        return (
            _("%(round)s, toegekend en bereikt per actie: van geen enkele is al een bedrag per eenheid bekend") % said
        )
    return (
        _("%(round)s, toegekend en bereikt per actie: van %(known)s van de %(all)s is een bedrag per eenheid bekend")
        % said
    )


def _notes(rows) -> list[str]:
    notes = [_("Acties tellen verschillende eenheden: een bedrag per eenheid rangschikt ze niet.")]
    notes += notes_on_bars([cost.row for cost in rows])
    if any(cost.reason for cost in rows):
        notes.append(_("Waar geen bedrag per eenheid staat, zegt de tabel waarom."))
    return notes


COSTS = Board(
    slug="kosten",
    title=gettext_lazy("Budget en resultaat"),
    lead=gettext_lazy("Wat per actie is toegekend, en wat daartegenover staat."),
    find=find,
    spec="costs.json",
)
