"""What who divides a budget is asked: a scenario, another amount, a name."""

from django import forms
from django.utils.translation import gettext_lazy as _

from grants.states import AllocationRule
from samenleven.core.forms import AmountField

LONGEST_NOTE, LONGEST_REASON = 4000, 500
NO_PERSONS = _("Noem geen personen.")


class NameForm(forms.Form):
    """The name of a scenario, and what one wants to remember about it."""

    name = forms.CharField(label=_("Naam"), max_length=120)
    note = forms.CharField(
        label=_("Nota"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=NO_PERSONS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ScenarioForm(NameForm):
    """A new scenario of a round: by which rule, and how much."""

    rule = forms.ChoiceField(label=_("Verdeelregel"), choices=AllocationRule.choices)
    budget = AmountField(label=_("Te verdelen bedrag"))

    field_order = ("name", "rule", "budget", "note")


class AdjustForm(forms.Form):
    """Another amount for one line."""

    amount = AmountField(label=_("Bedrag"))
    reason = forms.CharField(
        label=_("Reden"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=_("Verplicht als het bedrag anders is dan berekend. Noem geen personen."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LineFilter(forms.Form):
    """Which lines of a division are shown."""

    STANDS = (
        ("", _("Alle lijnen")),
        ("geheel", _("geheel toegekend")),
        ("deels", _("deels toegekend")),
        ("niets", _("niet toegekend")),
        ("aangepast", _("aangepast")),
    )
    naam = forms.CharField(label=_("Naam van de aanvrager"), required=False, max_length=80)
    actie = forms.IntegerField(
        label=_("Nummer van de actie"), required=False, min_value=1, max_value=999, widget=forms.TextInput
    )
    stand = forms.ChoiceField(label=_("Stand"), required=False, choices=STANDS)
