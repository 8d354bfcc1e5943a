"""The results for everybody as files: what the pages show, each row with its round, its kind, its date and what it rests on (R1)."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kpi.figures.results import PublicRound, awaits_report, figures_of, public_rounds, results_of
from kpi.views import result_contents as contents
from kpi.views.exports import FIGURES, HOW_MANY, OF_WHAT, OF_WHOM
from kpi.views.figure_lines import Line, line_of_action, line_of_member, line_of_the_rest, line_of_years
from kpi.views.result_words import report_in_words
from samenleven.core import wording
from samenleven.core.tables import Column, Download, Format, Table, known, told


@dataclass(frozen=True)
class RoundLine:
    """A row of a file of results: the figures of a round; without one the sum of years, which points at each round."""

    round: PublicRound | None
    line: Line


def _of(columns):
    """Columns of a line, for a line with its round."""
    return [Column(one.head, lambda row, one=one: one.value(row.line), one.format) for one in columns]


# A public list holds no number of a version: which one counted is the ministry's to look up.
WHO = OF_WHOM[:-1]
WHEN = [
    Column(
        gettext_lazy("Zoals gekend op"),
        lambda row: row.round.as_of if row.round else _("zie elke ronde"),
        Format.MOMENT,
    ),
    Column(gettext_lazy("Momentopname"), lambda row: _snapshot(row.round) if row.round else _("zie elke ronde")),
    Column(
        gettext_lazy("Controlegetal (SHA-256)"),
        lambda row: row.round and row.round.snapshot and row.round.snapshot.digest,
    ),
]
ROUND = [
    Column(gettext_lazy("Projectronde"), lambda row: row.round.code if row.round else _("som van jaren")),
]
PER_ACTION = [*ROUND, *_of([*OF_WHAT, *HOW_MANY, *FIGURES]), *WHEN]
PER_LOCAL_GOVERNMENT = [*ROUND, *_of([*OF_WHAT, *WHO, *FIGURES]), *WHEN]
# A row is a pair of a round and its total, see result_contents.total_of.
ROUNDS = [
    Column(gettext_lazy("Projectronde"), lambda row: row[0].code),
    Column(gettext_lazy("Titel"), lambda row: row[0].title),
    Column(gettext_lazy("Projectjaar van"), lambda row: row[0].starts_on, Format.DAY),
    Column(gettext_lazy("Projectjaar tot en met"), lambda row: row[0].ends_on, Format.DAY),
    Column(gettext_lazy("Budget over alle acties samen (EUR)"), lambda row: known(row[0].budget), Format.EURO),
    Column(gettext_lazy("Toegekend (EUR)"), lambda row: _total(row, "awarded_amount"), Format.EURO),
    Column(
        gettext_lazy("Niet per actie bekend (EUR)"),
        lambda row: row[1].figure and row[1].figure.not_broken_down_amount,
        Format.EURO,
    ),
    Column(gettext_lazy("Lokale besturen"), lambda row: known(row[1].local_governments), Format.COUNT),
    Column(gettext_lazy("Aanvragers"), lambda row: _total(row, "applicants"), Format.COUNT),
    Column(
        gettext_lazy("Deadline van de eindrapportage"),
        lambda row: told(row[0].deadline, row[0].precision),
        Format.MOMENT,
    ),
    Column(gettext_lazy("Zoals gekend op"), lambda row: row[0].as_of, Format.MOMENT),
    Column(gettext_lazy("Momentopname"), lambda row: _snapshot(row[0])),
]


@require_safe
@login_not_required
def results_file(request, write):
    """Every action in every round, and the rounds themselves."""
    rounds = public_rounds()
    whole = {one.project_round: one for one in figures_of(rounds)}
    totals = [(one, contents.total_of(one, whole.get(one.code))) for one in rounds]
    return write(
        Download(
            name="plan-samenleven_resultaten",
            title=_("Resultaten per actie en projectronde"),
            tables=[
                Table(_("Per actie en ronde"), PER_ACTION, [_line(one, row) for one, row in contents.rows_of(rounds)]),
                Table(_("Projectrondes"), ROUNDS, totals),
            ],
            page=reverse("kpi:results"),
            about=_about(rounds),
        )
    )


@require_safe
@login_not_required
def results_round_file(request, code, write):
    """The actions of a round."""
    shown = contents.of_round(public_rounds(), code)
    this, found = shown["round"], shown["overview"]
    lines = [_line(this, row) for row in found.rows]
    if rest := found.total.figure and found.total.figure.not_broken_down_amount:
        lines.append(RoundLine(this, line_of_the_rest(rest)))
    return write(
        Download(
            name=f"plan-samenleven_resultaten_ronde-{this.code}",
            title=shown["title"],
            tables=[Table(_("Cijfers per actie"), PER_ACTION, lines)],
            page=reverse("kpi:results-round", args=[code]),
            about=_about([this], found.total.figure),
        )
    )


@require_safe
@login_not_required
def results_goal_file(request, number, write):
    """The actions of a goal, each over its rounds."""
    rounds = public_rounds()
    shown = contents.of_goal(rounds, number)
    return write(
        Download(
            name=f"plan-samenleven_resultaten_doelstelling-{number}",
            title=shown["title"],
            tables=[Table(_("Per actie en ronde"), PER_ACTION, [_line(one, row) for one, row in shown["rows"]])],
            page=reverse("kpi:results-goal", args=[number]),
            about=_about(rounds),
        )
    )


@require_safe
@login_not_required
def results_action_file(request, number, write):
    """An action over its rounds, and its local governments in each."""
    rounds = public_rounds()
    shown = contents.of_action(rounds, number)
    return write(
        Download(
            name=f"plan-samenleven_resultaten_actie-{number}",
            title=shown["title"],
            tables=[
                Table(
                    _("Per projectronde"),
                    PER_ACTION,
                    [*(_line(one, row) for one, row in shown["rows"]), *_years(shown["action"], shown["years"])],
                ),
                _members(rounds, number, shown["rows"]),
            ],
            page=reverse("kpi:results-action", args=[number]),
            about=_about(rounds),
        )
    )


@require_safe
@login_not_required
def results_action_members_file(request, number, write):
    """The local governments of an action, in each round, as they were then."""
    rounds = public_rounds()
    shown = contents.of_action(rounds, number)
    return write(
        Download(
            name=f"plan-samenleven_resultaten_actie-{number}_lokale-besturen",
            title=shown["title"],
            tables=[_members(rounds, number, shown["rows"])],
            page=reverse("kpi:results-action", args=[number]),
            about=_about(rounds),
        )
    )


@require_safe
@login_not_required
def results_local_government_file(request, code, write):
    """What a local government takes part in, on the map of its page."""
    rounds = public_rounds()
    shown = contents.of_local_government(rounds, code)
    lines = [_member_line(one, offer, member) for one, rows in shown["rounds"] for offer, member in rows]
    is_then = shown["has_ended"]
    return write(
        Download(
            name=f"plan-samenleven_resultaten_{slugify(shown['body'].name)}",
            title=shown["title"],
            tables=[Table(_("Acties en rondes"), PER_LOCAL_GOVERNMENT, lines)],
            page=reverse("kpi:results-local-government", args=[code]),
            about=[
                (_("Kaart"), _("gemeenten van toen") if is_then else _("gemeenten van nu")),
                *_about(rounds),
                (_("Let op"), _("Van de eerste drie rondes is de lijst van deelnemers niet volledig.")),
            ],
        )
    )


def _members(rounds, number, rows) -> Table:
    def lines():
        # Only who writes this table asks for it.
        offers = {one.code: row.offer for one, row in rows}
        for one in results_of(rounds, {"action": [number]}):
            yield _member_line(one.round, offers[one.round.code], one.member)

    return Table(_("Lokale besturen"), PER_LOCAL_GOVERNMENT, lines())


def _years(action, years):
    if years.rounds > 1:
        yield RoundLine(None, line_of_years(action, years))


def _line(public_round, row) -> RoundLine:
    return RoundLine(public_round, _unfrozen(public_round, row, line_of_action(row)))


def _member_line(public_round, offer, member) -> RoundLine:
    return RoundLine(public_round, _unfrozen(public_round, member, line_of_member(offer, member)))


def _unfrozen(public_round, row, line):
    """Before the figures are frozen nobody counts who sent something already, and the result is announced."""
    if public_round.snapshot is None:
        line.submitted = None
        if awaits_report(row, public_round):
            line.realised = report_in_words(public_round)
            line.status = _("cijfers worden nog bevroren") if public_round.is_due else line.status
    return line


def _snapshot(public_round):
    return public_round.snapshot.code if public_round.snapshot else _("nog niet bevroren")


def _total(row, name):
    return known(getattr(row[1].figure, name, None))


def _about(rounds, whole=None):
    """What the figures are, of when, and how many reported (R1)."""
    about = []
    for one in rounds:
        said = {"moment": wording.moment(one.as_of), "snapshot": _snapshot(one)}
        about.append((_("%s, zoals gekend op") % one.title, _("%(moment)s (%(snapshot)s)") % said))
    if whole and whole.expected:
        counted = {"submitted": wording.count(whole.submitted), "expected": wording.count(whole.expected)}
        about.append((_("Ingediend"), _("%(submitted)s van %(expected)s registraties") % counted))
    return [
        *about,
        (_("Toegekend"), _("Wat de overheid beloofde te betalen; het geld van een aanvraag staat bij de trekker.")),
        (_("Doel"), _("Huidig en gepland bereik samen, zoals beloofd; geen resultaat.")),
        (_("Bereikt"), _("Wat de lokale besturen telden en indienden, zoals bevroren na de eindrapportage.")),
    ]
