"""The form of a whole round: its dates and its reporting moments, with its offers. Services write; this asks and cleans."""

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.forms.fields import FieldInSummary, MomentField, NamesTheField
from grants.forms.offers import OfferForm
from grants.models import ProjectRound, ReportingMoment
from grants.services.round_plan import MomentPlan, RoundPlan
from grants.states import MomentKind
from samenleven.core.forms import AmountField, CountField, DayField

LARGEST_NUMBER = 32_767  # what a small whole-number column holds
KINDS = {
    MomentKind.INTERIM: gettext_lazy("Tussentijdse rapportering"),
    MomentKind.FINAL: gettext_lazy("Eindrapport"),
}


class RoundForm(NamesTheField, forms.ModelForm):
    """The call, the project year and the budget."""

    told_at = {
        "grants_projectround_closes_after_it_opens": "closes_at",
        "grants_projectround_year_ends_after_it_starts": "ends_on",
    }

    number = CountField(label=gettext_lazy("Nummer"), min_value=1, max_value=LARGEST_NUMBER)
    opens_at = MomentField(label=gettext_lazy("De oproep opent"), closes=False, required=False)
    closes_at = MomentField(label=gettext_lazy("De oproep sluit"), closes=True, required=False)
    starts_on = DayField(label=gettext_lazy("Het projectjaar begint"))
    ends_on = DayField(label=gettext_lazy("Het projectjaar eindigt"))
    budget = AmountField(label=gettext_lazy("Budget over alle acties samen, in euro"), required=False)
    decided_on = DayField(label=gettext_lazy("Beslissing van de Vlaamse Regering"), required=False)

    class Meta:
        model = ProjectRound
        fields = ["number", "title", "opens_at", "closes_at", "starts_on", "ends_on", "budget", "decided_on"]
        labels = {"title": gettext_lazy("Titel")}


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


class ChangeForm(forms.Form):
    """Why a round changes, and how it stood when the form was opened."""

    reason = forms.CharField(
        label=gettext_lazy("Waarom wijzigt u deze ronde?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=gettext_lazy(
            "Iedereen ziet deze reden bij de ronde, met uw rol en zonder uw naam. Noem geen personen."
        ),
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class RoundForms:
    """All forms of a round as one; the error summary reads it like a single form."""

    def __init__(self, data, *, plan: RoundPlan, is_new, has_opened=False):
        initial = plan.values()
        self.round = RoundForm(data, prefix="ronde", initial=initial)
        if not is_new:
            del self.round.fields["number"]
        held = {moment.kind: moment for moment in plan.moments}
        self.moments = [
            MomentForm(
                data,
                prefix=str(kind),
                kind=str(kind),
                initial=(held[kind].values() if kind in held else {}) | {"held": kind in held},
                must_be_held=kind == MomentKind.FINAL if is_new else kind in held,
            )
            for kind in (MomentKind.INTERIM, MomentKind.FINAL)
        ]
        self.offers = [OfferForm(data, offer=offer, may_drop=is_new or not has_opened) for offer in plan.offers]
        self.change = None
        if not is_new:
            self.change = ChangeForm(data, initial={"seen": plan.digest()})
            self.change.fields["reason"].required = has_opened
        self.of, self.messages = plan, []

    def _titled(self):
        """Every form with the words that tell it from the others."""
        yield "", self.round
        for moment in self.moments:
            yield str(moment.heading), moment
        for offer in self.offers:
            of = _("Actie %(number)s") % {"number": offer.action.number}
            yield of, offer
            for position, indicator in enumerate(offer.indicators, start=1):
                yield _("%(action)s, KPI %(position)s") % {"action": of, "position": position}, indicator
        if self.change:
            yield "", self.change

    def is_valid(self) -> bool:
        """Whether every form is."""
        return all(form.is_valid() for _title, form in self._titled())

    @property
    def errors(self) -> bool:
        return bool(self.messages) or any(form.errors for _title, form in self._titled())

    def non_field_errors(self):
        told = (
            f"{title}: {message}" if title else message
            for title, form in self._titled()
            for message in form.non_field_errors()
        )
        return [*self.messages, *told]

    def __iter__(self):
        for title, form in self._titled():
            for field in form:
                label = f"{title}, {field.label}" if title else field.label
                yield FieldInSummary(label, field.id_for_label, field.errors)

    def completed(self, data):
        """What was sent, and beside it the forms that stand here since then: nothing of them counts as emptied."""
        data = data.copy()
        for _title, form in self._titled():
            if not any(form.add_prefix(name) in data for name in form.fields):
                for field in form:
                    value = field.value()
                    if value is not None and value is not False:
                        data[field.html_name] = "on" if value is True else value
        return data

    def plan(self) -> RoundPlan:
        """The whole round as it was filled in."""
        asked = self.round.cleaned_data
        return RoundPlan(
            number=asked.get("number", self.of.number),
            **{name: asked[name] for name in RoundForm.Meta.fields if name != "number"},
            moments=tuple(plan for form in self.moments if (plan := form.plan())),
            offers=tuple(form.plan() for form in self.offers),
        )
