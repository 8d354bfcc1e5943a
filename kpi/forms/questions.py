"""What the pages of a written question ask: its text and terms, and the words of its parts (R39)."""

import datetime as dt
from itertools import pairwise

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kpi.models.questions import LONGEST_QUESTION, LONGEST_TEXT, WORKING
from kpi.services.answers import workdays_after
from samenleven.accounts.models import User
from samenleven.core.forms import CountField, DayField, PastDayField, PlainField

NO_NAMES = _("Noem geen personen.")


class TermsForm(forms.Form):
    """The days of a dossier, in their order."""

    known_on = PastDayField(
        label=_("Cijfers zoals gekend op"),
        help_text=_("Elk cijfer in het antwoord is dat van het einde van deze dag."),
    )
    received_on = DayField(label=_("Ontvangen op"))
    internal_due = DayField(
        label=_("Interne termijn"), help_text=_("De laatste dag waarop het antwoord klaar moet zijn.")
    )
    official_due = DayField(label=_("Officiële termijn"), help_text=_("De laatste dag die het parlement geeft."))

    def clean(self):
        days = [self.cleaned_data.get(name) for name in ("asked_on", "received_on", "internal_due", "official_due")]
        names = ("asked_on", "received_on", "internal_due", "official_due")
        known = [(name, day) for name, day in zip(names, days, strict=True) if day is not None]
        for (_before, earlier), (name, later) in pairwise(known):
            if later < earlier:
                self.add_error(
                    name,
                    _(
                        "Deze dag mag niet vóór de dag ervoor liggen. De volgorde is: gesteld, ontvangen, intern, officieel."
                    ),
                )
        return self.cleaned_data


def proposed_terms(today: dt.date) -> dict:
    """The terms of a question that came in today, as a proposal: in working days, holidays not counted."""
    official = workdays_after(today, settings.QUESTION_TERM_WORKDAYS)
    internal = workdays_after(today, max(settings.QUESTION_TERM_WORKDAYS - 5, 0))
    # Of yesterday: only of a day that is over the figures no longer change.
    return {
        "known_on": today - dt.timedelta(days=1),
        "received_on": today,
        "internal_due": internal,
        "official_due": official,
    }


class HeadForm(TermsForm):
    """What stands above a dossier."""

    number = CountField(label=_("Nummer van de vraag"), required=False)
    title = PlainField(label=_("Onderwerp"), max_length=200, help_text=NO_NAMES)
    asked_on = DayField(label=_("Gesteld op"))
    owner = forms.ModelChoiceField(
        label=_("Eigenaar"),
        queryset=User.objects.none(),
        help_text=_("Wie instaat voor het antwoord en herinnerd wordt."),
    )
    field_order = (
        "text", "number", "title", "asked_on", "received_on", "known_on", "internal_due", "official_due", "owner",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = workers()


def workers():
    """Who can answer a question."""
    return User.objects.filter(is_active=True, ministry_role__in=WORKING).order_by(
        "last_name", "first_name", "username"
    )


class IntakeForm(HeadForm):
    """A new question: its text, pasted from the mail."""

    text = PlainField(
        label=_("Tekst van de vraag"),
        help_text=_("Plak de hele tekst. De genummerde deelvragen worden eruit gelezen; u kunt ze daarna verbeteren."),
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": _("Plak eerst de tekst van de vraag.")},
    )


class ChangeForm(HeadForm):
    """The head of a dossier; `revision` is the one that stood on the page."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


class RevisionForm(forms.Form):
    """What a button needs: which version stood on the page."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


class PartForm(RevisionForm):
    """The words of a sub-question."""

    code = PlainField(label=_("Nummer"), max_length=12)
    context = PlainField(
        label=_("Waarover het gaat"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 2})
    )
    text = PlainField(
        label=_("Deelvraag"),
        max_length=LONGEST_TEXT,
        help_text=_("Zijn het er twee? Zet een lege regel waar ze gesplitst moeten worden en kies Splitsen."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    field_order = ("code", "context", "text")


class NewPartForm(forms.Form):
    """A sub-question that was not read in the text."""

    code = PlainField(label=_("Nummer"), max_length=12)
    text = PlainField(label=_("Deelvraag"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}))


class ApproverForm(forms.Form):
    """Whom to ask."""

    to = forms.ModelChoiceField(label=_("Goedkeuring vragen aan"), queryset=User.objects.none())

    def __init__(self, *args, but_not, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = workers().exclude(pk=but_not.pk)
        self.fields["to"].label_from_instance = lambda user: user.get_full_name() or user.username
