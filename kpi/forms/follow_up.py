"""What who follows up asks of an applicant: to put something right, or to do it later."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from grants.forms.fields import MomentField
from grants.states import ExtensionKind
from samenleven.core.clock import day_in_brussels, end_of_day

DAYS_TO_CORRECT, MOST_DAYS_TO_CORRECT = 14, 90
MOST_DAYS_MORE = 180
LONGEST_TEXT = 2000
_KINDS = {
    ExtensionKind.EXTENSION: _("Verlenging: de deadline schuift op. Tot dan ontbreekt er niets."),
    ExtensionKind.REOPENING: _("Heropening: alleen het formulier gaat open. De cijfers gelden zoals ze zijn."),
}
_CHOOSE = _("Kies een verlenging of een heropening.")


class _UntilForm(forms.Form):
    """A form with a date that lies ahead, but not beyond reason."""

    most_days: int

    def __init__(self, *args, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_until(self):
        """A moment to come, at most so many days away."""
        until = self.cleaned_data["until"]
        last = end_of_day(day_in_brussels(self.now) + dt.timedelta(days=self.most_days))
        if until <= self.now:
            raise ValidationError(_("Kies een datum in de toekomst."))
        if until > last:
            raise ValidationError(
                _("Kies een datum binnen %(days)s dagen: tot en met %(last)s."),
                params={"days": self.most_days, "last": f"{day_in_brussels(last):%d/%m/%Y}"},
            )
        return until


class ReturnForm(_UntilForm):
    """What must be put right, why, and by when (terugsturen)."""

    most_days = MOST_DAYS_TO_CORRECT

    lines = forms.TypedMultipleChoiceField(
        label=_("Welke acties stuurt u terug?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Kies minstens één actie."),
            "invalid_choice": _("Van deze actie is er niets (meer) ingediend om terug te sturen. Kies een andere."),
        },
    )
    remark = forms.CharField(
        label=_("Wat moet er beter?"),
        help_text=_("Het lokaal bestuur leest deze tekst bij de actie. Noem geen personen."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Zeg wat er beter moet.")},
    )
    until = MomentField(
        label=_("Te verbeteren tegen"),
        closes=True,
        help_text=_(
            "Zonder uur: tot het einde van die dag. Een vroege datum neemt geen tijd weg: verbeteren kan minstens zolang als voor iedereen."
        ),
        error_messages={"required": _("Kies tegen wanneer het bestuur verbetert.")},
    )

    def __init__(self, *args, lines, now, **kwargs):
        default = end_of_day(day_in_brussels(now) + dt.timedelta(days=DAYS_TO_CORRECT))
        super().__init__(*args, now=now, initial={"until": default}, prefix="return", **kwargs)
        self.fields["lines"].choices = lines


class MoreTimeForm(_UntilForm):
    """Until when an applicant has more time, for what, and why (verlengen, heropenen)."""

    most_days = MOST_DAYS_MORE

    application = forms.TypedChoiceField(label=_("Aanvraag"), coerce=int)
    kind = forms.ChoiceField(
        label=_("Wat geeft u?"),
        choices=_KINDS.items(),
        widget=forms.RadioSelect,
        error_messages={"required": _CHOOSE, "invalid_choice": _CHOOSE},
    )
    until = MomentField(
        label=_("Tot en met"),
        closes=True,
        help_text=_("Zonder uur: tot het einde van die dag."),
        error_messages={"required": _("Kies tot wanneer het bestuur meer tijd krijgt.")},
    )
    reason = forms.CharField(
        label=_("Waarom?"),
        help_text=_("Deze tekst blijft bij de beslissing staan, alleen voor het ministerie. Noem geen personen."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Zeg waarom dit bestuur meer tijd krijgt.")},
    )

    def __init__(self, *args, applications, now, **kwargs):
        first = {"application": applications[0][0], "kind": ExtensionKind.EXTENSION.value}
        super().__init__(*args, now=now, initial=first, prefix="time", **kwargs)
        self.fields["application"].choices = applications
        if len(applications) == 1:
            self.fields["application"].widget = forms.HiddenInput()
