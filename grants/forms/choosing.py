"""What the small forms around an application ask: for whom, which actions, which partners."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.forms.fields import MomentField
from grants.models import Offer, ProjectRound
from municipalities.models import LocalGovernment
from samenleven.core.forms import PlainField


class StartForm(forms.Form):
    """For whom, and in which round."""

    lead = forms.ModelChoiceField(
        label=gettext_lazy("Voor welk bestuur?"), queryset=LocalGovernment.objects.none(), to_field_name="code"
    )
    round = forms.ModelChoiceField(
        label=gettext_lazy("In welke ronde?"), queryset=ProjectRound.objects.none(), to_field_name="code"
    )

    def __init__(self, data=None, *, rounds, bodies):
        super().__init__(data)
        self.rounds = rounds
        self.fields["round"].queryset = ProjectRound.objects.filter(pk__in=[one.pk for one in rounds])
        self.fields["lead"].queryset = bodies
        # Nobody chooses where there is nothing to choose.
        self.fields["lead"].empty_label = None
        self.fields["round"].empty_label = None


class ActionsForm(forms.Form):
    """Which actions the application is for, under their goals."""

    actions = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Acties"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data=None, *, application):
        chosen = list(application.lines.values_list("offer__action__number", flat=True))
        super().__init__(data, initial={"actions": chosen})
        offers = Offer.objects.filter(round=application.round_id, financed=True).select_related("action__goal")
        goals: dict[str, list] = {}
        for offer in offers.order_by("action__goal__number", "action__number"):
            goal = offer.action.goal
            goals.setdefault(f"{goal.number}. {goal.title}", []).append((offer.action.number, str(offer.action)))
        self.fields["actions"].choices = list(goals.items())


class MemberForm(forms.Form):
    """Which local government is asked, and what the partnership is called."""

    member = forms.CharField(
        label=gettext_lazy("Welk bestuur vraagt u?"),
        max_length=80,
        help_text=gettext_lazy("De naam van de gemeente, of haar NIS-code."),
        error_messages={"required": gettext_lazy("Vul de naam van een bestuur in.")},
    )
    partnership_name = PlainField(
        label=gettext_lazy("Naam van het samenwerkingsverband"), required=False, max_length=200
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_member(self):
        """The body of exactly that name or code that exists now."""
        text = self.cleaned_data["member"].strip()
        bodies = LocalGovernment.objects.visible_to(self.user).filter(valid_until__isnull=True)
        found = bodies.filter(code=text.lower()).first() or bodies.filter(name__iexact=text).first()
        if found is None:
            raise forms.ValidationError(
                _("“%(text)s” is geen lokaal bestuur in Vlaanderen. Kijk de naam na, of gebruik de NIS-code.")
                % {"text": text}
            )
        return found


class SendBackForm(forms.Form):
    """What has to be put right, and until when."""

    remark = PlainField(
        label=gettext_lazy("Wat moet er verbeterd worden?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("De aanvrager leest dit. Noem geen personen."),
        error_messages={"required": gettext_lazy("Zeg wat er verbeterd moet worden.")},
    )
    until = MomentField(
        closes=True,
        label=gettext_lazy("Verbeteren tot"),
        error_messages={"required": gettext_lazy("Zeg tot wanneer.")},
    )


class RejectForm(forms.Form):
    """Why an application is refused as a whole."""

    reason = PlainField(
        label=gettext_lazy("Waarom wordt de aanvraag niet toegekend?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("De aanvrager leest dit. Noem geen personen."),
        error_messages={"required": gettext_lazy("Zeg waarom de aanvraag niet wordt toegekend.")},
    )


class NoteForm(forms.Form):
    """Something only officials read."""

    text = PlainField(
        label=gettext_lazy("Interne nota"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Alleen het ministerie leest dit."),
        error_messages={"required": gettext_lazy("Schrijf eerst iets.")},
    )


HANDLING_FORMS = {"send_back": SendBackForm, "reject": RejectForm, "note": NoteForm}
