"""The form of an action in a round, with its KPI's."""

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.forms.fields import UnitsField
from grants.models import Indicator, Offer
from grants.services.round_plan import IndicatorPlan, OfferPlan
from samenleven.core.forms import AmountField


class IndicatorForm(forms.ModelForm):
    """A KPI of an action: what is counted, what is paid for it."""

    amount_per_unit = AmountField(label=gettext_lazy("Bedrag per eenheid, in euro"))
    max_units = UnitsField(label=gettext_lazy("Hoogstens zoveel eenheden"), required=False)
    max_amount = AmountField(label=gettext_lazy("Maximumbedrag, in euro"), required=False)
    dropped = forms.BooleanField(label=gettext_lazy("Deze KPI niet meer tellen"), required=False)

    class Meta:
        model = Indicator
        fields = ["title", "unit", "kind", "unit_family", "amount_per_unit", "max_units", "max_amount"]
        labels = {
            "title": gettext_lazy("Wat telt (KPI)"),
            "unit": gettext_lazy("Eenheid"),
            "kind": gettext_lazy("Soort"),
            "unit_family": gettext_lazy("Familie van eenheden"),
        }
        help_texts = {
            "unit": gettext_lazy("In het enkelvoud, bijvoorbeeld: begeleide persoon."),
            "kind": gettext_lazy("Stroom: telt op over het jaar. Toestand: is er, of is er niet."),
            "unit_family": gettext_lazy("Zelfde familie als vorige ronde: de reeks loopt door. Bijvoorbeeld: person."),
        }

    def __init__(self, *args, key=None, may_drop=True, **kwargs):
        super().__init__(*args, empty_permitted=key is None, use_required_attribute=key is not None, **kwargs)
        self.key = key
        if key is None or not may_drop:
            del self.fields["dropped"]

    def full_clean(self):
        if self.is_bound and self.is_dropped:
            self._errors, self.cleaned_data = ErrorDict(), {"dropped": True}
        else:
            super().full_clean()

    @property
    def is_dropped(self) -> bool:
        """Whether the administrator strikes this KPI: what else stands in its row is not read."""
        return "dropped" in self.fields and bool(self["dropped"].value())

    def has_changed(self):
        """A new row counts as filled in once somebody typed in it; its kind is chosen beforehand."""
        return bool(set(self.changed_data) - {"kind"})

    @property
    def is_left_out(self) -> bool:
        """Whether this row adds nothing to the round."""
        return self.is_dropped or (self.key is None and not self.has_changed())

    def plan(self) -> IndicatorPlan:
        """The KPI as it was filled in."""
        return IndicatorPlan(key=self.key, **{name: self.cleaned_data[name] for name in self.Meta.fields})


class OfferForm(forms.ModelForm):
    """An action in the round, with its KPI's and one empty row for another."""

    class Meta:
        model = Offer
        fields = ["financed", "content_judged"]
        labels = {
            "financed": gettext_lazy("Deze actie wordt betaald in deze ronde"),
            "content_judged": gettext_lazy("Ook de inhoud wordt beoordeeld"),
        }

    def __init__(self, data, *, offer, may_drop):
        self.action = offer.action
        prefix = f"actie-{offer.action.number}"
        super().__init__(
            data, prefix=prefix, initial={"financed": offer.financed, "content_judged": offer.content_judged}
        )
        self.indicators = [
            IndicatorForm(data, prefix=f"{prefix}-kpi-{one.key}", initial=one.values(), key=one.key, may_drop=may_drop)
            for one in offer.indicators
        ]
        self.indicators.append(IndicatorForm(data, prefix=f"{prefix}-kpi-nieuw"))
        self.known, self.is_open = offer, False

    @property
    def has_errors(self) -> bool:
        """Whether something is wrong in the action or in one of its KPI's."""
        return bool(self.errors) or any(one.errors for one in self.indicators)

    def clean(self):
        cleaned = super().clean()
        if all(one.is_valid() for one in self.indicators):
            self.kept = [one.plan() for one in self.indicators if not one.is_left_out]
            if cleaned.get("financed") and not self.kept:
                self.add_error(
                    "financed",
                    _("Actie %(number)s wordt betaald: vul minstens één KPI in.") % {"number": self.action.number},
                )
        return cleaned

    def plan(self) -> OfferPlan:
        """The offer as it was filled in."""
        return OfferPlan(
            action=self.action,
            financed=self.cleaned_data["financed"],
            content_judged=self.cleaned_data["content_judged"],
            indicators=tuple(self.kept),
        )
