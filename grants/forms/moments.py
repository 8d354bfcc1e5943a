"""The form of a reporting moment of a round."""

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy

from grants.forms.fields import MomentField, NamesTheField
from grants.models import ReportingMoment
from grants.services.round_plan import MomentPlan
from grants.states import MomentKind
from samenleven.core.forms import DayField

KINDS = {
    MomentKind.INTERIM: gettext_lazy("Tussentijdse rapportering"),
    MomentKind.FINAL: gettext_lazy("Eindrapport"),
}


class MomentForm(NamesTheField, forms.ModelForm):
    """A reporting moment; the interim one may be left out."""

    told_at = {
        "grants_reportingmoment_covers_a_period": "covers_until",
        "grants_reportingmoment_deadline_after_it_opens": "deadline",
        "grants_reportingmoment_three_dates_in_order": "entries_until",
    }

    held = forms.BooleanField(label=gettext_lazy("Deze rapportering gaat door"), required=False)
    covers_from = DayField(label=gettext_lazy("Gaat over de periode van"))
    covers_until = DayField(label=gettext_lazy("Gaat over de periode tot en met"))
    opens_at = MomentField(
        label=gettext_lazy("Registreren kan vanaf"),
        closes=False,
        required=False,
        help_text=gettext_lazy("Leeg: niemand kan al registreren."),
    )
    deadline = MomentField(
        label=gettext_lazy("Deadline"),
        closes=True,
        required=False,
        help_text=gettext_lazy("Wat u aan de lokale besturen meldt. Dan worden de cijfers bevroren."),
    )
    entries_until = MomentField(
        label=gettext_lazy("Nieuwe registraties kunnen nog tot"),
        closes=True,
        required=False,
        help_text=gettext_lazy("Leeg: tot de deadline."),
    )
    changes_until = MomentField(
        label=gettext_lazy("Verbeteringen kunnen nog tot"),
        closes=True,
        required=False,
        help_text=gettext_lazy("Leeg: tot de deadline."),
    )

    field_order = ["held"]

    class Meta:
        model = ReportingMoment
        fields = ["covers_from", "covers_until", "opens_at", "deadline", "entries_until", "changes_until"]

    def __init__(self, *args, kind, must_be_held, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind, self.heading = kind, KINDS[kind]
        if must_be_held:
            del self.fields["held"]

    @property
    def is_held(self) -> bool:
        """Whether this reporting takes place: what stands in the fields of one that does not is forgotten."""
        return "held" not in self.fields or bool(self["held"].value())

    def full_clean(self):
        if self.is_bound and not self.is_held:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()

    def plan(self) -> MomentPlan | None:
        """The reporting moment as it was filled in."""
        if not self.is_held:
            return None
        return MomentPlan(kind=self.kind, **{name: self.cleaned_data[name] for name in self.Meta.fields})
