"""The form of an exemption."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy

from grants.forms.fields import MomentField
from municipalities.models import LocalGovernment
from samenleven.core.clock import day_in_brussels
from samenleven.core.forms import PlainField


class ExemptionForm(forms.Form):
    """Which local government may take part twice, until when and why."""

    local_government = forms.ModelChoiceField(
        label=gettext_lazy("Lokaal bestuur"),
        queryset=LocalGovernment.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("Kies een lokaal bestuur"),
    )
    until = MomentField(
        label=gettext_lazy("Tot en met"),
        closes=True,
        help_text=gettext_lazy("Daarna houdt de vrijstelling vanzelf op."),
    )
    reason = PlainField(
        label=gettext_lazy("Waarom"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Noem geen personen."),
    )

    def __init__(self, data=None):
        super().__init__(data)
        today = day_in_brussels(timezone.now())
        self.fields["local_government"].queryset = LocalGovernment.objects.valid_on(today).order_by("sort_name", "code")

    def clean_until(self):
        """A moment to come."""
        until = self.cleaned_data["until"]
        if until <= timezone.now():
            raise ValidationError(gettext_lazy("Kies een moment dat nog moet komen."))
        return until
