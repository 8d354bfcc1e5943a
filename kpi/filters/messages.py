"""Which conversations and which reminders a list shows."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ConversationFilter(forms.Form):
    """Which conversations a list shows."""

    OPEN, ANSWERED = "open", "beantwoord"
    stand = forms.ChoiceField(
        label=_("Stand"),
        required=False,
        choices=[("", _("Alle")), (OPEN, _("Wacht op antwoord")), (ANSWERED, _("Beantwoord"))],
    )


class SentFilter(forms.Form):
    """Which reminders that were sent a list shows."""

    moment = forms.ChoiceField(label=_("Rapporteringsmoment"), required=False)

    def __init__(self, data, *, moments):
        super().__init__(data)
        self.fields["moment"].choices = [("", _("Alle")), *((one.code, str(one)) for one in moments)]
