"""The form of a whole round: its dates and its reporting moments, with its offers. Services write; this asks and cleans."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.forms.fields import FieldInSummary, MomentField, NamesTheField, UnitsField
from grants.forms.incentives import IncentiveForm
from grants.forms.moments import MomentForm
from grants.forms.offers import OfferForm
from grants.models import ProjectRound
from grants.services.round_plan import CODES, MOMENT_CODES, RoundPlan
from grants.states import MomentKind
from samenleven.core.forms import FIRST_YEAR, LAST_YEAR, AmountField, CountField, DayField, PlainField

LARGEST_NUMBER = 32_767  # what a small whole-number column holds
LONGEST_CLAUSE = 4000


class RoundForm(NamesTheField, forms.ModelForm):
    """The call, the project year and the budget."""

    told_at = {
        "grants_projectround_closes_after_it_opens": "closes_at",
        "grants_projectround_year_ends_after_it_starts": "ends_on",
        "grants_projectround_three_dates_in_order": "entries_until",
    }

    number = CountField(label=gettext_lazy("Nummer"), min_value=1, max_value=LARGEST_NUMBER)
    opens_at = MomentField(label=gettext_lazy("De oproep opent"), closes=False, required=False)
    closes_at = MomentField(label=gettext_lazy("De oproep sluit"), closes=True, required=False)
    entries_until = MomentField(
        label=gettext_lazy("Nieuwe aanvragen kunnen nog tot"),
        closes=True,
        required=False,
        help_text=gettext_lazy("Leeg: tot de oproep sluit."),
    )
    changes_until = MomentField(
        label=gettext_lazy("Verbeteringen van aanvragen kunnen nog tot"),
        closes=True,
        required=False,
        help_text=gettext_lazy("Leeg: tot de laatste nieuwe aanvraag."),
    )
    starts_on = DayField(label=gettext_lazy("Het projectjaar begint"))
    ends_on = DayField(label=gettext_lazy("Het projectjaar eindigt"))
    budget = AmountField(label=gettext_lazy("Budget over alle acties samen, in euro"), required=False)
    decided_on = DayField(label=gettext_lazy("Beslissing van de Vlaamse Regering"), required=False)
    origin_threshold = CountField(
        label=gettext_lazy("Drempel: inwoners van niet-EU-14-herkomst"),
        help_text=gettext_lazy("Wie aanvraagt, alleen of samen, telt meer dan zoveel van die inwoners."),
    )
    origin_year = CountField(
        label=gettext_lazy("Referentiejaar van die inwoners"),
        required=False,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text=gettext_lazy(
            "Met de aantallen van dit jaar kijkt het portaal de drempel na. Leeg: het kijkt niets na."
        ),
    )
    advance_percentage = UnitsField(
        label=gettext_lazy("Voorschot, in procent"),
        decimal_places=2,
        max_digits=5,
        max_value=100,
        help_text=gettext_lazy("De rest is het saldo, na het eindrapport."),
    )
    interim_percentage = UnitsField(
        label=gettext_lazy("Tussentijds te bereiken, in procent"),
        decimal_places=2,
        max_digits=5,
        max_value=100,
        help_text=gettext_lazy("Wie halfweg zoveel van zijn doel bereikte, gaat vanzelf door."),
    )
    review_days = CountField(
        label=gettext_lazy("Dagen waarin het ministerie beslist"),
        max_value=LARGEST_NUMBER,
        help_text=gettext_lazy("Beslist het ministerie niet op tijd, dan verliest de aanvrager niets."),
    )
    appeal_clause = PlainField(
        label=gettext_lazy("Beroepsclausule"),
        required=False,
        max_length=LONGEST_CLAUSE,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Staat in elke beslissingsbrief: hoe en tot wanneer iemand beroep kan aantekenen."),
    )

    class Meta:
        model = ProjectRound
        fields = [
            "number",
            "title",
            "opens_at",
            "closes_at",
            "entries_until",
            "changes_until",
            "starts_on",
            "ends_on",
            "decided_on",
            "budget",
            "allocation_rule",
            "states_are_whole",
            "origin_threshold",
            "origin_year",
            "advance_percentage",
            "interim_percentage",
            "review_days",
            "appeal_clause",
        ]
        labels = {
            "title": gettext_lazy("Titel"),
            "allocation_rule": gettext_lazy("Hoe een te klein budget verdeeld wordt"),
            "states_are_whole": gettext_lazy(
                "Een toestand, zoals een plan of een test, wordt geheel of niet toegekend"
            ),
        }

    def _part(self, first, last):
        names = self.Meta.fields[self.Meta.fields.index(first) : self.Meta.fields.index(last) + 1]
        return [self[name] for name in names if name in self.fields]

    def call(self):
        """The fields of the call."""
        return self._part("number", "changes_until")

    def year(self):
        """The fields of the project year."""
        return self._part("starts_on", "decided_on")

    def rules(self):
        """The fields of the budget and of the rules."""
        return self._part("budget", "appeal_clause")


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

    def __init__(self, data, *, plan: RoundPlan, is_new, has_opened=False, is_told=True):
        initial = plan.values()
        self.round = RoundForm(data, prefix="ronde", initial=initial)
        if not is_new or plan.number is None:
            del self.round.fields["number"]
        self.incentives = IncentiveForm(
            data, prefix="stimulans", initial={one.kind: one.amount for one in plan.incentives}
        )
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
            self.change.fields["reason"].required = is_told
        self.of, self.messages = plan, []

    def _titled(self):
        """Every form with the words that tell it from the others."""
        yield "", self.round
        for moment in self.moments:
            yield str(moment.heading), moment
        yield _("Stimulansen"), self.incentives
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

    def field_ids(self) -> dict[str, str]:
        """Where each fact of a round (grants.changes) is filled in: the id of its field."""
        found = {code: self.round[name].id_for_label for name, code in CODES.items() if name in self.round.fields}
        for moment in self.moments:
            for name in moment.Meta.fields:
                found[f"{moment.kind}_report_{MOMENT_CODES.get(name, name)}"] = moment[name].id_for_label
        for offer in self.offers:
            number = offer.action.number
            found[f"financed action {number}"] = offer["financed"].id_for_label
            for position, indicator in enumerate(offer.indicators, start=1):
                for name in indicator.Meta.fields:
                    found[f"{name} indicator {number}.{position}"] = indicator[name].id_for_label
        return found

    def plan(self) -> RoundPlan:
        """The whole round as it was filled in."""
        asked = self.round.cleaned_data
        return RoundPlan(
            number=asked.get("number", self.of.number),
            **{name: asked[name] for name in RoundForm.Meta.fields if name != "number"},
            incentives=self.incentives.plan(),
            moments=tuple(plan for form in self.moments if (plan := form.plan())),
            offers=tuple(form.plan() for form in self.offers),
        )
