"""What the dashboard can be asked: one form for page, file and explanation."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grants.filters import NOW, PROVINCES
from grants.states import MomentKind
from kpi.figures import Basis, frozen, live
from kpi.figures.offered import OfferedAction, offers_of
from kpi.filters.choices import BODIES_AT_MOST, MomentChoice, RoundChoice
from municipalities.models.local_government import sort_key
from samenleven.core.clock import day_in_brussels, end_of_day

NAMES = (
    "ronde",
    "moment",
    "op",
    "momentopname",
    "doelstelling",
    "actie",
    "regio",
    "provincie",
    "bestuur",
    "kaart",
)
INTERIM = "tussentijds"
LONGEST_VALUE = 120
EARLIEST_YEAR = 2000


def only(given, *names) -> QueryDict:
    """The part of an address that a page knows: what was left empty or is not its own stays out."""
    query = QueryDict(mutable=True)
    for name in names:
        value = given.get(name, "").replace("\x00", "").strip()
        if value:
            query[name] = value[:LONGEST_VALUE]
    return query


def address_query(given, *more) -> QueryDict:
    """The filters of the figures in an address, and what else the page knows."""
    return only(given, *NAMES, *more)


@dataclass(frozen=True)
class Question:
    """What somebody asks the dashboard: of which round and moment, as known when, of what, on which map."""

    round: RoundChoice
    moment: MomentChoice | None
    basis: Basis
    filters: dict
    map_now: bool
    bodies: tuple[str, ...]

    @property
    def moment_id(self) -> int | None:
        """The id of the reporting moment."""
        return self.moment.pk if self.moment else None


class DashboardForm(forms.Form):
    """The filters of the dashboard; its address says everything, so that it can be passed on."""

    ronde = forms.ChoiceField(label=_("Projectronde"))
    moment = forms.ChoiceField(
        label=_("Rapportering"), required=False, choices=[("", _("Eindrapport")), (INTERIM, _("Tussentijds"))]
    )
    op = forms.DateField(
        label=_("Zoals gekend op (dag)"),
        required=False,
        error_messages={"invalid": _("Vul een datum in, bijvoorbeeld 03/03/2023.")},
        widget=forms.DateInput(attrs={"placeholder": "dd/mm/jjjj", "autocomplete": "off"}, format="%d/%m/%Y"),
    )
    momentopname = forms.ChoiceField(label=_("Momentopname"), required=False)
    doelstelling = forms.TypedChoiceField(label=_("Doelstelling"), required=False, coerce=int, empty_value=None)
    actie = forms.TypedChoiceField(label=_("Actie"), required=False, coerce=int, empty_value=None)
    regio = forms.ChoiceField(label=_("Referentieregio"), required=False)
    provincie = forms.ChoiceField(
        label=_("Provincie"),
        required=False,
        choices=[("", _("Alle provincies")), *((name, name) for name in PROVINCES)],
    )
    bestuur = forms.CharField(
        label=_("Lokaal bestuur"), required=False, max_length=80, help_text=_("Naam of NIS-code.")
    )
    kaart = forms.ChoiceField(
        label=_("Kaart"),
        required=False,
        choices=[("", _("Gemeenten van toen")), (NOW, _("Gemeenten van nu, na de fusies"))],
    )
    NOT_IN_THE_LIST = _("“%(value)s” staat niet in de lijst. Kies er een uit de lijst.")
    FIRST: tuple[str, ...] = ("ronde", "moment", "op", "momentopname")

    def __init__(self, given, *, choices, snapshot=None):
        self.choices, self.snapshot = choices, snapshot
        self.round = choices.rounds.get(given.get("ronde", "")) or choices.rounds.get(
            snapshot.moment.round.code if snapshot else ""
        )
        self.round = self.round or choices.default_round()
        self.offers: list[OfferedAction] = offers_of(self.round.pk) if self.round else []
        data = given.copy()
        if self.round:
            data.setdefault("ronde", self.round.code)
        if snapshot and snapshot.moment.kind == MomentKind.INTERIM:
            data.setdefault("moment", INTERIM)
        super().__init__(data)
        self._offer_choices()
        for form_field in self.fields.values():
            if isinstance(form_field, forms.ChoiceField):
                form_field.error_messages["invalid_choice"] = self.NOT_IN_THE_LIST

    def _offer_choices(self):
        self.fields["ronde"].choices = [(round.code, round.title) for round in self.choices.rounds.values()]
        taken = [one for moment in self.round.moments.values() for one in moment.snapshots] if self.round else []
        if self.snapshot and self.snapshot.code not in dict(taken):
            taken.append((self.snapshot.code, self.snapshot.code))
        self.fields["momentopname"].choices = [("", _("Geen: de cijfers van nu")), *taken]
        goals = dict.fromkeys((offer.goal, f"{offer.goal}. {offer.goal_title}") for offer in self.offers)
        self.fields["doelstelling"].choices = [("", _("Alle doelstellingen")), *goals]
        actions = [(offer.number, f"{offer.number}. {offer.title}") for offer in self.offers]
        self.fields["actie"].choices = [("", _("Alle acties")), *sorted(actions)]
        self.fields["regio"].choices = [("", _("Alle regio’s")), *((name, name) for name in self.choices.regions)]

    @property
    def first_fields(self):
        """Of which round, and as known when."""
        return [self[name] for name in self.FIRST]

    @property
    def more_fields(self):
        """Which part of it."""
        return [self[name] for name in self.fields if name not in self.FIRST]

    @property
    def uses_more(self) -> bool:
        """Whether some part of the round was asked, or a filter of it cannot be read."""
        return any(self.data.get(name) or name in self.errors for name in self.fields if name not in self.FIRST)

    def clean_op(self):
        """A day that has come, in the time of the portal."""
        day = self.cleaned_data["op"]
        if day and day > day_in_brussels(timezone.now()):
            raise ValidationError(_("Wat op die dag gekend zal zijn, weet nog niemand. Kies een dag tot vandaag."))
        if day and day.year < EARLIEST_YEAR:
            raise ValidationError(_("Kies een dag vanaf het jaar %(year)s."), params={"year": EARLIEST_YEAR})
        return day

    def clean_bestuur(self):
        """The codes of the bodies somebody means: those of exactly that name or code, else those that hold it."""
        name = self.cleaned_data["bestuur"]
        if not name:
            return ()
        exact = [
            body for body in self.choices.bodies if sort_key(name) == body["sort_name"] or name.lower() == body["code"]
        ]
        found = exact or self.choices.bodies
        if not found:
            raise ValidationError(_("Geen lokaal bestuur heet zo. Kijk de naam of de NIS-code na."))
        if len(found) > BODIES_AT_MOST:
            raise ValidationError(
                _("Meer dan %(most)s lokale besturen passen hierbij. Vul een langere naam in."),
                params={"most": BODIES_AT_MOST},
            )
        return tuple((body["code"], body["name"], body["successor"] if body["ended"] else None) for body in found)

    def clean(self):
        """What cannot be asked together."""
        cleaned, snapshot = super().clean(), self.snapshot
        if snapshot and cleaned.get("op"):
            self.add_error("op", _("Kies een dag of een momentopname, niet allebei."))
        if snapshot and cleaned.get("ronde") and snapshot.moment.round.code != cleaned["ronde"]:
            self._mixed("ronde", snapshot.moment.round.title)
        elif (
            snapshot
            and "moment" in cleaned
            and (cleaned["moment"] == INTERIM) != (snapshot.moment.kind == MomentKind.INTERIM)
        ):
            self._mixed("moment", snapshot.moment.get_kind_display())
        goal, action = cleaned.get("doelstelling"), cleaned.get("actie")
        if goal and action and not any((offer.goal, offer.number) == (goal, action) for offer in self.offers):
            self.add_error(
                "actie",
                ValidationError(
                    _("Actie %(action)s hoort niet bij doelstelling %(goal)s. Wis een van beide."),
                    params={"action": action, "goal": goal},
                ),
            )
        gone = [body for body in cleaned.get("bestuur") or () if body[2]]
        if cleaned.get("kaart") == NOW and gone and len(gone) == len(cleaned["bestuur"]):
            self.add_error(
                "bestuur",
                ValidationError(
                    _("Op de kaart van nu hoort %(name)s bij %(successor)s. Zoek op die naam."),
                    params={"name": gone[0][1], "successor": gone[0][2]},
                ),
            )
        return cleaned

    def _mixed(self, field_name, of):
        self.add_error(
            field_name,
            ValidationError(
                _("Momentopname %(code)s is van %(of)s. Wis de momentopname, of kies %(of)s."),
                params={"code": self.snapshot.code, "of": of},
            ),
        )

    @property
    def kind(self) -> str:
        """Which reading of the year was asked."""
        return MomentKind.INTERIM if self.cleaned_data.get("moment") == INTERIM else MomentKind.FINAL

    @property
    def kind_label(self) -> str:
        """That reading in words."""
        return str(MomentKind(self.kind).label)

    @property
    def next_deadline(self) -> datetime | None:
        """When the calendar changes what is asked; nothing where it cannot be read."""
        moment = self.round.moments.get(self.kind) if self.round and self.is_valid() else None
        return moment.deadline if moment else None

    def question(self) -> Question:
        """What a valid form asks."""
        cleaned = self.cleaned_data
        day = cleaned["op"]
        # What is known on a day that has not ended is what is known now.
        ended = day is not None and day < day_in_brussels(timezone.now())
        basis = frozen(self.snapshot) if self.snapshot else live(end_of_day(day) if ended else None, self.kind)
        filters: dict = {"project_round": [self.round.code]}
        for key, value in (
            ("goal", cleaned["doelstelling"]),
            ("action", cleaned["actie"]),
            ("reference_region", cleaned["regio"]),
            ("province", cleaned["provincie"]),
        ):
            if value:
                filters[key] = [value]
        if cleaned["bestuur"]:
            filters["local_government"] = [code for code, _name, _heir in cleaned["bestuur"]]
        return Question(
            round=self.round,
            moment=self.round.moments.get(self.kind),
            basis=basis,
            filters=filters,
            map_now=cleaned["kaart"] == NOW,
            bodies=tuple(name for _code, name, _heir in cleaned["bestuur"]),
        )
