"""What is asked of who writes to the other side, and of who holds a reminder back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kpi.models.messages import LONGEST_MESSAGE


class MessageForm(forms.Form):
    """What somebody writes to the other side; about which application is asked only where there are several."""

    text = forms.CharField(
        label=_("Uw bericht"),
        help_text=_("Noem geen personen."),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Schrijf eerst iets.")},
    )

    def __init__(self, data=None, *, applications, text=""):
        super().__init__(data, initial={"text": text})
        self.applications = {str(one.pk): one for one in applications}
        if len(self.applications) > 1:
            choices = [(pk, str(one)) for pk, one in self.applications.items()]
            self.fields["application"] = forms.ChoiceField(label=_("Over welke aanvraag"), choices=choices)
            self.order_fields(["application", "text"])

    @property
    def application(self):
        """The application that was chosen, or the only one."""
        chosen = self.cleaned_data.get("application")
        return self.applications[chosen] if chosen else next(iter(self.applications.values()))


class StopForm(forms.Form):
    """Why a reminder is held back."""

    reason = forms.CharField(
        label=_("Waarom mag deze herinnering niet vertrekken?"),
        help_text=_("Noem geen personen."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Zeg waarom deze herinnering niet mag vertrekken.")},
    )
