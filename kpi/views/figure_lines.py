"""A row of figures as the cells of a file: a number, or the word of why there is none (R4, R5)."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi.figures.members import Member
from kpi.figures.offered import OfferedAction
from kpi.figures.overview import ActionRow
from samenleven.core.tables import EXAMPLE, NOT_ADDITIVE, nothing

STATUSES = {"complete": gettext_lazy("volledig"), "partial": gettext_lazy("deels")}
SOURCES = {
    "registrations": gettext_lazy("registraties"),
    "published": gettext_lazy("gepubliceerd"),
    "example": EXAMPLE,
    "mixed": gettext_lazy("deels gepubliceerd"),
    "": None,
}
ROLES = {
    "lead": gettext_lazy("trekker"),
    "member": gettext_lazy("lid"),
    "participant": gettext_lazy("deelnemer"),
}


@dataclass
class Line:
    """One row of a file of figures (regel); what was not said of it stays blank."""

    goal: int | None = None
    goal_title: str = ""
    action: int | None = None
    title: str = ""
    counts: str = ""
    code: str | None = None
    name: str | None = None
    role: Any = None
    certainty: str = ""
    versions: str = ""
    local_governments: Any = None
    named: Any = None
    is_complete: Any = None
    awarded: Any = None
    units: Any = None
    current_reach: Any = None
    additional: Any = None
    target: Any = None
    realised: Any = None
    attainment: Any = None
    published_target: Any = None
    published_realised: Any = None
    expected: Any = None
    submitted: Any = None
    status: Any = None
    source: str = ""
    money_for: str = ""


def line_of_action(row: ActionRow) -> Line:
    """An action of the dashboard."""
    line = _line_of(row.offer)
    if row.figure is None:
        return _of_nobody(line, row)
    figure = row.figure
    line.local_governments = _or_nothing(row.local_governments)
    line.named = figure.local_governments if figure.named_local_governments is None else figure.named_local_governments
    line.is_complete = figure.list_complete and figure.named_local_governments is None
    return _with_figures(line, row)


def line_of_member(offer: OfferedAction, member: Member) -> Line:
    """A local government in an action."""
    line, who = _line_of(offer), member.participant
    line.code, line.name = member.figure.local_government, member.figure.local_government_name
    if who:
        line.role, line.certainty = ROLES[who.role], who.certainty
    line.versions = ", ".join(str(sheet.version) for sheet in member.sheets if sheet.version)
    return _with_figures(line, member)


def line_of_the_rest(amount) -> Line:
    """The money of the round that no action holds, so that the column of amounts adds up to the round (R5)."""
    return Line(
        title=_("niet per actie bekend"),
        awarded=amount,
        source="published",
        money_for=_("deel van het gepubliceerde totaal van de ronde"),
    )


def line_of_years(action, years) -> Line:
    """An action over its rounds: what the page says of them together, with how many registrations it rests on (R1, R5)."""
    may_count = years.reason or _("wie in twee jaren meedoet, telt twee keer")
    line = Line(action=action.number, title=action.title, counts=may_count)
    line.local_governments = line.named = NOT_ADDITIVE
    line.awarded = _or_nothing(years.awarded)
    line.target = NOT_ADDITIVE if years.reason else _or_nothing(years.target)
    line.realised = NOT_ADDITIVE if years.reason else _or_nothing(years.realised)
    if years.expected:
        line.expected, line.submitted = years.expected, years.submitted
    line.status = STATUSES["complete" if years.is_complete else "partial"]
    summed = [(_("toegekend"), years.awarded_of), (_("doel"), years.target_of), (_("bereikt"), years.realised_of)]
    some = [(name, number) for name, number in summed if 0 < number < years.rounds]
    line.money_for = "; ".join(
        _("%(name)s: van %(known)s van de %(all)s rondes") % {"name": name, "known": number, "all": years.rounds}
        for name, number in some
    )
    return line


def _line_of(offer):
    return Line(
        goal=offer.goal, goal_title=offer.goal_title, action=offer.number, title=offer.title, counts=offer.counts
    )


def _with_figures(line, row):
    figure = row.figure
    line.awarded = row.money_at or _or_nothing(figure.awarded_amount)
    line.units = _sum(figure, "awarded_units", figure.awarded_units)
    # A reach adds up where its target does.
    line.current_reach = _sum(figure, "target", figure.current_reach)
    line.additional = _sum(figure, "target", row.additional)
    line.target = _sum(figure, "target", figure.target)
    line.realised = _sum(figure, "realised", figure.realised, row.state)
    line.attainment = figure.attainment
    line.published_target, line.published_realised = figure.published_target, figure.published_realised
    line.expected, line.submitted = figure.expected, figure.submitted
    line.status = STATUSES.get(figure.status) or nothing(row.state)
    line.source, line.money_for = row.source, row.money_for
    return line


def _of_nobody(line, row):
    """An action without a figure: nothing was made known of it, it is not paid, or nobody takes part."""
    if row.offer.financed and row.offer.is_history:
        line.local_governments = line.named = line.is_complete = line.status = nothing("unknown")
        line.awarded = line.units = line.current_reach = line.additional = nothing("unknown")
        line.target = line.realised = nothing("unknown")
        return line
    line.local_governments = line.named = 0
    line.is_complete = True
    line.status = _("geen deelnemers") if row.offer.financed else _("niet betaald in deze ronde")
    return line


def _or_nothing(number, state="unknown"):
    return nothing(state) if number is None else number


def _sum(figure, name, number, state="unknown"):
    """A figure, or why none stands there: it may not be added (R5), or which nothing it is (R4)."""
    return NOT_ADDITIVE if name in figure.not_additive else _or_nothing(number, state)
