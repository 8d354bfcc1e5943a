"""The form of what a round pays on top."""

from django import forms
from django.utils.translation import gettext_lazy

from grants.services.round_plan import IncentivePlan
from grants.states import IncentiveKind
from samenleven.core.forms import AmountField


class IncentiveForm(forms.Form):
    """What the round pays on top, without co-financing; an empty amount is not offered (R16)."""

    cooperation = AmountField(
        label=gettext_lazy("Samenwerking, in euro"),
        required=False,
        help_text=gettext_lazy("Eén keer per aanvrager. Leeg: wordt niet aangeboden."),
    )
    mentorship = AmountField(
        label=gettext_lazy("Mentorschap, in euro"),
        required=False,
        help_text=gettext_lazy("Per actie, met een motivering. Leeg: wordt niet aangeboden."),
    )
    impact_bond = AmountField(
        label=gettext_lazy("Sociale impact obligatie, in euro"),
        required=False,
        help_text=gettext_lazy("Leeg: wordt niet aangeboden."),
    )

    def plan(self) -> tuple[IncentivePlan, ...]:
        """What is offered, in the order of a stored plan."""
        offered = {kind: self.cleaned_data[kind] for kind in sorted(IncentiveKind.values)}
        return tuple(IncentivePlan(kind, amount) for kind, amount in offered.items() if amount is not None)
