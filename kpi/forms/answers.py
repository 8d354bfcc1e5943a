"""What the page of a sub-question asks: the kind of its answer, what somebody writes, the building blocks of its figures (R39)."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from grants.models import Action, ProjectRound
from kpi.forms.questions import RevisionForm
from kpi.models import Snapshot
from kpi.models.questions import LONGEST_TEXT
from kpi.states import AnswerKind, BlockKind
from samenleven.core.forms import CountField, PastDayField, PlainField

SNAPSHOTS_OFFERED = 60
MOST_FIELDS = 1000
_NUMBERS = re.compile(r"\d{1,3}(?:\s*(?:,|;|en|\s)\s*\d{1,3})*")


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
    known_on = PastDayField(label=_("Zoals gekend op"), required=False, help_text=_("Leeg: de dag van het dossier."))
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
        rounds = ProjectRound.objects.real().filter(programme__is_current=True).order_by("number")
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
