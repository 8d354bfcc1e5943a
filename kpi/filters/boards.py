"""What the other dashboards can be asked: the filters of the dashboard, and what to measure, per what."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi.filters.choices import RoundChoice
from kpi.filters.dashboard import DashboardForm, Question

ROUNDS_SHOWN = 8  # the newest; a page of a programme of many years stays below 60 kB
# What somebody can look at, and the figure that it is.
MEASURES = {
    "besturen": ("local_governments", _("Lokale besturen")),
    "toegekend": ("awarded_amount", _("Toegekend (bedrag)")),
    "doel": ("target", _("Doel")),
    "bereikt": ("realised", _("Bereikt")),
    "percentage": ("attainment", _("Bereikt van doel")),
}


def _measures(*names, default):
    """A choice among measures; the first is what an address without one asks."""
    ordered = [default, *(name for name in names if name != default)]
    return forms.ChoiceField(
        label=_("Wat u bekijkt"),
        required=False,
        choices=[("" if name == default else name, MEASURES[name][1]) for name in ordered],
    )


class BoardForm(DashboardForm):
    """The filters of a board; its own questions stand with the first."""

    default_measure = ""

    @property
    def measure(self) -> str:
        """The name of what is measured."""
        return self.cleaned_data.get("maat") or self.default_measure


class TrendForm(BoardForm):
    """Every round at once, so no round and no snapshot of one is chosen."""

    maat = _measures(*MEASURES, default="toegekend")
    per = forms.ChoiceField(
        label=_("Per"), required=False, choices=[("", _("Actie")), ("doelstelling", _("Doelstelling"))]
    )
    default_measure = "toegekend"
    FIRST = ("maat", "per", "moment", "op")

    def __init__(self, given, *, choices, snapshot=None):
        super().__init__(given, choices=choices)
        del self.fields["ronde"], self.fields["momentopname"]

    @property
    def rounds(self) -> list[RoundChoice]:
        """The real rounds, oldest first; a practice round stands alone where there is no other."""
        real = [one for one in self.choices.rounds.values() if not one.is_practice] or [self.round]
        return real[:ROUNDS_SHOWN][::-1]

    @property
    def by(self) -> str:
        """Of what a row is."""
        return "goal" if self.cleaned_data.get("per") else "action"

    @property
    def next_deadline(self):
        """The first deadline of any of the rounds that is still to come."""
        moments = [one.moments.get(self.kind) for one in self.rounds] if self.is_valid() else []
        coming = [one.deadline for one in moments if one and one.deadline and one.deadline > timezone.now()]
        return min(coming, default=None)

    def question(self) -> Question:
        """What a valid form asks: all its rounds at the same kind of moment, as known when."""
        asked = super().question()
        filters = asked.filters | {"project_round": [one.code for one in self.rounds]}
        return Question(asked.round, asked.moment, asked.basis, filters, asked.map_now, asked.bodies)


class MapForm(BoardForm):
    """The map shows in how many actions each takes part, or one of their figures."""

    maat = forms.ChoiceField(
        label=_("Wat u bekijkt"),
        required=False,
        choices=[
            ("", _("Aantal acties")),
            *((name, label) for name, (_figure, label) in MEASURES.items() if name != "besturen"),
        ],
    )
    default_measure = "acties"
    FIRST = ("maat", *DashboardForm.FIRST)


class AreaForm(BoardForm):
    """Per reference region or per province."""

    maat = _measures(*MEASURES, default="besturen")
    per = forms.ChoiceField(
        label=_("Per"), required=False, choices=[("", _("Referentieregio")), ("provincie", _("Provincie"))]
    )
    default_measure = "besturen"
    FIRST = ("maat", "per", *DashboardForm.FIRST)

    @property
    def by(self) -> str:
        """Of what a row is."""
        return "province" if self.cleaned_data.get("per") else "reference_region"
