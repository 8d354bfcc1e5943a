"""What the pages of a written question ask: its text and terms, its parts, and how each is answered (R39)."""

import datetime as dt
import re
from itertools import pairwise

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grants.models import Action, ProjectRound
from kpi.models import Snapshot
from kpi.models.questions import LONGEST_QUESTION, LONGEST_TEXT, WORKING
from kpi.services.answers import workdays_after
from kpi.states import AnswerKind, BlockKind
from samenleven.accounts.models import User
from samenleven.core.clock import day_in_brussels
from samenleven.core.forms import CountField, PlainField

NO_NAMES = _("Noem geen personen.")
SNAPSHOTS_OFFERED = 60
MOST_FIELDS = 1000
_NUMBERS = re.compile(r"\d{1,3}(?:\s*(?:,|;|en|\s)\s*\d{1,3})*")


def _day(label, help_text=""):
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Vul een datum in."),
            "invalid": _("Vul een datum in, bijvoorbeeld 03/03/2023."),
        },
    )


class TermsForm(forms.Form):
    """The days of a dossier, in their order."""

    known_on = _day(_("Cijfers zoals gekend op"), _("Elk cijfer in het antwoord is dat van het einde van deze dag."))
    received_on = _day(_("Ontvangen op"))
    internal_due = _day(_("Interne termijn"), _("De laatste dag waarop het antwoord klaar moet zijn."))
    official_due = _day(_("Officiële termijn"), _("De laatste dag die het parlement geeft."))

    def clean_known_on(self):
        """Of a day to come nothing is known."""
        day = self.cleaned_data["known_on"]
        if day > day_in_brussels(timezone.now()):
            raise ValidationError(_("Kies vandaag of een dag die voorbij is."))
        return day

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
    asked_on = _day(_("Gesteld op"))
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


class AnswerForm(RevisionForm):
    """In which kind a sub-question is answered, and what somebody writes."""

    kind = forms.ChoiceField(
        label=_("Soort antwoord"),
        choices=[
            (AnswerKind.FIGURES, _("Cijfers: het portaal schrijft ze, met hun herkomst.")),
            (AnswerKind.NOT_ASKED, _("Niet gevraagd aan lokale besturen: met wat het vragen zou kosten.")),
            (AnswerKind.POLICY, _("Beleidstekst: van het kabinet; iemand anders keurt ze goed.")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies het soort antwoord.")},
    )
    own_text = PlainField(
        label=_("Eigen tekst"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_(
            "Noem geen personen. Wat u hier schrijft, keurt iemand anders goed. Leeg bij “niet gevraagd”: de gewone reden."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class BlockForm(forms.Form):
    """One building block of an answer; without a kind there is none."""

    kind = forms.ChoiceField(label=_("Bouwsteen"), required=False, choices=[("", _("Geen")), *BlockKind.choices])
    actions = forms.CharField(
        label=_("Acties"), required=False, max_length=80, help_text=_("Nummers, bijvoorbeeld 6, 7.")
    )
    rounds = forms.MultipleChoiceField(label=_("Projectrondes"), required=False, widget=forms.CheckboxSelectMultiple)
    known_on = forms.DateField(
        label=_("Zoals gekend op"),
        required=False,
        help_text=_("Leeg: de dag van het dossier."),
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Vul een datum in, bijvoorbeeld 03/03/2023.")},
    )
    snapshot = forms.ModelChoiceField(
        label=_("Uit momentopname"), required=False, queryset=Snapshot.objects.none(), to_field_name="code",
        empty_label=_("Geen: rechtstreeks uit de registraties"),
    )  # fmt: skip
    is_interim = forms.BooleanField(label=_("Tussentijdse rapportering"), required=False)
    fields_asked = CountField(
        label=_("Bijkomende velden per lokaal bestuur"),
        required=False,
        max_value=MOST_FIELDS,
        help_text=_("Alleen voor “wat het zou kosten”."),
    )

    def clean_actions(self):
        """The numbers, each an action of the plan."""
        text = self.cleaned_data["actions"].strip()
        if text and not _NUMBERS.fullmatch(text):
            raise ValidationError(_("Vul nummers van acties in, met een komma ertussen."))
        numbers = list(dict.fromkeys(map(int, re.findall(r"\d+", text))))
        unknown = [number for number in numbers if number not in self.known_actions]
        if unknown:
            raise ValidationError(_("Actie %s bestaat niet.") % ", ".join(map(str, unknown)))
        return numbers

    def clean_known_on(self):
        """Of a day to come nothing is known."""
        day = self.cleaned_data["known_on"]
        if day and day > day_in_brussels(timezone.now()):
            raise ValidationError(_("Kies vandaag of een dag die voorbij is."))
        return day

    def clean(self):
        kept = self.cleaned_data
        if not kept.get("kind"):
            return kept
        if not kept.get("rounds") and "rounds" not in self.errors:
            self.add_error("rounds", _("Kies minstens één projectronde."))
        if not kept.get("actions") and "actions" not in self.errors:
            self.add_error("actions", _("Vul minstens één actie in."))
        self._clean_basis(kept)
        if kept["kind"] == BlockKind.COST and not kept.get("fields_asked") and "fields_asked" not in self.errors:
            self.add_error("fields_asked", _("Zeg hoeveel bijkomende velden een lokaal bestuur zou invullen."))
        return kept

    def _clean_basis(self, kept):
        snapshot = kept.get("snapshot")
        if snapshot is None:
            return
        if kept.get("known_on"):
            self.add_error("known_on", _("Een momentopname heeft haar eigen moment: kies een dag of een momentopname."))
        if kept.get("rounds") and kept["rounds"] != [snapshot.moment.round.code]:
            said = {"code": snapshot.code, "round": snapshot.moment.round}
            self.add_error("snapshot", _("Momentopname %(code)s gaat alleen over %(round)s.") % said)
        # A snapshot is of one reading: what is ticked cannot say otherwise.
        kept["is_interim"] = snapshot.moment.kind == "interim"

    @property
    def block(self):
        """What the services ask of a block; None where there is none."""
        kept = self.cleaned_data
        if not kept.get("kind"):
            return None
        return {
            "kind": kept["kind"],
            "rounds": kept["rounds"],
            "actions": kept["actions"],
            "is_interim": kept["is_interim"],
            "known_on": kept["known_on"],
            "snapshot": kept["snapshot"],
            "fields": kept["fields_asked"],
        }


class BlockFormSet(forms.BaseFormSet):
    """The building blocks of an answer, in their order, and an empty one; what may be chosen is read once. How many, the service says."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rounds = ProjectRound.objects.filter(programme__is_current=True, is_practice=False).order_by("number")
        self.rounds = [(one.code, str(one)) for one in rounds]
        self.actions = set(
            Action.objects.filter(programme__is_current=True).order_by("number").values_list("number", flat=True)
        )
        # One of before the deadline holds what some already sent, while others still report: that is no figure to answer with.
        offered = Snapshot.objects.filter(
            was_due=True, moment__round__is_practice=False, moment__round__programme__is_current=True
        )
        newest = offered.order_by("-taken_at", "-pk").values("pk")[:SNAPSHOTS_OFFERED]
        self.snapshots = Snapshot.objects.filter(pk__in=newest).select_related("moment__round").order_by("-taken_at")

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.known_actions = self.actions
        form.fields["rounds"].choices = self.rounds
        form.fields["snapshot"].queryset = self.snapshots

    @property
    def blocks(self) -> list[dict]:
        """The blocks that were chosen and not taken away."""
        kept = [form for form in self.forms if form not in self.deleted_forms]
        return [form.block for form in kept if form.block is not None]


Blocks = forms.formset_factory(BlockForm, formset=BlockFormSet, extra=0, can_delete=True, max_num=100, absolute_max=100)


class ApproverForm(forms.Form):
    """Whom to ask."""

    to = forms.ModelChoiceField(label=_("Goedkeuring vragen aan"), queryset=User.objects.none())

    def __init__(self, *args, but_not, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = workers().exclude(pk=but_not.pk)
        self.fields["to"].label_from_instance = lambda user: user.get_full_name() or user.username
