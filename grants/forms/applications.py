"""What the page of an application asks: a field for every value of it, named by its action and KPI's (R15). A service writes."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum import iban as ibans
from stdnum.exceptions import ValidationError as InvalidNumber

from grants.contributions import above_ceiling
from grants.models.annexes import LONGEST_MOTIVATION
from grants.services.applications.sheets import Sheet
from grants.states import IncentiveKind, PartyKind
from samenleven.core.forms import CountField, PlainField

MOST_INITIATIVES = 10
EMPTY_PARTIES = 1
LARGEST_PRIORITY = 99
NEEDED = {"contact_first_name", "contact_last_name", "contact_email", "iban"}


class IbanField(PlainField):
    """A bank account: checked, kept without spaces, shown in groups of four."""

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return ""
        try:
            # Without its list of banks: a bank that is younger than the list is refused otherwise.
            return ibans.validate(text, check_country=False)
        except InvalidNumber as error:
            raise ValidationError(
                _("Dit rekeningnummer klopt niet. Kijk het na, bijvoorbeeld BE68 5390 0754 7034."), code="invalid"
            ) from error

    def prepare_value(self, value):
        return " ".join(value[at : at + 4] for at in range(0, len(value), 4)) if value and " " not in value else value


class LinesField(PlainField):
    """A list of short texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value):
        lines = [line.strip() for line in super().clean(value).splitlines()]
        found = [line for line in lines if line]
        if len(found) > MOST_INITIATIVES:
            raise ValidationError(_("Noem hoogstens %(most)s initiatieven.") % {"most": MOST_INITIATIVES})
        if any(len(line) > 200 for line in found):
            raise ValidationError(_("Een initiatief telt hoogstens 200 tekens."))
        return found

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or nothing said."""

    def __init__(self, **kwargs):
        choices = [("", gettext_lazy("Niet ingevuld")), ("ja", gettext_lazy("Ja")), ("nee", gettext_lazy("Nee"))]
        super().__init__(choices=choices, coerce=lambda text: text == "ja", empty_value=None, required=False, **kwargs)

    def prepare_value(self, value):
        return {True: "ja", False: "nee", None: ""}.get(value, value)


class PartyForm(forms.Form):
    """An organisation that helps with an action."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Soort"), required=False, choices=[("", gettext_lazy("Geen")), *PartyKind.choices]
    )
    name = PlainField(label=gettext_lazy("Naam"), required=False, max_length=120)
    role = PlainField(label=gettext_lazy("Rol"), required=False, max_length=120)

    def clean(self):
        kept = self.cleaned_data
        if not kept.get("kind") and (kept.get("name") or kept.get("role")):
            self.add_error("kind", _("Kies het soort organisatie."))
        return kept


class ApplicationForm(forms.Form):
    """All values of an application, each under its own name; `seen` is how they stood when the page was made (R18)."""

    contact_first_name = PlainField(label=gettext_lazy("Voornaam"), required=False, max_length=80)
    contact_last_name = PlainField(label=gettext_lazy("Familienaam"), required=False, max_length=80)
    contact_phone = PlainField(label=gettext_lazy("Telefoon"), required=False, max_length=30)
    contact_email = forms.EmailField(
        label=gettext_lazy("E-mailadres"),
        required=False,
        error_messages={"invalid": gettext_lazy("Vul een e-mailadres in, bijvoorbeeld naam@example.org.")},
    )
    iban = IbanField(
        label=gettext_lazy("Rekeningnummer (IBAN)"),
        required=False,
        max_length=42,
        help_text=gettext_lazy("Van de trekker: wie het geld krijgt."),
    )

    def __init__(self, data=None, *, sheet: Sheet, fixed=frozenset()):
        self.sheet, self.fixed = sheet, fixed
        self.standing = sheet.values()
        super().__init__(data, initial=self.standing)
        for line in sheet.lines:
            self._add_line(line)
        self._add_incentives()
        self.parties = {line.action.number: self._parties_of(line.action.number) for line in sheet.lines}
        for name, known in self.fields.items():
            known.widget.attrs["id"] = id_of(name)
            # A draft is kept with whatever is filled in; what lacks is told by the check list.
            vars(known)["asked_later"] = name in NEEDED or name.startswith(("priority", "current", "planned"))

    def _add_line(self, line):
        number = line.action.number
        said = {"number": number}
        self.fields[f"priority {number}"] = CountField(
            label=_("Prioriteit van actie %(number)s") % said, required=False, min_value=1, max_value=LARGEST_PRIORITY
        )
        for kpi in line.kpis:
            for estimate in kpi.estimates:
                body = estimate.participant.local_government
                for kind, label in (("current", _("Huidig bereik")), ("planned", _("Gepland bereik"))):
                    name = f"{kind} {kpi.indicator.code} {body.code}"
                    field = CountField(
                        label=f"{label}, {kpi.indicator.title}, {body.name}",
                        required=False,
                        disabled=kind == "current" and name in self.fixed,
                    )
                    self.fields[name] = field
        self.fields[f"shortage {number}"] = YesNoField(
            label=_("Krijgen knelpuntberoepen, zoals leerkracht, bijzondere aandacht?")
        )
        self.fields[f"initiatives {number}"] = LinesField(
            label=_("Welke initiatieven plant u?"), required=False, max_length=4000, help_text=_("Eén per regel.")
        )

    def _add_incentives(self):
        for one in self.sheet.offered:
            kind = IncentiveKind(one.kind)
            said = {"name": kind.label}
            self.fields[f"incentive {kind}"] = forms.BooleanField(
                label=_("Wij vragen de stimulans %(name)s") % said, required=False
            )
            if kind == IncentiveKind.MENTORSHIP:
                actions = [(line.action.number, str(line.action)) for line in self.sheet.lines]
                self.fields["mentored"] = forms.TypedChoiceField(
                    label=_("Voor welke actie?"),
                    required=False,
                    coerce=int,
                    empty_value=None,
                    choices=[("", _("Kies een actie")), *actions],
                )
            if kind != IncentiveKind.COOPERATION:
                self.fields[f"motivation {kind}"] = PlainField(
                    label=_("Motivering bij %(name)s") % said,
                    required=False,
                    max_length=LONGEST_MOTIVATION,
                    help_text=_("Noem geen personen."),
                    widget=forms.Textarea(attrs={"rows": 4}),
                )

    def _parties_of(self, number):
        known = self.standing[f"parties {number}"]
        data = self.data if self.is_bound else None
        return [
            PartyForm(
                data,
                prefix=f"partij-{number}-{place}",
                initial=dict(zip(("kind", "name", "role"), known[place], strict=True)) if place < len(known) else None,
            )
            for place in range(len(known) + EMPTY_PARTIES)
        ]

    def clean(self):
        for line in self.sheet.lines:
            for kpi in line.kpis:
                names = [
                    f"planned {kpi.indicator.code} {one.participant.local_government.code}" for one in kpi.estimates
                ]
                if problem := above_ceiling(kpi.indicator, sum(self._planned(name) for name in names)):
                    changed = [name for name in names if name in self.changed_values()] or names
                    self.add_error(changed[0], problem)
        return self.cleaned_data

    def _planned(self, name):
        value = self.cleaned_data.get(name, self.standing[name])
        return value or 0

    @property
    def seen(self) -> dict:
        """How every value stood when the page was made; what cannot be read counts as never seen."""
        try:
            told = json.loads(self.data.get("seen", ""))
        except (ValueError, RecursionError):
            return {}
        return told if isinstance(told, dict) else {}

    def wanted(self) -> dict:
        """Every value that was filled in and can be kept; of what is wrong nothing."""
        found = {
            name: value
            for name, value in self.cleaned_data.items()
            if name in self.standing and name not in self.errors and self._was_sent(name)
        }
        for number, rows in self.parties.items():
            if all(one.is_valid() for one in rows) and any(one.add_prefix("kind") in self.data for one in rows):
                cleaned = [one.cleaned_data for one in rows if one.cleaned_data.get("kind")]
                found[f"parties {number}"] = [[one["kind"], one["name"], one["role"]] for one in cleaned]
        return found

    def changed_values(self) -> set[str]:
        """The names whose value differs from what was seen."""
        seen = self.seen
        return {name for name, value in self.cleaned_data.items() if name in seen and value != seen[name]}

    def _was_sent(self, name):
        # A box that is not ticked is not sent; a field of an action that was chosen meanwhile is not sent either.
        return name in self.data or (isinstance(self.fields[name], forms.BooleanField) and name in self.seen)

    def seen_now(self) -> str:
        """What goes along with the page: every value as it stands now."""
        return json.dumps(self.standing, ensure_ascii=False)


def id_of(name) -> str:
    """The id of a field on the page, and where an open point leads to."""
    return "id_" + name.replace(" ", "-").replace(".", "-")
